"""R40, E-01 to E-04: what was made to do harm is refused, or is a harmless view, in time.

All in one page, each in a frame of its own.
"""

from __future__ import annotations

import pytest

from tests.client_js.documents import acting_pdfs, broken_pdfs, foreign_files
from tests.client_js.documents.console import OUR_OWN, Console
from tests.client_js.documents.corpus import ANY, VIEW, Case

CASES = [*acting_pdfs.CASES, *broken_pdfs.CASES, *foreign_files.CASES]


@pytest.mark.parametrize(
    "case",
    [
        # One in three in the quick suite: each takes a frame of its own.
        pytest.param(case, id=case.id, marks=[pytest.mark.long] * (case.long or at % 3 > 0))
        for at, case in enumerate(CASES)
    ],
)
def test_R40_what_is_made_to_do_harm(console: Console, case: Case) -> None:
    verdict = console.open(case.name, case.make(console.sink.origin))
    trouble = verdict["trouble"]
    if trouble is None:
        trouble = console.painted()
    if case.outcome == VIEW:
        assert trouble is None
    elif case.outcome == ANY:
        assert trouble in {None, "damaged", "slow", "pages", "encrypted"}
    else:
        assert trouble == case.outcome
    if case.shown is not None:
        assert verdict["name"] == case.shown
    if trouble is None:
        console.press()
        assert console.frame.evaluate("[self.hit ?? null, self.origin]") == [None, "null"]
        assert "/document" in console.frame.url
    # Given up is gone: nothing goes on behind it.
    assert (console.page.locator("iframe").count() == 0) == (trouble is not None)
    assert console.page.evaluate("self.hit ?? null") is None
    assert console.acts == console.asked == console.sink.requests == []
    assert {path.partition("?")[0] for path in console.site.requests} <= OUR_OWN

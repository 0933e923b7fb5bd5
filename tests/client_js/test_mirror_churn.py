"""However a page changes, masked regions coming and going, the mirror ends up as the page is.

The long run: `python -m tests.client_js.test_mirror_churn 10000` tries that many sequences.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.client_js.mirror_lab import GRANT, Pair, Site, bundle, open_pair
from tests.helpers.chromium import FLAGS, HEADLESS
from tests.helpers.sampled import sampled

BODY = "<div><p>one</p><ul><b>two</b></ul></div>" * 6
START = f"<!doctype html><body>{BODY}"
STEPS = 150
SEQUENCES_PER_PAGE = 20


def assert_converges(pair: Pair, seed: int) -> None:
    """One sequence of random changes, from the same page on; the mirror follows."""
    pair.customer.evaluate(
        """([seed, steps, body]) => {
          document.adoptedStyleSheets = []; document.body.innerHTML = body
          return lab.churn(seed, steps) }""",
        [seed, STEPS, BODY],
    )
    pair.settle()
    # Rules that changed in place are found by looking, so they may come a little later.
    page = pair.page_description()
    try:
        pair.agent.wait_for_function("page => lab.describeMirror(lab.mirror) === page", arg=page)
    finally:
        assert pair.mirror_description() == page, f"seed {seed}"


def assert_undisturbed(pair: Pair) -> None:
    assert pair.agent.evaluate("lab.states") == ["loading", "live"]
    assert pair.agent.evaluate("lab.problems") == []
    assert pair.customer.evaluate("lab.problems") == []


@pytest.mark.parametrize("page", sampled(range(10), 4))
def test_random_changes_converge(shared: Callable[..., Pair], page: int) -> None:
    pair = shared(START)
    for seed in range(SEQUENCES_PER_PAGE * page, SEQUENCES_PER_PAGE * (page + 1)):
        assert_converges(pair, seed)
    assert_undisturbed(pair)


@pytest.mark.parametrize("seed", sampled(range(1_000, 1_004), 2))
def test_snapshot_during_changes(site: Site, pair_at: Callable[..., Pair], seed: int) -> None:
    site.put("/page", START * 40)
    pair = pair_at("/page")
    pair.customer.evaluate("grant => lab.startCapture(grant)", GRANT)
    pair.customer.evaluate(
        "([seed, steps]) => { lab.done = lab.churn(seed, steps) }", [seed, 10 * STEPS]
    )
    pair.agent.evaluate("grant => lab.startView(grant)", GRANT)
    pair.agent.wait_for_function("lab.paints === 1")
    pair.agent.evaluate(
        "lab.channels.sync.send(JSON.stringify({type: 'resync', grant: 7, reason: 'gap'}))"
    )
    pair.customer.evaluate("lab.done")
    pair.settle()
    page = pair.page_description()
    pair.agent.wait_for_function("page => lab.describeMirror(lab.mirror) === page", arg=page)
    assert pair.agent.evaluate("lab.problems") == []


def main(sequences: int) -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=HEADLESS, args=FLAGS)
        site, script = Site(), bundle(Path(folder))
        site.put("/page", START)
        for first in range(0, sequences, 100):
            pair = open_pair(browser, site, script, "/page")
            pair.share()
            for seed in range(first, min(first + 100, sequences)):
                assert_converges(pair, seed)
            assert_undisturbed(pair)
            pair.customer.context.close()
            pair.agent.context.close()
            print(f"{min(first + 100, sequences)} of {sequences} sequences are exact", flush=True)
        browser.close()
        site.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""tests/everything.py: which failures are tried once more."""

import pytest

from tests.everything import failures

SUMMARY = """
=========================== short test summary info ============================
SKIPPED [1] tests/a.py:3: no such thing
FAILED tests/e2e/test_a.py::test_one - AssertionError: not within 15.0 s: FAILED x
FAILED tests/e2e/test_b.py::test_two[a b-{1}]
================= 2 failed, 3211 passed in 1218.78s (0:20:18) ==================
"""


def test_the_failed_tests_are_read_from_the_summary() -> None:
    assert failures(SUMMARY) == [
        "tests/e2e/test_a.py::test_one",
        "tests/e2e/test_b.py::test_two[a b-{1}]",
    ]


@pytest.mark.parametrize(
    "worse",
    [
        "ERROR tests/e2e/test_c.py::test_three - RuntimeError: no browser",
        "INTERNALERROR> KeyError",
        "worker 'gw0' crashed while running 'tests/e2e/test_a.py::test_one'",
    ],
)
def test_where_more_went_wrong_nothing_is_tried_again(worse: str) -> None:
    assert failures(f"{SUMMARY}\n{worse}\n") == []


def test_all_passed() -> None:
    assert failures("== 3211 passed in 1218.78s (0:20:18) ==") == []

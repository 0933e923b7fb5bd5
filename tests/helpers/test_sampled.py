import pytest

from tests.helpers.sampled import sampled


def test_what_is_left_to_the_long_tests_keeps_its_values_and_its_name() -> None:
    slow = pytest.mark.english
    one, *others = sampled([1, (2, 3), pytest.param(4, 5, id="four", marks=slow)], 3)
    assert one == 1
    assert [case.values for case in others] == [(2, 3), (4, 5)]
    assert [case.id for case in others] == [None, "four"]
    assert [[mark.name for mark in case.marks] for case in others] == [
        ["long"],
        ["english", "long"],
    ]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import BadFrame
from media.mirror.texts import cut, difference, length, splice, within

# Few letters, so that texts have much in common; some are two units.
TEXTS = st.text(st.sampled_from("ab\U0001f600\U0001f601"), max_size=8)


@given(TEXTS, TEXTS)
def test_a_difference_leads_from_the_old_to_the_new(old: str, new: str) -> None:
    head, tail, middle = difference(old, new)
    assert splice(old, head, tail, middle) == new
    assert head + length(middle) + tail == length(new)


def test_only_what_differs_is_sent() -> None:
    assert difference("a\U0001f600c", "a\U0001f601c") == (1, 1, "\U0001f601")
    assert difference("aa", "aaa") == (2, 0, "a")


@given(st.text(max_size=8), st.integers(0, 20))
def test_what_is_cut_fits(text: str, most: int) -> None:
    short = cut(text, most)
    assert text.startswith(short)
    assert most - 1 <= length(short) <= most or short == text


def test_lengths_are_units() -> None:
    assert within("\U0001f600", 2) == "\U0001f600"
    with pytest.raises(BadFrame, match="2 units, more than 1"):
        within("\U0001f600", 1)

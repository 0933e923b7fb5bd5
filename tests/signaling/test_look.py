"""An organisation's colour is legible, whatever it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.look import LEAST, NIGHT, contrast, look_of

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SHEET = re.compile(
    r":root:root,\.alongside-tokens\.alongside-tokens\{([^{}]*)\}"
    r"@media \(prefers-color-scheme:dark\)"
    r"\{:root:root,\.alongside-tokens\.alongside-tokens\{([^{}]*)\}\}"
)


def sheet(accent: str) -> list[dict[str, str]]:
    match = SHEET.fullmatch(look_of(accent))
    assert match is not None
    return [
        dict(one.split(":") for one in match[which].removeprefix("--").split(";--"))
        for which in (1, 2)
    ]


@given(COLOURS)
def test_text_on_it_and_in_it_can_be_read(accent: str) -> None:
    for look, surface in zip(sheet(accent), ("#ffffff", NIGHT), strict=True):
        assert contrast(look["accent"], look["accent-ink"]) >= LEAST
        assert contrast(look["accent-hover"], look["accent-ink"]) >= LEAST
        assert contrast(look["accent-soft-ink"], look["accent-soft"]) >= LEAST
        assert contrast(look["accent"], surface) >= LEAST


@pytest.mark.parametrize("accent", ["#3b4cca", "#0b6b3a", "#000000"])
def test_what_is_legible_by_day_stays_as_chosen(accent: str) -> None:
    assert sheet(accent)[0]["accent"] == accent


@pytest.mark.parametrize("accent", ["", "red", "#FFFFFF", "#fff", "#000000;}*{x:y", "#0000000"])
def test_nothing_else_gets_into_a_style_sheet(accent: str) -> None:
    with pytest.raises(AssertionError):
        look_of(accent)


def test_contrast_is_as_the_guidelines_have_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)

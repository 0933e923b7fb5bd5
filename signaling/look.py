"""The organisation's colour, made legible: the custom properties of client_js/src/ui/tokens.ts that
depend on the accent, for light and dark.

Whatever an operator chooses, text on it and in it has a contrast of 4.5:1 (WCAG 2.2, 1.4.3): the
colour is made darker, or lighter in the dark, until it has.
"""

import re

Colour = tuple[float, float, float]

ACCENT = re.compile(r"#[0-9a-f]{6}")
LEAST = 4.5
WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
# `--surface` in the dark, and what stands on a light accent there.
NIGHT, NIGHT_INK = "#171a23", "#10132a"
# Above the tokens themselves: one `:root` more than they have.
_SELECTOR = ":root:root,.alongside-tokens.alongside-tokens"


def look_of(accent: str) -> str:
    """A style sheet. `accent`: as ACCENT has it; nothing else may come here."""
    assert ACCENT.fullmatch(accent)
    chosen = _parsed(accent)
    day, night = _day(chosen), _night(chosen)
    return f"{_SELECTOR}{{{day}}}@media (prefers-color-scheme:dark){{{_SELECTOR}{{{night}}}}}"


def contrast(one: str, other: str) -> float:
    """Of two colours, from 1 to 21."""
    return _contrast(_parsed(one), _parsed(other))


def _day(chosen: Colour) -> str:
    soft = _rounded(_mixed(chosen, WHITE, 0.9))
    accent = _until(chosen, BLACK, WHITE)
    return _properties(
        accent=accent,
        hover=_mixed(accent, BLACK, 0.2),
        ink=WHITE,
        soft=soft,
        soft_ink=_until(accent, BLACK, soft),
    )


def _night(chosen: Colour) -> str:
    night, ink = _parsed(NIGHT), _parsed(NIGHT_INK)
    soft = _rounded(_mixed(chosen, night, 0.75))
    # The raised surface is a little lighter than NIGHT.
    accent = _until(chosen, WHITE, _mixed(night, WHITE, 0.06))
    accent = _until(accent, WHITE, ink)
    return _properties(
        accent=accent,
        hover=_mixed(accent, WHITE, 0.25),
        ink=ink,
        soft=soft,
        soft_ink=_until(accent, WHITE, soft),
    )


def _properties(
    *, accent: Colour, hover: Colour, ink: Colour, soft: Colour, soft_ink: Colour
) -> str:
    named = {
        "--accent": accent,
        "--accent-hover": hover,
        "--accent-ink": ink,
        "--accent-soft": soft,
        "--accent-soft-ink": soft_ink,
    }
    return ";".join(f"{name}:{_written(colour)}" for name, colour in named.items())


def _until(colour: Colour, towards: Colour, ground: Colour) -> Colour:
    """The first on the way that is legible on `ground`."""
    for step in range(101):
        moved = _mixed(colour, towards, step / 100)
        if _contrast(_rounded(moved), ground) >= LEAST:
            return moved
    raise AssertionError("black or white is legible on everything that comes here")


def _mixed(colour: Colour, with_: Colour, share: float) -> Colour:
    """`share`: of the second."""
    red, green, blue = (a + (b - a) * share for a, b in zip(colour, with_, strict=True))
    return red, green, blue


def _contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    red, green, blue = (_linear(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _rounded(colour: Colour) -> Colour:
    """As it will be written."""
    return _parsed(_written(colour))


def _parsed(text: str) -> Colour:
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)

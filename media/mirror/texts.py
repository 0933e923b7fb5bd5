"""Texts as the mirror counts them: in UTF-16 units, of which one may be half a character."""

from media.errors import BadFrame

_ENCODING = "utf-16-le"


def to_units(text: str) -> bytes:
    """Two bytes per unit, the low one first."""
    return text.encode(_ENCODING, "surrogatepass")


def length(text: str) -> int:
    return len(text) if text.isascii() else len(to_units(text)) // 2


def within(text: str, most: int) -> str:
    """`text`. Raises BadFrame if it is longer."""
    if len(text) > most or length(text) > most:
        raise BadFrame(f"a text of {length(text)} units, more than {most}")
    return text


def cut(text: str, most: int) -> str:
    """As much of `text` as fits, without half a character at the end."""
    return to_units(text)[: 2 * most].decode(_ENCODING, "ignore") if len(text) * 2 > most else text


def splice(old: str, head: int, tail: int, middle: str) -> str:
    """The first `head` units of `old`, `middle`, its last `tail` units. Raises BadFrame."""
    units = to_units(old)
    if head + tail > len(units) // 2:
        raise BadFrame(f"{head} and {tail} units of a text that has {len(units) // 2}")
    new = units[: 2 * head] + to_units(middle) + units[len(units) - 2 * tail :]
    return new.decode(_ENCODING, "surrogatepass")


def difference(old: str, new: str) -> tuple[int, int, str]:
    """What `splice` needs to make `new` of `old`, with whole characters only."""
    head = _common(old, new)
    rest, middle = old[head:], new[head:]
    tail = _common(rest[::-1], middle[::-1])
    kept = middle[len(middle) - tail :]
    return length(new[:head]), length(kept), middle[: len(middle) - tail]


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))

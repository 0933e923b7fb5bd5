"""Checksums of subtrees: docs/mirror.md, "Checksums"."""

from collections.abc import Iterator

from media.mirror.texts import to_units
from media.mirror.tree import Element, Node, Root, Text

_BASIS = 2_166_136_261
_PRIME = 16_777_619
_STAND_INS = frozenset({"gap", "box"})


def checksum(node: Node) -> int:
    """Of `node` and all below it."""
    sum = _BASIS
    for unit in _units(node):
        sum = (sum ^ unit) * _PRIME & 0xFFFFFFFF
    return sum


def _units(node: Node) -> Iterator[int]:
    for piece in _pieces(node):
        if piece.isascii():
            yield from piece.encode()
        else:
            units = to_units(piece)
            yield from (low | high << 8 for low, high in zip(units[::2], units[1::2], strict=True))


def _pieces(node: Node) -> Iterator[str]:
    waiting: list[Node | str] = [node]
    while waiting:
        match waiting.pop():
            case str(piece):
                yield piece
            case Text(data=data):
                yield f'"{data};'
            case Element() as element:
                yield _opening(element)
                waiting.append("/")
                if element.inner is not None:
                    waiting += ["}", element.inner, "{"]
                waiting += reversed(element.children)
            case Root(children=children):
                waiting += reversed(children)


def _opening(element: Element) -> str:
    shown = [
        f" {name}={element.attributes[name]}"
        for name in ("class", "id")
        if name in element.attributes and element.tag not in _STAND_INS
    ]
    return f"<{element.tag}{''.join(shown)}>"

"""Items of child lists: docs/mirror.md, "Items". A text is a string, a known node its id, a new
element an array."""

from dataclasses import dataclass
from typing import Any

from media.errors import BadFrame
from media.mirror.limits import ATTRIBUTE_UNITS, DEFINITIONS, MOST_ATTRIBUTES, TAG_UNITS
from media.mirror.texts import within

# Elements of HTML that never get children: what is in them comes otherwise, or not at all.
CHILDLESS = frozenset({"gap", "box", "style", "img", "input", "textarea", "iframe"})
# The only attributes of what stands for something else.
STAND_IN_ATTRIBUTES = {"gap": frozenset[str](), "box": frozenset({"style", "reason"})}

Item = str | int | list[Any]


@dataclass(frozen=True)
class Definition:
    tag: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class NewElement:
    """`head` is a definition, or the number of an earlier one. `inner` is None where there is no
    shadow root."""

    head: Definition | int
    children: list[Any]
    inner: list[Any] | None


def to_element(item: list[Any]) -> NewElement:
    """Raises BadFrame."""
    match item:
        case [str(tag), dict(attributes), *rest]:
            head: Definition | int = _definition(tag, attributes)
        case [int(number), *rest] if number is not True and number is not False:
            head = number
        case _:
            raise BadFrame("an item that is no element")
    if len(rest) > 2 or not all(isinstance(part, list) for part in rest):
        raise BadFrame("an element of other parts than children and shadow root")
    return NewElement(head, rest[0] if rest else [], rest[1] if len(rest) == 2 else None)


def _definition(tag: str, attributes: dict[str, Any]) -> Definition:
    if not tag or len(tag) > TAG_UNITS:
        raise BadFrame(f"a tag of {len(tag)} characters")
    if not all(isinstance(value, str) for value in attributes.values()):
        raise BadFrame("an attribute that is not a string")
    check_attributes(tag, attributes)
    return Definition(tag, attributes)


def check_attributes(tag: str, attributes: dict[str, str]) -> None:
    """All that an element has. Raises BadFrame."""
    if len(attributes) > MOST_ATTRIBUTES:
        raise BadFrame(f"more than {MOST_ATTRIBUTES} attributes")
    if (allowed := STAND_IN_ATTRIBUTES.get(tag)) is not None and not attributes.keys() <= allowed:
        raise BadFrame(f"a {tag} with other attributes than {sorted(allowed)}")
    for value in attributes.values():
        within(value, ATTRIBUTE_UNITS)


class Definitions:
    """Those written out since `start`, or since they were forgotten, in order."""

    def __init__(self) -> None:
        self._known: list[Definition] = []

    def forget(self) -> None:
        self._known.clear()

    def resolve(self, head: Definition | int) -> Definition:
        """Raises BadFrame for a number that stands for nothing."""
        if isinstance(head, Definition):
            if len(self._known) < DEFINITIONS:
                self._known.append(head)
            return head
        if not 0 <= head < len(self._known):
            raise BadFrame(f"there is no definition {head}")
        return self._known[head]

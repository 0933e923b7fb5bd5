"""The page of a headless customer: a small document given as nested data, that can change."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from media.mirror.operations import (
    CHILDLESS,
    AnyOperation,
    Children,
    ElementRecord,
    Ready,
    Scroll,
    SetAttributes,
    SetSheet,
    SetText,
    SetValue,
    Start,
    TextRecord,
    Viewport,
    from_record,
)

MASK = "•" * 8

# What a browser does not send either: something stands in that takes its place among siblings.
AS_GAP = frozenset({"script", "noscript", "template", "title", "meta", "link", "base"})
WITHOUT_CHILDREN = AS_GAP | CHILDLESS


@dataclass(eq=False)
class Tag:
    """An element: `Tag("p", {"class": "price"}, ["12 ", Tag("b", children=["EUR"])])`. `value` is
    what a form control holds. Adjacent strings are one text each."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Tag | str] = field(default_factory=list)
    value: str | None = None

    @property
    def secret(self) -> bool:
        """Never shown, whatever any policy says: passwords, hidden inputs, cards, codes."""
        complete = self.attributes.get("autocomplete", "")
        return self.name == "input" and (
            self.attributes.get("type") in ("password", "hidden")
            or complete.startswith("cc-")
            or complete == "one-time-code"
        )

    def find(self, **attributes: str) -> Tag:
        """The first element in here with these attributes. Raises KeyError."""
        for tag in self._walk():
            if attributes.items() <= tag.attributes.items():
                return tag
        raise KeyError(attributes)

    def _walk(self) -> Iterator[Tag]:
        yield self
        for child in self.children:
            if isinstance(child, Tag):
                yield from child._walk()


Listener = Callable[[list[AnyOperation]], None]


class Page:
    """`root` is the element `html`. Change it through the methods here, so that viewers follow; all
    of them raise KeyError for an element that is not in the page. Sizes are CSS pixels. The text
    of a `style` is fixed; scripts and the like are not sent. Nothing in here sends: captures
    listen."""

    def __init__(self, root: Tag, width: int = 1280, height: int = 720) -> None:
        self.root = root
        self._size = (width, height)
        self._scroll = (0.0, 0.0)
        self._next_id = itertools.count(2)
        self._document = 1
        self._elements: dict[Tag, int] = {}
        # Of the children that are text; the places of elements hold 0.
        self._texts: dict[Tag, list[int]] = {}
        self._listeners: list[Listener] = []
        self._number(root)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """`listener` gets the operations of every change, until the function returned is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def snapshot(self, generation: int) -> list[AnyOperation]:
        """The whole page as one batch."""
        operations: list[AnyOperation] = [
            Start(generation, self._document, "standards"),
            Viewport(*self._size),
            Children(self._document, 0, 0, [self._record(self.root)]),
        ]
        operations += self._inside(self.root)
        operations += [Scroll(self._document, *self._scroll), Ready(generation)]
        return operations

    # --- changes ------------------------------------------------------------------------------

    def set_text(self, tag: Tag, text: str) -> None:
        """Replace all that is in `tag` by `text`."""
        texts = self._texts[tag]
        if len(texts) == 1 and texts[0] and tag.name not in WITHOUT_CHILDREN:
            tag.children = [text]
            self._tell([SetText(texts[0], text)])
        else:
            self.set_children(tag, [text])

    def set_children(self, tag: Tag, children: list[Tag | str]) -> None:
        """Replace all that is in `tag`. Raises ValueError for one that cannot have any."""
        if tag.name in WITHOUT_CHILDREN:
            raise ValueError(f"<{tag.name}> has no children in a mirror")
        for child in tag.children:
            if isinstance(child, Tag):
                self._forget(child)
        tag.children = children
        self._number(tag)
        self._tell([Children(self._elements[tag], 0, 0, []), *self._inside(tag)])

    def set_value(self, tag: Tag, value: str) -> None:
        """What a person would type into `tag`."""
        tag.value = value
        self._tell([self._value(tag, value)])

    def set_attribute(self, tag: Tag, name: str, value: str | None) -> None:
        """None removes."""
        id = self._elements[tag]
        if value is None:
            tag.attributes.pop(name, None)
        else:
            tag.attributes[name] = value
        self._tell([SetAttributes(id, {name: value})])

    def scroll(self, x: float, y: float) -> None:
        """To `x`, `y`, CSS pixels from the top left."""
        self._scroll = (x, y)
        self._tell([Scroll(self._document, x, y)])

    def _tell(self, operations: list[AnyOperation]) -> None:
        for listener in list(self._listeners):
            listener(operations)

    # --- numbers ------------------------------------------------------------------------------

    def _number(self, tag: Tag) -> None:
        self._elements.setdefault(tag, next(self._next_id))
        self._texts[tag] = [
            next(self._next_id) if isinstance(child, str) else 0 for child in tag.children
        ]
        for child in tag.children:
            if isinstance(child, Tag):
                self._number(child)

    def _forget(self, tag: Tag) -> None:
        # Numbers are never used again, so an element that comes back gets new ones.
        del self._elements[tag], self._texts[tag]
        for child in tag.children:
            if isinstance(child, Tag):
                self._forget(child)

    # --- operations ---------------------------------------------------------------------------

    def _record(self, tag: Tag) -> list[Any]:
        id = self._elements[tag]
        if tag.name in AS_GAP:
            return from_record(ElementRecord(id, 0, "gap", {}))
        shown = {name: value for name, value in tag.attributes.items() if name != "value"}
        return from_record(ElementRecord(id, 0, tag.name, shown))

    def _inside(self, tag: Tag) -> list[AnyOperation]:
        """All that is to be said of `tag` beyond its record."""
        if tag.name == "style":
            css = "".join(child for child in tag.children if isinstance(child, str))
            return [SetSheet(self._elements[tag], css, "")]
        if tag.name in WITHOUT_CHILDREN:
            return [] if tag.value is None else [self._value(tag, tag.value)]
        return self._children(tag)

    def _children(self, tag: Tag) -> list[AnyOperation]:
        if not tag.children:
            return []
        items: list[int | list[Any]] = [
            self._record(child)
            if isinstance(child, Tag)
            else from_record(TextRecord(number, child))
            for child, number in zip(tag.children, self._texts[tag], strict=True)
        ]
        operations: list[AnyOperation] = [Children(self._elements[tag], 0, 0, items)]
        for child in tag.children:
            if isinstance(child, Tag):
                operations += self._inside(child)
        return operations

    def _value(self, tag: Tag, value: str) -> SetValue:
        return SetValue(self._elements[tag], MASK if tag.secret else value)

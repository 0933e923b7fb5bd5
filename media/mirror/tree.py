"""The customer's page as a viewer has it: a tree to ask questions of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

# Their text is not on the page. `gap` stands for what was not sent.
SILENT_TAGS = frozenset({"style", "title", "head", "gap", "box", "template"})


@dataclass(eq=False)
class Node:
    """`id` is the number that capture gave it."""

    id: int
    parent: Node | None = field(default=None, repr=False)
    children: list[Node] = field(default_factory=list, repr=False)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, shadow roots included, in document order."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node._below())

    def ancestors(self) -> Iterator[Node]:
        """From the parent up; the host comes after its shadow root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def text(self) -> str:
        """The text below this node, white space collapsed; that of styles and the head apart."""
        return " ".join(" ".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Text):
                yield node.data
            elif not (isinstance(node, Element) and node.tag in SILENT_TAGS):
                waiting.extend(node._below())

    def _below(self) -> Iterator[Node]:
        """Last first, as a stack wants them."""
        yield from reversed(self.children)
        if isinstance(self, Element) and self.shadow is not None:
            yield self.shadow


@dataclass(eq=False)
class Root(Node):
    """The document, or a shadow root. `sheets` are the ids of its adopted style sheets."""

    sheets: list[int] = field(default_factory=list, repr=False)


@dataclass(eq=False)
class Text(Node):
    data: str = ""


@dataclass(eq=False)
class Element(Node):
    """`namespace`: 0 HTML, 1 SVG, 2 MathML. What a form control has not been said to be is None;
    `checked`: 0 off, 1 on, 2 indeterminate; `selected`: ids of options. `scroll`: CSS pixels."""

    namespace: int = 0
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    shadow: Root | None = field(default=None, repr=False)
    value: str | None = None
    checked: int | None = None
    selected: list[int] | None = None
    scroll: tuple[float, float] = (0, 0)


@dataclass(eq=False)
class MirrorTree:
    """One generation of the page. `nodes` holds all of it by id; sizes are CSS pixels."""

    generation: int
    document: Root
    mode: str = "standards"
    viewport: tuple[float, float] = (0, 0)
    scroll: tuple[float, float] = (0, 0)
    nodes: dict[int, Node] = field(default_factory=dict, repr=False)
    # By sheet id: text and media query list.
    sheets: dict[int, tuple[str, str]] = field(default_factory=dict, repr=False)
    image_sizes: dict[int, tuple[float, float]] = field(default_factory=dict, repr=False)
    # By asset number: SHA-256 in hexadecimal, None for what cannot be had.
    assets: dict[int, str | None] = field(default_factory=dict, repr=False)

    def text(self) -> str:
        """All text of the page, white space collapsed, shadow roots included."""
        return self.document.text()

    def find_all(self, tag: str | None = None, **attributes: str) -> list[Element]:
        """Elements with this tag and these attributes (`class_="x"` for `class`, `data_a="x"` for
        `data-a`), in document order."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            node
            for node in self.document.walk()
            if isinstance(node, Element)
            and tag in (None, node.tag)
            and wanted.items() <= node.attributes.items()
        ]

    def find(self, tag: str | None = None, **attributes: str) -> Element | None:
        """The first of `find_all`, or None."""
        return next(iter(self.find_all(tag, **attributes)), None)

    def values(self) -> dict[str, str]:
        """What the form controls hold, by `id` (browsers do not send a `name`, which is the
        fallback): the value, `on`/`off` for checkboxes and radio buttons, the text of the selected
        options joined by commas for `select`."""
        return {
            name: shown
            for element in self.find_all()
            if (name := element.attributes.get("id") or element.attributes.get("name"))
            and (shown := self._shown(element)) is not None
        }

    def _shown(self, element: Element) -> str | None:
        if element.selected is not None:
            return ", ".join(
                option.text() for id in element.selected if (option := self.nodes.get(id))
            )
        if element.checked is not None:
            return "on" if element.checked == 1 else "off"
        return element.value

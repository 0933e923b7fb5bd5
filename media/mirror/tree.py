"""The customer's page as a viewer has it: a tree to ask questions of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

# Their text is not on the page. `gap` stands for what was not sent.
SILENT_TAGS = frozenset({"style", "title", "head", "gap", "box", "template"})

FIELD_TAGS = frozenset({"input", "textarea", "select"})


@dataclass(eq=False)
class Node:
    """`id` is the number that both ends count it under."""

    id: int
    parent: Node | None = field(default=None, repr=False)
    children: list[Node] = field(default_factory=list, repr=False)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, shadow roots and pages in frames included, in document
        order."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.below())

    def ancestors(self) -> Iterator[Node]:
        """From the parent up; the host comes after its inner root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def text(self) -> str:
        """The text below this node, white space collapsed; that of styles and the head apart."""
        return " ".join(" ".join(self._texts()).split())

    def find_all(
        self, tag: str | None = None, *, text: str | None = None, **attributes: str
    ) -> list[Element]:
        """Elements here and below with this tag (`svg:path`, `math:mi` outside HTML), this whole
        `text` (white space collapsed) and these attributes (`class_="x"` for `class`, `data_a="x"`
        for `data-a`), in document order."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            node
            for node in self.walk()
            if isinstance(node, Element)
            and tag in (None, node.tag)
            and wanted.items() <= node.attributes.items()
            and (text is None or node.text() == text)
        ]

    def find(
        self, tag: str | None = None, *, text: str | None = None, **attributes: str
    ) -> Element | None:
        """The first of `find_all`, or None."""
        return next(iter(self.find_all(tag, text=text, **attributes)), None)

    def _texts(self, silent: frozenset[str] = SILENT_TAGS) -> Iterator[str]:
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Text):
                yield node.data
            elif not (isinstance(node, Element) and node.tag in silent):
                waiting.extend(node.below())

    def below(self) -> Iterator[Node]:
        """Its children and its inner root, last first, as a stack wants them."""
        yield from reversed(self.children)
        if isinstance(self, Element) and self.inner is not None:
            yield self.inner


@dataclass(eq=False)
class Root(Node):
    """A document, or a shadow root, whose `mode` is empty. `sheets` are the numbers of its adopted
    style sheets, `scroll` is CSS pixels."""

    mode: str = ""
    sheets: list[int] = field(default_factory=list, repr=False)
    scroll: tuple[float, float] = (0, 0)


@dataclass(eq=False)
class Text(Node):
    data: str = ""


@dataclass(eq=False)
class Element(Node):
    """`inner` is its shadow root, or the document in an `iframe`. What a form control has not been
    said to be is None; `checked`: 0 off, 1 on, 2 indeterminate; `selected`: ids of options;
    `top_layer`: 1 an open modal dialog, 2 an open popover. `scroll`: CSS pixels."""

    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    inner: Root | None = field(default=None, repr=False)
    value: str | None = None
    checked: int | None = None
    selected: list[int] | None = None
    top_layer: int = 0
    scroll: tuple[float, float] = (0, 0)

    def label(self) -> str:
        """The text of a `label` without that of controls in it; the `aria-label` of a control;
        else empty."""
        if self.tag == "label":
            return " ".join(" ".join(self._texts(SILENT_TAGS | FIELD_TAGS)).split())
        return self.attributes.get("aria-label", "") if self.tag in FIELD_TAGS else ""


@dataclass(eq=False)
class Sheet:
    """`media` is a media query list."""

    media: str
    rules: list[str] = field(default_factory=list, repr=False)


class Use(IntEnum):
    """What the customer does with an element."""

    POINTED_AT = 0
    PRESSED = 1
    FOCUSED = 2
    FOCUS_RING = 3


@dataclass(eq=False)
class MirrorTree:
    """One generation of the page; `whole` when all of it has come. `nodes` holds all of it by id;
    sizes are CSS pixels."""

    generation: int
    document: Root
    whole: bool = False
    viewport: tuple[float, float] = (0, 0)
    nodes: dict[int, Node] = field(default_factory=dict, repr=False)
    # By the id of a `style`, or a negative number.
    sheets: dict[int, Sheet] = field(default_factory=dict, repr=False)
    image_sizes: dict[int, tuple[float, float]] = field(default_factory=dict, repr=False)
    # By asset number: what names its content, None for what cannot be had.
    assets: dict[int, str | None] = field(default_factory=dict, repr=False)
    # Ids of elements.
    uses: dict[Use, int] = field(default_factory=dict, repr=False)
    # Anchor and offset, focus and offset.
    selection: tuple[int, int, int, int] | None = field(default=None, repr=False)

    @property
    def mode(self) -> str:
        """`standards` or `quirks`."""
        return self.document.mode

    @property
    def scroll(self) -> tuple[float, float]:
        return self.document.scroll

    def text(self) -> str:
        """All text of the page, white space collapsed, shadow roots and frames included."""
        return self.document.text()

    def find_all(
        self, tag: str | None = None, *, text: str | None = None, **attributes: str
    ) -> list[Element]:
        """See Node.find_all."""
        return self.document.find_all(tag, text=text, **attributes)

    def find(
        self, tag: str | None = None, *, text: str | None = None, **attributes: str
    ) -> Element | None:
        """The first of `find_all`, or None."""
        return self.document.find(tag, text=text, **attributes)

    def field(self, label: str) -> Element | None:
        """The form control whose label, of a `label` or an `aria-label`, is or else begins with
        this text (white space collapsed); None if there is none."""
        named = [(found.label(), found) for found in self.find_all()]
        for fits in (str.__eq__, str.startswith):
            for text, found in named:
                if text and fits(text, label) and (control := self._labelled(found)):
                    return control
        return None

    def _labelled(self, found: Element) -> Element | None:
        if found.tag in FIELD_TAGS:
            return found
        if (id := found.attributes.get("for")) is not None:
            return self.find(id=id)
        return next((node for node in found.find_all() if node.tag in FIELD_TAGS), None)

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

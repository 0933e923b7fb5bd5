"""The page of a headless customer: a small document given as nested data, that can change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from media.mirror.items import CHILDLESS

MASK = "•" * 8

# What a browser does not send either: something stands in that takes its place among siblings.
AS_GAP = frozenset({"script", "noscript", "template", "title", "meta", "link", "base"})
WITHOUT_CHILDREN = AS_GAP | CHILDLESS
WITHOUT_INNER = WITHOUT_CHILDREN - {"iframe"}
WITH_VALUE = frozenset({"input", "textarea"})


@dataclass(eq=False)
class Tag:
    """An element: `Tag("p", {"class": "price"}, ["12 ", Tag("b", children=["EUR"])])`, with `svg:`
    or `math:` before its name outside HTML. `value` is what an `input` or `textarea` holds. `inner`
    is what is in its shadow root, or in the document of an `iframe`. Adjacent strings are one text
    each."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Tag | str] = field(default_factory=list)
    value: str | None = None
    inner: list[Tag | str] | None = None

    @property
    def secret(self) -> bool:
        """Never shown, whatever any policy says: passwords, hidden inputs, cards, codes."""
        complete = self.attributes.get("autocomplete", "")
        return self.name == "input" and (
            self.attributes.get("type") in ("password", "hidden")
            or complete.startswith("cc-")
            or complete in ("one-time-code", "current-password", "new-password")
        )

    def find(self, **attributes: str) -> Tag:
        """The first element in here with these attributes. Raises KeyError."""
        for tag in self.walk():
            if attributes.items() <= tag.attributes.items():
                return tag
        raise KeyError(attributes)

    def walk(self) -> Iterator[Tag]:
        """This element and all below it, in shadow roots and frames too."""
        yield self
        for child in [*self.children, *(self.inner or [])]:
            if isinstance(child, Tag):
                yield from child.walk()


@dataclass(frozen=True)
class ChildrenSet:
    tag: Tag


@dataclass(frozen=True)
class TextSet:
    """The only child of `tag`, a text before and after."""

    tag: Tag


@dataclass(frozen=True)
class ValueSet:
    tag: Tag


@dataclass(frozen=True)
class AttributeSet:
    tag: Tag
    name: str


@dataclass(frozen=True)
class Scrolled:
    pass


Change = ChildrenSet | TextSet | ValueSet | AttributeSet | Scrolled
Listener = Callable[[Change], None]


class Page:
    """`root` is the element `html`. Change it through the methods here, so that viewers follow; all
    of them raise KeyError for an element that is not in the page. Sizes are CSS pixels. The text
    of a `style` is fixed; scripts and the like are not sent. Nothing in here sends: captures
    listen."""

    def __init__(self, root: Tag, width: int = 1280, height: int = 720) -> None:
        self.root = root
        self.size = (width, height)
        self.position = (0.0, 0.0)
        self._listeners: list[Listener] = []
        self._tags = set(root.walk())

    def listen(self, listener: Listener) -> Callable[[], None]:
        """`listener` gets every change, after it, until the function returned is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def set_text(self, tag: Tag, text: str) -> None:
        """Replace all that is in `tag` by `text`."""
        if len(tag.children) != 1 or isinstance(tag.children[0], Tag):
            self.set_children(tag, [text])
            return
        self._may_have_children(tag)
        tag.children = [text]
        self._tell(TextSet(tag))

    def set_children(self, tag: Tag, children: list[Tag | str]) -> None:
        """Replace all that is in `tag`. Raises ValueError for one that cannot have any."""
        self._may_have_children(tag)
        for child in tag.children:
            if isinstance(child, Tag):
                self._tags.difference_update(child.walk())
        tag.children = children
        self._tags.update(tag.walk())
        self._tell(ChildrenSet(tag))

    def set_value(self, tag: Tag, value: str) -> None:
        """What a person would type into `tag`. Raises ValueError if nobody could."""
        self._known(tag)
        if tag.name not in WITH_VALUE:
            raise ValueError(f"<{tag.name}> has no value in a mirror")
        tag.value = value
        self._tell(ValueSet(tag))

    def set_attribute(self, tag: Tag, name: str, value: str | None) -> None:
        """None removes."""
        self._known(tag)
        if value is None:
            tag.attributes.pop(name, None)
        else:
            tag.attributes[name] = value
        self._tell(AttributeSet(tag, name))

    def scroll(self, x: float, y: float) -> None:
        """To `x`, `y`, CSS pixels from the top left."""
        self.position = (x, y)
        self._tell(Scrolled())

    def _known(self, tag: Tag) -> None:
        if tag not in self._tags:
            raise KeyError(f"<{tag.name}> is not in the page")

    def _may_have_children(self, tag: Tag) -> None:
        self._known(tag)
        if tag.name in WITHOUT_CHILDREN:
            raise ValueError(f"<{tag.name}> has no children in a mirror")

    def _tell(self, change: Change) -> None:
        for listener in list(self._listeners):
            listener(change)

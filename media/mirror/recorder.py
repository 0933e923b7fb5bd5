"""Says a page and its changes in operations, to one viewer: what has been said to others has other
numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, assert_never

from media.mirror.css_rules import split_rules
from media.mirror.limits import DEFINITIONS, ITEM_DEPTH, MOST_RULES, OPERATION_NODES, TEXT_UNITS
from media.mirror.operations import (
    AnyOperation,
    Children,
    InnerRoot,
    Ready,
    Scroll,
    SetAttributes,
    SetRules,
    SetSheet,
    SetText,
    SetValue,
    SpliceText,
    SpliceValue,
    Start,
    Viewport,
    Whole,
)
from media.mirror.page import (
    AS_GAP,
    MASK,
    WITH_VALUE,
    WITHOUT_CHILDREN,
    WITHOUT_INNER,
    AttributeSet,
    Change,
    ChildrenSet,
    Page,
    Scrolled,
    Tag,
    TextSet,
    ValueSet,
)
from media.mirror.structure import DOCUMENT
from media.mirror.texts import cut, difference, length

OPERATION_CHARACTERS = 256 * 1024  # of texts in one operation, about
OPERATION_RULES = 100
SPLICE_UNITS = 16  # what a splice must save to be worth its numbers


class Place(NamedTuple):
    """A child list: that of `tag`, or of its inner root."""

    tag: Tag
    inner: bool

    @property
    def nodes(self) -> list[Tag | str]:
        if self.inner:
            return self.tag.inner or []
        return [] if self.tag.name in WITHOUT_CHILDREN else self.tag.children


class Sent(NamedTuple):
    """`tag` is None for a text."""

    id: int
    tag: Tag | None


@dataclass
class Work:
    """One operation under way. `later`: what found no room, and from which child on."""

    nodes: int = 0
    characters: int = 0
    created: list[Tag] = field(default_factory=list)
    later: list[tuple[Place, int]] = field(default_factory=list)

    @property
    def has_room(self) -> bool:
        # An element may need a place for its inner root too.
        return self.nodes + 2 <= OPERATION_NODES and self.characters < OPERATION_CHARACTERS


class Recorder:
    """Begins with `snapshot`, once; then `change` and `repair` in the order of what they tell. Run
    each to its end before the next."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._next_id = DOCUMENT + 1
        self._definitions: dict[tuple[str, tuple[tuple[str, str], ...]], int] = {}
        self._written = 0
        # Stands for the document.
        self._document = Tag("", children=[page.root])
        self._ids: dict[Tag, int] = {self._document: DOCUMENT}
        self._inner_ids: dict[Tag, int] = {}
        self._lists: dict[Place, list[Sent]] = {}
        # Texts, and values of form controls, as they were sent.
        self._said: dict[int, str] = {}

    def snapshot(self, generation: int) -> Iterator[AnyOperation]:
        """The whole page."""
        yield Start(generation, "standards")
        yield Viewport(*self._page.size)
        yield from self._fill(Place(self._document, inner=False), 0)
        yield Scroll(DOCUMENT, *self._page.position)
        yield Ready(generation)
        yield Whole(generation)

    def change(self, change: Change) -> Iterator[AnyOperation]:
        match change:
            case ChildrenSet(tag):
                yield from self._children_anew(Place(tag, inner=False))
            case TextSet(tag):
                yield self._new_text(tag)
            case ValueSet(tag):
                yield self._new_value(tag)
            case AttributeSet(tag, name):
                if tag.name not in AS_GAP and name != "value":
                    yield SetAttributes(self._ids[tag], {name: tag.attributes.get(name)})
            case Scrolled():
                yield Scroll(DOCUMENT, *self._page.position)
            case _:
                assert_never(change)

    def repair(self, id: int) -> Iterator[AnyOperation]:
        """Says this node anew, with all below it; nothing if it is gone. Instead of an inner root,
        its host."""
        for host, inner in self._inner_ids.items():
            if inner == id:
                id = self._ids[host]
        if id == DOCUMENT:
            yield from self._children_anew(Place(self._document, inner=False))
        for place, sent in self._lists.items():
            for index, node in enumerate(sent):
                if node.id == id:
                    yield from self._child_anew(place, index)
                    return

    def id_of(self, tag: Tag) -> int | None:
        """Under which number the viewer knows `tag`; None if it does not."""
        return None if tag.name in AS_GAP else self._ids.get(tag)

    def tag_of(self, id: int) -> Tag | None:
        """The element that the viewer knows under `id`; None if there is none."""
        known = next((tag for tag, number in self._ids.items() if number == id), None)
        return None if known is self._document or known is None or known.name in AS_GAP else known

    # --- new nodes ----------------------------------------------------------------------------

    def _children_anew(self, place: Place) -> Iterator[AnyOperation]:
        self._forget(place)
        yield from self._fill(place, 0)

    def _child_anew(self, place: Place, index: int) -> Iterator[AnyOperation]:
        sent = self._lists[place]
        self._forget_node(sent[index])
        work, new = Work(), list[Sent]()
        item = self._item(place.nodes[index], new, work, 1)
        sent[index : index + 1] = new
        yield Children(self._root(place), index, len(sent) - index - 1, [item])
        yield from self._finish(work)

    def _fill(self, place: Place, start: int) -> Iterator[AnyOperation]:
        """The children from `start` on, in place of all that were there."""
        work = Work()
        if place.inner and place.tag not in self._inner_ids:
            self._inner_ids[place.tag] = self._number(work)
            items = self._items(place, 0, work, 1)
            is_frame = place.tag.name == "iframe"
            yield InnerRoot(self._ids[place.tag], "standards" if is_frame else "", items)
        else:
            items = self._items(place, start, work, 1)
            yield Children(self._root(place), start, 0, items)
        yield from self._finish(work)

    def _finish(self, work: Work) -> Iterator[AnyOperation]:
        for tag in work.created:
            yield from self._about(tag)
        for place, start in work.later:
            yield from self._fill(place, start)

    def _items(self, place: Place, start: int, work: Work, depth: int) -> list[Any]:
        nodes, items = place.nodes, list[Any]()
        sent = self._lists.setdefault(place, [])
        for index in range(start, len(nodes)):
            if depth > ITEM_DEPTH or not work.has_room:
                work.later.append((place, index))
                break
            items.append(self._item(nodes[index], sent, work, depth))
        return items

    def _item(self, node: Tag | str, sent: list[Sent], work: Work, depth: int) -> str | list[Any]:
        id = self._number(work)
        if isinstance(node, str):
            sent.append(Sent(id, None))
            self._said[id] = text = cut(node, TEXT_UNITS)
            work.characters += len(text)
            return text
        sent.append(Sent(id, node))
        self._ids[node] = id
        work.created.append(node)
        item = self._head(node)
        children = self._items(Place(node, inner=False), 0, work, depth + 1)
        inner = self._inner(node, work, depth)
        if inner is not None:
            return [*item, children, inner]
        return [*item, children] if children else item

    def _inner(self, tag: Tag, work: Work, depth: int) -> list[Any] | None:
        if tag.inner is None or tag.name in WITHOUT_INNER:
            return None
        place = Place(tag, inner=True)
        if tag.name == "iframe" or not work.has_room:
            work.later.append((place, 0))
            return None
        self._inner_ids[tag] = self._number(work)
        return self._items(place, 0, work, depth + 1)

    def _head(self, tag: Tag) -> list[Any]:
        name, shown = "gap", dict[str, str]()
        if tag.name not in AS_GAP:
            name = tag.name
            shown = {name: value for name, value in tag.attributes.items() if name != "value"}
        definition = (name, tuple(shown.items()))
        known = self._definitions.get(definition)
        if known is not None:
            return [known]
        if self._written < DEFINITIONS:
            self._definitions[definition] = self._written
        self._written += 1
        return [name, shown]

    def _about(self, tag: Tag) -> Iterator[AnyOperation]:
        """What is to be said of a new element beyond its item."""
        if tag.name == "style":
            id = self._ids[tag]
            css = "".join(child for child in tag.children if isinstance(child, str))
            rules = [rule for rule in split_rules(css) if length(rule) <= TEXT_UNITS][:MOST_RULES]
            yield SetSheet(id, "")
            for start in range(0, len(rules), OPERATION_RULES):
                yield SetRules(id, start, 0, rules[start : start + OPERATION_RULES])
        elif tag.name in WITH_VALUE and tag.value is not None:
            yield self._new_value(tag)

    def _number(self, work: Work) -> int:
        work.nodes += 1
        self._next_id += 1
        return self._next_id - 1

    def _root(self, place: Place) -> int:
        return self._inner_ids[place.tag] if place.inner else self._ids[place.tag]

    # --- known nodes --------------------------------------------------------------------------

    def _new_text(self, tag: Tag) -> SetText | SpliceText:
        (text,) = (child for child in tag.children if isinstance(child, str))
        id = self._lists[Place(tag, inner=False)][0].id
        old, new = self._said[id], cut(text, TEXT_UNITS)
        self._said[id] = new
        head, tail, middle = difference(old, new)
        if head + tail < SPLICE_UNITS:
            return SetText(id, new)
        return SpliceText(id, head, tail, middle)

    def _new_value(self, tag: Tag) -> SetValue | SpliceValue:
        id, value = self._ids[tag], cut(tag.value or "", TEXT_UNITS)
        new = MASK if tag.secret and value else value
        old = self._said.get(id, "")
        self._said[id] = new
        head, tail, middle = difference(old, new)
        if head + tail < SPLICE_UNITS:
            return SetValue(id, new)
        return SpliceValue(id, head, tail, middle)

    # --- gone nodes ---------------------------------------------------------------------------

    def _forget(self, place: Place) -> None:
        for node in self._lists.pop(place, ()):
            self._forget_node(node)

    def _forget_node(self, node: Sent) -> None:
        self._said.pop(node.id, None)
        if node.tag is not None:
            del self._ids[node.tag]
            self._inner_ids.pop(node.tag, None)
            self._forget(Place(node.tag, inner=False))
            self._forget(Place(node.tag, inner=True))

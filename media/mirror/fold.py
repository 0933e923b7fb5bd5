"""Folds operations into trees. A batch that breaks a rule raises and leaves the tree as it is:
half changed, to be thrown away by a resync."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, assert_never

from media.errors import BadFrame
from media.mirror.operations import (
    CHILDLESS,
    AdoptSheets,
    AnyOperation,
    Children,
    Detach,
    ElementRecord,
    ImageSize,
    NameAsset,
    Ready,
    Scroll,
    SetAttributes,
    SetChecked,
    SetSelected,
    SetSheet,
    SetText,
    SetValue,
    ShadowRoot,
    Start,
    TextRecord,
    Viewport,
    to_record,
)
from media.mirror.tree import Element, MirrorTree, Node, Root, Text

N = TypeVar("N", bound=Node)

MOST_NODES = 200_000
MOST_DEPTH = 512
MOST_ATTRIBUTES = 512
ATTRIBUTE_CHARACTERS = 64 * 1024
TEXT_CHARACTERS = 1024 * 1024
SHEET_CHARACTERS = 4 * 1024 * 1024


class UnknownNode(BadFrame):
    """An operation names a node that there is not."""


class Fold:
    """`shown` is the last generation that became ready; the next is built out of sight."""

    def __init__(self) -> None:
        self.shown: MirrorTree | None = None
        self._building: MirrorTree | None = None
        self._detached: dict[int, Node] = {}

    def apply(self, batch: Iterable[AnyOperation]) -> None:
        """Raises BadFrame, UnknownNode."""
        self._detached.clear()
        for operation in batch:
            self._apply(operation)
        for node in self._detached.values():
            self._forget(node)

    def _apply(self, operation: AnyOperation) -> None:
        match operation:
            case Start():
                document = Root(operation.root)
                tree = MirrorTree(operation.generation, document, operation.mode)
                tree.nodes[operation.root] = document
                self._building = tree
                self._detached.clear()
            case Ready():
                self._ready(operation.generation)
            case Viewport(width, height):
                self._tree.viewport = (width, height)
            case Detach(parent, children):
                for child in children:
                    self._detach(self._node(parent, Node), self._node(child, Node))
            case Children():
                self._children(operation)
            case ShadowRoot(host, root):
                self._shadow_root(self._node(host, Element), root)
            case SetSheet(id, css, media):
                self._tree.sheets[id] = (_within(css, SHEET_CHARACTERS), media)
            case AdoptSheets(root, sheets):
                self._adopt(self._node(root, Root), sheets)
            case ImageSize(id, width, height):
                self._tree.image_sizes[self._node(id, Element).id] = (width, height)
            case NameAsset(asset, hash):
                self._tree.assets[asset] = hash
            case SetAttributes() | SetText() | SetValue() | SetChecked() | SetSelected() | Scroll():
                self._set(operation)
            case _:
                assert_never(operation)

    def _set(
        self,
        operation: SetAttributes | SetText | SetValue | SetChecked | SetSelected | Scroll,
    ) -> None:
        match operation:
            case SetAttributes(id, attributes):
                _set_attributes(self._node(id, Element), attributes)
            case SetText(id, text):
                self._node(id, Text).data = _within(text, TEXT_CHARACTERS)
            case SetValue(id, value):
                self._node(id, Element).value = _within(value, TEXT_CHARACTERS)
            case SetChecked(id, state):
                self._node(id, Element).checked = state
            case SetSelected(select, options):
                self._node(select, Element).selected = [
                    self._node(option, Element).id for option in options
                ]
            case Scroll(id, x, y):
                node = self._node(id, Node)
                if isinstance(node, Element):
                    node.scroll = (x, y)
                elif node is self._tree.document:
                    self._tree.scroll = (x, y)
            case _:
                assert_never(operation)

    # --- the tree that operations are about ---------------------------------------------------

    @property
    def _tree(self) -> MirrorTree:
        tree = self._building or self.shown
        if tree is None:
            raise BadFrame("an operation before the first start")
        return tree

    def _node(self, id: int, kind: type[N]) -> N:
        node = self._tree.nodes.get(id)
        if not isinstance(node, kind):
            raise UnknownNode(f"there is no {kind.__name__} {id}")
        return node

    def _ready(self, generation: int) -> None:
        if self._building is None or self._building.generation != generation:
            raise BadFrame(f"generation {generation} was not started")
        self.shown, self._building = self._building, None

    # --- structure ----------------------------------------------------------------------------

    def _detach(self, parent: Node, child: Node) -> None:
        if child.parent is not parent:
            raise BadFrame(f"{child.id} is not a child of {parent.id}")
        parent.children.remove(child)
        child.parent = None
        self._detached[child.id] = child

    def _children(self, operation: Children) -> None:
        parent = self._node(operation.parent, Node)
        old, head, tail = parent.children, operation.head, operation.tail
        if _childless(parent) or head < 0 or tail < 0 or head + tail > len(old):
            raise BadFrame(f"the children of {parent.id} do not fit")
        leaving = old[head : len(old) - tail]
        for child in leaving:
            self._detach(parent, child)
        above = {node.id for node in parent.ancestors()} | {parent.id}
        if len(above) >= MOST_DEPTH:
            raise BadFrame(f"deeper than {MOST_DEPTH}")
        coming = [self._item(item, above) for item in operation.items]
        for child in coming:
            child.parent = parent
        parent.children[head:head] = coming

    def _item(self, item: int | list[Any], above: set[int]) -> Node:
        if isinstance(item, list):
            return self._new(item)
        node = self._detached.pop(item, None)
        if node is None or item in above:
            raise UnknownNode(f"{item} is not free to move")
        return node

    def _new(self, item: list[Any]) -> Node:
        record = to_record(item)
        match record:
            case ElementRecord(id, namespace, tag, attributes):
                element = Element(id, namespace=namespace, tag=tag)
                _set_attributes(element, attributes)
                return self._know(element)
            case TextRecord(id, text):
                return self._know(Text(id, data=_within(text, TEXT_CHARACTERS)))
            case _:
                assert_never(record)

    def _know(self, node: N) -> N:
        nodes = self._tree.nodes
        if node.id in nodes or node.id < 1:
            raise BadFrame(f"node {node.id} exists already")
        if len(nodes) >= MOST_NODES:
            raise BadFrame(f"more than {MOST_NODES} nodes")
        nodes[node.id] = node
        return node

    def _shadow_root(self, host: Element, id: int) -> None:
        if host.shadow is not None:
            raise BadFrame(f"{host.id} has a shadow root already")
        root = Root(id, parent=host)
        self._know(root)
        host.shadow = root

    def _adopt(self, root: Root, sheets: list[int]) -> None:
        if unknown := [sheet for sheet in sheets if sheet not in self._tree.sheets]:
            raise UnknownNode(f"there is no sheet {unknown[0]}")
        root.sheets = sheets

    def _forget(self, node: Node) -> None:
        tree = self._tree
        for gone in node.walk():
            tree.nodes.pop(gone.id, None)
            tree.sheets.pop(gone.id, None)
            tree.image_sizes.pop(gone.id, None)


def _childless(node: Node) -> bool:
    if isinstance(node, Element):
        return node.namespace == 0 and node.tag in CHILDLESS
    return isinstance(node, Text)


def _set_attributes(node: Element, changes: Mapping[str, str | None]) -> None:
    for name, value in changes.items():
        if value is None:
            node.attributes.pop(name, None)
        else:
            node.attributes[name] = _within(value, ATTRIBUTE_CHARACTERS)
    if len(node.attributes) > MOST_ATTRIBUTES:
        raise BadFrame(f"more than {MOST_ATTRIBUTES} attributes")


def _within(text: str, most: int) -> str:
    if len(text) > most:
        raise BadFrame(f"a text of {len(text)} characters, more than {most}")
    return text

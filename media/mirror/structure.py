"""The nodes of one generation: numbered, hung up, taken down and forgotten."""

from collections import deque
from typing import Any, TypeVar

from media.errors import BadFrame
from media.mirror.items import CHILDLESS, Definitions, to_element
from media.mirror.limits import (
    ITEM_DEPTH,
    MOST_DEPTH,
    MOST_NODES,
    OPERATION_NODES,
    TEXT_UNITS,
)
from media.mirror.operations import Children, Detach, InnerRoot, Renumber
from media.mirror.texts import within
from media.mirror.tree import Element, MirrorTree, Node, Root, Text

N = TypeVar("N", bound=Node)

DOCUMENT = 1


class UnknownNode(BadFrame):
    """An operation names a node that there is not."""


class Structure:
    """All methods raise BadFrame or UnknownNode, and may leave the tree half changed."""

    def __init__(self, tree: MirrorTree) -> None:
        self.tree = tree
        self._definitions = Definitions()
        self._numbers = deque([DOCUMENT])  # see Renumber
        self._left = OPERATION_NODES  # new nodes that the operation under way may still make
        self._detached: dict[int, Node] = {}
        tree.document.id = self._know(tree.document)

    def node(self, id: int, kind: type[N]) -> N:
        node = self.tree.nodes.get(id)
        if not isinstance(node, kind):
            raise UnknownNode(f"there is no {kind.__name__} {id}")
        return node

    # --- operations ---------------------------------------------------------------------------

    def detach(self, operation: Detach) -> None:
        parent = self.node(operation.parent, Node)
        leaving = [self.node(id, Node) for id in operation.children]
        for child in leaving:
            if child.parent is not parent or isinstance(child, Root):
                raise BadFrame(f"{child.id} is not a child of {parent.id}")
            self._let_go(child)
        parent.children = [child for child in parent.children if child.parent is parent]

    def set_children(self, operation: Children) -> None:
        parent = self.node(operation.parent, Node)
        old, head, tail = parent.children, operation.head, operation.tail
        if _childless(parent) or head + tail > len(old):
            raise BadFrame(f"the children of {parent.id} do not fit")
        leaving = old[head : len(old) - tail]
        for child in leaving:
            self._let_go(child)
        coming = _Arrival(self, parent, {child.id for child in leaving}).hang(operation.items)
        parent.children = old[:head] + coming + old[len(old) - tail :]

    def set_inner_root(self, operation: InnerRoot) -> None:
        host = self.node(operation.host, Element)
        if (host.tag == "iframe") != bool(operation.mode):
            raise BadFrame(f"an inner root of mode {operation.mode!r} in {host.tag}")
        if host.tag != "iframe" and (_childless(host) or host.inner is not None):
            raise BadFrame(f"{host.id} can have no inner root now")
        if host.inner is not None:
            self._forget(host.inner)
        root = self.new_root(host, operation.mode)
        root.children = _Arrival(self, root, set()).hang(operation.items)

    def renumber(self, operation: Renumber) -> None:
        if len(operation.runs) % 2 == 0 or 0 in operation.runs:
            raise BadFrame("no numbers for nodes")
        self._numbers = deque(operation.runs)

    def forget_definitions(self) -> None:
        self._definitions.forget()

    def settle(self) -> None:
        """The end of a batch: what hangs nowhere is gone."""
        for node in self._detached.values():
            self._forget(node)
        self._detached.clear()

    # --- new nodes ----------------------------------------------------------------------------

    def begin_operation(self) -> None:
        self._left = OPERATION_NODES

    def new_text(self, text: str, parent: Node) -> Text:
        node = Text(0, parent, data=within(text, TEXT_UNITS))
        node.id = self._know(node)
        return node

    def new_element(self, head: Any, parent: Node) -> Element:
        definition = self._definitions.resolve(head)
        node = Element(0, parent, tag=definition.tag, attributes=dict(definition.attributes))
        node.id = self._know(node)
        return node

    def new_root(self, host: Element, mode: str) -> Root:
        root = Root(0, host, mode=mode)
        root.id = self._know(root)
        host.inner = root
        return root

    def take(self, id: int) -> Node:
        """A node that is detached at this moment."""
        node = self._detached.pop(id, None)
        if node is None:
            raise UnknownNode(f"{id} is not free to move")
        return node

    def _know(self, node: Node) -> int:
        self._left -= 1
        if self._left < 0:
            raise BadFrame(f"more than {OPERATION_NODES} new nodes at once")
        if len(self.tree.nodes) >= MOST_NODES:
            raise BadFrame(f"more than {MOST_NODES} nodes")
        id = self._next_number()
        if id in self.tree.nodes:
            raise BadFrame(f"a new node cannot be {id}")
        self.tree.nodes[id] = node
        return id

    def _next_number(self) -> int:
        numbers = self._numbers
        id = numbers.popleft()
        if not numbers:
            numbers.append(id + 1)
        elif numbers[0] > 1:
            numbers[0] -= 1
            numbers.appendleft(id + 1)
        else:
            numbers.popleft()
        return id

    # --- leaving ------------------------------------------------------------------------------

    def _let_go(self, child: Node) -> None:
        child.parent = None
        self._detached[child.id] = child

    def _forget(self, node: Node) -> None:
        tree = self.tree
        for gone in node.walk():
            tree.nodes.pop(gone.id, None)
            tree.sheets.pop(gone.id, None)
            tree.image_sizes.pop(gone.id, None)
        tree.uses = {use: id for use, id in tree.uses.items() if id in tree.nodes}
        if tree.selection and not {tree.selection[0], tree.selection[2]} <= tree.nodes.keys():
            tree.selection = None


class _Arrival:
    """Hangs items under `parent`; `own` are the ids of children of its that may come back."""

    def __init__(self, structure: Structure, parent: Node, own: set[int]) -> None:
        self._structure = structure
        self._parent = parent
        self._own = own
        self._above = {node.id for node in parent.ancestors()} | {parent.id}

    def hang(self, items: list[Any]) -> list[Node]:
        _check_depth(len(self._above))
        return self._items(items, self._parent, len(self._above) + 1, 1)

    def _items(self, items: list[Any], parent: Node, depth: int, nesting: int) -> list[Node]:
        if items:
            _check_depth(depth)
        return [self._item(item, parent, depth, nesting) for item in items]

    def _item(self, item: object, parent: Node, depth: int, nesting: int) -> Node:
        if isinstance(item, str):
            return self._structure.new_text(item, parent)
        if isinstance(item, list):
            return self._element(item, parent, depth, nesting)
        if isinstance(item, int) and not isinstance(item, bool):
            return self._known(item, parent, depth)
        raise BadFrame(f"an item that is a {type(item).__name__}")

    def _element(self, item: list[Any], parent: Node, depth: int, nesting: int) -> Element:
        if nesting > ITEM_DEPTH:
            raise BadFrame(f"more than {ITEM_DEPTH} elements within each other in one item")
        new = to_element(item)
        element = self._structure.new_element(new.head, parent)
        if _childless(element) and (new.children or new.inner is not None):
            raise BadFrame(f"the children of {element.id} do not fit")
        element.children = self._items(new.children, element, depth + 1, nesting + 1)
        if new.inner is not None:
            _check_depth(depth + 1)
            root = self._structure.new_root(element, "")
            root.children = self._items(new.inner, root, depth + 2, nesting + 1)
        return element

    def _known(self, id: int, parent: Node, depth: int) -> Node:
        if id in self._above:
            raise UnknownNode(f"{id} is not free to move")
        node = self._structure.take(id)
        if not (parent is self._parent and id in self._own):
            _check_height(node, depth)
        node.parent = parent
        return node


def _check_depth(depth: int) -> None:
    if depth > MOST_DEPTH:
        raise BadFrame(f"deeper than {MOST_DEPTH}")


def _check_height(node: Node, depth: int) -> None:
    level: list[Node] = [node]
    while level:
        _check_depth(depth)
        level = [child for below in level for child in below.below()]
        depth += 1


def _childless(node: Node) -> bool:
    return isinstance(node, Text) or (isinstance(node, Element) and node.tag in CHILDLESS)

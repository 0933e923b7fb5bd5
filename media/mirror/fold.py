"""Folds operations into trees. A batch that breaks a rule raises and leaves the tree as it is:
half changed, to be thrown away by a resync."""

from collections.abc import Sequence
from typing import assert_never

from media.errors import BadFrame
from media.mirror.assets import AssetBook
from media.mirror.checksum import checksum
from media.mirror.items import check_attributes
from media.mirror.limits import MOST_RULES, TEXT_UNITS
from media.mirror.operations import (
    AdoptSheets,
    Animate,
    AnyOperation,
    Check,
    Children,
    Detach,
    ForgetDefinitions,
    ImageSize,
    InnerRoot,
    NameAsset,
    Ready,
    Renumber,
    Scroll,
    Select,
    SelectNothing,
    SetAttributes,
    SetChecked,
    SetRules,
    SetSelected,
    SetSheet,
    SetText,
    SetTopLayer,
    SetUse,
    SetValue,
    SpliceText,
    SpliceValue,
    Start,
    Viewport,
    Whole,
)
from media.mirror.structure import Structure, UnknownNode
from media.mirror.texts import splice, within
from media.mirror.tree import Element, MirrorTree, Node, Root, Sheet, Text, Use

OfElement = SetAttributes | SetChecked | SetSelected | SetTopLayer | ImageSize | Animate
OfText = SetText | SpliceText | SetValue | SpliceValue
OfSheet = SetSheet | SetRules | AdoptSheets
OfPage = Ready | Whole | Viewport | Scroll | SetUse | Select | SelectNothing | NameAsset | Check

FIELDS = frozenset({"input", "textarea"})


class Fold:
    """`shown` is the last generation that became ready; the next is built out of sight."""

    def __init__(self, assets: AssetBook | None = None) -> None:
        self._assets = assets or AssetBook()
        self._shown: Structure | None = None
        self._building: Structure | None = None
        self._differing: list[int] = []

    @property
    def shown(self) -> MirrorTree | None:
        return self._shown.tree if self._shown is not None else None

    def apply(self, batch: Sequence[AnyOperation], *, snapshot: bool = False) -> list[int]:
        """The nodes that are there and do not have the checksum that they should. `snapshot`: the
        batch must start one, which no other may. Raises BadFrame, UnknownNode."""
        if snapshot:
            self._start(batch[:1])
        self._differing = []
        for operation in batch[1:] if snapshot else batch:
            self._apply(operation)
        for structure in (self._shown, self._building):
            if structure is not None:
                structure.settle()
        known = self._now.tree.nodes
        return [id for id in self._differing if id in known]

    def _start(self, first: Sequence[AnyOperation]) -> None:
        match first:
            case [Start(generation, mode)]:
                tree = MirrorTree(generation, Root(0, mode=mode), assets=self._assets.numbers)
                self._building = Structure(tree)
            case _:
                raise BadFrame("a snapshot that does not begin with a start")

    @property
    def _now(self) -> Structure:
        """What operations are about."""
        structure = self._building or self._shown
        if structure is None:
            raise BadFrame("an operation before the first start")
        return structure

    def _apply(self, operation: AnyOperation) -> None:
        now = self._now
        now.begin_operation()
        match operation:
            case Start():
                raise BadFrame("a start outside a snapshot")
            case Renumber():
                now.renumber(operation)
            case ForgetDefinitions():
                now.forget_definitions()
            case Detach():
                now.detach(operation)
            case Children():
                now.set_children(operation)
            case InnerRoot():
                now.set_inner_root(operation)
            case SetText() | SpliceText() | SetValue() | SpliceValue():
                _set_text(now, operation)
            case SetSheet() | SetRules() | AdoptSheets():
                _set_sheet(now, operation)
            case (
                SetAttributes()
                | SetChecked()
                | SetSelected()
                | SetTopLayer()
                | ImageSize()
                | Animate()
            ):
                _set_element(now, operation)
            case _:
                self._page(now, operation)

    def _page(self, now: Structure, operation: OfPage) -> None:
        tree = now.tree
        match operation:
            case Ready(generation):
                self._ready(generation)
            case Whole(generation):
                self._whole(generation)
            case Viewport(width, height):
                tree.viewport = (width, height)
            case Scroll(id, x, y):
                _scroll(now.node(id, Node), (x, y))
            case SetUse(state, id):
                tree.uses.pop(Use(state), None)
                if id:
                    tree.uses[Use(state)] = now.node(id, Element).id
            case Select(anchor, anchor_offset, focus, focus_offset):
                for end in (now.node(anchor, Node), now.node(focus, Node)):
                    if isinstance(end, Root):
                        raise BadFrame("a selection in a root")
                tree.selection = (anchor, anchor_offset, focus, focus_offset)
            case SelectNothing():
                tree.selection = None
            case NameAsset(asset, hash):
                self._assets.name(asset, hash)
            case Check(id, sum):
                if checksum(now.node(id, Node)) != sum:
                    self._differing.append(id)
            case _:
                assert_never(operation)

    def _ready(self, generation: int) -> None:
        if self._building is None or self._building.tree.generation != generation:
            raise BadFrame(f"generation {generation} was not started")
        self._shown, self._building = self._building, None

    def _whole(self, generation: int) -> None:
        tree = self._now.tree
        if self._building is not None or tree.generation != generation or tree.whole:
            raise BadFrame(f"generation {generation} cannot become whole now")
        tree.whole = True


def _set_text(now: Structure, operation: OfText) -> None:
    match operation:
        case SetText(id, text):
            now.node(id, Text).data = within(text, TEXT_UNITS)
        case SpliceText(id, head, tail, text):
            node = now.node(id, Text)
            node.data = within(splice(node.data, head, tail, text), TEXT_UNITS)
        case SetValue(id, value):
            _element(now, id, FIELDS).value = within(value, TEXT_UNITS)
        case SpliceValue(id, head, tail, value):
            field = _element(now, id, FIELDS)
            field.value = within(splice(field.value or "", head, tail, value), TEXT_UNITS)
        case _:
            assert_never(operation)


def _set_element(now: Structure, operation: OfElement) -> None:
    match operation:
        case SetAttributes(id, changes):
            element = now.node(id, Element)
            after = element.attributes | changes
            element.attributes = {name: value for name, value in after.items() if value is not None}
            check_attributes(element.tag, element.attributes)
        case SetChecked(id, state):
            _element(now, id, {"input"}).checked = state
        case SetSelected(select, options):
            _element(now, select, {"select"}).selected = [
                _element(now, option, {"option"}).id for option in options
            ]
        case SetTopLayer(id, state):
            now.node(id, Element).top_layer = state
        case ImageSize(id, width, height):
            now.tree.image_sizes[_element(now, id, {"img"}).id] = (width, height)
        case Animate(id):
            now.node(id, Element)
        case _:
            assert_never(operation)


def _set_sheet(now: Structure, operation: OfSheet) -> None:
    sheets = now.tree.sheets
    match operation:
        case SetSheet(sheet, media):
            if sheet >= 0:
                _element(now, sheet, {"style", "svg:style"})
            sheets.setdefault(sheet, Sheet("")).media = within(media, TEXT_UNITS)
        case SetRules(sheet, head, tail, rules):
            if sheet not in sheets:
                raise UnknownNode(f"there is no sheet {sheet}")
            old = sheets[sheet].rules
            if head + tail > len(old) or head + len(rules) + tail > MOST_RULES:
                raise BadFrame(f"the rules of sheet {sheet} do not fit")
            coming = [within(rule, TEXT_UNITS) for rule in rules]
            sheets[sheet].rules = old[:head] + coming + old[len(old) - tail :]
        case AdoptSheets(root, adopted):
            if unknown := [sheet for sheet in adopted if sheet >= 0 or sheet not in sheets]:
                raise UnknownNode(f"there is no sheet {unknown[0]} to adopt")
            now.node(root, Root).sheets = adopted
        case _:
            assert_never(operation)


def _element(now: Structure, id: int, tags: set[str] | frozenset[str]) -> Element:
    element = now.node(id, Element)
    if element.tag not in tags:
        raise BadFrame(f"{id} is a {element.tag}, not one of {sorted(tags)}")
    return element


def _scroll(node: Node, to: tuple[float, float]) -> None:
    if isinstance(node, Element) or (isinstance(node, Root) and node.mode):
        node.scroll = to
    else:
        raise BadFrame(f"{node.id} does not scroll")

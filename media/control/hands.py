"""What a headless agent does on the customer's page."""

import asyncio
import itertools
from abc import abstractmethod
from collections import deque
from collections.abc import Sequence
from functools import partial

from media.control.board import Board, Pointed
from media.control.ink import At, Clear, Erase, InkMessage, Press, Stroke, decode_at, decode_ink
from media.control.input import (
    AnyAnswer,
    ChooseInput,
    KeyInput,
    Modifier,
    NavigateInput,
    PasteInput,
    Phase,
    PointerInput,
    RefusalCode,
    TabAct,
    TabInput,
    TextInput,
    To,
    ValueInput,
    WheelInput,
    decode_answer,
)
from media.control.input_line import InputLine, Outcome, Unnumbered
from media.control.keyboard import Key, key_named, keys_for
from media.control.whereabouts import Tab, Tabs, Whereabouts, decode_told
from media.control.wire import NodeRef, Spot, encode
from media.errors import BadSignal, ControlRefused, LinkLost, NotConsented
from media.link import LinkState
from media.mirror.tree import Element, MirrorTree
from media.page_link import PageLink
from media.peer import WAIT_SECONDS, Peer

Point = tuple[float, float]

DRAG_STEPS = 8


class AgentHands(Peer):
    """Elements are those of `page`; `x`, `y` are parts of their box, its middle by default.

    Pointing and drawing need no more than the view. All that needs control returns when the
    customer's side says that it has been carried out; what that changed on the page may come a
    moment later (`sees` waits for it). Raises ControlRefused with the code that says why it had no
    effect, NotConsented without control, LinkLost if the page went away before the answer.
    """

    def __init__(self, base_url: str) -> None:
        # Where others point now, by their ids, and what they draw.
        self.pointers: dict[str, Pointed[Element]] = {}
        self.board = Board[Element]()
        # What the customer's side last said of input, newest last.
        self.answers: deque[AnyAnswer] = deque(maxlen=1_000)
        # Where the customer is, and the tabs that she shares, as her browser last told.
        self.whereabouts: Whereabouts | None = None
        self.tabs: list[Tab] = []
        self._numbers = itertools.count(1)
        self._line: InputLine | None = None
        self._turn = asyncio.Lock()
        super().__init__(base_url)

    # --- for the agent ------------------------------------------------------------------------

    @property
    @abstractmethod
    def page(self) -> MirrorTree: ...

    @abstractmethod
    def _shown(self) -> MirrorTree | None:
        """`page`; None while nothing is shown."""

    @property
    @abstractmethod
    def control(self) -> int | None:
        """The number of this agent's live grant for control."""

    @abstractmethod
    def _page_link(self) -> PageLink:
        """The open link to the page. Raises NotConsented while there is none."""

    def _take(self, link: PageLink, channel: str, data: bytes) -> None:
        """A message of the customer's side on `pointer`, `ink` or `input`."""
        grant, customer = link.view.grant, link.view.peer.id
        match channel:
            case "pointer":
                if (at := decode_at(data, grant)) is not None:
                    self._see_pointer(at.by or customer, at)
            case "ink":
                if (ink := decode_ink(data, grant)) is not None:
                    self.board.take(ink.by or customer, ink, self._element_at)
            case "input":
                self._hear(grant, data)

    def _hear(self, grant: int, data: bytes) -> None:
        if (answer := decode_answer(data, grant)) is not None:
            self.answers.append(answer)
            if self._line is not None:
                self._line.heard(answer)
        match decode_told(data, grant):
            case Whereabouts() as where:
                self.whereabouts = where
            case Tabs(tabs=tabs):
                self.tabs = tabs
            case None:
                pass

    # --- pointing and drawing -----------------------------------------------------------------

    async def point(
        self, node: Element | None, x: float = 0.5, y: float = 0.5, *, laser: bool = False
    ) -> None:
        """None: nowhere. The network may drop it, as it may any pointer."""
        spot = None if node is None else self._spot(node, x, y)
        seq = next(self._numbers)
        self._show("pointer", At(seq=seq, spot=spot, laser=laser, grant=self._view_grant()))

    async def press(self, node: Element, x: float = 0.5, y: float = 0.5) -> None:
        """A red circle; it clicks nothing."""
        self._show("ink", Press(self._spot(node, x, y), grant=self._view_grant()))

    async def draw(self, node: Element, points: Sequence[Point]) -> int:
        """A stroke of the pen; returns its number. Raises ValueError for more than 500 points."""
        spot = self._spot(node, 0, 0)
        stroke = Stroke(
            id=next(self._numbers),
            anchor=NodeRef(spot.page, spot.node),
            start=0,
            points=list(itertools.chain.from_iterable(points)),
            done=True,
            grant=self._view_grant(),
        )
        self._show("ink", stroke)
        return stroke.id

    async def erase(self, stroke: int) -> None:
        """One's own, by its number."""
        self._show("ink", Erase(stroke, grant=self._view_grant()))

    async def clear(self, *, all: bool = False) -> None:
        """One's own strokes; with `all` everybody's, if the policy lets."""
        self._show("ink", Clear(all, grant=self._view_grant()))

    # --- under control ------------------------------------------------------------------------

    async def hover(self, node: Element, x: float = 0.5, y: float = 0.5) -> Outcome:
        return await self._act(self._pointer(Phase.MOVE, self._spot(node, x, y)))

    async def click(
        self,
        node: Element,
        x: float = 0.5,
        y: float = 0.5,
        *,
        button: int = 0,
        keys: Modifier = Modifier.NONE,
    ) -> Outcome:
        """`button` as in MouseEvent: 2 is the right one."""
        spot = self._spot(node, x, y)
        move = self._pointer(Phase.MOVE, spot, keys=keys)
        return await self._act(*self._presses(spot, 1, button, keys), approach=move)

    async def double_click(self, node: Element, x: float = 0.5, y: float = 0.5) -> Outcome:
        spot = self._spot(node, x, y)
        move = self._pointer(Phase.MOVE, spot)
        presses = [*self._presses(spot, 1), *self._presses(spot, 2)]
        return await self._act(*presses, approach=move)

    async def drag(self, start: Element, to: Element, at: Point = (0.5, 0.5)) -> Outcome:
        """From the middle of `start` to `at` in `to`."""
        grip, goal = self._spot(start), self._spot(to, *at)
        # Half of the way over the one, half over the other: enough for pages to see a drag begin.
        way = [grip] * (DRAG_STEPS // 2) + [goal] * (DRAG_STEPS // 2)
        return await self._act(
            self._pointer(Phase.DOWN, grip, buttons=1, clicks=1),
            *(self._pointer(Phase.MOVE, spot, buttons=1) for spot in way),
            self._pointer(Phase.UP, goal, clicks=1),
            approach=self._pointer(Phase.MOVE, grip),
        )

    async def wheel(self, node: Element, dy: float = 0, dx: float = 0) -> Outcome:
        """CSS pixels."""
        return await self._act(partial(WheelInput, self._spot(node), dx, dy, 0))

    async def type_text(self, text: str) -> Outcome:
        """Where the focus is: as keys, and what no key gives as text. A line feed is Enter."""
        inputs: list[Unnumbered] = []
        for typed in keys_for(text):
            inputs += [partial(TextInput, typed)] if isinstance(typed, str) else _strokes(typed)
        return await self._act(*inputs)

    async def key(self, name: str, keys: Modifier = Modifier.NONE) -> Outcome:
        """One key: `a`, `Enter`, `ArrowDown`, ..."""
        return await self._act(*_strokes(key_named(name, keys)))

    async def paste(self, text: str) -> Outcome:
        """Where the focus is. Raises ValueError for more than 10,000 UTF-16 units."""
        return await self._act(partial(PasteInput, text))

    async def choose(self, node: Element, options: Sequence[Element | str]) -> Outcome:
        """`options` of the `select`, by themselves or by their texts. Raises KeyError for a text
        that none has."""
        chosen = [_option(node, option).id for option in options]
        return await self._act(partial(ChooseInput, self._target(node), chosen))

    async def set_value(self, node: Element, value: str) -> Outcome:
        """Of a date, a time, a colour or a range, as its `value` is written."""
        return await self._act(partial(ValueInput, self._target(node), value))

    async def navigate(self, to: str) -> Outcome:
        """`back`, `forward`, `refresh`, or an address."""
        if to in (To.BACK, To.FORWARD, To.REFRESH):
            return await self._act(partial(NavigateInput, To(to)))
        return await self._act(partial(NavigateInput, To.ADDRESS, to))

    async def open_tab(self, address: str) -> Outcome:
        return await self._act(partial(TabInput, TabAct.OPEN, address=address))

    async def show_tab(self, tab: str) -> Outcome:
        """`tab`: its endpoint, as in `tabs`."""
        return await self._act(partial(TabInput, TabAct.SHOW, tab=tab))

    async def close_tab(self, tab: str) -> Outcome:
        return await self._act(partial(TabInput, TabAct.CLOSE, tab=tab))

    def send_raw(self, channel: str, data: bytes) -> None:
        """As it is, whatever the grant, for tests of what the customer's side takes. What it says
        is in `answers`. Raises LinkLost."""
        self._send(channel, data)

    # --- acting -------------------------------------------------------------------------------

    async def _act(self, *inputs: Unnumbered, approach: Unnumbered | None = None) -> Outcome:
        async with self._turn:
            link, line = self._page_link(), self._own_line()
            mark = await line.send(*inputs, approach=approach)

            def known() -> Outcome | None:
                outcome = line.outcome(mark)
                if outcome is None and link.state is not LinkState.OPEN:
                    raise LinkLost("the page went away")
                return outcome

            return await self.until(known, "what became of it", WAIT_SECONDS)

    def _own_line(self) -> InputLine:
        grant = self.control
        if grant is None:
            raise NotConsented("remote control has not been granted")
        if self._line is None or self._line.grant != grant:
            self._line = InputLine(grant, lambda data: self._send("input", data))
        return self._line

    def _show(self, channel: str, message: InkMessage) -> None:
        self._send(channel, encode(message))

    def _send(self, channel: str, data: bytes) -> None:
        try:
            self._page_link().send(channel, data)
        except (BadSignal, NotConsented) as problem:
            raise LinkLost("the page went away") from problem

    def _view_grant(self) -> int:
        return self._page_link().view.grant

    def _spot(self, node: Element, x: float = 0.5, y: float = 0.5) -> Spot:
        target = self._target(node)
        return Spot(target.page, target.node, x, y)

    def _target(self, node: Element) -> NodeRef:
        page = self.page
        if page.nodes.get(node.id) is not node:
            raise ControlRefused(RefusalCode.GONE)
        return NodeRef(page.generation, node.id)

    def _element_at(self, page: int, node: int) -> Element | None:
        tree = self._shown()
        element = tree.nodes.get(node) if tree and tree.generation == page else None
        return element if isinstance(element, Element) else None

    def _see_pointer(self, person: str, at: At) -> None:
        spot = at.spot
        element = None if spot is None else self._element_at(spot.page, spot.node)
        if spot is None or element is None:
            self.pointers.pop(person, None)
        else:
            self.pointers[person] = Pointed(element, spot.x, spot.y, at.laser)

    def _presses(
        self, spot: Spot, clicks: int, button: int = 0, keys: Modifier = Modifier.NONE
    ) -> list[Unnumbered]:
        # `buttons` has the bits of the right and the middle one the other way round.
        held = {0: 1, 1: 4, 2: 2}.get(button, 1 << button)
        down = self._pointer(Phase.DOWN, spot, button, held, clicks, keys)
        return [down, self._pointer(Phase.UP, spot, button, 0, clicks, keys)]

    def _pointer(
        self,
        phase: Phase,
        spot: Spot,
        button: int = 0,
        buttons: int = 0,
        clicks: int = 0,
        keys: Modifier = Modifier.NONE,
    ) -> Unnumbered:
        return partial(PointerInput, phase, spot, button, buttons, clicks, int(keys))


def _strokes(key: Key) -> list[Unnumbered]:
    return [
        partial(KeyInput, phase, key.key, key.code, int(key.keys), repeat=False)
        for phase in (Phase.DOWN, Phase.UP)
    ]


def _option(node: Element, option: Element | str) -> Element:
    if isinstance(option, Element):
        return option
    found = node.find("option", text=option)
    if found is None:
        raise KeyError(option)
    return found

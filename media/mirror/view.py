"""The viewer's end of the mirror on one open link: docs/mirror.md."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from media.errors import BadFrame
from media.mirror.assets import Asset, AssetBook, decode_asset
from media.mirror.fold import Fold
from media.mirror.fragments import Assembler, Flag, Fragment, Gap, Message
from media.mirror.limits import ASSET_MESSAGE_BYTES, MIRROR_MESSAGE_BYTES
from media.mirror.operations import decode_batch
from media.mirror.structure import UnknownNode
from media.mirror.sync import (
    Acknowledge,
    AnySync,
    Beat,
    Fault,
    Pace,
    PageShared,
    Repair,
    Resync,
    decode,
    encode,
)
from media.mirror.tree import MirrorTree

ASK_AGAIN_SECONDS = 1.0
ASKED_JUST_NOW_SECONDS = 0.5
ACKNOWLEDGE_BYTES = 16 * 1024
STALE_SECONDS = 3.0


@dataclass
class _Incoming:
    assembler: Assembler
    received: int = 0
    acknowledged: int = 0


class MirrorView:
    """Asks for the page, folds what comes, checks it, and acknowledges it.

    `send` takes messages for the channel `sync`; `changed` is called after every change. `faults`
    lists why a snapshot was asked for again, `repairs` the nodes of the present generation that
    were asked for again, `dropped` counts what came under another grant. `shared`: whether the page
    that the customer is on may be seen; `pace`: milliseconds for which she collects changes, 0
    usually.
    """

    def __init__(
        self, grant: int, send: Callable[[bytes], None], changed: Callable[[], None]
    ) -> None:
        self._grant = grant
        self._send = send
        self._changed = changed
        self._book = AssetBook()
        self._fold = Fold(self._book)
        self._incoming = {
            "mirror": _Incoming(
                Assembler(MIRROR_MESSAGE_BYTES, resumes=Flag.FIRST | Flag.SNAPSHOT)
            ),
            "assets": _Incoming(Assembler(ASSET_MESSAGE_BYTES, resumes=Flag.FIRST)),
        }
        self._timer: asyncio.TimerHandle | None = None
        self._last_heard = 0.0
        self._last_asked = 0.0
        self.shared = True
        self.pace = 0
        self.faults: list[tuple[Fault, str]] = []
        self.repairs: list[int] = []
        self.dropped = 0

    @property
    def tree(self) -> MirrorTree | None:
        """The page as it is shown; None before what she has in sight has come. A resync replaces
        the tree, so ask anew each time."""
        return self._fold.shown

    @property
    def whole(self) -> bool:
        """All of the page is there, and no part of it is awaited anew."""
        tree = self.tree
        if tree is None or not tree.whole or self._incoming["mirror"].assembler.faulty:
            return False
        return not any(node in tree.nodes for node in self.repairs)

    @property
    def assets(self) -> dict[str, Asset]:
        """Images and fonts by their hash, which `tree.assets` refers to."""
        return self._book.contents

    @property
    def bytes_received(self) -> int:
        """Of page content under this grant, headers included."""
        return sum(incoming.received for incoming in self._incoming.values())

    @property
    def stale(self) -> bool:
        """Nothing has arrived for 3 s, not even a beat."""
        return asyncio.get_running_loop().time() - self._last_heard > STALE_SECONDS

    def start(self) -> None:
        """Ask for the first snapshot, and again every second until something comes."""
        self._heard()
        self._ask_to_start()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def resync(self) -> None:
        """Ask for a new snapshot."""
        self._ask(Fault.START)

    def receive(self, channel: str, data: bytes) -> None:
        """A message of any of the channels. What is wrong with it is kept in `faults`."""
        if channel == "sync":
            self._receive_sync(data)
        else:
            self._receive_fragment(channel, data)
        self._changed()

    # --- sync ---------------------------------------------------------------------------------

    def _receive_sync(self, data: bytes) -> None:
        message = decode(data, self._grant)
        if message is not None:
            self._heard()
        match message:
            case Beat() if self._timer is not None and not self._asked_just_now():
                self._ask(Fault.START)
            case Pace(ms=ms):
                self.pace = ms
            case PageShared(shared=shared):
                self.shared = shared
            case _:
                pass

    def _tell(self, message: AnySync) -> None:
        self._send(encode(message))

    def _ask(self, reason: Fault) -> None:
        self._last_asked = asyncio.get_running_loop().time()
        self._tell(Resync(self._grant, reason))

    def _ask_to_start(self) -> None:
        self._ask(Fault.START)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(ASK_AGAIN_SECONDS, self._ask_to_start)

    def _asked_just_now(self) -> bool:
        # Her first beat and our first question usually cross.
        elapsed = asyncio.get_running_loop().time() - self._last_asked
        return elapsed < ASKED_JUST_NOW_SECONDS

    def _heard(self) -> None:
        self._last_heard = asyncio.get_running_loop().time()

    # --- fragments ----------------------------------------------------------------------------

    def _receive_fragment(self, channel: str, data: bytes) -> None:
        known = self._incoming[channel].assembler.faulty
        try:
            fragment = Fragment.decode(data)
            if fragment.grant != self._grant:
                self.dropped += 1
                return
            self.stop()
            self._heard()
            self._take(channel, fragment, len(data))
        except UnknownNode as problem:
            self._fault(channel, Fault.UNKNOWN_NODE, problem, known)
        except Gap as problem:
            self._fault(channel, Fault.GAP, problem, known)
        except BadFrame as problem:
            self._fault(channel, Fault.BAD_MESSAGE, problem, known)

    def _take(self, channel: str, fragment: Fragment, size: int) -> None:
        incoming = self._incoming[channel]
        incoming.received += size
        try:
            message = incoming.assembler.add(fragment)
            if message is not None:
                self._deal_with(channel, message)
        finally:
            self._acknowledge(channel, incoming, at_once=Flag.LAST in fragment.flags)

    def _deal_with(self, channel: str, message: Message) -> None:
        if channel == "assets":
            self._book.keep(*decode_asset(message.payload))
            return
        differing = self._fold.apply(decode_batch(message.payload), snapshot=message.snapshot)
        if message.snapshot:
            self.repairs.clear()
        for node in differing:
            self.repairs.append(node)
            self._tell(Repair(self._grant, node))

    def _acknowledge(self, channel: str, incoming: _Incoming, *, at_once: bool) -> None:
        if at_once or incoming.received - incoming.acknowledged >= ACKNOWLEDGE_BYTES:
            incoming.acknowledged = incoming.received
            self._tell(Acknowledge(self._grant, channel, incoming.received))

    def _fault(self, channel: str, reason: Fault, problem: BadFrame, known: bool) -> None:
        self._incoming[channel].assembler.fault()
        if known:
            return  # a snapshot is on its way; what comes before it does not matter
        self.faults.append((reason, str(problem)))
        if channel == "mirror":
            self._ask(reason)

"""The viewer's end of the mirror on one open link: docs/mirror.md."""

import asyncio
import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from media.errors import BadFrame
from media.mirror.fold import Fold, UnknownNode
from media.mirror.fragments import (
    ASSET_MESSAGE_BYTES,
    MIRROR_MESSAGE_BYTES,
    Assembler,
    Flag,
    Fragment,
    Gap,
    Message,
)
from media.mirror.operations import decode_batch
from media.mirror.sync import Acknowledge, Beat, Fault, Resync, decode, encode
from media.mirror.tree import MirrorTree

ASK_AGAIN_SECONDS = 1.0
ACKNOWLEDGE_BYTES = 16 * 1024
STALE_SECONDS = 3.0

_LENGTH = struct.Struct(">H")


class AssetHead(msgspec.Struct, frozen=True):
    hash: str
    type: str


@dataclass(frozen=True)
class Asset:
    """`type` is a MIME type."""

    type: str
    content: bytes


@dataclass
class _Incoming:
    assembler: Assembler
    received: int = 0
    acknowledged: int = 0


class MirrorView:
    """Asks for the page, folds what comes, and acknowledges it.

    `send` takes messages for the channel `sync`; `changed` is called after every change. `faults`
    lists why a snapshot was asked for again, `dropped` counts what came under another grant.
    """

    def __init__(
        self, grant: int, send: Callable[[bytes], None], changed: Callable[[], None]
    ) -> None:
        self._grant = grant
        self._send = send
        self._changed = changed
        self._fold = Fold()
        self._incoming = {
            "mirror": _Incoming(
                Assembler(grant, MIRROR_MESSAGE_BYTES, resumes=Flag.FIRST | Flag.SNAPSHOT)
            ),
            "assets": _Incoming(Assembler(grant, ASSET_MESSAGE_BYTES, resumes=Flag.FIRST)),
        }
        self._timer: asyncio.TimerHandle | None = None
        self._last_heard = 0.0
        self.assets: dict[str, Asset] = {}
        self.faults: list[tuple[Fault, str]] = []
        self.dropped = 0

    @property
    def tree(self) -> MirrorTree | None:
        """The page as it is shown; None before the first snapshot is whole. A resync replaces the
        tree, so ask anew each time."""
        return self._fold.shown

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

    def resync(self) -> None:
        """Ask for a new snapshot."""
        self._ask(Fault.START)

    def receive(self, channel: str, data: bytes) -> None:
        """A message of any of the channels. What is wrong with it is kept in `faults`."""
        if channel == "sync":
            if isinstance(decode(data, self._grant), Beat):
                self._heard()
            return
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
        self._changed()

    def _take(self, channel: str, fragment: Fragment, size: int) -> None:
        incoming = self._incoming[channel]
        incoming.received += size
        try:
            message = incoming.assembler.add(fragment)
        finally:
            self._acknowledge(channel, incoming, at_once=Flag.LAST in fragment.flags)
        if message is None:
            return
        if channel == "mirror":
            self._fold.apply(decode_batch(message.payload))
        else:
            self._keep_asset(message)

    def _acknowledge(self, channel: str, incoming: _Incoming, *, at_once: bool) -> None:
        if at_once or incoming.received - incoming.acknowledged >= ACKNOWLEDGE_BYTES:
            incoming.acknowledged = incoming.received
            self._send(encode(Acknowledge(self._grant, channel, incoming.received)))

    def _keep_asset(self, message: Message) -> None:
        payload = message.payload
        try:
            (length,) = _LENGTH.unpack_from(payload)
            head = msgspec.json.decode(payload[2 : 2 + length], type=AssetHead)
        except (struct.error, msgspec.DecodeError) as problem:
            raise BadFrame(f"not an asset: {problem}") from problem
        content = payload[2 + length :]
        if hashlib.sha256(content).hexdigest() != head.hash:
            raise BadFrame(f"an asset that is not {head.hash}")
        self.assets[head.hash] = Asset(head.type, content)

    def _fault(self, channel: str, reason: Fault, problem: BadFrame, known: bool) -> None:
        self._incoming[channel].assembler.fault()
        if known:
            return  # a snapshot is on its way; what comes before it does not matter
        self.faults.append((reason, str(problem)))
        if channel == "mirror":
            self._ask(reason)

    def _ask(self, reason: Fault) -> None:
        self._send(encode(Resync(self._grant, reason)))

    def _ask_to_start(self) -> None:
        self._ask(Fault.START)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(ASK_AGAIN_SECONDS, self._ask_to_start)

    def _heard(self) -> None:
        self._last_heard = asyncio.get_running_loop().time()

"""Fragments of the channels `mirror` and `assets`: docs/mirror.md, "Fragments"."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag

from media.errors import BadFrame

VERSION = 1
FRAGMENT_BYTES = 16_384
MIRROR_MESSAGE_BYTES = 64 * 1024 * 1024
ASSET_MESSAGE_BYTES = 4 * 1024 * 1024 + 64 * 1024
SEQUENCES = 2**32

_HEADER = struct.Struct(">BBHII")
HEADER_BYTES = _HEADER.size
PAYLOAD_BYTES = FRAGMENT_BYTES - HEADER_BYTES


class Gap(BadFrame):
    """A fragment is missing."""


class Flag(IntFlag):
    FIRST = 1
    LAST = 2
    SNAPSHOT = 4


@dataclass(frozen=True)
class Message:
    """`snapshot`: this message starts a snapshot."""

    payload: bytes
    snapshot: bool


@dataclass(frozen=True)
class Fragment:
    flags: Flag
    grant: int
    sequence: int
    payload: bytes

    def encode(self) -> bytes:
        return _HEADER.pack(VERSION, self.flags, 0, self.grant, self.sequence) + self.payload

    @classmethod
    def decode(cls, data: bytes) -> "Fragment":
        """Raises BadFrame."""
        if not HEADER_BYTES <= len(data) <= FRAGMENT_BYTES:
            raise BadFrame(f"a fragment of {len(data)} bytes")
        version, flags, zero, grant, sequence = _HEADER.unpack_from(data)
        if version != VERSION or zero != 0 or flags > Flag.FIRST | Flag.LAST | Flag.SNAPSHOT:
            raise BadFrame(f"a fragment header {data[:HEADER_BYTES].hex()}")
        return cls(Flag(flags), grant, sequence, data[HEADER_BYTES:])


def split(message: Message) -> Iterator[tuple[Flag, bytes]]:
    """Flags and payload of each fragment of `message`; who sends them numbers them."""
    kind = Flag.SNAPSHOT if message.snapshot else Flag(0)
    starts = range(0, max(1, len(message.payload)), PAYLOAD_BYTES)
    for start in starts:
        first = Flag.FIRST if start == 0 else Flag(0)
        last = Flag.LAST if start == starts[-1] else Flag(0)
        yield kind | first | last, message.payload[start : start + PAYLOAD_BYTES]


class Assembler:
    """Fragments in, messages out, for one channel of one grant.

    After a fault everything is dropped up to the next start of a snapshot (on a channel without
    snapshots, `resumes` on any first fragment).
    """

    def __init__(self, grant: int, most_bytes: int, resumes: Flag) -> None:
        self._grant = grant
        self._most_bytes = most_bytes
        self._resumes = resumes
        self._parts: list[bytes] | None = None
        self._size = 0
        self._expected = 0
        self._faulty = False

    @property
    def faulty(self) -> bool:
        """Waiting for the next start."""
        return self._faulty

    def fault(self) -> None:
        """The messages so far made no sense: wait for the next start."""
        self._faulty = True
        self._parts = None

    def add(self, fragment: Fragment) -> Message | None:
        """The message that `fragment` completes. Raises BadFrame, once per fault."""
        if self._starts_anew(fragment):
            self._faulty = False
            self._parts = None
        elif self._faulty:
            return None
        elif fragment.sequence != self._expected:
            self.fault()
            raise Gap(f"fragment {fragment.sequence} instead of {self._expected}")
        self._expected = (fragment.sequence + 1) % SEQUENCES
        return self._collect(fragment)

    def _starts_anew(self, fragment: Fragment) -> bool:
        return fragment.flags & self._resumes == self._resumes and (
            self._faulty or Flag.SNAPSHOT in self._resumes
        )

    def _collect(self, fragment: Fragment) -> Message | None:
        if (Flag.FIRST in fragment.flags) == (self._parts is not None):
            self._raise("a fragment outside a message, or a message within one")
        if self._parts is None:
            self._parts, self._size = [], 0
        self._parts.append(fragment.payload)
        self._size += len(fragment.payload)
        if self._size > self._most_bytes:
            self._raise(f"a message of more than {self._most_bytes} bytes")
        if Flag.LAST not in fragment.flags:
            return None
        payload, self._parts = b"".join(self._parts), None
        return Message(payload, snapshot=Flag.SNAPSHOT in fragment.flags)

    def _raise(self, why: str) -> None:
        self.fault()
        raise BadFrame(why)

"""Fragments of the channels `mirror` and `assets`: docs/mirror.md, "Fragments"."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag
from typing import NoReturn

from media.errors import BadFrame

VERSION = 2
FRAGMENT_BYTES = 16_384
DEFLATE_BYTES = 1024  # messages of this size and more are deflated on `mirror`
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
    DEFLATED = 8


# What all fragments of a message have in common.
_KIND = Flag.SNAPSHOT | Flag.DEFLATED
_ALL = Flag.FIRST | Flag.LAST | _KIND


@dataclass(frozen=True)
class Message:
    """`snapshot`: this message starts a snapshot. `deflated` is how it travels; `payload` is as it
    was before and will be after."""

    payload: bytes
    snapshot: bool
    deflated: bool = False


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
        if version != VERSION or zero != 0 or flags > _ALL:
            raise BadFrame(f"a fragment header {data[:HEADER_BYTES].hex()}")
        return cls(Flag(flags), grant, sequence, data[HEADER_BYTES:])


def split(message: Message) -> Iterator[tuple[Flag, bytes]]:
    """Flags and payload of each fragment of `message`; who sends them numbers them."""
    kind = Flag.SNAPSHOT if message.snapshot else Flag(0)
    payload = message.payload
    if message.deflated:
        kind |= Flag.DEFLATED
        payload = _deflate(payload)
    starts = range(0, max(1, len(payload)), PAYLOAD_BYTES)
    for start in starts:
        first = Flag.FIRST if start == 0 else Flag(0)
        last = Flag.LAST if start == starts[-1] else Flag(0)
        yield kind | first | last, payload[start : start + PAYLOAD_BYTES]


class Assembler:
    """Fragments in, messages out, for one channel of one grant: hand in no others.

    After a fault everything is dropped up to the next start of a snapshot (on a channel without
    snapshots, `resumes` on any first fragment).
    """

    def __init__(self, most_bytes: int, resumes: Flag) -> None:
        """`most_bytes`: of a message, deflated or not."""
        self._most_bytes = most_bytes
        self._resumes = resumes
        self._kind = Flag(0)
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
        kind = fragment.flags & _KIND
        if (Flag.FIRST in fragment.flags) == (self._parts is not None):
            self._raise("a fragment outside a message, or a message within one")
        if kind and Flag.SNAPSHOT not in self._resumes:
            self._raise("a snapshot or something deflated where there is none")
        if self._parts is None:
            self._parts, self._size, self._kind = [], 0, kind
        if kind != self._kind:
            self._raise("a message of two kinds")
        self._parts.append(fragment.payload)
        self._size += len(fragment.payload)
        if self._size > self._most_bytes:
            self._raise(f"a message of more than {self._most_bytes} bytes")
        return self._whole() if Flag.LAST in fragment.flags else None

    def _whole(self) -> Message:
        payload, self._parts = b"".join(self._parts or []), None
        deflated = Flag.DEFLATED in self._kind
        if deflated:
            try:
                payload = _inflate(payload, self._most_bytes)
            except BadFrame:
                self.fault()
                raise
        return Message(payload, Flag.SNAPSHOT in self._kind, deflated)

    def _raise(self, why: str) -> NoReturn:
        self.fault()
        raise BadFrame(why)


def _deflate(payload: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(payload) + compressor.flush()


def _inflate(payload: bytes, most_bytes: int) -> bytes:
    """One whole raw DEFLATE stream, never more than `most_bytes` of it. Raises BadFrame."""
    stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        inflated = stream.decompress(payload, most_bytes + 1)
    except zlib.error as problem:
        raise BadFrame(f"not deflated: {problem}") from problem
    if len(inflated) > most_bytes:
        raise BadFrame(f"a message of more than {most_bytes} bytes")
    if not stream.eof or stream.unused_data:
        raise BadFrame("a deflated message that ends elsewhere than its stream")
    return inflated

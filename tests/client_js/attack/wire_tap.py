"""All that leaves the customer's tab over the page link, put together from its fragments."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from tests.client_js.mirror_lab import Pair

FIRST, LAST, SNAPSHOT, DEFLATED = 1, 2, 4, 8
VERSIONS = (1, 2)
HEADER = struct.Struct(">BBHII")
SENT = "lab.sent.map(({channel, bytes}) => [channel, btoa(String.fromCharCode(...bytes))])"
DATA_URL = re.compile(rb"base64,([A-Za-z0-9+/=]{8,})")


class Message(NamedTuple):
    """`payload` is inflated. One that was cut off by a snapshot is a message, too: it has left."""

    channel: str
    payload: bytes
    snapshot: bool


def messages(pair: Pair) -> list[Message]:
    """Everything that capture has sent since it started, in order within each channel."""
    fragments = [(name, base64.b64decode(text)) for name, text in pair.customer.evaluate(SENT)]
    found = [Message("sync", data, False) for name, data in fragments if name == "sync"]
    for channel in ("mirror", "assets"):
        found += _assemble(channel, [data for name, data in fragments if name == channel])
    return found


def searchable(pair: Pair) -> bytes:
    """The payloads, and what `data:` URLs in them hold."""
    text = b"\n".join(message.payload for message in messages(pair))
    return b"\n".join([text, *map(_decode, DATA_URL.findall(text))])


def _assemble(channel: str, fragments: list[bytes]) -> Iterator[Message]:
    parts: list[bytes] = []
    flags_of_first = 0
    for fragment in fragments:
        version, flags, _, _, _ = HEADER.unpack_from(fragment)
        assert version in VERSIONS
        if flags & FIRST:
            if parts:
                yield _message(channel, parts, flags_of_first)
            parts, flags_of_first = [], flags
        parts.append(fragment[HEADER.size :])
        if flags & LAST:
            yield _message(channel, parts, flags_of_first)
            parts = []
    if parts:
        yield _message(channel, parts, flags_of_first)


def _message(channel: str, parts: list[bytes], flags: int) -> Message:
    payload = b"".join(parts)
    if flags & DEFLATED:
        payload = zlib.decompressobj(-zlib.MAX_WBITS).decompress(payload)
    return Message(channel, payload, bool(flags & SNAPSHOT))


def _decode(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4))

"""Messages of the channel `sync`: docs/mirror.md, "sync"."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

Natural = Annotated[int, Meta(ge=0)]


class Fault(StrEnum):
    """Why a view asks for a snapshot."""

    START = "start"
    GAP = "gap"
    BAD_MESSAGE = "bad-message"
    UNKNOWN_NODE = "unknown-node"


class SyncMessage(msgspec.Struct, frozen=True, tag_field="type"):
    grant: int


class Resync(SyncMessage, frozen=True, tag="resync"):
    reason: Fault


class Repair(SyncMessage, frozen=True, tag="repair"):
    """This node does not have the checksum that it should."""

    node: int


class Acknowledge(SyncMessage, frozen=True, tag="ack"):
    """`bytes`: all of `channel` dealt with so far, headers included."""

    channel: str
    bytes: int


class Beat(SyncMessage, frozen=True, tag="beat"):
    pass


class Pace(SyncMessage, frozen=True, tag="pace"):
    """Changes are collected for about `ms`; 0 for as fast as frames."""

    ms: Natural


class PageShared(SyncMessage, frozen=True, tag="page"):
    """Whether the page that the customer is on may be seen."""

    shared: bool


AnySync = Resync | Repair | Acknowledge | Beat | Pace | PageShared

_decoder = msgspec.json.Decoder(AnySync)


def encode(message: AnySync) -> bytes:
    return msgspec.json.encode(message)


def decode(data: bytes, grant: int) -> AnySync | None:
    """None for what is to be ignored: another grant, an unknown type, garbage."""
    try:
        message = _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None
    return message if message.grant == grant else None

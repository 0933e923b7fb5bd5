"""Messages of the channel `sync`: docs/mirror.md, "sync"."""

from enum import StrEnum

import msgspec


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


class Acknowledge(SyncMessage, frozen=True, tag="ack"):
    """`bytes`: all received on `channel` so far, headers included."""

    channel: str
    bytes: int


class Beat(SyncMessage, frozen=True, tag="beat"):
    """`sequence`: of the next fragment on `mirror`."""

    sequence: int


AnySync = Resync | Acknowledge | Beat

_decoder = msgspec.json.Decoder(AnySync)


def encode(message: AnySync) -> bytes:
    return msgspec.json.encode(message)


def decode(data: bytes, grant: int) -> AnySync | None:
    """None for what is to be ignored: another grant, an unknown type, garbage."""
    try:
        message = _decoder.decode(data)
    except msgspec.DecodeError:
        return None
    return message if message.grant == grant else None

"""STUN messages (RFC 8489) as bytes, as far as a TURN client needs them."""

import hashlib
import hmac
import ipaddress
import secrets
import struct
from enum import IntEnum

import msgspec

COOKIE = 0x2112A442
HEADER = struct.Struct("!HHI12s")
INTEGRITY_BYTES = 24  # of MESSAGE-INTEGRITY, with its head

Address = tuple[str, int]


class Method(IntEnum):
    BINDING = 0x001
    ALLOCATE = 0x003
    REFRESH = 0x004
    SEND = 0x006
    DATA = 0x007
    CREATE_PERMISSION = 0x008


class Kind(IntEnum):
    """The class of a message, as its bits are."""

    REQUEST = 0x000
    INDICATION = 0x010
    SUCCESS = 0x100
    ERROR = 0x110


class Attribute(IntEnum):
    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    LIFETIME = 0x000D
    XOR_PEER_ADDRESS = 0x0012
    DATA = 0x0013
    REALM = 0x0014
    NONCE = 0x0015
    XOR_RELAYED_ADDRESS = 0x0016
    REQUESTED_ADDRESS_FAMILY = 0x0017
    REQUESTED_TRANSPORT = 0x0019
    XOR_MAPPED_ADDRESS = 0x0020


class Message(msgspec.Struct, frozen=True):
    """`attributes`: the first of each type."""

    method: int
    kind: int
    transaction: bytes
    attributes: dict[int, bytes]

    def address(self, attribute: Attribute) -> Address:
        """Raises ValueError where there is none."""
        return unpacked_address(self.attributes.get(attribute, b""), self.transaction)

    @property
    def error(self) -> tuple[int, str]:
        """Code and reason. Raises ValueError where there is none."""
        value = self.attributes.get(Attribute.ERROR_CODE, b"")
        if len(value) < 4:
            raise ValueError("no ERROR-CODE")
        return (value[2] & 7) * 100 + value[3], value[4:].decode(errors="replace")


def new_transaction() -> bytes:
    return secrets.token_bytes(12)


def packed(message: Message, key: bytes | None = None) -> bytes:
    """With MESSAGE-INTEGRITY where there is a `key`."""
    body = b"".join(
        struct.pack("!HH", type, len(value)) + value + bytes(-len(value) % 4)
        for type, value in message.attributes.items()
    )
    if key is None:
        return _header(message, len(body)) + body
    signed = _header(message, len(body) + INTEGRITY_BYTES) + body
    digest = hmac.new(key, signed, hashlib.sha1).digest()
    return signed + struct.pack("!HH", Attribute.MESSAGE_INTEGRITY, len(digest)) + digest


def _header(message: Message, length: int) -> bytes:
    return HEADER.pack(message.method | message.kind, length, COOKIE, message.transaction)


def unpacked(data: bytes) -> Message:
    """Raises ValueError for what is no STUN message."""
    if len(data) < HEADER.size:
        raise ValueError("too short")
    type, length, cookie, transaction = HEADER.unpack_from(data)
    if cookie != COOKIE or type & 0xC000 or HEADER.size + length != len(data):
        raise ValueError("no STUN message")
    attributes: dict[int, bytes] = {}
    at = HEADER.size
    while at + 4 <= len(data):
        attribute, size = struct.unpack_from("!HH", data, at)
        if at + 4 + size > len(data):
            raise ValueError("an attribute is cut off")
        attributes.setdefault(attribute, data[at + 4 : at + 4 + size])
        at += 4 + size + -size % 4
    return Message(type & ~Kind.ERROR, type & Kind.ERROR, transaction, attributes)


def packed_address(address: Address, transaction: bytes) -> bytes:
    """As in XOR-PEER-ADDRESS. Raises ValueError for a host that is no IP address."""
    ip = ipaddress.ip_address(address[0])
    mask = struct.pack("!I", COOKIE) + transaction
    return struct.pack("!xBH", 1 if ip.version == 4 else 2, address[1] ^ (COOKIE >> 16)) + _xor(
        ip.packed, mask
    )


def unpacked_address(value: bytes, transaction: bytes) -> Address:
    """Raises ValueError."""
    if len(value) not in (8, 20):
        raise ValueError("no address")
    mask = struct.pack("!I", COOKIE) + transaction
    (port,) = struct.unpack_from("!H", value, 2)
    return str(ipaddress.ip_address(_xor(value[4:], mask))), port ^ (COOKIE >> 16)


def _xor(value: bytes, mask: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(value, mask, strict=False))

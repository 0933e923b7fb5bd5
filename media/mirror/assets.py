"""Images and fonts of a mirror: docs/mirror.md, "Assets"."""

import struct
from collections import Counter
from dataclasses import dataclass

import msgspec

from media.errors import BadFrame
from media.mirror.limits import ASSET_BYTES
from media.mirror.operations import Hash

_LENGTH = struct.Struct(">H")
_FONTS = frozenset(
    f"application/{kind}"
    for kind in ("font-woff", "vnd.ms-fontobject", "x-font-ttf", "x-font-otf", "octet-stream")
)


class AssetHead(msgspec.Struct, frozen=True):
    hash: Hash
    type: str


@dataclass(frozen=True)
class Asset:
    """`type` is a MIME type."""

    type: str
    content: bytes


def decode_asset(payload: bytes) -> tuple[str, Asset]:
    """The name of the content, and the content. Raises BadFrame."""
    try:
        (length,) = _LENGTH.unpack_from(payload)
        head = msgspec.json.decode(payload[2 : 2 + length], type=AssetHead)
    except (struct.error, msgspec.DecodeError, RecursionError) as problem:
        raise BadFrame(f"not an asset: {problem}") from problem
    content = payload[2 + length :]
    if len(content) > ASSET_BYTES:
        raise BadFrame(f"an asset of {len(content)} bytes")
    if not head.type.startswith(("image/", "font/")) and head.type not in _FONTS:
        raise BadFrame(f"an asset of the type {head.type[:50]!r}")
    return head.hash, Asset(head.type, content)


class AssetBook:
    """What content there is, and what the operations call it. It outlives generations."""

    def __init__(self) -> None:
        self.numbers: dict[int, str | None] = {}
        self.contents: dict[str, Asset] = {}
        self._references: Counter[str] = Counter()

    def keep(self, hash: str, asset: Asset) -> None:
        self.contents[hash] = asset

    def name(self, number: int, hash: str | None) -> None:
        """Content that has no number any more is forgotten."""
        if hash is not None:
            self._references[hash] += 1
        before = self.numbers.get(number)
        self.numbers[number] = hash
        if before is not None:
            self._references[before] -= 1
            if not self._references[before]:
                del self._references[before]
                self.contents.pop(before, None)

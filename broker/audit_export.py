"""The audit log of a site as a file that can be checked without the server: JSON Lines.

    {"format":"alongside-audit","version":1,"site":SITE_ID,"keys":[PUBLIC_KEY, ...]}
    {"number":1,"previous_hash":HEX,"record":{...},"hash":HEX}
    {"checkpoint":NOTE}

A row whose record was erased has `null` in its place; a later row of the type `audit.erased` names
it. Rows in order from the first; a checkpoint stands somewhere after the rows that it is about, and
the last line is a checkpoint of all rows. Each line is written in one way only, records byte for
byte as they were hashed. Of the header only the checkpoints can tell what is true.
"""

from collections.abc import Iterable

import msgspec

from broker.checkpoints import PublicKey

FORMAT = "alongside-audit"
VERSION = 1
NONE = b"null"
CHECKPOINT_BEGINS = b'{"checkpoint":'


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    version: int
    site: str
    keys: tuple[str, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`record`: its bytes as they were hashed, or `NONE` where it was erased."""

    number: int
    previous_hash: str
    record: msgspec.Raw
    hash: str

    @property
    def is_erased(self) -> bool:
        return bytes(self.record) == NONE


class CheckpointLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    checkpoint: str


class NotAnExport(ValueError):
    """`str()` says why."""


Line = Row | CheckpointLine | None


def header_line(site: str, keys: Iterable[PublicKey]) -> bytes:
    texts = tuple(key.text for key in keys)
    return _line(Header(format=FORMAT, version=VERSION, site=site, keys=texts))


def row_line(number: int, previous_hash: str, record: str, hash: str) -> bytes:
    """`record`: empty where it was erased."""
    raw = msgspec.Raw(record.encode() or NONE)
    return _line(Row(number=number, previous_hash=previous_hash, record=raw, hash=hash))


def checkpoint_line(note: str) -> bytes:
    return _line(CheckpointLine(checkpoint=note))


def read_header(line: bytes) -> Header:
    """Raises NotAnExport."""
    try:
        header = msgspec.json.decode(line, type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotAnExport("its first line is not the header of one") from None
    if header.format != FORMAT:
        raise NotAnExport("its first line is not the header of one")
    if header.version != VERSION:
        raise NotAnExport(f"it has version {header.version} of the format, not {VERSION}")
    return header


def read_line(line: bytes) -> Line:
    """What stands on a line after the header; None for what is neither, or not written as we
    write it."""
    found: Row | CheckpointLine
    try:
        if line.startswith(CHECKPOINT_BEGINS):
            found = msgspec.json.decode(line, type=CheckpointLine)
        else:
            found = msgspec.json.decode(line, type=Row)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found if msgspec.json.encode(found) == line else None


def _line(content: msgspec.Struct) -> bytes:
    return msgspec.json.encode(content) + b"\n"

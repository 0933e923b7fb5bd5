"""The file that a backup is: JSON Lines, compressed by gzip.

    {"format":"alongside-backup","version":1,"schema":"0007","server":"0.1.0","made_at":SECONDS}
    {"table":"sites","columns":["id", ...]}
    ["site:1", ...]                      one line for each row; bytes as {"base64": ...}
    {"rows":{"sites":1, ...},"sha256":HEX}

The hash is over all lines before the last one: it shows what was damaged or edited by accident. The
same for SQLite and PostgreSQL, so that a backup of one is restored into the other.
"""

import base64
import binascii
import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import msgspec

FORMAT = "alongside-backup"
VERSION = 1
# Longer lines than any row of ours.
LINE_MOST = 64 * 2**20


class BadBackup(Exception):
    """`str()` is a sentence that says why."""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """`schema`: of the store that it was made of."""

    format: str
    version: int
    schema: str
    server: str
    made_at: float


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rows of this table follow."""

    table: str
    columns: tuple[str, ...]


class Row(msgspec.Struct, frozen=True):
    """`values`: in the order of its table's columns."""

    values: Sequence[Any]


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rows: dict[str, int]
    sha256: str


class Writer:
    """`end` is called once, after the last row."""

    def __init__(self, file: BinaryIO, header: Header) -> None:
        self._file = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0)
        self._hash = hashlib.sha256()
        self._rows: dict[str, int] = {}
        self._table = ""
        self._write(header)

    def table(self, name: str, columns: Sequence[str]) -> None:
        self._table, self._rows[name] = name, 0
        self._write(Table(name, tuple(columns)))

    def row(self, values: Sequence[object]) -> None:
        self._rows[self._table] += 1
        self._write([_packed(value) for value in values])

    def end(self) -> int:
        """How many rows there are."""
        self._write(End(self._rows, self._hash.hexdigest()))
        self._file.close()
        return sum(self._rows.values())

    def _write(self, content: object) -> None:
        line = msgspec.json.encode(content) + b"\n"
        self._hash.update(line)
        self._file.write(line)


def read(file: BinaryIO) -> Iterator[Header | Table | Row]:
    """What the file says, the header first. Raises BadBackup, at the end at the latest: only who
    has read all of it may believe any of it."""
    lines = _lines(file)
    hashed = hashlib.sha256()
    first = next(lines, b"")
    hashed.update(first)
    yield _header(first)
    counted: dict[str, int] = {}
    table = ""
    for line in lines:
        content = _decoded(line)
        match content:
            case End():
                if content != End(counted, hashed.hexdigest()) or next(lines, None) is not None:
                    raise BadBackup("The backup was changed after it was written.")
                return
            case Table():
                table, counted[content.table] = content.table, 0
            case Row() if table:
                counted[table] += 1
            case Row():
                raise BadBackup("The backup was changed after it was written.")
        hashed.update(line)
        yield content
    raise BadBackup("The end of the backup is missing.")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    unpacked = gzip.GzipFile(fileobj=file, mode="rb")
    try:
        while line := unpacked.readline(LINE_MOST):
            yield line
    except EOFError:
        raise BadBackup("The end of the backup is missing.") from None
    except gzip.BadGzipFile:
        raise BadBackup("This is no backup of Alongside, or it is damaged.") from None
    except zlib.error:
        raise BadBackup("The backup is damaged.") from None


def _header(line: bytes) -> Header:
    try:
        header = msgspec.json.decode(line, type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadBackup("This is no backup of Alongside.") from None
    if header.format != FORMAT:
        raise BadBackup("This is no backup of Alongside.")
    if header.version != VERSION:
        raise BadBackup(f"The backup has format {header.version}; this server reads {VERSION}.")
    return header


def _decoded(line: bytes) -> Table | Row | End:
    try:
        if line.startswith(b"["):
            values = msgspec.json.decode(line, type=list[Any])
            return Row([_unpacked(value) for value in values])
        kind: type[Table] | type[End] = Table if line.startswith(b'{"table":') else End
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, binascii.Error):
        raise BadBackup("The backup was changed after it was written.") from None


def _packed(value: object) -> object:
    if isinstance(value, (bytes, memoryview)):
        return {"base64": base64.b64encode(value).decode()}
    return value


def _unpacked(value: Any) -> object:
    if isinstance(value, dict):
        return base64.b64decode(value.get("base64", "!"), validate=True)
    return value

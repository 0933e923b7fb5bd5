"""What stands in the audit log of a site, to look something up in it, and whether it is whole.

    GET /api/v1/sites/{key}/audit/records ?type&conversation&by&since&until&limit&cursor
                                              ->  {records, next}, the last one first
    ... with format=csv                       ->  all that were found, as a file, in order
    GET /api/v1/sites/{key}/audit/state       ->  {rows, checkpoint, keys}
    GET /api/v1/sites/{key}/audit/check       ->  {verdict, rows, erased, row, problem}
    GET /api/v1/audit/acts/state, .../check   ->  the same of what operators did (acts.py)

For operators (gate.py). Ids, kinds and times, as they are in the log. A file of some records
proves nothing by itself: their hashes say where they are in the whole export (audit.py), which
does. The server's check of itself is a convenience: what counts is one made elsewhere
(docs/audit.md). Errors: `bad_token`, `bad_request`, `unknown_site`, `unknown_events`.
"""

import asyncio
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from broker.acts import OPERATORS
from broker.audit import ERASURE, AuditRecord
from broker.audit_check import Found, Whole, check
from signaling.analytics.csv_file import to_csv
from signaling.auditing import export as exported
from signaling.auditing import note_export
from signaling.errors import UnknownEvents, UnknownSite
from signaling.keys import CHECKING, STORE
from signaling.messages import verify_signed
from signaling.rest.bodies import answer, read_query
from signaling.rest.contract import contract
from signaling.rest.paging import Paged, cursor_of
from signaling.rest.sites import site_of
from signaling.signing import verify
from signaling.store.records import Search, read_record
from signaling.store.trail import Stored
from signaling.webhooks.payload import TYPES

PATH = "/api/v1/sites/{key}/audit/records"
STATE = "/api/v1/sites/{key}/audit/state"
CHECK = "/api/v1/sites/{key}/audit/check"
ACTS_STATE = "/api/v1/audit/acts/state"
ACTS_CHECK = "/api/v1/audit/acts/check"

CSV = "text/csv"
AT_ONCE = 500
# What is longer is checked elsewhere only: here others wait.
CHECKED_MOST = 100_000
# The highest number that a row has.
ROW_MOST = 2**31 - 1

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.:-]{1,64}\Z")]
Kind = Annotated[str, msgspec.Meta(max_length=64)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=2**40, description="Whole seconds since the epoch.")]


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


class Wanted(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`since` is included, `until` is not. `by`: the id of whose act it was."""

    type: Kind | UnsetType = UNSET
    conversation: Id | UnsetType = UNSET
    by: Id | UnsetType = UNSET
    since: Seconds | UnsetType = UNSET
    until: Seconds | UnsetType = UNSET
    format: Format = Format.JSON


class RecordInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A row. `record`: as it was chained; null: it was erased, or, with `broken`, somebody has put
    something else in its place."""

    number: int
    record: AuditRecord | None
    broken: bool
    hash: str


class RecordPage(msgspec.Struct, frozen=True):
    records: list[RecordInfo]
    next: str | None


class CsvRow(msgspec.Struct, frozen=True, kw_only=True):
    """`record`: all of it, as it was hashed; empty: erased."""

    number: int
    at: str = ""
    type: str = ""
    by: str | None = None
    role: str | None = None
    conversation: str = ""
    session: str | None = None
    scope: str | None = None
    reason: str | None = None
    record: str
    hash: str


class LastCheckpoint(msgspec.Struct, frozen=True):
    """`note`: to keep elsewhere."""

    rows: int
    at: float
    note: str


class AuditState(msgspec.Struct, frozen=True, kw_only=True):
    """`keys`: all that have signed, the last one is the one that signs now."""

    rows: int
    checkpoint: LastCheckpoint | None
    keys: list[str]


class Verdict(StrEnum):
    """`too_long`: it is to be checked elsewhere."""

    WHOLE = "whole"
    TAMPERED = "tampered"
    TOO_LONG = "too_long"


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """`row`: the first bad one; `problem`: what was done, as `alongside audit verify` says."""

    verdict: Verdict
    rows: int
    erased: int = 0
    row: int | None = None
    problem: str | None = None


@contract(
    "Look something up in the audit log",
    query=Wanted,
    answers={200: RecordPage},
    also=(CSV,),
    errors=(UnknownSite, UnknownEvents),
)
async def records(request: web.Request) -> web.StreamResponse:
    site = await site_of(request)
    wanted = read_query(request, Wanted)
    search = _search(wanted)
    if wanted.format is Format.CSV:
        return await _file(request, site.id, search)
    before, _ = wanted.after or (ROW_MOST, "")
    number = int(min(max(before, 0), ROW_MOST))
    found = await request.app[STORE].records.newest(site.id, search, number, wanted.limit + 1)
    page = found[: wanted.limit]
    following = cursor_of((page[-1].number, "")) if len(found) > wanted.limit else None
    return answer(RecordPage(records=[_shown(row) for row in page], next=following))


@contract("Say how far the audit log goes", answers={200: AuditState}, errors=(UnknownSite,))
async def state(request: web.Request) -> web.Response:
    return await _state(request, (await site_of(request)).id)


@contract("Say how far the log of operators' acts goes", answers={200: AuditState})
async def acts_state(request: web.Request) -> web.Response:
    return await _state(request, OPERATORS)


async def _state(request: web.Request, chain: str) -> web.Response:
    store = request.app[STORE]
    end = await store.records.end(chain)
    at = end.signed
    return answer(
        AuditState(
            rows=end.rows,
            checkpoint=None if at is None else LastCheckpoint(at.rows, at.at, at.note),
            keys=[key.text for key in await store.checkpoints.keys()],
        )
    )


@contract(
    "Check the audit log from its first row to its last",
    answers={200: Checked},
    errors=(UnknownSite,),
)
async def checked(request: web.Request) -> web.Response:
    return await _checked(request, (await site_of(request)).id)


@contract("Check the log of operators' acts from its first row to its last", answers={200: Checked})
async def acts_checked(request: web.Request) -> web.Response:
    return await _checked(request, OPERATORS)


async def _checked(request: web.Request, chain: str) -> web.Response:
    store = request.app[STORE]
    rows = (await store.records.end(chain)).rows
    if rows > CHECKED_MOST:
        return answer(Checked(verdict=Verdict.TOO_LONG, rows=rows))
    async with request.app[CHECKING]:
        log = b"".join([piece async for piece in exported(store, chain)])
        keys = await store.checkpoints.keys()
        # Beside the loop: others go on.
        found = await asyncio.to_thread(check, log, verify, verify_signed, keys)
    return answer(_judged(found, rows))


def _judged(found: Whole | Found, rows: int) -> Checked:
    if isinstance(found, Whole):
        return Checked(verdict=Verdict.WHOLE, rows=found.rows, erased=found.erased)
    return Checked(verdict=Verdict.TAMPERED, rows=rows, row=found.row, problem=found.problem)


def _search(wanted: Wanted) -> Search:
    """Raises UnknownEvents."""
    if wanted.type is not UNSET and wanted.type not in {*TYPES, ERASURE}:
        raise UnknownEvents(names=repr(wanted.type))
    given = {
        name: value
        for name in Search.__struct_fields__
        if (value := getattr(wanted, name)) is not UNSET
    }
    return Search(**given)


async def _file(request: web.Request, site: str, wanted: Search) -> web.StreamResponse:
    """Piece by piece: it may be long."""
    store = request.app[STORE]
    await note_export(store, site)
    found = await store.records.oldest(site, wanted, 0, AT_ONCE)
    response = web.StreamResponse()
    response.content_type, response.charset = CSV, "utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="audit-records.csv"'
    await response.prepare(request)
    await response.write(to_csv(CsvRow, map(_csv, found)))
    while len(found) == AT_ONCE:
        found = await store.records.oldest(site, wanted, found[-1].number, AT_ONCE)
        _, _, rows = to_csv(CsvRow, map(_csv, found)).partition(b"\r\n")
        await response.write(rows)
    await response.write_eof()
    return response


def _shown(row: Stored) -> RecordInfo:
    record = read_record(row)
    is_broken = record is None and row.record != ""
    return RecordInfo(number=row.number, record=record, broken=is_broken, hash=row.hash)


def _csv(row: Stored) -> CsvRow:
    record = read_record(row)
    if record is None:
        return CsvRow(number=row.number, record=row.record, hash=row.hash)
    return CsvRow(
        number=row.number,
        at=datetime.fromtimestamp(record.at / 1000, UTC).isoformat(),
        type=record.type,
        by=record.by,
        role=record.role,
        conversation=record.conversation,
        session=record.session,
        scope=record.scope,
        reason=record.reason,
        record=row.record,
        hash=row.hash,
    )

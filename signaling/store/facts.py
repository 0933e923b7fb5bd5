"""What analytics count, in the store: written with the events, made anew from them, and forgotten.

How it is counted stands in store/analytics.py.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from broker.events import AnyEvent, ConversationEnded
from broker.facts import TOLD_OF, Fact, FactKind, Outcome, fold
from broker.names import LinkKind
from signaling.store.engine import Database
from signaling.store.tables import conversations, events, facts, link_reports
from signaling.store.writer import Writer

DAY = 86_400.0
# Of this many conversations the facts are made anew in one transaction.
BATCH = 200

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_FIELDS = Fact.__struct_fields__
_TYPES = [str(kind.__struct_config__.tag) for kind in TOLD_OF]

_INSERT = insert(facts)
_KNOWN = select(*(facts.c[name] for name in _FIELDS)).where(
    facts.c.conversation == bindparam("of"), facts.c.outcome == Outcome.OPEN
)
_CHANGE = (
    update(facts)
    .where(facts.c.conversation == bindparam("of"), facts.c.seq == bindparam("number"))
    .values({name: bindparam(name) for name in _FIELDS if name not in ("conversation", "seq")})
)
_REMOVE = delete(facts).where(facts.c.conversation == bindparam("of"))
_STREAM = (
    select(events.c.payload)
    .where(events.c.stream == bindparam("of"), events.c.type.in_(_TYPES))
    .order_by(events.c.seq)
)
_SITE = select(conversations.c.site).where(conversations.c.id == bindparam("of"))
_ALL = select(conversations.c.id).order_by(conversations.c.id)
_COUNTED = exists().where(facts.c.conversation == conversations.c.id)
_OF_SESSION = (
    facts.c.conversation == bindparam("of"),
    facts.c.kind == FactKind.SESSION,
    facts.c.session == bindparam("named"),
)
_CONNECTED = update(facts).where(*_OF_SESSION, facts.c.connected_at.is_(None))
_PICTURED = update(facts).where(*_OF_SESSION, facts.c.picture_at.is_(None))
_REPORTS = (
    select(
        link_reports.c.session,
        func.min(link_reports.c.connected_at).label("connected_at"),
        func.min(link_reports.c.picture_at).label("picture_at"),
    )
    .where(link_reports.c.conversation == bindparam("of"), link_reports.c.session != "")
    .group_by(link_reports.c.session)
)
_REPORT = select(link_reports).where(link_reports.c.link == bindparam("wanted"))
_SWEEP = (
    delete(facts).where(facts.c.kind.in_(list(FactKind)), facts.c.asked_at < bindparam("before")),
    delete(link_reports).where(link_reports.c.at < bindparam("before")),
)


class LinkReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the viewing end of a link tells of it. `path`: None: it does not stand. `cause`: why
    not, or why it goes the way that it goes. `picture`: the page is before somebody's eyes."""

    link: str
    conversation: str
    session: str
    site: str
    agent: str
    kind: LinkKind
    at: float
    path: str | None
    cause: str | None
    picture: bool


class Facts:
    """`append` inside the writer's transactions only; `forget` after one that failed."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer
        # The open facts of conversations that are open, and up to which event they were folded.
        self._known: dict[str, tuple[int, list[Fact]]] = {}

    def forget(self) -> None:
        """What was appended is not there: look it up again."""
        self._known.clear()

    def append(self, connection: Connection, site: str, decided: Sequence[AnyEvent]) -> None:
        of, before = decided[0].conversation, decided[0].seq - 1
        folded, known = self._known.get(of, (-1, []))
        if folded != before:
            # Another server has decided meanwhile, or this one has just started.
            known = [_fact(row) for row in connection.execute(_KNOWN, {"of": of})] if before else []
        changed = fold(site, known, [event for event in decided if isinstance(event, TOLD_OF)])
        _write(connection, of, {fact.seq for fact in known}, changed)
        if any(isinstance(event, ConversationEnded) for event in decided):
            self._known.pop(of, None)
            return
        facts_now = {fact.seq: fact for fact in (*known, *changed)}
        still_open = [fact for fact in facts_now.values() if fact.outcome is Outcome.OPEN]
        self._known[of] = decided[-1].seq, still_open

    async def report(self, report: LinkReport) -> None:
        """A link has come about, or not."""
        await self._writer.run(lambda connection: _write_report(connection, report))

    async def catch_up(self, since: float, *, open_only: bool = False) -> int:
        """Count the conversations of which nothing is counted, as after an upgrade; those that
        ended before `since` are left out. How many."""
        ended = conversations.c.ended_at
        wanted = ended.is_(None) if open_only else or_(ended.is_(None), ended >= since)
        query = _ALL.where(wanted, ~_COUNTED)
        missing = await self._database.read(lambda c: list(c.execute(query).scalars()))
        await self._make_anew(missing, since)
        return len(missing)

    async def rebuild(self, since: float) -> int:
        """Count everything anew from the events; what was asked before `since` is left out. How
        many conversations."""
        everything = await self._database.read(lambda c: list(c.execute(_ALL).scalars()))
        await self._make_anew(everything, since)
        return len(everything)

    async def sweep(self, before: float) -> None:
        """Forget what was asked before then."""

        def job(connection: Connection) -> None:
            for query in _SWEEP:
                connection.execute(query, {"before": before})

        await self._writer.run(job)

    async def _make_anew(self, wanted: Sequence[str], since: float) -> None:
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]

            def job(connection: Connection, batch: Sequence[str] = batch) -> None:
                for conversation in batch:
                    _fold_anew(connection, conversation, since)

            await self._writer.run(job)


def _write(connection: Connection, of: str, known: set[int], facts: Sequence[Fact]) -> None:
    made, changed = [], []
    for fact in facts:
        row = msgspec.structs.asdict(fact)
        if fact.seq in known:
            del row["conversation"], row["seq"]
            changed.append(row | {"of": of, "number": fact.seq})
        else:
            made.append(row)
    if made:
        connection.execute(_INSERT, made)
    if changed:
        connection.execute(_CHANGE, changed)


def _fold_anew(connection: Connection, of: str, since: float) -> None:
    site = connection.execute(_SITE, {"of": of}).scalar_one()
    told = [_decoder.decode(row.payload) for row in connection.execute(_STREAM, {"of": of})]
    connection.execute(_REMOVE, {"of": of})
    made = [msgspec.structs.asdict(fact) for fact in fold(site, (), told) if fact.asked_at >= since]
    if not made:
        return
    connection.execute(_INSERT, made)
    for row in connection.execute(_REPORTS, {"of": of}).all():
        _note_session(connection, of, row.session, row.connected_at, row.picture_at)


def _note_session(
    connection: Connection,
    conversation: str,
    session: str,
    connected_at: float | None,
    picture_at: float | None,
) -> None:
    which = {"of": conversation, "named": session}
    if connected_at is not None:
        connection.execute(_CONNECTED.values(connected_at=connected_at), which)
    if picture_at is not None:
        connection.execute(_PICTURED.values(picture_at=picture_at), which)


def _write_report(connection: Connection, report: LinkReport) -> None:
    before = connection.execute(_REPORT, {"wanted": report.link}).one_or_none()
    connected_at = report.at if report.path is not None else None
    picture_at = report.at if report.path is not None and report.picture else None
    if before is None:
        row = {name: getattr(report, name) for name in LinkReport.__struct_fields__}
        del row["picture"]
        row |= {"path": report.path or "none", "cause": report.cause or ""}
        row |= {"connected_at": connected_at, "picture_at": picture_at}
        connection.execute(insert(link_reports).values(row))
    else:
        connection.execute(
            update(link_reports)
            .where(link_reports.c.link == report.link)
            .values(
                # A link that stood once did not fail; what it went by last is what it went by.
                path=report.path or before.path,
                cause=report.cause or before.cause,
                connected_at=before.connected_at or connected_at,
                picture_at=before.picture_at or picture_at,
            )
        )
    if report.session:
        _note_session(connection, report.conversation, report.session, connected_at, picture_at)


def _fact(row: Row[tuple[object, ...]]) -> Fact:
    return msgspec.convert(dict(zip(_FIELDS, row, strict=True)), Fact)

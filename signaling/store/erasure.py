"""What has to go: all of one customer, and what is older than it may be.

Events and words are deleted. Records of the audit log lose their text, and the chain goes on: a row
says which ones (broker/audit.py). Everything about a conversation goes in one transaction.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from broker.acts import OPERATORS, Act
from broker.audit import ERASURE, AuditRecord, Fact
from broker.events import ConversationQueued
from signaling.auth.tokens import new_id
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import (
    audit,
    codes,
    conversations,
    customers,
    events,
    facts,
    guests,
    link_reports,
    outbox,
    tickets,
)
from signaling.store.trail import Trail
from signaling.store.writer import Writer

# In one transaction, so that nobody waits long for the writer.
AT_ONCE = 200

_QUEUED = str(ConversationQueued.__struct_config__.tag)
_OF: BindParameter[str] = bindparam("of")
_DELETE = (
    delete(events).where(events.c.stream == _OF),
    delete(codes).where(codes.c.conversation == _OF),
    delete(guests).where(guests.c.conversation == _OF),
    delete(conversations).where(conversations.c.id == _OF),
)
_GUESTS = select(guests.c.id).where(guests.c.conversation == _OF)
_FORGET = delete(customers).where(customers.c.id == _OF)
_IS_KNOWN = select(customers.c.id).where(customers.c.id == _OF)
_SITE = select(conversations.c.site).where(conversations.c.id == _OF)
_THERE = select(conversations.c.id).where(
    conversations.c.id.in_(bindparam("wanted", expanding=True))
)
_ENDED_BEFORE = (
    select(conversations.c.id)
    .where(conversations.c.ended_at < bindparam("before"))
    .order_by(conversations.c.ended_at)
    .limit(AT_ONCE)
)
_WORDS = (
    select(events.c.stream)
    .distinct()
    .join(conversations, conversations.c.id == events.c.stream)
    .where(conversations.c.ended_at < bindparam("before"), events.c.content.is_not(None))
    .limit(AT_ONCE)
)
_COUNT_WORDS = (
    select(func.count(events.c.stream.distinct()))
    .join(conversations, conversations.c.id == events.c.stream)
    .where(conversations.c.ended_at < bindparam("before"), events.c.content.is_not(None))
)
_COUNT_ENDED = (
    select(func.count())
    .select_from(conversations)
    .where(conversations.c.ended_at < bindparam("before"))
)
_ERASE_WORDS = (
    update(events)
    .where(events.c.stream.in_(bindparam("of", expanding=True)), events.c.content.is_not(None))
    .values(content=None)
)
_HEADS = select(audit.c.site, func.max(audit.c.number)).group_by(audit.c.site)
_SITES = select(audit.c.site).distinct()
_OLDEST = (
    select(audit.c.number, audit.c.record)
    .where(
        audit.c.site == _OF,
        audit.c.record != "",
        # Those that say what was erased stay, or nobody could tell it from tampering.
        ~audit.c.record.contains(f'"type":"{ERASURE}"'),
    )
    .order_by(audit.c.number)
    .limit(AT_ONCE)
)


class Found(msgspec.Struct, frozen=True):
    """What there is of a customer. `is_known`: her browser's token is not forgotten."""

    is_known: bool
    conversations: tuple[str, ...]


class Erased(msgspec.Struct, frozen=True):
    """`audit_rows`: so many records of the audit log are gone."""

    conversations: int
    audit_rows: int


class Rows(msgspec.Struct, frozen=True):
    """`found`: numbers of rows of the audit log, by site. `heads`: up to where it was read."""

    found: dict[str, set[int]] = {}
    heads: dict[str, int] = {}


class Erasure:
    def __init__(self, database: Database, writer: Writer, trail: Trail, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._trail = trail
        self._acts = acts

    async def of_customer(self, customer: str) -> Found:
        said = msgspec.json.encode(customer).decode()
        query = select(events.c.stream).where(
            events.c.type == _QUEUED, events.c.payload.contains(f'"id":{said},', autoescape=True)
        )

        def work(connection: Connection) -> Found:
            known = connection.execute(_IS_KNOWN, {"of": customer}).first() is not None
            return Found(known, tuple(connection.execute(query).scalars()))

        return await self._database.read(work)

    async def forget(self, customer: str) -> None:
        """Her browser is nobody's from now on: no token and no ticket of hers opens anything."""

        def job(connection: Connection) -> None:
            connection.execute(_FORGET, {"of": customer})
            _drop_tickets(connection, [customer])

        await self._writer.run(job)

    async def erase(
        self, customer: str, found: Sequence[str], now: float, *, keep_audit: bool
    ) -> Erased:
        """All of her and of her conversations `found`, which have ended; with `keep_audit`, the
        audit log's ids stay."""
        ids = [customer, *found]
        # All of the log is read beside the writer; in its transaction only what came after.
        before = Rows() if keep_audit else await self._database.read(lambda c: _rows_of(c, ids))
        note = self._acts.note()

        def job(connection: Connection) -> int:
            for conversation in found:
                _delete(connection, conversation)
            connection.execute(_FORGET, {"of": customer})
            _drop_tickets(connection, [customer])
            rows = Rows() if keep_audit else _rows_of(connection, ids, before)
            for site, numbers in sorted(rows.found.items(), key=_acts_last):
                self._trail.erase(connection, site, sorted(numbers), "customer", now)
            count = sum(map(len, rows.found.values()))
            # Whose they were is what has to be forgotten.
            what: dict[str, Fact] = {"conversations": len(found), "audit_rows": count}
            note(connection, Act.CUSTOMER_ERASED, what | {"keep_audit": keep_audit})
            return count

        count = await self._writer.run(job)
        await self._empty_log()
        return Erased(len(found), count)

    async def gone(self, wanted: Iterable[str]) -> set[str]:
        """Those of these conversations that were erased."""
        asked = set(wanted)
        there = await self._database.read(
            lambda c: set(c.execute(_THERE, {"wanted": list(asked)}).scalars())
        )
        return asked - there

    async def count_words(self, before: float) -> int:
        """In how many conversations that ended before then something is still written."""
        return await self._count(_COUNT_WORDS, before)

    async def count_conversations(self, before: float) -> int:
        return await self._count(_COUNT_ENDED, before)

    async def _count(self, query: Select[int], before: float) -> int:
        return await self._database.read(
            lambda c: c.execute(query, {"before": before}).scalar_one()
        )

    async def drop_words(self, before: float) -> int:
        """Erase the words of conversations that ended before then. How many, AT_ONCE at most."""

        def job(connection: Connection) -> int:
            found = list(connection.execute(_WORDS, {"before": before}).scalars())
            if found:
                connection.execute(_ERASE_WORDS, {"of": found})
            return len(found)

        return await self._writer.run(job)

    async def drop_conversations(self, before: float) -> int:
        """Delete those that ended before then, without their rows of the audit log. How many,
        AT_ONCE at most."""

        def job(connection: Connection) -> int:
            found = list(connection.execute(_ENDED_BEFORE, {"before": before}).scalars())
            for conversation in found:
                _delete(connection, conversation)
            return len(found)

        return await self._writer.run(job)

    async def drop_audit(self, before: float, now: float) -> int:
        """Erase the records of what happened before then, of each site AT_ONCE at most. How
        many."""

        def job(connection: Connection) -> int:
            count = 0
            for (site,) in sorted(connection.execute(_SITES).all(), key=_acts_last):
                old = [
                    number
                    for number, record in connection.execute(_OLDEST, {"of": site})
                    if _is_before(record, before)
                ]
                if old:
                    self._trail.erase(connection, site, old, "age", now)
                count += len(old)
            return count

        return await self._writer.run(job)

    async def tidy(self) -> None:
        """What was deleted is in no file of the database any more, as far as that is ours."""
        await self._empty_log()

    async def _empty_log(self) -> None:
        if self._database.is_sqlite:
            # Outside of any transaction; readers may make it do less, and the next one does more.
            await self._database.read(
                lambda c: c.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
            )


def _acts_last(found: Sequence[Any]) -> bool:
    """Of rows that begin with a site: nobody waits for a site who has locked the acts (trail.py),
    as whoever writes both begins with the site."""
    return bool(found[0] == OPERATORS)


def _delete(connection: Connection, conversation: str) -> None:
    _drop_tickets(connection, connection.execute(_GUESTS, {"of": conversation}).scalars().all())
    for query in _DELETE:
        connection.execute(query, {"of": conversation})
    _count_on(connection, conversation)
    said = msgspec.json.encode(conversation).decode()
    connection.execute(delete(outbox).where(outbox.c.body.contains(said, autoescape=True)))


def _count_on(connection: Connection, conversation: str) -> None:
    """What analytics have counted stays counted, and leads to nobody any more."""
    nobody = new_id("erased")
    connection.execute(
        update(facts)
        .where(facts.c.conversation == conversation)
        .values(conversation=nobody, session="", request=None, grant=None)
    )
    reported = select(link_reports.c.link).where(link_reports.c.conversation == conversation)
    for link in connection.execute(reported).scalars().all():
        connection.execute(
            update(link_reports)
            .where(link_reports.c.link == link)
            .values(link=new_id("erased"), conversation=nobody, session="")
        )


def _drop_tickets(connection: Connection, people: Iterable[str]) -> None:
    for person in people:
        # `person` is written by one encoder, the id first.
        begins = msgspec.json.encode({"id": person}).decode().removesuffix("}") + ","
        connection.execute(
            delete(tickets).where(tickets.c.person.startswith(begins, autoescape=True))
        )


def _rows_of(connection: Connection, ids: Sequence[str], known: Rows | None = None) -> Rows:
    """Those in which one of these ids stands; `known`: of all rows up to the ends that it names."""
    known = known or Rows()
    heads = {site: head for site, head in connection.execute(_HEADS)}
    found = {site: set(numbers) for site, numbers in known.found.items()}
    for site in heads:
        for start in range(0, len(ids), AT_ONCE):
            said = (msgspec.json.encode(id).decode() for id in ids[start : start + AT_ONCE])
            query = select(audit.c.number).where(
                audit.c.site == site,
                audit.c.number > known.heads.get(site, 0),
                or_(*(audit.c.record.contains(text, autoescape=True) for text in said)),
            )
            numbers = set(connection.execute(query).scalars())
            if numbers:
                found.setdefault(site, set()).update(numbers)
    return Rows(found, heads)


def _is_before(record: str, before: float) -> bool:
    return msgspec.json.decode(record, type=AuditRecord).at < before * 1000

"""What webhooks have to deliver: written with the events, taken out when it has arrived."""

import asyncio
import time
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from broker.acts import Act
from broker.audit import Fact
from broker.events import AnyEvent
from signaling.auth.tokens import new_id
from signaling.store import deliveries
from signaling.store.acts import Acts
from signaling.store.deliveries import Delivery
from signaling.store.engine import Database
from signaling.store.tables import outbox, sites, webhooks
from signaling.store.writer import Writer
from signaling.webhooks import payload, retrying

_LISTENERS = (
    select(webhooks.c.id, webhooks.c.events, sites.c.key)
    .join(sites, sites.c.id == webhooks.c.site)
    .where(webhooks.c.site == bindparam("of"), webhooks.c.enabled)
)
_INSERT = insert(outbox)
_IS_WAITING = outbox.c.died_at.is_(None)
_READY = (
    select(outbox.c.webhook)
    .join(webhooks, webhooks.c.id == outbox.c.webhook)
    .where(webhooks.c.enabled, _IS_WAITING, outbox.c.due_at <= bindparam("now"))
    .distinct()
)
# Nobody goes before the first one that still holds back the others.
_HOLDER = (
    select(func.min(outbox.c.number))
    .where(
        outbox.c.webhook == bindparam("of"),
        _IS_WAITING,
        outbox.c.attempts < retrying.HOLDING_ATTEMPTS,
    )
    .scalar_subquery()
)
_NEXT = (
    select(outbox)
    .where(
        outbox.c.webhook == bindparam("of"),
        _IS_WAITING,
        outbox.c.due_at <= bindparam("now"),
        or_(_HOLDER.is_(None), outbox.c.number <= _HOLDER),
    )
    .order_by(outbox.c.number)
    .limit(1)
)
_DELIVERED = delete(outbox).where(outbox.c.id == bindparam("wanted"))
_COUNTS = select(
    outbox.c.webhook,
    func.sum(case((_IS_WAITING, 1), else_=0)).label("waiting"),
    func.sum(case((_IS_WAITING, 0), else_=1)).label("dead"),
).group_by(outbox.c.webhook)
_DEAD = (
    select(outbox)
    .where(
        outbox.c.webhook == bindparam("of"),
        outbox.c.died_at.is_not(None),
        outbox.c.number > bindparam("after"),
    )
    .order_by(outbox.c.number)
    .limit(bindparam("most"))
)
_IS_THERE = select(webhooks.c.id).where(webhooks.c.id == bindparam("wanted"))
_OFF = select(webhooks.c.id).where(webhooks.c.enabled.is_(False))
_SWEEP = delete(outbox).where(
    or_(
        outbox.c.died_at <= bindparam("before"),
        and_(outbox.c.created_at <= bindparam("before"), outbox.c.webhook.in_(_OFF)),
    )
)

# A webhook that the command line has made beside the server is told of events after so long.
QUIET_SECONDS = 1.0
DEAD_MOST = 10_000
_NEWEST_KEPT = (
    select(outbox.c.number)
    .where(outbox.c.webhook == bindparam("of"), outbox.c.died_at.is_not(None))
    .order_by(outbox.c.number.desc())
    .limit(1)
    .offset(DEAD_MOST)
    .scalar_subquery()
)
_SITE_OF = select(webhooks.c.site).where(webhooks.c.id == bindparam("of"))
_TRIM = delete(outbox).where(
    outbox.c.webhook == bindparam("of"),
    outbox.c.died_at.is_not(None),
    outbox.c.number <= _NEWEST_KEPT,
)


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one webhook. `id` stays the same however often it is sent. `failure`: of the
    last attempt. `died_at`: nobody tries any more."""

    number: int
    id: str
    webhook: str
    type: str
    body: str
    created_at: float
    expires_at: float
    due_at: float
    attempts: int
    failure: str | None
    died_at: float | None


class Counts(msgspec.Struct, frozen=True):
    waiting: int = 0
    dead: int = 0


class Outbox:
    """`news` is set when there is something to deliver."""

    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts
        self.news = asyncio.Event()
        # Sites without webhooks, and until when that is believed: looking costs each decision.
        self._quiet: dict[str, float] = {}

    def announce(self) -> None:
        self.news.set()

    def listeners_changed(self) -> None:
        """Inside the writer's transactions only."""
        self._quiet.clear()

    def append(self, connection: Connection, site: str, decided: Sequence[AnyEvent]) -> bool:
        """Inside the writer's transactions only. Whether there is anything to deliver."""
        if self._quiet.get(site, 0.0) > time.monotonic():
            return False
        listeners = connection.execute(_LISTENERS, {"of": site}).all()
        if not listeners:
            self._quiet[site] = time.monotonic() + QUIET_SECONDS
        rows = []
        for listener in listeners:
            wanted = msgspec.json.decode(listener.events, type=frozenset[str])
            for event in decided:
                kind = payload.type_of(event)
                if not wanted or kind in wanted:
                    body = payload.of_event(event, listener.key)
                    rows.append(_letter(listener.id, kind, body, event.at))
        if rows:
            connection.execute(_INSERT, rows)
        return bool(rows)

    async def ready(self, now: float) -> list[str]:
        """The webhooks for which something is due."""
        return await self._database.read(lambda c: list(c.execute(_READY, {"now": now}).scalars()))

    async def next(self, webhook: str, now: float) -> Letter | None:
        """What is to be sent now: the oldest, unless it waits for its next attempt; then nothing,
        or after a few failed attempts what comes behind it."""
        row = await self._database.read(
            lambda c: c.execute(_NEXT, {"of": webhook, "now": now}).one_or_none()
        )
        return None if row is None else _to_letter(row)

    async def settle(
        self,
        letter: Letter,
        webhook_columns: Mapping[str, object],
        letter_columns: Mapping[str, object] | None,
        delivery: Delivery,
    ) -> None:
        """Write down how an attempt ended: what it changes of the webhook, and of the letter.
        `letter_columns`: None: it has arrived."""

        def job(connection: Connection) -> None:
            if letter_columns is None:
                connection.execute(_DELIVERED, {"wanted": letter.id})
            else:
                of_letter = update(outbox).where(outbox.c.id == letter.id)
                connection.execute(of_letter.values(**letter_columns))
            if webhook_columns:
                of_webhook = update(webhooks).where(webhooks.c.id == letter.webhook)
                connection.execute(of_webhook.values(**webhook_columns))
            # Somebody may have removed it meanwhile.
            if connection.execute(_IS_THERE, {"wanted": letter.webhook}).first() is not None:
                deliveries.note(connection, delivery)

        await self._writer.run(job)

    async def counts(self) -> dict[str, Counts]:
        """By webhook; those with nothing are not there."""
        rows = await self._database.read(lambda c: c.execute(_COUNTS).all())
        return {row.webhook: Counts(row.waiting, row.dead) for row in rows}

    async def dead(self, webhook: str, after: int, most: int) -> list[Letter]:
        """Those with a higher number than `after`, in order."""
        values = {"of": webhook, "after": after, "most": most}
        rows = await self._database.read(lambda c: c.execute(_DEAD, values).all())
        return [_to_letter(row) for row in rows]

    async def revive(self, webhook: str, now: float, letter: str | None) -> int:
        """Dead letters are due again, all of them or the one with this id. How many."""
        query = update(outbox).where(outbox.c.webhook == webhook, outbox.c.died_at.is_not(None))
        if letter is not None:
            query = query.where(outbox.c.id == letter)
        query = query.values(died_at=None, attempts=0, due_at=now, expires_at=now + retrying.LIFE)
        note = self._acts.note()

        def job(connection: Connection) -> int:
            count = connection.execute(query).rowcount
            if count:
                site = connection.execute(_SITE_OF, {"of": webhook}).scalar_one_or_none()
                what: dict[str, Fact] = {"webhook": webhook, "messages": count}
                note(connection, Act.WEBHOOK_REDELIVERED, what, site)
            return count

        revived = await self._writer.run(job)
        if revived:
            self.announce()
        return revived

    async def sweep(self, now: float) -> None:
        """Forget what died long ago, what waits for webhooks that are off, and of too many dead
        the oldest."""
        many = [one for one, found in (await self.counts()).items() if found.dead > DEAD_MOST]

        def job(connection: Connection) -> None:
            connection.execute(_SWEEP, {"before": now - retrying.KEPT})
            deliveries.sweep(connection, now - retrying.KEPT)
            for webhook in many:
                connection.execute(_TRIM, {"of": webhook})

        await self._writer.run(job)


def _letter(webhook: str, kind: str, body: bytes, now: float) -> dict[str, object]:
    return {
        "id": new_id("msg"),
        "webhook": webhook,
        "type": kind,
        "body": body.decode(),
        "created_at": now,
        "expires_at": now + retrying.LIFE,
        "due_at": now,
        "attempts": 0,
        "failure": None,
        "died_at": None,
    }


def _to_letter(row: Row[tuple[object, ...]]) -> Letter:
    return Letter(**row._mapping)

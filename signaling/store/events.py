"""Conversations as event streams: append and load."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, Row, and_, bindparam, insert, or_, select, update

from broker.events import AnyEvent, ConversationEnded, ConversationQueued
from signaling.store.engine import Database
from signaling.store.facts import Facts
from signaling.store.outbox import Outbox
from signaling.store.tables import conversations, events
from signaling.store.trail import Trail
from signaling.store.writer import Conflict, Job, Writer

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)

_INSERT = insert(events)
_BEGIN = insert(conversations)
_END = update(conversations).where(conversations.c.id == bindparam("key"))
_ERASE = (
    update(events)
    .where(events.c.stream == bindparam("key"), events.c.content.is_not(None))
    .values(content=None)
)
_STREAM = select(events).where(events.c.stream == bindparam("stream")).order_by(events.c.seq)
_OPEN = select(conversations.c.id).where(conversations.c.ended_at.is_(None))
_SITE = select(conversations.c.site).where(conversations.c.id == bindparam("key"))


class Streams:
    """The event streams of all conversations."""

    def __init__(
        self, database: Database, writer: Writer, trail: Trail, outbox: Outbox, facts: Facts
    ) -> None:
        self._database = database
        self._writer = writer
        self._trail = trail
        self._outbox = outbox
        self._facts = facts

    async def append(
        self,
        site: str,
        decided: Sequence[AnyEvent],
        also: Job | None = None,
        *,
        keep_words: bool = True,
    ) -> None:
        """Make the events of one decision durable, with their audit records, with what analytics
        count and webhooks have to tell of them, and with what `also` writes: all or nothing.
        Without `keep_words`, what people wrote is erased in the same act as the conversation ends.

        Raises Conflict when the stream has grown meanwhile or was erased, and what `also` raises.
        """
        rows = [_to_row(event) for event in decided]

        def job(connection: Connection) -> bool:
            if not isinstance(decided[0], ConversationQueued):
                _must_be_there(connection, decided[0].conversation)
            for event in decided:
                _project(connection, site, event)
            connection.execute(_INSERT, rows)
            self._trail.append(connection, site, decided)
            self._facts.append(connection, site, decided)
            if not keep_words and any(isinstance(one, ConversationEnded) for one in decided):
                connection.execute(_ERASE, {"key": decided[0].conversation})
            is_told = self._outbox.append(connection, site, decided)
            if also is not None:
                also(connection)
            return is_told

        if await self._writer.run(job):
            self._outbox.announce()

    async def load(self, conversation: str) -> list[AnyEvent]:
        """All events of a conversation in order; none if there is no such conversation."""
        rows = await self._database.read(
            lambda c: c.execute(_STREAM, {"stream": conversation}).all()
        )
        return [_from_row(row) for row in rows]

    async def open_conversations(self) -> list[str]:
        return await self._database.read(lambda c: list(c.execute(_OPEN).scalars()))

    async def ended_conversations(
        self, site: str | None, before: tuple[float, str], most: int
    ) -> list[tuple[float, str]]:
        """When they ended, and their ids: those that ended before that one, the newest first.
        `site`: None: of all sites."""
        at, id = conversations.c.ended_at, conversations.c.id
        query = select(at, id).where(at.is_not(None)).order_by(at.desc(), id.desc()).limit(most)
        query = query.where(or_(at < before[0], and_(at == before[0], id < before[1])))
        if site is not None:
            query = query.where(conversations.c.site == site)
        rows = await self._database.read(lambda c: c.execute(query).all())
        return [(row[0], row[1]) for row in rows]

    async def site_of(self, conversation: str) -> str | None:
        return await self._database.read(
            lambda c: c.execute(_SITE, {"key": conversation}).scalar_one_or_none()
        )


def _must_be_there(connection: Connection, conversation: str) -> None:
    """Nothing is said of a conversation that was erased."""
    if connection.execute(_SITE, {"key": conversation}).first() is None:
        raise Conflict


def _project(connection: Connection, site: str, event: AnyEvent) -> None:
    match event:
        case ConversationQueued():
            row = {"id": event.conversation, "site": site, "ended_at": None}
            connection.execute(_BEGIN, row)
        case ConversationEnded():
            connection.execute(_END, {"key": event.conversation, "ended_at": event.at})
        case _:
            pass


def _to_row(event: AnyEvent) -> dict[str, object]:
    content = None
    if event.content_field is not None:
        content = getattr(event, event.content_field)
        event = msgspec.structs.replace(event, **{event.content_field: ""})
    return {
        "stream": event.conversation,
        "seq": event.seq,
        "type": event.__struct_config__.tag,
        "payload": msgspec.json.encode(event).decode(),
        "content": content,
        "at": event.at,
    }


def _from_row(row: Row[tuple[object, ...]]) -> AnyEvent:
    event = _decoder.decode(row.payload)
    if event.content_field is not None and row.content is not None:
        return msgspec.structs.replace(event, **{event.content_field: row.content})
    return event

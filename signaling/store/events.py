"""Conversations as event streams: append and load."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from broker.events import AnyEvent, ConversationEnded, ConversationQueued
from signaling.store.tables import conversations, events
from signaling.store.trail import Trail
from signaling.store.writer import Writer

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


class Streams:
    """The event streams of all conversations."""

    def __init__(self, engine: AsyncEngine, writer: Writer, trail: Trail) -> None:
        self._engine = engine
        self._writer = writer
        self._trail = trail

    async def append(self, site: str, decided: Sequence[AnyEvent]) -> None:
        """Make the events of one decision durable, with their audit records.

        Raises Conflict when the stream has grown meanwhile.
        """
        rows = [_to_row(event) for event in decided]

        async def job(connection: AsyncConnection) -> None:
            for event in decided:
                await _project(connection, site, event)
            await connection.execute(insert(events), rows)
            await self._trail.append(connection, site, decided)

        await self._writer.run(job)

    async def load(self, conversation: str) -> list[AnyEvent]:
        """All events of a conversation in order; none if there is no such conversation."""
        query = select(events).where(events.c.stream == conversation).order_by(events.c.seq)
        async with self._engine.connect() as connection:
            return [_from_row(row) for row in await connection.execute(query)]

    async def open_conversations(self) -> list[str]:
        query = select(conversations.c.id).where(conversations.c.ended_at.is_(None))
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).scalars())

    async def site_of(self, conversation: str) -> str | None:
        query = select(conversations.c.site).where(conversations.c.id == conversation)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none()


async def _project(connection: AsyncConnection, site: str, event: AnyEvent) -> None:
    match event:
        case ConversationQueued():
            await connection.execute(
                insert(conversations).values(id=event.conversation, site=site, ended_at=None)
            )
        case ConversationEnded():
            await connection.execute(
                update(conversations)
                .where(conversations.c.id == event.conversation)
                .values(ended_at=event.at)
            )
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

"""Answers to calls that create something, so that a repeated call creates nothing more
(rest/idempotency.py). What is here is sealed: a stolen copy of the store shows none of them."""

from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from signaling.store.engine import Database
from signaling.store.tables import answers
from signaling.store.writer import Writer

_WANTED = answers.c.hash == bindparam("wanted")
_FIND = select(answers.c.request, answers.c.answer).where(
    _WANTED, answers.c.expires_at > bindparam("now")
)
_ADD = insert(answers)
_KEEP = (
    update(answers).where(_WANTED).values(answer=bindparam("sealed"), expires_at=bindparam("at"))
)
_FORGET = delete(answers).where(_WANTED)
_COUNT = select(func.count()).where(answers.c.caller == bindparam("of"))
_OLDEST = (
    select(answers.c.hash)
    .where(answers.c.caller == bindparam("of"))
    .order_by(answers.c.expires_at)
    .limit(bindparam("more"))
)


class Kept(msgspec.Struct, frozen=True):
    """`answer`: None: the call is still under way."""

    request: bytes
    answer: bytes | None


class Answers:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def begin(
        self, hashed: bytes, caller: bytes, request: bytes, now: float, until: float, most: int
    ) -> Kept | None:
        """None: the call is this one's to carry out, and under way for all others until it is kept,
        or forgotten, or `until`. A caller has `most` of them: the oldest go."""
        values: dict[str, Any] = {"hash": hashed, "caller": caller, "request": request}
        values |= {"answer": None, "expires_at": until}

        def job(connection: Connection) -> Kept | None:
            found = connection.execute(_FIND, {"wanted": hashed, "now": now}).one_or_none()
            if found is not None:
                return Kept(found.request, found.answer)
            connection.execute(_FORGET, {"wanted": hashed})
            more = connection.execute(_COUNT, {"of": caller}).scalar_one() - most + 1
            if more > 0:
                oldest = connection.execute(_OLDEST, {"of": caller, "more": more}).scalars().all()
                connection.execute(delete(answers).where(answers.c.hash.in_(oldest)))
            connection.execute(_ADD, values)
            return None

        return await self._writer.run(job)

    async def keep(self, hashed: bytes, sealed: bytes, until: float) -> None:
        values = {"wanted": hashed, "sealed": sealed, "at": until}
        await self._writer.run(lambda c: c.execute(_KEEP, values))

    async def forget(self, hashed: bytes) -> None:
        """The call has changed nothing: it may be made anew."""
        await self._writer.run(lambda c: c.execute(_FORGET, {"wanted": hashed}))

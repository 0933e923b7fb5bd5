"""Guests: invited to one session, then somebody with a name in it. Stored as hashes, like all that
opens a door.
"""

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from signaling.store.engine import Database
from signaling.store.tables import guests
from signaling.store.writer import Job, Writer

_ADD = insert(guests)
_INVITED = select(guests).where(
    guests.c.invitation == bindparam("invitation"), guests.c.expires_at > bindparam("now")
)
# Of two who race, one gets it.
_REDEEM = (
    update(guests)
    .where(
        guests.c.invitation == bindparam("wanted"),
        guests.c.token.is_(None),
        guests.c.until > bindparam("now"),
    )
    .values(token=bindparam("new"), name=bindparam("called"))
)
_BY_TOKEN = select(guests).where(
    guests.c.token == bindparam("wanted"), guests.c.expires_at > bindparam("now")
)
_BY_ID = select(guests).where(guests.c.id == bindparam("guest"))


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """`has_come`: the invitation is used, and `name` what they call themselves. Nobody can use it
    after `until`, and all is forgotten at `expires_at`."""

    id: str
    name: str = ""
    conversation: str
    session: str
    until: float
    expires_at: float
    has_come: bool = False


class Guests:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    def inviting(self, invitation: bytes, guest: Guest) -> Job:
        """The job that stores whoever will come with `invitation`."""
        values = msgspec.structs.asdict(guest) | {"invitation": invitation}
        del values["has_come"]

        def job(connection: Connection) -> None:
            connection.execute(_ADD, values)

        return job

    async def invited(self, invitation: bytes, now: float) -> Guest | None:
        """Whom the invitation is for, be it used, or too old by a little."""
        return await self._one(_INVITED, invitation=invitation, now=now)

    async def redeem(self, invitation: bytes, name: str, token: bytes, now: float) -> bool:
        """The guest has come: their token is `token` from now on. False: too late, or used."""
        values = {"wanted": invitation, "called": name, "new": token, "now": now}
        return await self._writer.run(lambda c: c.execute(_REDEEM, values).rowcount == 1)

    async def by_token(self, token: bytes, now: float) -> Guest | None:
        return await self._one(_BY_TOKEN, wanted=token, now=now)

    async def by_id(self, guest: str) -> Guest | None:
        return await self._one(_BY_ID, guest=guest)

    async def _one(self, query: Any, **values: object) -> Guest | None:
        row = await self._database.read(lambda c: c.execute(query, values).one_or_none())
        return None if row is None else _to_guest(row)


def _to_guest(row: Row[Any]) -> Guest:
    return Guest(
        id=row.id,
        name=row.name,
        conversation=row.conversation,
        session=row.session,
        until=row.until,
        expires_at=row.expires_at,
        has_come=row.token is not None,
    )

"""Where agents are signed in, for them to look at and to end."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, select, update

from signaling.store.engine import Database
from signaling.store.people import END_OTHERS, How, SignIn
from signaling.store.tables import agents, sign_ins
from signaling.store.writer import Writer

_OF_AGENT = (
    select(sign_ins)
    .where(sign_ins.c.agent == bindparam("whose"), sign_ins.c.expires_at > bindparam("now"))
    .order_by(sign_ins.c.since.desc(), sign_ins.c.id)
)
_BY_TOKEN = select(sign_ins).where(sign_ins.c.token == bindparam("wanted"))
# Alive: not over, and the account is on.
_ALIVE = (
    select(sign_ins.c.id)
    .join(agents, sign_ins.c.agent == agents.c.id)
    .where(
        sign_ins.c.id.in_(bindparam("among", expanding=True)),
        sign_ins.c.expires_at > bindparam("now"),
        agents.c.enabled,
    )
)
_SEEN = (
    update(sign_ins).where(sign_ins.c.token == bindparam("wanted")).values(seen_at=bindparam("at"))
)
_END = delete(sign_ins).where(
    sign_ins.c.agent == bindparam("whose"), sign_ins.c.id == bindparam("wanted")
)


class SignIns:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def of_agent(self, agent: str, now: float) -> list[SignIn]:
        """The newest first."""
        values = {"whose": agent, "now": now}
        rows = await self._database.read(lambda c: c.execute(_OF_AGENT, values).all())
        return [_from_row(row) for row in rows]

    async def find(self, token: bytes) -> SignIn | None:
        row = await self._database.read(
            lambda c: c.execute(_BY_TOKEN, {"wanted": token}).one_or_none()
        )
        return None if row is None else _from_row(row)

    async def alive_among(self, wanted: Iterable[str], now: float) -> set[str]:
        """Those of these ids of sign-ins that are good now."""
        values = {"among": list(wanted), "now": now}
        return set(await self._database.read(lambda c: c.execute(_ALIVE, values).scalars().all()))

    async def is_alive(self, sign_in: str, now: float) -> bool:
        return bool(await self.alive_among([sign_in], now))

    async def seen(self, token: bytes, at: float) -> None:
        await self._writer.run(lambda c: c.execute(_SEEN, {"wanted": token, "at": at}))

    async def end(self, agent: str, sign_in: str) -> bool:
        """Whether this agent had it."""
        values = {"whose": agent, "wanted": sign_in}
        return await self._writer.run(lambda c: c.execute(_END, values).rowcount > 0)

    async def end_others(self, agent: str, kept: bytes) -> int:
        """All but the one whose token hashes to `kept`; how many they were."""
        values = {"whose": agent, "kept": kept}
        return await self._writer.run(lambda c: int(c.execute(END_OTHERS, values).rowcount))


def _from_row(row: Row[Any]) -> SignIn:
    values = {name: getattr(row, name) for name in SignIn.__struct_fields__}
    return msgspec.convert(values | {"how": How(row.how)}, SignIn)

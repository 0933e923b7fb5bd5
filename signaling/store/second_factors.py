"""The second factors of accounts, and the recovery codes in their place."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from broker.acts import Act
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import recovery_codes, second_factors
from signaling.store.writer import Writer

_OF_AGENT: BindParameter[str] = bindparam("whose")
_FIND = select(second_factors).where(second_factors.c.agent == _OF_AGENT)
_DROP_UNCONFIRMED = delete(second_factors).where(
    second_factors.c.agent == _OF_AGENT, ~second_factors.c.confirmed
)
_CONFIRM = (
    update(second_factors)
    .where(second_factors.c.agent == _OF_AGENT, ~second_factors.c.confirmed)
    .values(confirmed=True, last_step=bindparam("step"), since=bindparam("now"))
)
_TAKE_STEP = (
    update(second_factors)
    .where(
        second_factors.c.agent == _OF_AGENT,
        second_factors.c.confirmed,
        second_factors.c.last_step < bindparam("step"),
    )
    .values(last_step=bindparam("step"))
)
_REMOVE = delete(second_factors).where(second_factors.c.agent == _OF_AGENT)
_SPEND = delete(recovery_codes).where(
    recovery_codes.c.agent == _OF_AGENT, recovery_codes.c.hash == bindparam("wanted")
)
_DROP_CODES = delete(recovery_codes).where(recovery_codes.c.agent == _OF_AGENT)
_LEFT = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.agent == _OF_AGENT)


class SecondFactor(msgspec.Struct, frozen=True, kw_only=True):
    """Not `confirmed`: nobody has shown yet that an app makes its codes. `last_step`: of the last
    code that was taken."""

    agent: str
    secret: bytes
    confirmed: bool
    last_step: int
    since: float


class SecondFactors:
    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def find(self, agent: str) -> SecondFactor | None:
        row = await self._database.read(lambda c: c.execute(_FIND, {"whose": agent}).one_or_none())
        return None if row is None else _from_row(row)

    async def begin(self, factor: SecondFactor) -> None:
        """In place of one that was begun before. Raises Conflict where one is confirmed."""

        def job(connection: Connection) -> None:
            connection.execute(_DROP_UNCONFIRMED, {"whose": factor.agent})
            connection.execute(insert(second_factors), msgspec.structs.asdict(factor))

        await self._writer.run(job)

    async def confirm(self, agent: str, step: int, now: float, codes: Iterable[bytes]) -> bool:
        """From now on it is asked for; `codes`: hashes. False where there is none to confirm."""
        hashes = list(codes)

        def job(connection: Connection) -> bool:
            values = {"whose": agent, "step": step, "now": now}
            if connection.execute(_CONFIRM, values).rowcount == 0:
                return False
            _replace_codes(connection, agent, hashes)
            return True

        return await self._writer.run(job)

    async def take_step(self, agent: str, step: int) -> bool:
        """Whether no code of this step, or a later one, was taken before: of two who race, one."""
        values = {"whose": agent, "step": step}
        return await self._writer.run(lambda c: c.execute(_TAKE_STEP, values).rowcount > 0)

    async def spend(self, agent: str, code: bytes) -> bool:
        """Whether there was such a recovery code; there is none any more."""
        values = {"whose": agent, "wanted": code}
        return await self._writer.run(lambda c: c.execute(_SPEND, values).rowcount > 0)

    async def replace_codes(self, agent: str, codes: Iterable[bytes]) -> None:
        hashes = list(codes)
        await self._writer.run(lambda c: _replace_codes(c, agent, hashes))

    async def codes_left(self, agent: str) -> int:
        values = {"whose": agent}
        return await self._database.read(lambda c: int(c.execute(_LEFT, values).scalar_one()))

    async def remove(self, agent: str) -> bool:
        """Whether there was one. The recovery codes go with it."""

        note = self._acts.note()

        def job(connection: Connection) -> bool:
            connection.execute(_DROP_CODES, {"whose": agent})
            if not connection.execute(_REMOVE, {"whose": agent}).rowcount:
                return False
            note(connection, Act.SECOND_FACTOR_REMOVED, {"agent": agent})
            return True

        return await self._writer.run(job)


def _replace_codes(connection: Connection, agent: str, hashes: list[bytes]) -> None:
    connection.execute(_DROP_CODES, {"whose": agent})
    connection.execute(insert(recovery_codes), [{"agent": agent, "hash": one} for one in hashes])


def _from_row(row: Row[Any]) -> SecondFactor:
    return SecondFactor(**row._mapping)

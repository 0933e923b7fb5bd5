"""The way in for the first operator. It closes with them and never opens again: what keeps it
closed is a row of its own, and not that there is an account (which may be switched off, or lost).
"""

from sqlalchemy import Connection, bindparam, delete, insert, literal, select

from broker.acts import Act
from broker.names import Role
from signaling.errors import BadSetUpCode, SetUpClosed
from signaling.store.acts import SET_UP_CODE, Acts, acting
from signaling.store.engine import Database
from signaling.store.people import SET_UP_CLOSED, Agent, add_agent
from signaling.store.tables import agents, set_up_codes, settings
from signaling.store.writer import Conflict, Writer

_CLOSED = select(literal(1)).where(
    select(settings.c.name).where(settings.c.name == SET_UP_CLOSED).exists()
    | select(agents.c.id).where(agents.c.role == Role.OPERATOR.value).exists()
)
_ADD_CODE = insert(set_up_codes)
_IS_CODE = (set_up_codes.c.hash == bindparam("wanted")) & (
    set_up_codes.c.expires_at > bindparam("now")
)
_KNOWN = select(set_up_codes.c.hash).where(_IS_CODE)
_SPEND = delete(set_up_codes).where(_IS_CODE).returning(set_up_codes.c.hash)


class SetUpDoor:
    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def is_open(self) -> bool:
        return await self._database.read(set_up_is_open)

    async def add_code(self, hashed: bytes, expires_at: float) -> None:
        """Raises SetUpClosed."""
        values = {"hash": hashed, "expires_at": expires_at}

        def job(connection: Connection) -> None:
            if not set_up_is_open(connection):
                raise SetUpClosed
            connection.execute(_ADD_CODE, values)

        await self._writer.run(job)

    async def knows(self, hashed: bytes, now: float) -> bool:
        values = {"wanted": hashed, "now": now}
        found = await self._database.read(lambda c: c.execute(_KNOWN, values).scalar_one_or_none())
        return found is not None

    async def complete(self, hashed: bytes, now: float, operator: Agent) -> None:
        """The first operator is there, and the door is shut. Raises SetUpClosed, BadSetUpCode, and
        Conflict for a taken user name."""
        values = {"wanted": hashed, "now": now}
        with acting(SET_UP_CODE):
            note = self._acts.note()

        def job(connection: Connection) -> None:
            # Written first: nobody else's set-up comes between what follows.
            spent = connection.execute(_SPEND, values).scalar_one_or_none()
            if not set_up_is_open(connection):
                raise SetUpClosed
            if spent is None:
                raise BadSetUpCode
            add_agent(connection, operator)
            connection.execute(delete(set_up_codes))
            note(connection, Act.SERVER_SET_UP, {"agent": operator.id})

        try:
            await self._writer.run(job)
        except Conflict:
            # Another node was faster, which wrote the same row; else it is the user name.
            if not await self.is_open():
                raise SetUpClosed from None
            raise


def set_up_is_open(connection: Connection) -> bool:
    return connection.execute(_CLOSED).scalar_one_or_none() is None

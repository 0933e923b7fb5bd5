"""What webhooks were sent last, and how that ended: for operators who look for what went wrong. Of
each webhook the latest ones only, and no bodies."""

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from signaling.store.engine import Database
from signaling.store.tables import deliveries
from signaling.store.writer import Writer

KEPT_MOST = 200

_INSERT = insert(deliveries)
_PAGE = (
    select(deliveries)
    .where(
        deliveries.c.webhook == bindparam("of"),
        deliveries.c.number < bindparam("before"),
    )
    .order_by(deliveries.c.number.desc())
    .limit(bindparam("most"))
)
_OLDEST_KEPT = (
    select(deliveries.c.number)
    .where(deliveries.c.webhook == bindparam("of"))
    .order_by(deliveries.c.number.desc())
    .limit(1)
    .offset(KEPT_MOST)
    .scalar_subquery()
)
_TRIM = delete(deliveries).where(
    deliveries.c.webhook == bindparam("of"), deliveries.c.number <= _OLDEST_KEPT
)
_SWEEP = delete(deliveries).where(deliveries.c.at <= bindparam("before"))


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt. `attempt`: counted from 1. `status`: what the receiver answered; None: nothing.
    `failure`: None where it was delivered. `number`: in the order of the attempts."""

    number: int = 0
    webhook: str
    message: str
    type: str
    attempt: int
    status: int | None
    failure: str | None
    at: float


class Deliveries:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def add(self, delivery: Delivery) -> None:
        await self._writer.run(lambda c: note(c, delivery))

    async def page(self, webhook: str, before: int, most: int) -> list[Delivery]:
        """Those with a lower number than `before`, the latest first."""
        values = {"of": webhook, "before": before, "most": most}
        rows = await self._database.read(lambda c: c.execute(_PAGE, values).all())
        return [Delivery(**row._mapping) for row in rows]


def note(connection: Connection, delivery: Delivery) -> None:
    """Inside the writer's transactions only."""
    values = msgspec.structs.asdict(delivery)
    del values["number"]
    connection.execute(_INSERT, values)
    connection.execute(_TRIM, {"of": delivery.webhook})


def sweep(connection: Connection, before: float) -> None:
    """Inside the writer's transactions only."""
    connection.execute(_SWEEP, {"before": before})

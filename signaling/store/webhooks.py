"""The webhooks of the sites, as they are configured."""

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from broker.acts import Act, changes, made
from broker.audit import Small
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import webhooks
from signaling.store.writer import Writer

_OF_SITE = (
    select(webhooks)
    .where(webhooks.c.site == bindparam("of"))
    .order_by(webhooks.c.created_at, webhooks.c.id)
)
_ONE = select(webhooks).where(webhooks.c.id == bindparam("wanted"))
# Of which the audit log says only that it is another.
_UNTOLD = ("url", "secret")
_COUNT = select(func.count()).select_from(webhooks).where(webhooks.c.site == bindparam("of"))


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """`events`: types that are told; empty: all. `off_because`: why it is not enabled.
    `failing_since`: the first of the failed attempts after the last that went well."""

    id: str
    site: str
    url: str
    events: tuple[str, ...]
    secret: bytes
    previous_secret: bytes | None = None
    previous_until: float | None = None
    enabled: bool = True
    off_because: str | None = None
    failing_since: float | None = None
    created_at: float

    def secrets(self, now: float) -> list[bytes]:
        """Those that sign: during a rotation two."""
        previous = self.previous_secret
        if previous is None or self.previous_until is None or self.previous_until <= now:
            return [self.secret]
        return [self.secret, previous]


class Webhooks:
    """`on_change` is called within the transactions that change who is told."""

    def __init__(
        self, database: Database, writer: Writer, acts: Acts, on_change: Callable[[], None]
    ) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts
        self._on_change = on_change

    async def add(self, webhook: Webhook, most: int) -> bool:
        """False, and nothing is added, when the site has `most` already."""
        note = self._acts.note()
        what = {"webhook": webhook.id} | made(_told(webhook), untold=_UNTOLD)

        def job(connection: Connection) -> bool:
            if connection.execute(_COUNT, {"of": webhook.site}).scalar_one() >= most:
                return False
            connection.execute(insert(webhooks), _to_row(webhook))
            note(connection, Act.WEBHOOK_ADDED, what, webhook.site)
            self._on_change()
            return True

        return await self._writer.run(job)

    async def change(self, webhook: str, **columns: object) -> Webhook | None:
        """What it is now; None when it is gone."""
        if "events" in columns:
            columns["events"] = msgspec.json.encode(columns["events"]).decode()
        query = update(webhooks).where(webhooks.c.id == webhook).values(**columns)
        note = self._acts.note()

        def job(connection: Connection) -> Webhook | None:
            old = connection.execute(_ONE, {"wanted": webhook}).one_or_none()
            row = connection.execute(query.returning(webhooks)).one_or_none()
            self._on_change()
            if old is None or row is None:
                return None
            before, after = _from_row(old), _from_row(row)
            what = changes(_told(before), _told(after), untold=_UNTOLD)
            if what:
                note(connection, Act.WEBHOOK_CHANGED, {"webhook": webhook} | what, after.site)
            return after

        return await self._writer.run(job)

    async def remove(self, webhook: str) -> None:
        """With what it has not delivered."""
        query = delete(webhooks).where(webhooks.c.id == webhook).returning(webhooks.c.site)
        note = self._acts.note()

        def job(connection: Connection) -> None:
            site = connection.execute(query).scalar_one_or_none()
            if site is not None:
                note(connection, Act.WEBHOOK_REMOVED, {"webhook": webhook}, site)

        await self._writer.run(job)

    async def of_site(self, site: str) -> list[Webhook]:
        rows = await self._database.read(lambda c: c.execute(_OF_SITE, {"of": site}).all())
        return [_from_row(row) for row in rows]

    async def find(self, webhook: str) -> Webhook | None:
        row = await self._database.read(
            lambda c: c.execute(_ONE, {"wanted": webhook}).one_or_none()
        )
        return None if row is None else _from_row(row)


def _told(webhook: Webhook) -> dict[str, Small]:
    return {
        "url": webhook.url,
        "secret": webhook.secret.hex(),
        "events": list(webhook.events),
        "enabled": webhook.enabled,
    }


def _to_row(webhook: Webhook) -> dict[str, object]:
    events = msgspec.json.encode(webhook.events).decode()
    return msgspec.structs.asdict(webhook) | {"events": events}


def _from_row(row: Row[tuple[object, ...]]) -> Webhook:
    fields = dict(row._mapping)
    fields["events"] = msgspec.json.decode(row.events, type=tuple[str, ...])
    return Webhook(**fields)

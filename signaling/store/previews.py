"""Who may read a site's draft in a page of the site: by a code once, then by a token."""

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from broker.acts import Act
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import previews
from signaling.store.writer import Writer

_p = previews.c
_REDEEM = (
    update(previews)
    .where(
        _p.hash == bindparam("code"),
        _p.site == bindparam("of"),
        ~_p.redeemed,
        _p.expires_at > bindparam("now"),
    )
    .values(hash=bindparam("token"), redeemed=True, expires_at=bindparam("until"))
    .returning(previews)
)
_FIND = select(previews).where(
    _p.hash == bindparam("token"),
    _p.site == bindparam("of"),
    _p.redeemed,
    _p.expires_at > bindparam("now"),
)


class PreviewPass(msgspec.Struct, frozen=True):
    """`by`: the id of the operator's account; empty for the operator's token."""

    site: str
    by: str


class Previews:
    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def add(self, hashed: bytes, given: PreviewPass, expires_at: float) -> None:
        row = {
            "hash": hashed,
            "site": given.site,
            "by": given.by,
            "redeemed": False,
            "expires_at": expires_at,
        }
        note = self._acts.note()

        def job(connection: Connection) -> None:
            connection.execute(insert(previews), row)
            note(connection, Act.PREVIEW_OPENED, {}, given.site)

        await self._writer.run(job)

    async def redeem(
        self, code: bytes, token: bytes, site: str, now: float, until: float
    ) -> PreviewPass | None:
        """The code is used up; `token` is good until then. None for a code that is not one."""
        values = {"code": code, "token": token, "of": site, "now": now, "until": until}

        def job(connection: Connection) -> PreviewPass | None:
            row = connection.execute(_REDEEM, values).one_or_none()
            return None if row is None else PreviewPass(row.site, row.by)

        return await self._writer.run(job)

    async def find(self, token: bytes, site: str, now: float) -> PreviewPass | None:
        values = {"token": token, "of": site, "now": now}
        row = await self._database.read(lambda c: c.execute(_FIND, values).one_or_none())
        return None if row is None else PreviewPass(row.site, row.by)

"""Registered websites, and the server's own secrets."""

import secrets as dice
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, bindparam, insert, select, tuple_, update

from broker.acts import Act, changes, made
from broker.audit import Small
from broker.policy import Policy
from broker.redaction_policy import RedactionPolicy
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import secrets, sites
from signaling.store.versions import ERASE_ENDED, Kind, Version, add_version
from signaling.store.writer import Conflict, Writer

_ALL = select(sites).order_by(sites.c.created_at)
_PAGE = (
    select(sites)
    .where(tuple_(sites.c.created_at, sites.c.id) > tuple_(bindparam("at"), bindparam("id")))
    .order_by(sites.c.created_at, sites.c.id)
    .limit(bindparam("limit"))
)
_BY_KEY = select(sites).where(sites.c.key == bindparam("wanted"))
_BY_ID = select(sites).where(sites.c.id == bindparam("wanted"))
_RULES = select(sites.c.id, sites.c.redaction, sites.c.policy).where(
    sites.c.id.in_(bindparam("wanted", expanding=True))
)
# Of which the audit log says only that it is another.
_UNTOLD = ("name", "organisation")
_SECRET = select(secrets.c.value).where(secrets.c.name == bindparam("wanted"))


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is public: it stands in the website's HTML. `origins` may embed the SDK."""

    id: str
    key: str
    name: str
    organisation: str
    origins: tuple[str, ...]
    policy: Policy
    redaction: RedactionPolicy = RedactionPolicy()
    created_at: float


class SiteRules(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator may change of a site at any time."""

    redaction: RedactionPolicy
    policy: Policy


class Sites:
    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def add(self, site: Site) -> None:
        """With the first versions of its rules. Raises Conflict when the id or the key is taken."""
        values = {
            "id": site.id,
            "key": site.key,
            "name": site.name,
            "organisation": site.organisation,
            "origins": msgspec.json.encode(site.origins).decode(),
            "policy": msgspec.json.encode(site.policy, order="deterministic").decode(),
            "redaction": msgspec.json.encode(site.redaction).decode(),
            "created_at": site.created_at,
        }
        note = self._acts.note()
        rules = ((Kind.POLICY, values["policy"]), (Kind.REDACTION, values["redaction"]))

        def job(connection: Connection) -> None:
            connection.execute(insert(sites), values)
            for kind, body in rules:
                first = Version(
                    site=site.id, kind=kind, number=1, body=str(body), at=site.created_at
                )
                add_version(connection, first)
            note(connection, Act.SITE_ADDED, made(_told(site), untold=_UNTOLD), site.id)

        await self._writer.run(job)

    async def describe(self, site: Site) -> None:
        """The site of this id is called and found as `site` says; its rules stay."""
        query = (
            update(sites)
            .where(sites.c.id == site.id)
            .values(
                name=site.name,
                organisation=site.organisation,
                origins=msgspec.json.encode(site.origins).decode(),
            )
        )
        note = self._acts.note()

        def job(connection: Connection) -> None:
            row = connection.execute(_BY_ID, {"wanted": site.id}).one_or_none()
            before = {} if row is None else _told(_to_site(row))
            connection.execute(query)
            what = changes(before, _told(site), untold=_UNTOLD)
            if what:
                note(connection, Act.SITE_CHANGED, what, site.id)

        await self._writer.run(job)

    async def erase_ended(self) -> None:
        """Erase what was left, of sites that keep no transcripts, by conversations that ended while
        the server did not know their policy yet."""
        erasing = [site.id for site in await self.all() if not site.policy.keep_transcript]

        def job(connection: Connection) -> None:
            for site in erasing:
                connection.execute(ERASE_ENDED, {"site": site})

        if erasing:
            await self._writer.run(job)

    async def rules(self, wanted: set[str]) -> dict[str, SiteRules]:
        """By the ids of the sites."""
        rows = await self._database.read(
            lambda c: c.execute(_RULES, {"wanted": list(wanted)}).all()
        )
        return {
            row.id: SiteRules(
                redaction=msgspec.json.decode(row.redaction, type=RedactionPolicy),
                policy=msgspec.json.decode(row.policy, type=Policy),
            )
            for row in rows
        }

    async def by_key(self, key: str) -> Site | None:
        return await self._one(_BY_KEY, key)

    async def by_id(self, site: str) -> Site | None:
        return await self._one(_BY_ID, site)

    async def page(self, after: tuple[float, str], limit: int) -> list[Site]:
        """The oldest first, from behind `after`: when it was created, and its id."""
        values = {"at": after[0], "id": after[1], "limit": limit}
        rows = await self._database.read(lambda c: c.execute(_PAGE, values).all())
        return [_to_site(row) for row in rows]

    async def all(self) -> list[Site]:
        rows = await self._database.read(lambda c: c.execute(_ALL).all())
        return [_to_site(row) for row in rows]

    async def _one(self, query: Select[Any], wanted: str) -> Site | None:
        if "\0" in wanted:
            # No key has one, and PostgreSQL cannot even look for it.
            return None
        row = await self._database.read(
            lambda c: c.execute(query, {"wanted": wanted}).one_or_none()
        )
        return None if row is None else _to_site(row)


def _told(site: Site) -> dict[str, Small]:
    return {
        "name": site.name,
        "organisation": site.organisation,
        "origins": list(site.origins),
    }


def _to_site(row: Row[Any]) -> Site:
    return Site(
        id=row.id,
        key=row.key,
        name=row.name,
        organisation=row.organisation,
        origins=msgspec.json.decode(row.origins, type=tuple[str, ...]),
        policy=msgspec.json.decode(row.policy, type=Policy),
        redaction=msgspec.json.decode(row.redaction, type=RedactionPolicy),
        created_at=row.created_at,
    )


class Secrets:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def get(self, name: str) -> bytes:
        """The secret of this name, 32 bytes, made now if there is none."""
        found = await self.find(name)
        if found is not None:
            return found
        value = dice.token_bytes(32)

        def job(connection: Connection) -> None:
            connection.execute(insert(secrets), {"name": name, "value": value})

        try:
            await self._writer.run(job)
        except Conflict:
            found = await self.find(name)
            assert found is not None
            return found
        return value

    async def find(self, name: str) -> bytes | None:
        return await self._database.read(
            lambda c: c.execute(_SECRET, {"wanted": name}).scalar_one_or_none()
        )

"""What a site's rules have been, and what they may become. Publishing is one transaction: a version
is added, and the site has it."""

from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from broker.acts import Act
from broker.audit import Fact
from broker.policy import Policy
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import conversations, events, policy_drafts, policy_versions, sites
from signaling.store.writer import Writer

# Older versions than so many are forgotten.
KEPT = 500
# Above all numbers of versions.
END = 2**31 - 1


class Kind(StrEnum):
    POLICY = "policy"
    REDACTION = "redaction"


_v, _d = policy_versions.c, policy_drafts.c
_OF = (_v.site == bindparam("of"), _v.kind == bindparam("which"))
_DRAFT_OF = (_d.site == bindparam("of"), _d.kind == bindparam("which"))
_LATEST = select(policy_versions).where(*_OF).order_by(_v.number.desc()).limit(1)
_ONE = select(policy_versions).where(*_OF, _v.number == bindparam("wanted"))
_BEFORE = (
    select(policy_versions)
    .where(*_OF, _v.number < bindparam("before"))
    .order_by(_v.number.desc())
    .limit(bindparam("most"))
)
_NEWEST_NUMBER = select(func.max(_v.number)).where(*_OF)
_FORGET = delete(policy_versions).where(*_OF, _v.number <= bindparam("upto"))
_DRAFT = select(policy_drafts).where(*_DRAFT_OF)
_DROP_DRAFT = delete(policy_drafts).where(*_DRAFT_OF)
_ENDED = select(conversations.c.id).where(
    conversations.c.site == bindparam("site"), conversations.c.ended_at.is_not(None)
)
ERASE_ENDED = (
    update(events)
    .where(events.c.stream.in_(_ENDED), events.c.content.is_not(None))
    .values(content=None)
)


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """`body`: JSON, as the site's column has it. `by`: who published it; empty for the first."""

    site: str
    kind: Kind
    number: int
    body: str
    note: str = ""
    by: str = ""
    at: float


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """`based_on`: the version that was published when it was begun."""

    site: str
    kind: Kind
    revision: int
    based_on: int
    body: str
    by: str
    at: float


class Changed(Exception):
    """Somebody else was faster: another version is published, or the draft is another one."""


class Versions:
    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def publish(
        self, version: Version, *, revision: int | None = None, restored: int | None = None
    ) -> None:
        """`version` follows the one before it, and is the site's from now on. `revision`: of the
        draft that becomes it, and is gone then; `restored`: the version that it is again. Raises
        Changed; nothing has changed then."""
        note = self._acts.note()
        verb = "published" if restored is None else "restored"
        what: dict[str, Fact] = {"before": {"version": version.number - 1}}
        what["after"] = {"version": version.number}
        if restored is not None:
            what["restored"] = restored

        def job(connection: Connection) -> None:
            of = {"of": version.site, "which": version.kind}
            if connection.execute(_NEWEST_NUMBER, of).scalar() != version.number - 1:
                raise Changed
            if revision is not None:
                draft = connection.execute(_DRAFT, of).one_or_none()
                if draft is None or draft.revision != revision:
                    raise Changed
                connection.execute(_DROP_DRAFT, of)
            add_version(connection, version)
            connection.execute(_FORGET, of | {"upto": version.number - KEPT})
            connection.execute(
                update(sites)
                .where(sites.c.id == version.site)
                .values({version.kind.value: version.body})
            )
            if version.kind is Kind.POLICY:
                _erase_as_it_says(connection, version)
            note(connection, Act(f"{version.kind}.{verb}"), what, version.site)

        await self._writer.run(job)

    async def save(self, draft: Draft) -> None:
        """It takes the place of the draft with the revision before its own; the first is of none.
        Raises Changed."""

        def job(connection: Connection) -> None:
            of = {"of": draft.site, "which": draft.kind}
            there = connection.execute(_DRAFT, of).one_or_none()
            if draft.revision != (0 if there is None else there.revision) + 1:
                raise Changed
            connection.execute(_DROP_DRAFT, of)
            connection.execute(insert(policy_drafts), msgspec.structs.asdict(draft))

        await self._writer.run(job)

    async def drop(self, site: str, kind: Kind, revision: int) -> None:
        """The draft is gone. Raises Changed."""

        def job(connection: Connection) -> None:
            query = _DROP_DRAFT.where(_d.revision == bindparam("at"))
            values = {"of": site, "which": kind, "at": revision}
            if connection.execute(query, values).rowcount != 1:
                raise Changed

        await self._writer.run(job)

    async def draft(self, site: str, kind: Kind) -> Draft | None:
        of = {"of": site, "which": kind}
        row = await self._database.read(lambda c: c.execute(_DRAFT, of).one_or_none())
        return None if row is None else Draft(**_fields(row))

    async def latest(self, site: str, kind: Kind) -> Version | None:
        """What is published; None where there is no such site."""
        of = {"of": site, "which": kind}
        row = await self._database.read(lambda c: c.execute(_LATEST, of).one_or_none())
        return None if row is None else Version(**_fields(row))

    async def one(self, site: str, kind: Kind, number: int) -> Version | None:
        values = {"of": site, "which": kind, "wanted": number}
        row = await self._database.read(lambda c: c.execute(_ONE, values).one_or_none())
        return None if row is None else Version(**_fields(row))

    async def page(self, site: str, kind: Kind, before: int, limit: int) -> list[Version]:
        """The newest first, from those with a number below `before`."""
        values = {"of": site, "which": kind, "before": before, "most": limit}
        rows = await self._database.read(lambda c: c.execute(_BEFORE, values).all())
        return [Version(**_fields(row)) for row in rows]


def add_version(connection: Connection, version: Version) -> None:
    connection.execute(insert(policy_versions), msgspec.structs.asdict(version))


def _fields(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping) | {"kind": Kind(row.kind)}


def _erase_as_it_says(connection: Connection, version: Version) -> None:
    """Where it keeps no transcripts, those of conversations that have ended are erased, too."""
    if not msgspec.json.decode(version.body, type=Policy).keep_transcript:
        connection.execute(ERASE_ENDED, {"site": version.site})

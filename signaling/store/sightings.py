"""Where the SDK of each site was seen, and when last."""

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from signaling.store.engine import Database
from signaling.store.sites import Site
from signaling.store.tables import sightings
from signaling.store.writer import Writer

# So many origins that are not registered are remembered of a site, the latest.
STRANGE_MOST = 10
_OF_SITE = sightings.c.site == bindparam("of")
_IS_STRANGE = sightings.c.origin.not_in(bindparam("registered", expanding=True))
_FORGET = delete(sightings).where(_OF_SITE, sightings.c.origin == bindparam("at_origin"))
_STRANGE = (
    select(sightings.c.origin)
    .where(_OF_SITE, _IS_STRANGE)
    .order_by(sightings.c.seen_at.desc())
    .offset(STRANGE_MOST)
)
_ALL = select(sightings).where(_OF_SITE).order_by(sightings.c.seen_at.desc())


class Sighting(msgspec.Struct, frozen=True):
    origin: str
    seen_at: float


class StoredSightings:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def note(self, site: Site, origin: str, now: float) -> None:
        values = {"site": site.id, "origin": origin, "seen_at": now}
        strange = {"of": site.id, "registered": list(site.origins)}

        def job(connection: Connection) -> None:
            connection.execute(_FORGET, {"of": site.id, "at_origin": origin})
            connection.execute(insert(sightings), values)
            for old in connection.execute(_STRANGE, strange).scalars().all():
                connection.execute(_FORGET, {"of": site.id, "at_origin": old})

        await self._writer.run(job)

    async def of_site(self, site: str) -> list[Sighting]:
        """The latest first."""
        rows = await self._database.read(lambda c: c.execute(_ALL, {"of": site}).all())
        return [Sighting(row.origin, row.seen_at) for row in rows]

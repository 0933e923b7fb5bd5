"""Remembers where the SDK of each site was last seen, so that an operator can tell whether it is
installed: origins and times, nothing of who came.
"""

import time
from collections.abc import Callable

import structlog

from signaling.limits import Window
from signaling.store import Conflict, Store, StoreUnavailable
from signaling.store.sites import Site
from signaling.web_origin import normal_origin

log = structlog.get_logger()

# As the store has room for.
LENGTH_MOST = 300
# One of a site and an origin is written once in so long.
EVERY_SECONDS = 60.0
# Anybody can send any Origin: so many new ones of a site are written in that time.
STRANGE_MOST = 10


class Sightings:
    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._stored = store.sightings
        self._clock = clock
        self._known = Window(1, EVERY_SECONDS)
        self._strange = Window(STRANGE_MOST, EVERY_SECONDS)

    async def note(self, site: Site, origin: str | None) -> None:
        """A page of this origin says that it is the site's. Nothing depends on that it is
        written."""
        if origin is None or len(origin) > LENGTH_MOST or normal_origin(origin) != origin:
            return
        now = time.monotonic()
        if not self._known.allows((site.id, origin), now):
            return
        if origin not in site.origins:
            if not self._strange.allows(site.id, now):
                return
            self._strange.add(site.id, now)
        self._known.add((site.id, origin), now)
        try:
            await self._stored.note(site, origin, self._clock())
        except (Conflict, StoreUnavailable):
            log.warning("sighting.not_stored", site=site.id)

"""Tells those concerned when a site's policy or redaction policy has changed: the command line, or
another node, writes the store beside the running server."""

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from broker.names import Role
from signaling.messages import RedactionChanged
from signaling.presence import Presence
from signaling.rooms import Links, Room, Rooms
from signaling.store import Conflict, Store, StoreUnavailable
from signaling.store.versions import Version
from signaling.views import redaction_view

log = structlog.get_logger()

SECONDS = 1.0


class SiteWatch:
    """`tell_state` is called with each room whose policy is another one, and with the links that
    there were in it before."""

    def __init__(
        self,
        store: Store,
        presence: Presence,
        rooms: Rooms,
        tell_state: Callable[[Room, Links], None],
    ) -> None:
        self._store = store
        self._presence = presence
        self._rooms = rooms
        self._tell_state = tell_state
        self._soon = asyncio.Event()

    def published(self, version: Version) -> None:
        """It was published here: no need to wait for the next look."""
        log.info(
            "rules.published", site=version.site, kind=version.kind.value, number=version.number
        )
        self._soon.set()

    async def run(self) -> None:
        """Looks for ever."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS):
                    await self._soon.wait()
            self._soon.clear()
            try:
                await self.look()
            except (Conflict, StoreUnavailable):
                log.warning("site_watch.failed")

    async def look(self) -> None:
        """Everybody has what is in the store now. Raises Conflict, StoreUnavailable."""
        pages = [peer for peer in self._presence.with_role(Role.CUSTOMER) if peer.redaction]
        wanted = {peer.site for peer in pages} | {room.site.id for room in self._rooms}
        if not wanted:
            return
        found = await self._store.sites.rules(wanted)
        for peer in pages:
            rules = found.get(peer.site)
            if rules is not None and rules.redaction != peer.redaction:
                peer.redaction = rules.redaction
                peer.send_uncounted(RedactionChanged(redaction=redaction_view(rules.redaction)))
        for room in self._rooms:
            rules = found.get(room.site.id)
            before = None if rules is None else await self._rooms.adopt_rules(room, rules)
            if before is not None:
                self._tell_state(room, before)

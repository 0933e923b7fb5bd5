"""Tells connected pages when their site's redaction policy has changed: the command line writes the
store beside the running server."""

import asyncio

import structlog

from broker.names import Role
from signaling.messages import RedactionChanged
from signaling.presence import Presence
from signaling.rooms import Rooms
from signaling.store import Store, StoreUnavailable
from signaling.views import redaction_view

log = structlog.get_logger()

SECONDS = 1.0


class SiteWatch:
    def __init__(self, store: Store, presence: Presence, rooms: Rooms) -> None:
        self._store = store
        self._presence = presence
        self._rooms = rooms

    async def run(self) -> None:
        """Looks for ever."""
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await self.look()
            except StoreUnavailable:
                log.warning("site_watch.failed")

    async def look(self) -> None:
        """Everybody has what is in the store now. Raises StoreUnavailable."""
        pages = [peer for peer in self._presence.with_role(Role.CUSTOMER) if peer.redaction]
        if not pages:
            return
        redactions = await self._store.sites.redactions({peer.site for peer in pages})
        for peer in pages:
            redaction = redactions.get(peer.site)
            if redaction is not None and redaction != peer.redaction:
                peer.redaction = redaction
                peer.send_uncounted(RedactionChanged(redaction=redaction_view(redaction)))
        for room in self._rooms:
            redaction = redactions.get(room.site.id)
            if redaction is not None:
                room.adopt_redaction(redaction)

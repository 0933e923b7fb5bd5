"""Tells those concerned when a site's policy or redaction policy has changed, or what holds for the
whole server: the command line, or another node, writes the store beside the running server. So it
is with conversations that were erased."""

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from broker import commands
from broker.errors import BrokerError
from broker.names import Reason, Role
from signaling.messages import CloseCode, RedactionChanged
from signaling.presence import Presence
from signaling.rooms import Links, Room, Rooms, operator
from signaling.store import Conflict, Store, StoreUnavailable
from signaling.store.versions import Version
from signaling.system import System
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
        system: System,
        tell_state: Callable[[Room, Links], None],
    ) -> None:
        self._store = store
        self._presence = presence
        self._rooms = rooms
        self._system = system
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
        await self._system.load()
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
            if not self._system.settings.co_browse:
                await self._end_session(room)
        await self._let_go()

    async def _end_session(self, room: Room) -> None:
        """Co-browse is off everywhere; calls and the chat go on."""
        async with room.lock:
            session = room.conversation.session
            if session is None or not session.is_open:
                return
            by = operator(room.site)
            command = commands.EndSession(by=by, session=session.id, reason=Reason.SWITCHED_OFF)
            try:
                await self._rooms.decide(room, command)
            except BrokerError:
                # Another node was faster.
                return

    async def _let_go(self) -> None:
        """Of what was erased: nobody goes on in it, and the customer's pages are a new one's."""
        rooms = {room.conversation.id: room for room in self._rooms}
        for conversation in await self._store.erasure.gone(rooms) if rooms else ():
            room = rooms[conversation]
            state = room.conversation.state
            await self._rooms.catch_up(room)
            for peer in self._presence.of_person(state.customer.id if state else ""):
                peer.close(CloseCode.GOING_AWAY)

"""Lets agents work for as long as they may, and do what they may: the command line, or another
node, switches an account off, changes its password, its role or what it was given beside the
running server (R72).
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from signaling.presence import Presence
from signaling.rooms import Rooms, staff_in
from signaling.staff_rights import Rights, StaffRights
from signaling.store import Conflict, Store, StoreUnavailable

log = structlog.get_logger()

SECONDS = 1.0


class StaffWatch:
    """`sign_out` is called with the id of whoever has a console open and no sign-in, or one that is
    for another role than the console was opened for; `end` with a sign-in that is over, of somebody
    who has others; `tell` with what those could do who may do something else now."""

    def __init__(
        self,
        store: Store,
        presence: Presence,
        rooms: Rooms,
        rights: StaffRights,
        sign_out: Callable[[str], Awaitable[None]],
        end: Callable[[str], Awaitable[None]],
        tell: Callable[[dict[str, Rights]], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._presence = presence
        self._rooms = rooms
        self._rights = rights
        self._sign_out = sign_out
        self._end = end
        self._tell = tell
        self._clock = clock
        self._looking = asyncio.Lock()

    async def run(self) -> None:
        """Looks for ever."""
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await self.look()
            except (Conflict, StoreUnavailable):
                log.warning("staff_watch.failed")

    async def look(self) -> None:
        """Nobody is connected who may not be now, or has what was taken away. Raises Conflict,
        StoreUnavailable; then the next look does it."""
        async with self._looking:
            await self._look_at_sign_ins()
            await self._look_at_rights()

    async def _look_at_sign_ins(self) -> None:
        # By the set of roles: two windows of one agent may have been opened under different ones.
        roles = {(peer.person.id, peer.person.role) for peer in self._presence.staff()}
        if not roles:
            return
        signed_in = await self._store.agents.signed_in_among({id for id, _ in roles}, self._clock())
        for id, role in roles:
            agent = signed_in.get(id)
            if agent is None or agent.role is not role:
                log.info("agent.signed_out", person=id)
                await self._sign_out(id)
        open_under = {peer.sign_in for peer in self._presence.staff() if peer.close_code is None}
        alive = await self._store.sign_ins.alive_among(open_under, self._clock())
        for sign_in in open_under - alive:
            log.info("sign_in.ended", sign_in=sign_in)
            await self._end(sign_in)

    async def _look_at_rights(self) -> None:
        connected = {peer.person.id for peer in self._presence.staff()}
        inside = (staff_in(room.conversation) for room in self._rooms)
        await self._rights.learn(connected.union(*inside))
        changed = self._rights.changed()
        if changed:
            log.info("agents.permitted_anew", people=sorted(changed))
            await self._tell(changed)
            self._rights.told(changed)

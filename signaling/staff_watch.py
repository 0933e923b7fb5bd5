"""Lets agents work for as long as they may: the command line, or another node, switches an account
off, changes its password or its role beside the running server (R72).
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from signaling.presence import Presence
from signaling.store import Conflict, Store, StoreUnavailable

log = structlog.get_logger()

SECONDS = 1.0


class StaffWatch:
    """`sign_out` is called with the id of whoever has a console open and no sign-in, or one that is
    for another role than the console was opened for; `end` with a sign-in that is over, of somebody
    who has others."""

    def __init__(
        self,
        store: Store,
        presence: Presence,
        sign_out: Callable[[str], Awaitable[None]],
        end: Callable[[str], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._presence = presence
        self._sign_out = sign_out
        self._end = end
        self._clock = clock

    async def run(self) -> None:
        """Looks for ever."""
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await self.look()
            except (Conflict, StoreUnavailable):
                log.warning("staff_watch.failed")

    async def look(self) -> None:
        """Nobody is connected who may not be now. Raises Conflict, StoreUnavailable."""
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

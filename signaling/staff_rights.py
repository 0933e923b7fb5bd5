"""What the agents who matter here were given: those who are connected, and those in open
conversations. The store is the truth; this is what it said a second ago at most (staff_watch.py).

Whoever is not known here may do nothing.
"""

import asyncio
from collections.abc import Iterable

from broker.permission import Permits, Right, given
from signaling.store import Store

Rights = tuple[Right, ...]


class StaffRights:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._rights: dict[str, Rights] = {}
        self._changed: dict[str, Rights] = {}
        # What was read first must not be written last.
        self._reading = asyncio.Lock()

    def of(self, agent: str) -> Rights:
        return self._rights.get(agent, ())

    def on(self, site: str) -> Permits:
        """What each agent may do on this site, whenever it is asked."""
        return lambda agent: given(self.of(agent), site)

    async def learn(self, agents: Iterable[str]) -> None:
        """Read anew what these agents were given. Raises StoreUnavailable."""
        wanted = set(agents)
        if not wanted:
            return
        async with self._reading:
            for agent, rights in (await self._store.teams.rights(wanted)).items():
                before = self._rights.get(agent)
                self._rights[agent] = rights
                # Of whom nothing was known, nobody has been told anything else.
                if before not in (None, rights):
                    self._changed.setdefault(agent, before or ())

    def changed(self) -> dict[str, Rights]:
        """Of whom nobody has been told yet that they may do something else, and what they could do
        before."""
        return dict(self._changed)

    def told(self, agents: Iterable[str]) -> None:
        for agent in agents:
            self._changed.pop(agent, None)

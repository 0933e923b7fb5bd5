"""Deletes what is older than the operator wants to keep it: `chat_days`, `conversation_days`,
`audit_days` as they are set now (system.py)."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import structlog

from signaling.store import Conflict, Store, StoreUnavailable
from signaling.system import Keeping

log = structlog.get_logger()

SECONDS = 3_600.0
DAY = 86_400.0


class Dropped(msgspec.Struct, frozen=True):
    """`words`: of so many conversations; `audit`: so many records."""

    words: int = 0
    conversations: int = 0
    audit: int = 0


class Retention:
    """`keeping`: how long, as it holds at the moment."""

    def __init__(
        self, store: Store, keeping: Callable[[], Keeping], clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._keeping = keeping
        self._clock = clock

    async def run(self) -> None:
        """At the start, and then every hour, for ever."""
        while True:
            try:
                dropped = await self.drop()
            except (StoreUnavailable, Conflict):
                log.warning("retention.failed")
            else:
                if dropped != Dropped():
                    log.info("retention.dropped", **msgspec.structs.asdict(dropped))
            await asyncio.sleep(SECONDS)

    async def drop(self) -> Dropped:
        """All that is due. Raises StoreUnavailable, Conflict."""
        erasure, now = self._store.erasure, self._clock()
        keeping = self._keeping()
        dropped = Dropped(
            words=await _all(keeping.chat_days, now, erasure.drop_words),
            conversations=await _all(keeping.conversation_days, now, erasure.drop_conversations),
            audit=await _all(
                keeping.audit_days, now, lambda before: erasure.drop_audit(before, now)
            ),
        )
        if dropped != Dropped():
            await erasure.tidy()
        return dropped


async def _all(days: float, now: float, drop: Callable[[float], Awaitable[int]]) -> int:
    """A portion at a time, so that decisions are written in between."""
    count = 0
    while days:
        portion = await drop(now - days * DAY)
        if not portion:
            break
        count += portion
    return count

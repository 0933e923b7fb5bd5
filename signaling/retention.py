"""Deletes what is older than the operator wants to keep it (settings `chat_days`,
`conversation_days`, `audit_days`)."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import structlog

from signaling.config import Settings
from signaling.store import Conflict, Store, StoreUnavailable

log = structlog.get_logger()

SECONDS = 3_600.0
DAY = 86_400.0


class Dropped(msgspec.Struct, frozen=True):
    """`words`: of so many conversations; `audit`: so many records."""

    words: int = 0
    conversations: int = 0
    audit: int = 0


class Retention:
    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float]) -> None:
        self._store = store
        self._settings = settings
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
        settings = self._settings
        dropped = Dropped(
            words=await _all(settings.chat_days, now, erasure.drop_words),
            conversations=await _all(settings.conversation_days, now, erasure.drop_conversations),
            audit=await _all(
                settings.audit_days, now, lambda before: erasure.drop_audit(before, now)
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

"""`alongside doctor`: is all that the server needs there, and safe? Changes nothing.

Every check is one line: what was looked at, and where all is not well what to do about it.
"""

from collections.abc import AsyncIterator, Collection

from signaling.config import Settings
from signaling.doctor import public, setup, store, turn
from signaling.doctor.findings import Finding, Part, Verdict

__all__ = ["Finding", "Part", "Verdict", "examine"]

CHECKS = {
    Part.STORE: store.examine,
    Part.SETUP: setup.examine,
    Part.PUBLIC: public.examine,
    Part.TURN: turn.examine,
}


async def examine(
    settings: Settings, now: float, only: Collection[Part] = ()
) -> AsyncIterator[Finding]:
    """What there is to find, as it is found. `now`: seconds since 1970. `only`: none: all parts."""
    for part, check in CHECKS.items():
        if not only or part in only:
            async for finding in check(settings, now):
                yield finding

"""Which pages use a copy of the SDK that is not the server's own, so that an operator can tell
their developers. In memory: what is in use is seen again soon. Origins and names of copies, nothing
of who came.
"""

from collections.abc import Callable

import msgspec

from signaling.store.facts import DAY

# Of all sites together. A site has 50 origins at most, and there are few copies.
MOST = 2_000


class Use(msgspec.Struct, frozen=True):
    """`copy`: its name; empty: one that the server does not have."""

    origin: str
    copy: str
    seen_at: float


class CopyUse:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, str, str], float] = {}

    def note(self, site: str, origin: str, copy: str) -> None:
        """A page of this origin, which is one of the site's, has this copy. Pages say so
        themselves: it is one that the server has, or empty, so that nobody fills this with
        names."""
        key = (site, origin, copy)
        self._seen.pop(key, None)
        self._seen[key] = self._clock()
        if len(self._seen) > MOST:
            del self._seen[next(iter(self._seen))]

    def of_site(self, site: str) -> list[Use]:
        """Of the last day, the latest first."""
        least = self._clock() - DAY
        return [
            Use(origin, copy, at)
            for (of, origin, copy), at in reversed(self._seen.items())
            if of == site and at >= least
        ]

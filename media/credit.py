"""How long the credentials of TURN servers are good for."""

from collections.abc import Sequence

from signaling.messages import IceServer

LIFE_LEAST = 60.0  # seconds; what `turn_seconds` can be set to
LIFE_MOST = 600.0


class Credit:
    """Of the servers of one link, as the server told them last."""

    def __init__(self) -> None:
        self._servers: Sequence[IceServer] | None = None
        self._fresh_until: float | None = None

    def told(self, servers: Sequence[IceServer], now: float) -> None:
        """Idempotent: the same servers do not become fresher. `now`: seconds since the epoch."""
        if servers is self._servers:
            return
        self._servers = servers
        names = [server.username for server in servers if server.username is not None]
        self._fresh_until = now + _life(names[0], now) / 2 if names else None

    def is_stale(self, now: float) -> bool:
        """Whether to ask for fresh ones before a new attempt."""
        return self._fresh_until is not None and now >= self._fresh_until


def _life(username: str, now: float) -> float:
    """From the time of its end, which it begins with; this clock may be wrong, so within what can
    be."""
    end = username.partition(":")[0]
    left = float(end) - now if end.isdecimal() else LIFE_LEAST
    return min(max(left, LIFE_LEAST), LIFE_MOST)

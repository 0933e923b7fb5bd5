"""How much input there may be: what a person gives, and no more."""

INPUTS_A_SECOND = 300
INPUTS_AT_ONCE = 300


class Bucket:
    """`now` is always the same clock, in seconds."""

    def __init__(self, at_once: float, per_second: float, now: float) -> None:
        self._most = at_once
        self._per_second = per_second
        self._left = at_once
        self._since = now

    def take(self, now: float) -> bool:
        """One, if there is one."""
        if self.wait(now) > 0:
            return False
        self._left -= 1
        return True

    def wait(self, now: float) -> float:
        """Seconds until there is one; 0 if there is."""
        self._left = min(self._most, self._left + (now - self._since) * self._per_second)
        self._since = now
        return max(0.0, (1 - self._left) / self._per_second)

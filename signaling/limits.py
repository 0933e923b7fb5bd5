"""How often somebody may do something. Time is an argument; nothing here reads a clock."""

import math
from collections import deque
from collections.abc import Hashable


class TokenBucket:
    """`rate` a second, `burst` at once."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._at = now

    def take(self, now: float, cost: int = 1) -> bool:
        """Whether `cost` more are allowed; if so they are counted."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True


class SignalBudget:
    """What one end of a link may send on it. Descriptions are few and long (RFC 8829 section 4.1:
    one for each offer, on a media link with each change of what may flow), candidates many and
    short. Fresh credentials are wanted before an attempt that comes minutes after the last one."""

    __slots__ = ("candidates", "descriptions", "refreshes", "reports")

    def __init__(self, now: float) -> None:
        self.descriptions = TokenBucket(1.0, 15, now)
        self.candidates = TokenBucket(10.0, 100, now)
        self.refreshes = TokenBucket(0.1, 5, now)
        self.reports = TokenBucket(0.2, 10, now)


class RelayBudget:
    """What one end of a link may send through the sealed relay, in bytes. `left`: of the quota."""

    __slots__ = ("bucket", "left")

    def __init__(self, rate: float, burst: int, quota: int, now: float) -> None:
        self.bucket = TokenBucket(rate, burst, now)
        self.left = quota


class Lockout:
    """After `tries` failures of a key within `seconds` it is locked for so long; after as many more
    for twice as long, and so on up to `most`. `begin` counts before the slow part, or a thousand at
    once would all still be allowed; `failed`, `passed` or `undecided` follow, once.

    Never more than `keys` are remembered: those that have been quiet for longest are forgotten.
    """

    def __init__(self, tries: int, seconds: float, most: float, keys: int = 100_000) -> None:
        self._tries = tries
        self._seconds = seconds
        self._most = most
        self._keys = keys
        self._known: dict[Hashable, _Failures] = {}

    def allows(self, key: Hashable, now: float) -> bool:
        known = self._known.get(key)
        if known is None:
            return True
        known.age(now, self._seconds, self._most)
        return now >= known.until and len(known.times) + known.open < self._tries

    def begin(self, key: Hashable) -> None:
        known = self._known.pop(key, None) or _Failures()
        known.open += 1
        # Put at the end: the first key is the one that has been quiet for longest.
        self._known[key] = known
        if len(self._known) > self._keys:
            del self._known[next(iter(self._known))]

    def failed(self, key: Hashable, now: float) -> None:
        known = self._known.setdefault(key, _Failures(open=1))
        known.open -= 1
        known.times.append(now)
        known.last = now
        if len(known.times) >= self._tries:
            known.until = now + min(self._seconds * 2**known.rounds, self._most)
            known.rounds += 1
            known.times.clear()

    def undecided(self, key: Hashable) -> None:
        """This one does not count."""
        known = self._known.get(key)
        if known is not None:
            known.open = max(0, known.open - 1)

    def passed(self, key: Hashable) -> None:
        """All is forgiven."""
        self._known.pop(key, None)


class _Failures:
    __slots__ = ("last", "open", "rounds", "times", "until")

    def __init__(self, open: int = 0) -> None:
        self.open = open
        self.times: deque[float] = deque()
        self.rounds = 0
        self.until = -math.inf
        self.last = -math.inf

    def age(self, now: float, seconds: float, most: float) -> None:
        while self.times and self.times[0] <= now - seconds:
            self.times.popleft()
        if now - self.last > 2 * most:
            self.rounds = 0


class Window:
    """At most `most` per key within `seconds`, counted by `add`.

    Keys whose time is over are forgotten, and never more than `keys` are remembered: the oldest
    go first, so that an attacker with many addresses does not fill the memory.
    """

    def __init__(self, most: int, seconds: float, keys: int = 100_000) -> None:
        self._most = most
        self._seconds = seconds
        self._keys = keys
        self._times: dict[Hashable, deque[float]] = {}

    def allows(self, key: Hashable, now: float) -> bool:
        times = self._times.get(key)
        if times is None:
            return True
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if not times:
            del self._times[key]
            return True
        return len(times) < self._most

    def add(self, key: Hashable, now: float) -> None:
        times = self._times.pop(key, None) or deque(maxlen=self._most)
        times.append(now)
        # Put at the end: the first key is the one that has been quiet for longest.
        self._times[key] = times
        if len(self._times) > self._keys:
            del self._times[next(iter(self._times))]

    def undo(self, key: Hashable) -> None:
        """The last `add` of this key does not count."""
        times = self._times.get(key)
        if times:
            times.pop()

    def forget(self, key: Hashable) -> None:
        self._times.pop(key, None)

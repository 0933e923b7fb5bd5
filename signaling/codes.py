"""Session IDs that a customer reads out to an agent: made, checked, limited."""

import time
from collections.abc import Callable, Hashable

import msgspec

from signaling.auth.tokens import fold_code, hash_code, new_code, show_code
from signaling.config import Settings
from signaling.errors import BadCode
from signaling.limits import Window
from signaling.peer import Peer
from signaling.store import Store
from signaling.store.doors import Code
from signaling.store.writer import Job

HALF_AN_HOUR = 1800.0
HOUR = 3600.0
EVERYBODY = "everybody"


class ShownCode(msgspec.Struct, frozen=True):
    """`text` as the customer reads it."""

    text: str
    expires_at: float


class SessionCodes:
    """Wrong tries count per agent, per address and for all together; all failures look alike."""

    def __init__(
        self, store: Store, secret: bytes, settings: Settings, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._secret = secret
        self._seconds = settings.code_seconds
        self._clock = clock
        self._tries = Window(settings.code_tries, HALF_AN_HOUR)
        self._tries_of_all = Window(settings.code_tries_site, HOUR)

    def create(self, conversation: str, session: str, site: str) -> tuple[ShownCode, Job]:
        """A new code, and the job that stores it. That one of the open codes is made again is left
        to chance (1 in 10^12 for each): the job raises Conflict then."""
        expires_at = self._clock() + self._seconds
        kept = Code(conversation=conversation, session=session, site=site, expires_at=expires_at)
        code = new_code()
        job = self._store.doors.adding_code(hash_code(code, self._secret), kept)
        return ShownCode(show_code(code), expires_at), job

    async def find(self, typed: str, peer: Peer) -> tuple[Code, Job]:
        """What the code opens, and the job that spends it: it raises CodeSpent when somebody else
        was faster. Raises BadCode."""
        now = time.monotonic()
        counts: list[tuple[Window, Hashable]] = [
            (self._tries, ("agent", peer.person.id)),
            (self._tries, ("source", peer.source)),
            (self._tries_of_all, EVERYBODY),
        ]
        if not all(window.allows(key, now) for window, key in counts):
            raise BadCode
        # Before the look into the store, or as many at once as somebody has windows would all
        # still be allowed.
        for window, key in counts:
            window.add(key, now)
        code = fold_code(typed)
        hashed = b"" if code is None else hash_code(code, self._secret)
        is_wrong = False
        try:
            kept = await self._store.doors.find_code(hashed, self._clock())
            is_wrong = kept is None
        finally:
            if not is_wrong:
                for window, key in counts:
                    window.undo(key)
        if kept is None:
            raise BadCode
        return kept, self._store.doors.spending_code(hashed)

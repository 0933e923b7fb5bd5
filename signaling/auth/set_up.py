"""First-run set-up: the first operator comes in with a code that only who runs the server can read,
and the way in closes for ever behind them.
"""

import time
from collections.abc import Callable

from broker.names import Role
from signaling.auth.accounts import QUARTER, Accounts
from signaling.auth.tokens import (
    SET_UP_CODE_LENGTH,
    fold_code,
    hash_set_up_code,
    new_code,
    show_code,
)
from signaling.config import Settings
from signaling.errors import BadSetUpCode, SetUpClosed, TooManyTries, UserNameTaken
from signaling.limits import Window
from signaling.store import Conflict, Store
from signaling.store.people import Agent

CODE_SECONDS = 3600.0


class SetUp:
    """Whether it is open is asked of the store each time, and of nothing else: neither an address
    nor a state in memory decides."""

    def __init__(
        self, store: Store, accounts: Accounts, settings: Settings, clock: Callable[[], float]
    ) -> None:
        self._door = store.set_up
        self._accounts = accounts
        self._clock = clock
        self._tries = Window(settings.sign_in_tries, QUARTER)

    async def is_open(self) -> bool:
        return await self._door.is_open()

    async def offer(self) -> str | None:
        """A code, as people type it; None once the server has been set up."""
        code = new_code(SET_UP_CODE_LENGTH)
        try:
            await self._door.add_code(hash_set_up_code(code), self._clock() + CODE_SECONDS)
        except SetUpClosed:
            return None
        return show_code(code)

    async def complete(
        self, code: str, user_name: str, name: str, password: str, source: str
    ) -> tuple[Agent, str]:
        """The first operator, and the token of their sign-in. A code is good as long as nothing
        came of it. Raises SetUpClosed, BadSetUpCode, TooManyTries, BadRequest, UserNameTaken."""
        if not await self._door.is_open():
            raise SetUpClosed
        now = time.monotonic()
        if not self._tries.allows(source, now):
            raise TooManyTries
        # Counted before anything slow, or a thousand at once would all still be allowed.
        self._tries.add(source, now)
        folded = fold_code(code, SET_UP_CODE_LENGTH)
        hashed = hash_set_up_code(folded or "")
        if folded is None or not await self._door.knows(hashed, self._clock()):
            raise BadSetUpCode
        self._tries.undo(source)
        operator = await self._accounts.make(user_name, name, password, Role.OPERATOR)
        try:
            await self._door.complete(hashed, self._clock(), operator)
        except Conflict:
            raise UserNameTaken from None
        return operator, await self._accounts.begin(operator)

"""The second factor of an account: codes of an authenticator app, or a recovery code once each."""

import re
import secrets
from collections.abc import Callable

import msgspec

from signaling.auth import totp
from signaling.auth.tokens import CODE_ALPHABET, hash_token
from signaling.errors import BadSecondFactor, SecondFactorExists
from signaling.store import Conflict, Store
from signaling.store.people import Agent
from signaling.store.second_factors import SecondFactor

RECOVERY_CODES = 10
# 120 bits: as much as needs no slow hash (ASVS 5.0, 6.5.2).
_GROUPS, _GROUP = 4, 6
_APP_CODE = re.compile(r"[0-9]{6}")
_FOLD = str.maketrans("ILO", "110", "- ")


class Enrolment(msgspec.Struct, frozen=True):
    """`secret`: for typing; `uri`: for the QR code. Neither is shown again."""

    secret: str
    uri: str


class SecondFactorGuard:
    def __init__(self, store: Store, issuer: str, clock: Callable[[], float]) -> None:
        self._store = store
        self._issuer = issuer
        self._clock = clock

    async def is_on(self, agent: Agent) -> bool:
        found = await self._store.second_factors.find(agent.id)
        return found is not None and found.confirmed

    async def begin(self, agent: Agent) -> Enrolment:
        """A secret that counts once it is confirmed. Raises SecondFactorExists."""
        secret = totp.new_secret()
        made = SecondFactor(
            agent=agent.id, secret=secret, confirmed=False, last_step=0, since=self._clock()
        )
        try:
            await self._store.second_factors.begin(made)
        except Conflict:
            raise SecondFactorExists from None
        return Enrolment(totp.shown(secret), totp.uri(secret, agent.user_name, self._issuer))

    async def confirm(self, agent: Agent, code: str) -> list[str]:
        """The recovery codes, which nobody can read again. Raises BadSecondFactor."""
        found = await self._store.second_factors.find(agent.id)
        now = self._clock()
        step = None if found is None else totp.step_of(found.secret, _digits(code), now)
        if step is None:
            raise BadSecondFactor
        codes = _new_codes()
        hashes = [_hash(agent, one) for one in codes]
        if not await self._store.second_factors.confirm(agent.id, step, now, hashes):
            raise BadSecondFactor
        return codes

    async def check(self, agent: Agent, code: str) -> None:
        """Takes the code: it is good once. Raises BadSecondFactor."""
        found = await self._store.second_factors.find(agent.id)
        if found is None or not found.confirmed:
            raise BadSecondFactor
        digits = _digits(code)
        if _APP_CODE.fullmatch(digits):
            step = totp.step_of(found.secret, digits, self._clock())
            good = step is not None and await self._store.second_factors.take_step(agent.id, step)
        else:
            good = await self._store.second_factors.spend(agent.id, _hash(agent, code))
        if not good:
            raise BadSecondFactor

    async def new_codes(self, agent: Agent) -> list[str]:
        """In place of those from before."""
        codes = _new_codes()
        hashes = [_hash(agent, one) for one in codes]
        await self._store.second_factors.replace_codes(agent.id, hashes)
        return codes

    async def remove(self, agent: Agent) -> bool:
        return await self._store.second_factors.remove(agent.id)


def _new_codes() -> list[str]:
    return [
        "-".join(
            "".join(secrets.choice(CODE_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS)
        )
        for _ in range(RECOVERY_CODES)
    ]


def _digits(code: str) -> str:
    """Apps show `123 456`."""
    return code.replace(" ", "")


def _hash(agent: Agent, code: str) -> bytes:
    """However it is typed; of this account, and for nothing else."""
    return hash_token(f"recovery code {agent.id} {code.upper().translate(_FOLD)}")

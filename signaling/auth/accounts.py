"""Local accounts of agents, supervisors and operators: sign-in sessions behind a cookie, or behind
a token in the memory of an agent pane that another product shows.
"""

import re
import time
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from broker.errors import UnknownThing
from broker.events import Person
from broker.names import EndpointKind, Role
from signaling.auth.passwords import PASSWORD_MOST, hash_password, verify_password
from signaling.auth.tokens import hash_sign_in_code, hash_token, new_id, new_token
from signaling.config import Settings
from signaling.errors import (
    BadCredentials,
    BadRequest,
    BadSignInCode,
    NotSignedIn,
    TooManyTries,
)
from signaling.limits import Window
from signaling.store import Store
from signaling.store.doors import Ticket, TicketKind
from signaling.store.people import Agent

QUARTER = 900.0
PASSWORD_LEAST = 10
NAME_MOST = 100
# From the host's server to its page to the pane, and no way back.
CODE_SECONDS = 60.0
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


class SignInCode(msgspec.Struct, frozen=True):
    code: str
    expires_at: float


class Accounts:
    """The same answer, after the same work, whether the user name or the password was wrong."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._seconds = settings.sign_in_seconds
        self._tries = Window(settings.sign_in_tries, QUARTER)

    async def add(self, user_name: str, name: str, password: str, role: Role = Role.AGENT) -> Agent:
        """Raises BadRequest for what an account cannot be made of, Conflict for a taken name."""
        agent = await self.make(user_name, name, password, role)
        await self._store.agents.add(agent)
        return agent

    async def make(self, user_name: str, name: str, password: str, role: Role) -> Agent:
        """An account that is not stored yet. Raises BadRequest."""
        user_name = user_name.lower()
        if _USER_NAME.fullmatch(user_name) is None:
            raise BadRequest(why="a user name has 1 to 64 of a-z 0-9 . _ @ -")
        _check_password(password)
        return Agent(
            id=new_id("agent"),
            user_name=user_name,
            name=checked_name(name),
            password=await hash_password(password),
            role=role,
            enabled=True,
            created_at=self._clock(),
        )

    async def change(
        self,
        agent: Agent,
        *,
        name: str | None = None,
        password: str | None = None,
        role: Role | None = None,
        enabled: bool | None = None,
    ) -> Agent:
        """What is None stays. Another password, another role, or none at all (`enabled` False) ends
        every sign-in of this agent; a running server closes the windows within a second
        (staff_watch.py). Raises BadRequest."""
        if password is not None:
            _check_password(password)
        wanted = replace(
            agent,
            name=agent.name if name is None else checked_name(name),
            password=agent.password if password is None else await hash_password(password),
            role=agent.role if role is None else role,
            enabled=agent.enabled if enabled is None else enabled,
        )
        if wanted != agent:
            anew = password is not None or wanted.role != agent.role or not wanted.enabled
            await self._store.agents.change(wanted, sign_out=anew)
        return wanted

    async def sign_in(self, user_name: str, password: str, source: str) -> tuple[Agent, str]:
        """The agent, and the token for the cookie. Raises BadCredentials, TooManyTries."""
        user_name = user_name.lower()
        now = time.monotonic()
        keys = (("user", user_name), ("source", source))
        if not all(self._tries.allows(key, now) for key in keys):
            raise TooManyTries
        # Counted before the slow part, or a thousand at once would all still be allowed.
        for key in keys:
            self._tries.add(key, now)
        agent = await self._store.agents.by_user_name(user_name)
        hashed = agent.password if agent is not None and agent.enabled else None
        if not await verify_password(hashed, password[: PASSWORD_MOST + 1]) or agent is None:
            raise BadCredentials
        # One's own account must not be a way to guess at others without end.
        self._tries.forget(("user", user_name))
        self._tries.undo(("source", source))
        return agent, await self.begin(agent)

    async def sign_in_code(self, agent: Agent) -> SignInCode:
        """Whoever redeems it first is signed in as this agent."""
        made = SignInCode(code=new_token(), expires_at=self._clock() + CODE_SECONDS)
        kept = Ticket(
            kind=TicketKind.SIGN_IN,
            endpoint="",
            endpoint_kind=EndpointKind.CONSOLE,
            person=person_of(agent),
            site="",
            expires_at=made.expires_at,
        )
        await self._store.doors.add_ticket(hash_sign_in_code(made.code), kept)
        return made

    async def redeem(self, code: str) -> tuple[Agent, str]:
        """The agent, and the token of the new sign-in. Raises BadSignInCode."""
        hashed = hash_sign_in_code(code)
        kept = await self._store.doors.redeem_sign_in(hashed, self._clock())
        agent = None if kept is None else await self._store.agents.by_id(kept.person.id)
        if agent is None or not agent.enabled or not agent.role.is_staff:
            raise BadSignInCode
        return agent, await self.begin(agent)

    async def begin(self, agent: Agent) -> str:
        """The token of a new sign-in of somebody who has proved who they are."""
        token = new_token()
        expires_at = self._clock() + self._seconds
        await self._store.agents.sign_in(agent.id, hash_token(token), expires_at)
        return token

    async def signed_in(self, token: str | None) -> Agent:
        """Raises NotSignedIn."""
        agent = None
        if token:
            agent = await self._store.agents.signed_in(hash_token(token), self._clock())
        if agent is None:
            raise NotSignedIn
        return agent

    async def sign_out(self, token: str) -> None:
        await self._store.agents.sign_out(hash_token(token))


async def find_agent(store: Store, wanted: str) -> Agent:
    """By id or user name. Raises UnknownThing."""
    agent = await store.agents.by_id(wanted) or await store.agents.by_user_name(wanted.lower())
    if agent is None:
        raise UnknownThing(what="agent")
    return agent


def checked_name(name: str) -> str:
    """What is shown of somebody or something. Raises BadRequest."""
    name = name.strip()
    if not 1 <= len(name) <= NAME_MOST or not name.isprintable():
        raise BadRequest(why=f"a name has 1 to {NAME_MOST} printable characters")
    return name


def _check_password(password: str) -> None:
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise BadRequest(why=f"a password has {PASSWORD_LEAST} to {PASSWORD_MOST} characters")


def person_of(agent: Agent) -> Person:
    return Person(id=agent.id, role=agent.role, name=agent.name)

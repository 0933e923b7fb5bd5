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
from broker.permission import Right
from signaling.auth.passwords import (
    FIRST,
    PASSWORD_MOST,
    hash_password,
    is_easy,
    verify_password,
)
from signaling.auth.second_factor import SecondFactorGuard
from signaling.auth.tokens import hash_sign_in_code, hash_token, new_id, new_token
from signaling.config import Settings
from signaling.errors import (
    BadCredentials,
    BadRequest,
    BadSecondFactor,
    BadSignInCode,
    NotSignedIn,
    PasswordChangeNeeded,
    SecondFactorNeeded,
    SecondFactorRequired,
    TooManyTries,
    WeakPassword,
)
from signaling.limits import Lockout
from signaling.store import Store
from signaling.store.doors import Ticket, TicketKind
from signaling.store.people import Agent, How, SignIn

QUARTER = 900.0
PASSWORD_LEAST = 10
NAME_MOST = 100
# From the host's server to its page to the pane, and no way back.
CODE_SECONDS = 60.0
SEEN_SECONDS = 60.0
SEEN_MOST = 10_000
# Whoever gets an account, and nothing else is said.
EVERYTHING = Right()
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


class SignInCode(msgspec.Struct, frozen=True):
    code: str
    expires_at: float


class Proof(msgspec.Struct, frozen=True):
    """What somebody shows to be who they say. `code`: of the second factor; None: not asked yet."""

    user_name: str
    password: str
    code: str | None = None


class Accounts:
    """The same answer, after the same work, whether the user name or the password was wrong."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._seconds = settings.sign_in_seconds
        self._idle = settings.operator_idle_seconds
        self._lockout = Lockout(settings.sign_in_tries, QUARTER, settings.sign_in_lock_most)
        # What anybody would try here first.
        self._words = (settings.organisation, "Alongside")
        self._factor_roles = frozenset(settings.second_factor_roles)
        self.second_factor = SecondFactorGuard(store, settings.organisation, clock)
        self._seen: dict[bytes, float] = {}

    async def add(
        self,
        user_name: str,
        name: str,
        password: str,
        role: Role = Role.AGENT,
        right: Right = EVERYTHING,
        *,
        first: bool = False,
    ) -> Agent:
        """As `make`, and stored. `first`: whose account it is has to set another password. Raises
        BadRequest, WeakPassword, Conflict for a taken name."""
        agent = await self.make(user_name, name, password, role, right)
        if first:
            agent = replace(agent, password=FIRST + agent.password)
        await self._store.agents.add(agent)
        return agent

    async def add_without_password(self, user_name: str, name: str, role: Role) -> Agent:
        """For who signs in elsewhere only. Raises BadRequest, Conflict."""
        agent = self._made(user_name, name, "", role, EVERYTHING)
        await self._store.agents.add(agent)
        return agent

    async def make(
        self, user_name: str, name: str, password: str, role: Role, right: Right = EVERYTHING
    ) -> Agent:
        """An account that is not stored yet; `right`: what it gives. Raises BadRequest and
        WeakPassword for what an account cannot be made of."""
        await self._check_password(password, user_name.lower(), name)
        return self._made(user_name, name, await hash_password(password), role, right)

    def _made(self, user_name: str, name: str, hashed: str, role: Role, right: Right) -> Agent:
        user_name = user_name.lower()
        if _USER_NAME.fullmatch(user_name) is None:
            raise BadRequest(why="a user name has 1 to 64 of a-z 0-9 . _ @ -")
        return Agent(
            id=new_id("agent"),
            user_name=user_name,
            name=checked_name(name),
            password=hashed,
            role=role,
            enabled=True,
            permissions=right.permissions,
            sites=right.sites,
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
        first: bool = False,
    ) -> Agent:
        """What is None stays. Another password, another role, or none at all (`enabled` False) ends
        every sign-in of this agent; a running server closes the windows within a second
        (staff_watch.py). `first`: as for `add`. Raises BadRequest."""
        mark = FIRST if first else ""
        if password is not None:
            await self._check_password(password, agent.user_name, name or agent.name)
            # Whoever could not get in any more gets a new one from an operator.
            self._lockout.passed(("user", agent.user_name))
        wanted = replace(
            agent,
            name=agent.name if name is None else checked_name(name),
            password=agent.password if password is None else mark + await hash_password(password),
            role=agent.role if role is None else role,
            enabled=agent.enabled if enabled is None else enabled,
        )
        if wanted != agent:
            anew = password is not None or wanted.role != agent.role or not wanted.enabled
            await self._store.agents.change(agent, wanted, sign_out=anew)
        return wanted

    async def sign_in(
        self, proof: Proof, source: str, browser: str = "", *, new_password: str | None = None
    ) -> tuple[Agent, str]:
        """The agent, and the token for the cookie. `new_password`: in place of one that somebody
        else has set. Raises as `prove`, SecondFactorRequired, BadRequest, WeakPassword."""
        agent = await self.prove(proof, source, changes=new_password is not None)
        if new_password is not None:
            if not agent.password.startswith(FIRST):
                raise BadRequest(why="this password is changed on the page /account")
            agent = await self._renew(agent, proof, new_password, "")
        if agent.role in self._factor_roles and not await self.second_factor.is_on(agent):
            raise SecondFactorRequired
        return agent, await self.begin(agent, How.PASSWORD, browser)

    async def prove(self, proof: Proof, source: str, *, changes: bool = False) -> Agent:
        """Whose user name, password and, where there is a second factor, code these are. `changes`:
        another password is what they are for. Raises BadCredentials, PasswordChangeNeeded,
        SecondFactorNeeded, BadSecondFactor, TooManyTries."""
        user_name = proof.user_name.lower()
        user, place = ("user", user_name), ("source", source)
        if not all(self._lockout.allows(key, time.monotonic()) for key in (user, place)):
            raise TooManyTries
        for key in (user, place):
            self._lockout.begin(key)
        try:
            agent = await self._judge(user_name, proof, changes=changes)
        except (BadCredentials, BadSecondFactor):
            for key in (user, place):
                self._lockout.failed(key, time.monotonic())
            raise
        except BaseException:
            for key in (user, place):
                self._lockout.undecided(key)
            raise
        # One's own account must not be a way to guess at others without end.
        self._lockout.passed(user)
        self._lockout.undecided(place)
        return agent

    async def _judge(self, user_name: str, proof: Proof, *, changes: bool) -> Agent:
        agent = await self._store.agents.by_user_name(user_name)
        hashed = agent.password if agent is not None and agent.enabled else None
        if not await verify_password(hashed, proof.password[: PASSWORD_MOST + 1]) or agent is None:
            raise BadCredentials
        # Before the code, which is good once, is taken.
        if agent.password.startswith(FIRST) and not changes:
            raise PasswordChangeNeeded
        if await self.second_factor.is_on(agent):
            if proof.code is None:
                raise SecondFactorNeeded
            await self.second_factor.check(agent, proof.code)
        return agent

    async def change_password(self, proof: Proof, password: str, source: str, token: str) -> None:
        """By whoever it is of; all sign-ins but the one of this `token` end. Raises as `prove`,
        BadRequest, WeakPassword."""
        agent = await self.prove(proof, source, changes=True)
        await self._renew(agent, proof, password, token)

    async def _renew(self, agent: Agent, proof: Proof, password: str, token: str) -> Agent:
        """The account with a password of its owner's. Raises BadRequest, WeakPassword, and
        BadCredentials where an operator was faster."""
        await self._check_password(password, agent.user_name, agent.name)
        if agent.password.startswith(FIRST) and password == proof.password:
            # Somebody else knows it.
            raise WeakPassword
        hashed = await hash_password(password)
        if not await self._store.agents.change_password(agent, hashed, hash_token(token)):
            raise BadCredentials
        return replace(agent, password=hashed)

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

    async def redeem(self, code: str, browser: str = "") -> tuple[Agent, str]:
        """The agent, and the token of the new sign-in. Raises BadSignInCode."""
        hashed = hash_sign_in_code(code)
        kept = await self._store.doors.redeem_sign_in(hashed, self._clock())
        agent = None if kept is None else await self._store.agents.by_id(kept.person.id)
        if agent is None or not agent.enabled or not agent.role.is_staff:
            raise BadSignInCode
        try:
            return agent, await self.begin(agent, How.CODE, browser)
        except BadCredentials:
            raise BadSignInCode from None

    def note_failure(self, agent: Agent, source: str) -> None:
        """Something else that this agent should know was wrong."""
        for key in (("user", agent.user_name), ("source", source)):
            self._lockout.begin(key)
            self._lockout.failed(key, time.monotonic())

    async def sign_out_others(self, agent: Agent, token: str) -> None:
        """All sign-ins but the one of this `token` end."""
        await self._store.sign_ins.end_others(agent.id, hash_token(token))

    async def _check_password(self, password: str, *names: str) -> None:
        if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
            raise BadRequest(why=f"a password has {PASSWORD_LEAST} to {PASSWORD_MOST} characters")
        if await is_easy(password, (*names, *self._words)):
            raise WeakPassword

    async def begin(self, agent: Agent, how: How = How.PASSWORD, browser: str = "") -> str:
        """The token of a new sign-in of somebody who has proved to be this agent. Raises
        BadCredentials where the account is not any more as it was when that was proved."""
        token = new_token()
        now = self._clock()
        made = SignIn(
            id=new_id("signin"),
            agent=agent.id,
            how=how,
            browser=browser,
            since=now,
            seen_at=now,
            expires_at=now + self._seconds,
        )
        if not await self._store.agents.sign_in(made, hash_token(token), agent):
            raise BadCredentials
        return token

    async def signed_in(self, token: str | None, *, attended: bool = True) -> Agent:
        """`attended`: somebody is there; what a page asks for by itself is no use of the sign-in.
        Raises NotSignedIn."""
        if not token:
            raise NotSignedIn
        hashed, now = hash_token(token), self._clock()
        agent = await self._store.agents.signed_in(hashed, now, now - self._idle)
        if agent is None:
            raise NotSignedIn
        if attended:
            await self._saw(hashed, now)
        return agent

    async def sign_in_of(self, token: str) -> SignIn:
        """Raises NotSignedIn."""
        found = await self._store.sign_ins.find(hash_token(token))
        if found is None:
            raise NotSignedIn
        return found

    async def _saw(self, hashed: bytes, now: float) -> None:
        """Not each time: a minute is close enough for people, and a write is dear."""
        if now - self._seen.get(hashed, 0.0) < SEEN_SECONDS:
            return
        if len(self._seen) >= SEEN_MOST:
            self._seen.clear()
        self._seen[hashed] = now
        await self._store.sign_ins.seen(hashed, now)

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


def person_of(agent: Agent) -> Person:
    return Person(id=agent.id, role=agent.role, name=agent.name)

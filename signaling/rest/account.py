"""`/api/v1/account`: what agents do with their own accounts.

    GET  (the account)                                ->  {user_name, name, role, ...}
    POST password {password, new_password, code?}     ->  {}; ends the other sign-ins
    POST sign-ins/end {sign_in?}                      ->  {}; none: all but this one
    POST second-factor/begin {user_name, password}    ->  {secret, uri}
    POST second-factor/confirm {user_name, password, code}  ->  {recovery_codes}
    POST second-factor/remove {user_name, password, code}   ->  {}
    POST recovery-codes {user_name, password, code}   ->  {recovery_codes}; the old ones end

The first three are for whoever is signed in. The others ask for the password anew and need no
sign-in: where a role has to have a second factor, nobody is signed in before there is one. They
want an Origin of the broker's own. Recovery codes are shown once, and stored as hashes. Errors:
`not_signed_in`, `origin_not_allowed`, `bad_credentials`, `second_factor_needed`,
`bad_second_factor`, `second_factor_exists`, `too_many_tries`, `weak_password`, `bad_request`,
`not_found`.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from broker.errors import UnknownThing
from broker.names import Role
from signaling.auth.accounts import Proof
from signaling.auth.passwords import PASSWORD_MOST
from signaling.auth.second_factor import Enrolment
from signaling.errors import (
    BadCredentials,
    BadSecondFactor,
    SecondFactorExists,
    SecondFactorNeeded,
    TooManyTries,
    WeakPassword,
)
from signaling.keys import ACCOUNTS, HUB, SETTINGS, SOURCES, STORE
from signaling.rest.bodies import answer, read_json
from signaling.rest.contract import contract
from signaling.rest.gate import AGENT, sign_in_token
from signaling.store.acts import acting
from signaling.store.people import Agent, How

PATH = "/api/v1/account"
PASSWORD = PATH + "/password"
END = PATH + "/sign-ins/end"
FACTOR = PATH + "/second-factor"
CODES = PATH + "/recovery-codes"

Name = Annotated[str, msgspec.Meta(max_length=64)]
Password = Annotated[str, msgspec.Meta(max_length=PASSWORD_MOST)]
Code = Annotated[str, msgspec.Meta(max_length=64)]


class ChangePassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    password: Password
    new_password: Password
    code: Code | None = None


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """None: all but the one that asks."""

    sign_in: Name | None = None


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    user_name: Name
    password: Password


class WithCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    user_name: Name
    password: Password
    code: Code


class SignInInfo(msgspec.Struct, frozen=True):
    """`current`: the one that asks. `seen_at` is a minute off at most."""

    id: str
    how: How
    browser: str
    since: float
    seen_at: float
    current: bool


class FactorInfo(msgspec.Struct, frozen=True):
    """`required`: for this role."""

    on: bool
    required: bool
    since: float | None
    recovery_codes_left: int


class AccountInfo(msgspec.Struct, frozen=True):
    """`has_password`: or signs in elsewhere only."""

    user_name: str
    name: str
    role: Role
    has_password: bool
    second_factor: FactorInfo
    sign_ins: list[SignInInfo]


class Done(msgspec.Struct, frozen=True):
    pass


class RecoveryCodes(msgspec.Struct, frozen=True):
    """Shown this once."""

    recovery_codes: list[str]


# What a proof may be refused with.
PROOF = (BadCredentials, SecondFactorNeeded, BadSecondFactor, TooManyTries)


@contract("The account that is signed in", answers={200: AccountInfo})
async def account(request: web.Request) -> web.Response:
    agent = request[AGENT]
    current = await request.app[ACCOUNTS].sign_in_of(_token(request))
    now = request.app[HUB].clock()
    sign_ins = await request.app[STORE].sign_ins.of_agent(agent.id, now)
    shown = AccountInfo(
        user_name=agent.user_name,
        name=agent.name,
        role=agent.role,
        has_password=bool(agent.password),
        second_factor=await _factor(request, agent),
        sign_ins=[
            SignInInfo(
                id=one.id,
                how=one.how,
                browser=one.browser,
                since=one.since,
                seen_at=one.seen_at,
                current=one.id == current.id,
            )
            for one in sign_ins
        ],
    )
    return answer(shown)


@contract(
    "Change the password; the other sign-ins end",
    body=ChangePassword,
    answers={200: Done},
    errors=(*PROOF, WeakPassword),
)
async def change_password(request: web.Request) -> web.Response:
    wanted = await read_json(request, ChangePassword)
    await request.app[ACCOUNTS].change_password(
        Proof(request[AGENT].user_name, wanted.password, wanted.code),
        wanted.new_password,
        request.app[SOURCES].of(request),
        _token(request),
    )
    await request.app[HUB].staff_watch.look()
    return answer(Done())


@contract(
    "End a sign-in, or all but this one",
    body=End,
    needs_body=False,
    answers={200: Done},
    errors=(UnknownThing,),
)
async def end(request: web.Request) -> web.Response:
    """The windows close at once; on other nodes within a second."""
    wanted = await read_json(request, End, or_nothing=True)
    agent, accounts = request[AGENT], request.app[ACCOUNTS]
    if wanted.sign_in is None:
        await accounts.sign_out_others(agent, _token(request))
    elif not await request.app[STORE].sign_ins.end(agent.id, wanted.sign_in):
        raise UnknownThing(what="sign-in")
    await request.app[HUB].staff_watch.look()
    return answer(Done())


@contract(
    "Begin to set a second factor up",
    body=Begin,
    answers={200: Enrolment},
    errors=(*PROOF, SecondFactorExists),
)
async def begin(request: web.Request) -> web.Response:
    wanted = await read_json(request, Begin)
    agent = await _proved(request, Proof(wanted.user_name, wanted.password))
    return answer(await request.app[ACCOUNTS].second_factor.begin(agent))


@contract(
    "Turn the second factor on",
    body=WithCode,
    answers={200: RecoveryCodes},
    errors=(*PROOF, SecondFactorExists),
)
async def confirm(request: web.Request) -> web.Response:
    """A wrong code counts as a wrong password does: it may be somebody else who tries."""
    wanted = await read_json(request, WithCode)
    accounts, source = request.app[ACCOUNTS], request.app[SOURCES].of(request)
    agent = await _proved(request, Proof(wanted.user_name, wanted.password))
    try:
        codes = await accounts.second_factor.confirm(agent, wanted.code)
    except BadSecondFactor:
        accounts.note_failure(agent, source)
        raise
    return answer(RecoveryCodes(codes))


@contract("Turn the second factor off", body=WithCode, answers={200: Done}, errors=PROOF)
async def remove(request: web.Request) -> web.Response:
    agent = await _with_code(request)
    with acting(agent.id):
        await request.app[ACCOUNTS].second_factor.remove(agent)
    return answer(Done())


@contract("Make new recovery codes", body=WithCode, answers={200: RecoveryCodes}, errors=PROOF)
async def new_codes(request: web.Request) -> web.Response:
    agent = await _with_code(request)
    return answer(RecoveryCodes(await request.app[ACCOUNTS].second_factor.new_codes(agent)))


async def _with_code(request: web.Request) -> Agent:
    """Raises BadSecondFactor where there is none."""
    wanted = await read_json(request, WithCode)
    agent = await _proved(request, Proof(wanted.user_name, wanted.password, wanted.code))
    if not await request.app[ACCOUNTS].second_factor.is_on(agent):
        raise BadSecondFactor
    return agent


async def _proved(request: web.Request, proof: Proof) -> Agent:
    return await request.app[ACCOUNTS].prove(proof, request.app[SOURCES].of(request))


async def _factor(request: web.Request, agent: Agent) -> FactorInfo:
    factors = request.app[STORE].second_factors
    found = await factors.find(agent.id)
    on = found is not None and found.confirmed
    return FactorInfo(
        on=on,
        required=agent.role in request.app[SETTINGS].second_factor_roles,
        since=found.since if found is not None and on else None,
        recovery_codes_left=await factors.codes_left(agent.id),
    )


def _token(request: web.Request) -> str:
    return sign_in_token(request) or ""

"""Whether what the customer has signed is what is being decided.

Whose signature it is, the broker cannot tell: it has no cryptography (signaling/proofs.py).
"""

from collections.abc import Mapping
from types import MappingProxyType

from broker.commands import AdmitParticipant, AllowScope, AskScope, GiveScope, StartSession
from broker.decision import Decision
from broker.errors import BadSignature
from broker.names import ControlLimit, Scope
from broker.statement import Signed, SignedAct, Statement

Said = StartSession | AllowScope | GiveScope | AskScope | AdmitParticipant

ACTS: Mapping[type[Said], SignedAct] = MappingProxyType(
    {
        StartSession: SignedAct.START,
        AllowScope: SignedAct.ALLOW,
        GiveScope: SignedAct.GIVE,
        AskScope: SignedAct.ASK,
        AdmitParticipant: SignedAct.ADMIT,
    }
)


def says(
    decision: Decision,
    command: Said,
    scope: Scope | None,
    *,
    session: str | None = None,
    request: str | None = None,
    person: str | None = None,
    limit: ControlLimit | None = None,
) -> None:
    """Raises BadSignature where the customer signed something else than `command`, about `scope`,
    or signed it for an earlier one."""
    if command.signed is None:
        return
    found, act = command.signed.statement, ACTS[type(command)]
    wanted = Statement(
        act=act,
        customer=decision.state.customer.id,
        # Whoever begins with it has no conversation yet.
        conversation=None if act is SignedAct.START else decision.state.id,
        session=session,
        scopes=_scopes(found, scope),
        request=request,
        person=person,
        limit=limit,
        at=found.at,
        nonce=found.nonce,
    )
    if found != wanted:
        raise BadSignature(why="what was signed is something else")
    if found.nonce in decision.state.nonces:
        raise BadSignature(why="it was used before")


def covers(signed: Signed | None, scope: Scope) -> bool:
    """Whether `scope` comes with what was signed."""
    return signed is None or scope in signed.statement.scopes


def _scopes(found: Statement, scope: Scope | None) -> tuple[Scope, ...]:
    """As they must be, with what comes with it: `control` where she was told so."""
    with_control = (Scope.VIEW, Scope.CONTROL)
    match scope:
        case None:
            return ()
        case Scope.VIDEO:
            return (Scope.VIDEO, Scope.VOICE)
        case Scope.VIEW if found.scopes == with_control:
            return with_control
        case _:
            return (scope,)

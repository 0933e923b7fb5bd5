"""How grants are made, and those that nobody asked for: control that is included in the view or
given by the customer of her own accord, and the voice of a video call.

Their numbers, limits and ends are those of any other grant.
"""

from broker.commands import GiveScope
from broker.consent import IN_DOCK, Act, require
from broker.decision import Decision
from broker.errors import NotAllowed, PolicyForbids, UnknownThing, WrongState
from broker.events import Person, ScopeGranted
from broker.names import (
    ConsentState,
    ControlLimit,
    ControlMode,
    DockState,
    Role,
    Scope,
    SessionState,
)
from broker.saying import covers, says
from broker.statement import Signed


def give(decision: Decision, command: GiveScope) -> None:
    decision.customer(command.by, "give what is the customer's")
    session = decision.session(command.session)
    if command.scope is not Scope.CONTROL:
        raise NotAllowed(role=command.by.role, act=f"give {command.scope}")
    policy = decision.policy
    if policy.control is not ControlMode.SWITCHED or Scope.CONTROL not in policy.scopes:
        raise PolicyForbids(act="give control")
    if session.state is not SessionState.ACTIVE:
        raise WrongState(what="session", state=session.state)
    if session.granted(Scope.SCREEN) is not None:
        raise WrongState(what=Scope.SCREEN, state=ConsentState.GRANTED)
    to = session.participants.get(command.to)
    if to is None or to.role is Role.GUEST or not session.holds(Scope.VIEW, to.id):
        # Nobody controls what they do not see, and guests nothing at all.
        raise UnknownThing(what="viewer")
    require(Scope.CONTROL, session.consent[Scope.CONTROL], Act.GIVE)
    says(decision, command, Scope.CONTROL, session=session.id, person=command.to)
    grant(decision, Scope.CONTROL, command.by, command.to, signed=command.signed)


def include(
    decision: Decision,
    by: Person,
    signed: Signed | None,
    limit: ControlLimit | None = None,
) -> None:
    """`view` is granted, or goes on, by an act of the customer's (`by`): where the policy says so,
    and what she signed, `control` comes with it, for the same agents."""
    if not decision.policy.includes_control or not covers(signed, Scope.CONTROL):
        return
    view = decision.state.granted(Scope.VIEW)
    assert view is not None
    grant(decision, Scope.CONTROL, by, view.to, limit=limit, signed=signed)


def include_voice(decision: Decision, by: Person, to: str | None, signed: Signed | None) -> None:
    """`video` is granted by `by`: nobody makes a silent call."""
    if decision.state.granted(Scope.VOICE) is None and covers(signed, Scope.VOICE):
        grant(decision, Scope.VOICE, by, to, signed=signed)


def grant(
    decision: Decision,
    scope: Scope,
    by: Person,
    to: str | None,
    *,
    request: str | None = None,
    limit: ControlLimit | None = None,
    signed: Signed | None = None,
) -> None:
    """Grant `scope` under the next number."""
    state, policy = decision.state, decision.policy
    waits = scope in IN_DOCK and state.dock is not DockState.CONNECTED
    decision.emit(
        ScopeGranted,
        session=decision.session_of(scope),
        scope=scope,
        grant=state.last_grant + 1,
        by=by,
        to=to,
        request=request,
        limit=limit,
        survives_load=scope is Scope.CONTROL and policy.control_survives_load,
        dock_deadline=decision.now + policy.dock_seconds if waits else None,
        signed=signed,
    )

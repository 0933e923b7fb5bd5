"""Control that nobody asked for: included in the view, or given by the customer of her own accord.

Its number, limit and end are those of any other grant.
"""

from broker.commands import GiveScope
from broker.consent import Act, require
from broker.decision import Decision
from broker.errors import NotAllowed, PolicyForbids, UnknownThing, WrongState
from broker.events import Person, ScopeGranted
from broker.names import ConsentState, ControlLimit, ControlMode, Scope, SessionState


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
    if not session.holds(Scope.VIEW, command.to):
        # Nobody controls what they do not see.
        raise UnknownThing(what="viewer")
    require(Scope.CONTROL, session.consent[Scope.CONTROL], Act.GIVE)
    _grant(decision, command.by, command.to)


def include(decision: Decision, by: Person, limit: ControlLimit | None = None) -> None:
    """`view` is granted, or goes on, by an act of the customer's (`by`): where the policy says so,
    `control` comes with it, for the same agents."""
    session = decision.state.open_session
    if not decision.policy.includes_control:
        return
    assert session is not None
    view = session.granted(Scope.VIEW)
    assert view is not None
    _grant(decision, by, view.to, limit)


def _grant(
    decision: Decision, by: Person, to: str | None, limit: ControlLimit | None = None
) -> None:
    session = decision.state.open_session
    assert session is not None
    decision.emit(
        ScopeGranted,
        session=session.id,
        scope=Scope.CONTROL,
        grant=decision.state.last_grant + 1,
        by=by,
        to=to,
        limit=limit,
        survives_load=decision.policy.control_survives_load,
    )

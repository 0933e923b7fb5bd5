"""Commands of endpoints: which browsing contexts are there, and which page is in front.

A lost WebSocket is not the end of an endpoint: it may resume until its deadline, and its
connections to other browsers live on meanwhile. Losing or closing what is gone already is no
error: the caller's wish has come true.
"""

from broker.commands import CloseEndpoint, LoseEndpoint, OpenEndpoint, ShowPage
from broker.decision import Decision
from broker.errors import NotAllowed, UnknownThing
from broker.events import (
    EndpointClosed,
    EndpointLost,
    EndpointOpened,
    EndpointReturned,
    PageShown,
    SessionLeft,
)
from broker.names import EndpointKind, Reason
from broker.state import Endpoint


def open_endpoint(decision: Decision, command: OpenEndpoint) -> None:
    decision.participant(command.by)
    decision.not_ended()
    kind = EndpointKind.PAGE if decision.is_customer(command.by) else EndpointKind.CONSOLE
    if command.kind is not kind:
        raise NotAllowed(role=command.by.role, act=f"open a {command.kind}")
    known = _own(decision, command)
    if known is None:
        decision.emit(EndpointOpened, endpoint=command.endpoint, kind=kind, person=command.by)
        if kind is EndpointKind.PAGE and not decision.state.shown_page_is_present():
            decision.emit(PageShown, endpoint=command.endpoint)
    elif not known.present:
        decision.emit(EndpointReturned, endpoint=known.id)


def lose_endpoint(decision: Decision, command: LoseEndpoint) -> None:
    known = _own(decision, command)
    if known is not None and known.present:
        deadline = decision.now + decision.policy.resume_seconds
        decision.emit(EndpointLost, endpoint=known.id, deadline=deadline)


def close_endpoint(decision: Decision, command: CloseEndpoint) -> None:
    known = _own(decision, command)
    if known is not None:
        close(decision, known)


def show_page(decision: Decision, command: ShowPage) -> None:
    decision.customer(command.by, "show a page")
    known = _own(decision, command)
    if known is None or not known.present:
        raise UnknownThing(what="endpoint")
    if decision.state.page != known.id:
        decision.emit(PageShown, endpoint=known.id)


def close(decision: Decision, endpoint: Endpoint) -> None:
    """`endpoint` is gone for good; an agent who has no other leaves the session."""
    decision.emit(EndpointClosed, endpoint=endpoint.id)
    person = endpoint.person
    session = decision.state.open_session
    if session is None or person.id not in session.participants:
        return
    if all(other.person.id != person.id for other in decision.state.endpoints.values()):
        decision.emit(SessionLeft, session=session.id, person=person, reason=Reason.AGENT_GONE)


def _own(
    decision: Decision, command: OpenEndpoint | LoseEndpoint | CloseEndpoint | ShowPage
) -> Endpoint | None:
    known = decision.state.endpoints.get(command.endpoint)
    if known is not None and known.person.id != command.by.id:
        raise UnknownThing(what="endpoint")
    return known

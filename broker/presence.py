"""Commands of endpoints: which browsing contexts are there, and which page is in front.

A lost WebSocket is not the end of an endpoint: it may resume until its deadline, and its
connections to other browsers live on meanwhile. Losing or closing what is gone already is no
error: the caller's wish has come true.

While `view` is granted only the pages that she shares may be in front: the one on which she
allowed it, and those that say themselves that they hold her consent. A page that merely connects
could show nothing, and must not take the place of one that does.
"""

from broker.commands import (
    CloseEndpoint,
    LoseEndpoint,
    OpenEndpoint,
    ShowPage,
    UnsharePage,
)
from broker.consent import Asked
from broker.decision import Decision
from broker.ending import cancel
from broker.errors import NotAllowed, OnlyPage, UnknownThing
from broker.events import (
    EndpointClosed,
    EndpointLost,
    EndpointOpened,
    EndpointReturned,
    PageShared,
    PageShown,
    PageUnshared,
    Person,
    SessionAway,
    SessionLeft,
)
from broker.names import EndpointKind, Reason, Role
from broker.session import Away
from broker.state import Endpoint


def open_endpoint(decision: Decision, command: OpenEndpoint) -> None:
    decision.participant(command.by)
    decision.not_ended()
    kind = command.kind
    if kind not in _kinds_of(decision, command.by):
        raise NotAllowed(role=command.by.role, act=f"open a {kind}")
    known = _own(decision, command)
    if known is not None and known.kind is not kind:
        raise UnknownThing(what="endpoint")
    if known is None:
        alone = None if command.pane is None else command.pane == decision.state.id
        decision.emit(
            EndpointOpened,
            endpoint=command.endpoint,
            kind=kind,
            person=command.by,
            alone=alone if kind is EndpointKind.CONSOLE else None,
            key=command.key if decision.is_customer(command.by) else None,
        )
    elif not known.present:
        decision.emit(EndpointReturned, endpoint=known.id)
    if kind is EndpointKind.PAGE:
        _join(decision, command, is_new=known is None)


def _kinds_of(decision: Decision, person: Person) -> tuple[EndpointKind, ...]:
    if decision.is_customer(person):
        return (EndpointKind.PAGE, EndpointKind.DOCK, EndpointKind.CHAT)
    return (EndpointKind.GUEST if person.role is Role.GUEST else EndpointKind.CONSOLE,)


def _join(decision: Decision, command: OpenEndpoint, *, is_new: bool) -> None:
    state = decision.state
    session = state.open_session
    says_so = session is not None and state.viewed and command.session == session.id
    joins = says_so and command.endpoint not in state.pages
    if joins:
        decision.emit(PageShared, endpoint=command.endpoint)
    may_be_shown = (is_new and not state.viewed) or joins
    if may_be_shown and not state.shown_page_is_present():
        decision.emit(PageShown, endpoint=command.endpoint)


def lose_endpoint(decision: Decision, command: LoseEndpoint) -> None:
    known = _own(decision, command)
    if known is not None and known.present:
        deadline = decision.now + decision.policy.resume_seconds
        decision.emit(EndpointLost, endpoint=known.id, deadline=deadline)


def close_endpoint(decision: Decision, command: CloseEndpoint) -> None:
    known = _own(decision, command)
    if known is None:
        return
    close(decision, known)
    session = decision.state.open_session
    if not command.outside or session is None or isinstance(session.phase, Away):
        return
    if not decision.state.customer_page_present():
        deadline = decision.now + decision.policy.outside_seconds
        decision.emit(SessionAway, session=session.id, deadline=deadline, outside=True)


def show_page(decision: Decision, command: ShowPage) -> None:
    decision.customer(command.by, "show a page")
    known = _own(decision, command)
    if known is None or not known.present or known.kind is not EndpointKind.PAGE:
        raise UnknownThing(what="endpoint")
    if decision.state.page != known.id:
        decision.emit(PageShown, endpoint=known.id)


def unshare_page(decision: Decision, command: UnsharePage) -> None:
    decision.customer(command.by, "decide which pages are shared")
    known = _own(decision, command)
    if known is None or known.id not in decision.state.pages:
        raise UnknownThing(what="shared page")
    others = (decision.state.endpoints[id] for id in decision.state.pages if id != known.id)
    if not any(other.present for other in others):
        raise OnlyPage
    decision.emit(PageUnshared, endpoint=known.id)


def close(decision: Decision, endpoint: Endpoint) -> None:
    """`endpoint` is gone for good; an agent or guest who has no other leaves the session."""
    decision.emit(EndpointClosed, endpoint=endpoint.id)
    if endpoint.kind is EndpointKind.DOCK:
        _stop_ringing(decision)
    person = endpoint.person
    session = decision.state.open_session
    if session is None or person.id not in session.participants:
        return
    if all(other.person.id != person.id for other in decision.state.endpoints.values()):
        decision.emit(SessionLeft, session=session.id, person=person, reason=Reason.AGENT_GONE)


def _stop_ringing(decision: Decision) -> None:
    """Who closes her last dock calls nobody any more."""
    if decision.state.docks:
        return
    for scope, consent in decision.state.consent.items():
        if isinstance(consent, Asked) and decision.is_customer(consent.by):
            cancel(decision, scope, Reason.DOCK_CLOSED)


def _own(
    decision: Decision,
    command: OpenEndpoint | LoseEndpoint | CloseEndpoint | ShowPage | UnsharePage,
) -> Endpoint | None:
    known = decision.state.endpoints.get(command.endpoint)
    if known is not None and known.person.id != command.by.id:
        raise UnknownThing(what="endpoint")
    return known

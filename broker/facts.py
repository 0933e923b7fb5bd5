"""What analytics count: one fact for each conversation, session and question for a scope.

A fact holds ids, kinds and times only: nothing of the page, nothing that people wrote, nobody's
name, and of the people only the agent. It says when something was asked, when it was allowed, and
how it ended; whatever analytics tell is counted from there. Facts are folded from the events of a
conversation, one after the other, so that they can be made anew from the event log at any time.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from broker.events import (
    AnyEvent,
    ConversationAccepted,
    ConversationEnded,
    ConversationQueued,
    ConversationTakenOver,
    ConversationTransferred,
    Event,
    Person,
    ScopeAsked,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeWithdrawn,
    SessionActivated,
    SessionEnded,
    SessionJoined,
    SessionStarted,
)
from broker.names import Reason


class FactKind(StrEnum):
    CONVERSATION = "conversation"
    SESSION = "session"
    SCOPE = "scope"


class Outcome(StrEnum):
    """How it ended. `open`: not yet. `denied`, `expired` (nobody answered), `withdrawn`,
    `cancelled` (by a rule): it was never allowed. `ended`: it was, and came to its end by the
    people's will. `error`: it was, and something broke it off."""

    OPEN = "open"
    DENIED = "denied"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    ENDED = "ended"
    ERROR = "error"


# Nobody wanted it to end so.
BROKEN: frozenset[Reason] = frozenset(
    {
        Reason.CUSTOMER_GONE,
        Reason.AGENT_GONE,
        Reason.PARTICIPANT_GONE,
        Reason.NOT_LET_IN,
        Reason.DENIED_BY_DEVICE,
        Reason.NO_DEVICE,
        Reason.SURFACE_FORBIDDEN,
    }
)
_NEVER = {
    Reason.DENIED: Outcome.DENIED,
    Reason.EXPIRED: Outcome.EXPIRED,
    Reason.WITHDRAWN: Outcome.WITHDRAWN,
}


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """`seq`: of the event that it began with. `granted_at`: a conversation was accepted, a session
    activated, a scope granted. `agent`, `scope`, `session`, `reason`: empty where there is none.
    `request`, `grant`: by which later events name it."""

    conversation: str
    seq: int
    kind: FactKind
    site: str
    agent: str = ""
    scope: str = ""
    session: str = ""
    asked_at: float
    granted_at: float | None = None
    ended_at: float | None = None
    outcome: Outcome = Outcome.OPEN
    reason: str = ""
    request: str | None = None
    grant: int | None = None


Question = ScopeWithdrawn | ScopeDenied | ScopeExpired | ScopeRevoked | ScopeReleased
Facts = dict[int, Fact]

TOLD_OF = (
    *(ConversationQueued, ConversationAccepted, ConversationEnded),
    *(ConversationTransferred, ConversationTakenOver),
    *(SessionStarted, SessionJoined, SessionActivated, SessionEnded),
    *(ScopeAsked, ScopeGranted, ScopeWithdrawn, ScopeDenied, ScopeExpired, ScopeRevoked),
    ScopeReleased,
)


def fold(site: str, known: Iterable[Fact], events: Iterable[AnyEvent]) -> list[Fact]:
    """The facts that `events`, of one conversation, make or change. `known`: those of the same
    conversation that are open before."""
    before = {fact.seq: fact for fact in known}
    facts = dict(before)
    for event in events:
        _apply(site, facts, event)
    return [fact for seq, fact in facts.items() if fact is not before.get(seq)]


def _apply(site: str, facts: Facts, event: AnyEvent) -> None:
    match event:
        case ConversationQueued():
            _open(facts, event, FactKind.CONVERSATION, site)
        case ConversationAccepted():
            _accepted(facts, event, event.by)
        case ConversationTransferred():
            _accepted(facts, event, event.owner)
        case ConversationTakenOver():
            _accepted(facts, event, event.by)
        case ConversationEnded():
            _end_all(facts, FactKind.CONVERSATION, "", event.at, event.reason)
        case SessionStarted():
            _open(
                facts,
                event,
                FactKind.SESSION,
                site,
                agent=_agent(event.by),
                session=event.session,
            )
        case SessionJoined():
            _attribute(facts, event.session, _agent(event.person))
        case SessionActivated():
            for fact in _of(facts, FactKind.SESSION, event.session):
                if fact.granted_at is None:
                    facts[fact.seq] = replace(fact, granted_at=event.at)
        case SessionEnded():
            _end_all(facts, FactKind.SESSION, event.session, event.at, event.reason)
        case ScopeAsked():
            _open(
                facts,
                event,
                FactKind.SCOPE,
                site,
                agent=_agent(event.by),
                scope=event.scope,
                session=event.session or "",
                request=event.request,
            )
        case ScopeGranted():
            _granted(site, facts, event)
        case ScopeWithdrawn():
            _end_scope(facts, event, Reason.WITHDRAWN)
        case ScopeDenied():
            _end_scope(facts, event, Reason.DENIED, _agent(event.by))
        case ScopeExpired():
            _end_scope(facts, event, Reason.EXPIRED)
        case ScopeRevoked():
            _end_scope(facts, event, event.reason)
        case ScopeReleased():
            by_agent = event.by.role.is_staff
            _end_scope(facts, event, Reason.BY_AGENT if by_agent else Reason.BY_CUSTOMER)
        case _:
            pass


def _open(
    facts: Facts,
    event: Event,
    kind: FactKind,
    site: str,
    *,
    agent: str = "",
    scope: str = "",
    session: str = "",
    request: str | None = None,
) -> None:
    facts[event.seq] = Fact(
        conversation=event.conversation,
        seq=event.seq,
        kind=kind,
        site=site,
        agent=agent,
        scope=scope,
        session=session,
        asked_at=event.at,
        request=request,
    )


def _agent(person: Person) -> str:
    return person.id if person.role.is_staff else ""


def _of(facts: Facts, kind: FactKind, session: str) -> list[Fact]:
    """The open ones."""
    return [
        fact
        for fact in facts.values()
        if fact.kind is kind and fact.session == session and fact.outcome is Outcome.OPEN
    ]


def _accepted(facts: Facts, event: Event, owner: Person) -> None:
    """The first one who took it counts: she waited until then."""
    for fact in _of(facts, FactKind.CONVERSATION, ""):
        if fact.granted_at is None:
            facts[fact.seq] = replace(fact, granted_at=event.at, agent=_agent(owner))


def _attribute(facts: Facts, session: str, agent: str) -> None:
    """What the customer began is the first agent's who joined."""
    for kind in (FactKind.SESSION, FactKind.SCOPE):
        for fact in _of(facts, kind, session):
            if not fact.agent and agent:
                facts[fact.seq] = replace(fact, agent=agent)


def _granted(site: str, facts: Facts, event: ScopeGranted) -> None:
    asked = None if event.request is None else _named(facts, event.scope, None, event.request)
    if asked is None:
        # Of the customer's own accord, or in the same act as something else.
        _open(facts, event, FactKind.SCOPE, site, scope=event.scope, session=event.session or "")
        asked = facts[event.seq]
    agent = asked.agent or _agent(event.by) or event.to or _agent_of(facts, event.session)
    facts[asked.seq] = replace(asked, agent=agent, granted_at=event.at, grant=event.grant)


def _agent_of(facts: Facts, session: str | None) -> str:
    mine = _of(facts, FactKind.SESSION, session or "")
    return mine[0].agent if mine else ""


def _named(facts: Facts, scope: str, grant: int | None, request: str | None) -> Fact | None:
    """The open fact that an event names by its grant or its request."""
    for fact in facts.values():
        if fact.kind is not FactKind.SCOPE or fact.scope != scope:
            continue
        by_grant = grant is not None and fact.grant == grant
        by_request = grant is None and request is not None and fact.request == request
        if fact.outcome is Outcome.OPEN and (by_grant or by_request):
            return fact
    return None


def _end_scope(facts: Facts, event: Question, reason: Reason, agent: str = "") -> None:
    request, grant = getattr(event, "request", None), getattr(event, "grant", None)
    fact = _named(facts, event.scope, grant, request)
    if fact is not None:
        fact = fact if fact.agent else replace(fact, agent=agent)
        facts[fact.seq] = _ended(fact, event.at, reason)


def _end_all(facts: Facts, kind: FactKind, session: str, at: float, reason: Reason) -> None:
    for fact in _of(facts, kind, session):
        facts[fact.seq] = _ended(fact, at, reason)


def _ended(fact: Fact, at: float, reason: Reason) -> Fact:
    if fact.granted_at is None:
        outcome = _NEVER.get(reason, Outcome.CANCELLED)
    else:
        outcome = Outcome.ERROR if reason in BROKEN else Outcome.ENDED
    return replace(fact, ended_at=at, outcome=outcome, reason=reason)

"""A consent receipt: what a customer was asked in a session, what she allowed, and how it ended.

Made of the events alone, so it holds ids, kinds, times and the names of agents that she was told;
nothing that was shown, said or typed. The fields are named after ISO/IEC TS 27560, and the JSON-LD
context gives them the meaning of the Data Privacy Vocabulary; docs/audit.md has the table.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec

from broker.errors import UnknownThing, WrongState
from broker.events import (
    AnyEvent,
    ConversationQueued,
    ParticipantAsked,
    ParticipantRefused,
    Person,
    ScopeAsked,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeWithdrawn,
    SessionEnded,
    SessionJoined,
    SessionLeft,
    SessionStarted,
)
from broker.names import Reason, Role, Scope, SessionState
from broker.statement import Signed

SCHEMA = "alongside-receipt/1"
PURPOSE = "dpv:CustomerCare"
WITHDRAWAL = "Stop, in the page that is shared"
# How a time is written.
Written = Callable[[float], str]

CONTEXT: dict[str, str] = {
    "@vocab": "urn:alongside:receipt:1:",
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
    "schema_version": "dct:conformsTo",
    "receipt_id": "dct:identifier",
    "issued_at": "dct:issued",
    "pii_principal_id": "dpv:hasDataSubject",
    "pii_controller": "dpv:hasDataController",
    "purpose": "dpv:hasPurpose",
    "recipients": "dpv:hasRecipient",
    "withdrawal_method": "dpv:hasConsentControl",
    "event_state": "dpv:hasConsentStatus",
    "event_time": "dpv:isIndicatedAtTime",
    "entity_id": "dpv:isIndicatedBy",
}


class Status(StrEnum):
    """Of a consent, in the words of the vocabulary. `deferred`: asked and never answered.
    `withdrawn`: by the customer. `revoked`: by anybody or anything else."""

    REQUESTED = "dpv:ConsentRequested"
    GIVEN = "dpv:ConsentGiven"
    REFUSED = "dpv:ConsentRefused"
    DEFERRED = "dpv:ConsentRequestDeferred"
    WITHDRAWN = "dpv:ConsentWithdrawn"
    REVOKED = "dpv:ConsentRevoked"
    EXPIRED = "dpv:ConsentExpired"


class Base(msgspec.Struct, kw_only=True, omit_defaults=True):
    pass


class Party(Base):
    """`name`: as the customer was told it."""

    entity_id: str
    role: Role
    name: str = ""


class Step(Base):
    """`entity_id` is left out where a rule or the time decided. `signed`: what the customer signed,
    where something was given."""

    event_state: Status
    event_time: str
    entity_id: str | None = None
    reason: Reason | None = None
    signed: Signed | None = None


class Consent(Base):
    """`recipient`: left out where it is all agents in the session. `of`: what it is about, the
    session or, as of a call, the whole conversation."""

    scope: Scope
    of: str
    recipient: str | None = None
    limit: str | None = None
    outlives_pages: bool = False
    events: list[Step] = []


class Presence(Base):
    """An agent's way in and out. `refused_because`: why it was none. `signed`: by which the
    customer let them in, where she was asked."""

    entity_id: str
    asked_at: str | None = None
    joined_at: str | None = None
    left_at: str | None = None
    refused_because: Reason | None = None
    signed: Signed | None = None


class Issuer(Base):
    """Of whom the customer was told that they ask. `server`: the origin of the broker."""

    organisation: str
    site: str
    site_name: str
    server: str


class Receipt(Base, kw_only=True, rename={"context": "@context", "kind": "@type"}):
    """`policy_version`: of the site's policy when the session began."""

    context: dict[str, str]
    kind: str
    schema_version: str
    receipt_id: str
    record_id: str
    issued_at: str
    pii_principal_id: str
    pii_controller: Issuer
    purpose: str
    withdrawal_method: str
    conversation: str
    session: str
    policy_version: str = ""
    started_at: str
    started_by: str
    ended_at: str
    ended_because: Reason
    ended_by: str | None = None
    parties: list[Party]
    recipients: list[Presence]
    consents: list[Consent]


def receipt(
    events: Sequence[AnyEvent],
    session: str,
    customer: str,
    issuer: Issuer,
    now: float,
    written: Written,
) -> Receipt:
    """Raises UnknownThing for a session that is not there or not this customer's, alike, and
    WrongState while it goes on."""
    queued = [event for event in events if isinstance(event, ConversationQueued)]
    started = [
        event for event in events if isinstance(event, SessionStarted) and event.session == session
    ]
    if not started or not queued or queued[0].customer.id != customer:
        raise UnknownThing(what="session")
    ended = [
        event for event in events if isinstance(event, SessionEnded) and event.session == session
    ]
    if not ended:
        raise WrongState(what="session", state=SessionState.ACTIVE)
    begin, end = started[0], ended[0]
    collected = Collected(session, customer, end.by, written)
    for event in events:
        collected.take(event)
    return Receipt(
        context=CONTEXT,
        kind="dpv:ConsentReceipt",
        schema_version=SCHEMA,
        receipt_id=f"{session}.{round(now * 1000)}",
        record_id=session,
        issued_at=written(now),
        pii_principal_id=customer,
        pii_controller=issuer,
        purpose=PURPOSE,
        withdrawal_method=WITHDRAWAL,
        conversation=begin.conversation,
        session=session,
        policy_version=begin.policy,
        started_at=written(begin.at),
        started_by=begin.by.id,
        ended_at=written(end.at),
        ended_because=end.reason,
        ended_by=None if end.by is None else end.by.id,
        parties=collected.parties({begin.by, queued[0].customer, *([end.by] if end.by else [])}),
        recipients=collected.presences,
        consents=collected.between(begin.at, end.at),
    )


class Known(msgspec.Struct):
    """A consent, and when it was first and last heard of; `last` None while it is on."""

    consent: Consent
    session: str | None
    first: float
    last: float | None = None


class Collected:
    """What the events of a conversation tell about one session."""

    def __init__(
        self, session: str, customer: str, ended_by: Person | None, written: Written
    ) -> None:
        self._session = session
        self._ended_by = ended_by
        self._customer = customer
        self._written = written
        self._known: list[Known] = []
        self._by_request: dict[str, Known] = {}
        self._by_grant: dict[int, Known] = {}
        self._people: dict[str, Person] = {}
        self.presences: list[Presence] = []

    def parties(self, also: set[Person]) -> list[Party]:
        """Of everybody who is named, sorted by id."""
        people = {**self._people, **{person.id: person for person in also}}
        return [
            Party(entity_id=id, role=one.role, name=one.name) for id, one in sorted(people.items())
        ]

    def between(self, begin: float, end: float) -> list[Consent]:
        """The session's, and those of the conversation that were about while it lasted."""
        return [
            known.consent
            for known in self._known
            if known.session == self._session
            or (
                known.session is None
                and known.first <= end
                and (known.last is None or known.last >= begin)
            )
        ]

    def take(self, event: AnyEvent) -> None:
        match event:
            case ScopeAsked(session=session) if session in (self._session, None):
                begun = self._begin(event.scope, session, event.at)
                self._by_request[event.request] = begun
                self._step(begun, Status.REQUESTED, event.at, event.by)
            case ScopeGranted(session=session) if session in (self._session, None):
                self._granted(event)
            case ScopeDenied() if asked := self._by_request.get(event.request):
                self._step(asked, Status.REFUSED, event.at, event.by, is_last=True)
            case ScopeWithdrawn() if asked := self._by_request.get(event.request):
                self._step(asked, Status.DEFERRED, event.at, event.by, is_last=True)
            case ScopeExpired() | ScopeRevoked() | ScopeReleased():
                self._over(event)
            case ParticipantAsked() | ParticipantRefused() | SessionJoined() | SessionLeft():
                if event.session == self._session:
                    self._presence(event)
            case _:
                pass

    def _granted(self, event: ScopeGranted) -> None:
        known = self._by_request.get(event.request or "")
        if known is None:
            known = self._begin(event.scope, event.session, event.at)
        self._by_grant[event.grant] = known
        known.consent.recipient = event.to
        known.consent.limit = event.limit
        known.consent.outlives_pages = event.survives_load
        self._step(known, Status.GIVEN, event.at, event.by, signed=event.signed)

    def _over(self, event: ScopeExpired | ScopeRevoked | ScopeReleased) -> None:
        by = None if isinstance(event, ScopeExpired) else event.by
        reason = event.reason if isinstance(event, ScopeRevoked) else None
        if reason is Reason.SESSION_ENDED and event.session == self._session:
            # Who presses Stop takes back all at once.
            by = self._ended_by
        granted = self._by_grant.get(event.grant or 0)
        if granted is not None:
            status = Status.REVOKED
            if isinstance(event, ScopeExpired):
                status = Status.EXPIRED
            elif by is not None and by.id == self._customer:
                status = Status.WITHDRAWN
            self._step(granted, status, event.at, by, reason, is_last=True)
            return
        request = None if isinstance(event, ScopeReleased) else event.request
        asked = self._by_request.get(request or "")
        if asked is not None:
            self._step(asked, Status.DEFERRED, event.at, by, reason, is_last=True)

    def _presence(
        self, event: ParticipantAsked | ParticipantRefused | SessionJoined | SessionLeft
    ) -> None:
        at, id = self._written(event.at), event.person.id
        self._people[id] = event.person
        last = next((one for one in reversed(self.presences) if one.entity_id == id), None)
        if last is None or last.left_at or last.refused_because:
            last = Presence(entity_id=id)
            self.presences.append(last)
        match event:
            case ParticipantAsked():
                last.asked_at = at
            case ParticipantRefused():
                last.refused_because = event.reason
            case SessionJoined():
                last.joined_at = at
                last.signed = event.signed
            case _:
                last.left_at = at

    def _begin(self, scope: Scope, session: str | None, at: float) -> Known:
        of = "conversation" if session is None else "session"
        known = Known(Consent(scope=scope, of=of, events=[]), session, at)
        self._known.append(known)
        return known

    def _step(
        self,
        known: Known,
        status: Status,
        at: float,
        by: Person | None,
        reason: Reason | None = None,
        *,
        is_last: bool = False,
        signed: Signed | None = None,
    ) -> None:
        id = None
        if by is not None:
            id = by.id
            self._people[id] = by
        step = Step(
            event_state=status,
            event_time=self._written(at),
            entity_id=id,
            reason=reason,
            signed=signed,
        )
        known.consent.events.append(step)
        known.last = at if is_last else None

"""Facts tell what the events tell: of known conversations one by one, of random ones against the
events, and against the state that the rules made of the same events.
"""

from hypothesis import settings

from broker.commands import (
    AllowScope,
    DenyScope,
    EndConversation,
    EndSession,
    JoinSession,
    ReleaseScope,
    RevokeScope,
    StartSession,
    TakeOverConversation,
    TransferConversation,
    WithdrawScope,
)
from broker.consent import Off
from broker.events import (
    AnyEvent,
    ConversationEnded,
    ConversationQueued,
    ScopeAsked,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeRevoked,
    SessionActivated,
    SessionEnded,
    SessionStarted,
)
from broker.facts import Fact, FactKind, Outcome, fold
from broker.names import Reason, Scope
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, Room
from tests.broker.test_machine import SUE, Machine


def facts(room: Room, kind: FactKind) -> list[Fact]:
    return [fact for fact in fold("shop", (), room.events) if fact.kind is kind]


def told(room: Room, kind: FactKind) -> list[str]:
    """Of each: scope, agent, how it ended and why."""
    lines = [(fact.scope, fact.agent, fact.outcome, fact.reason) for fact in facts(room, kind)]
    return [" ".join(filter(None, line)) for line in lines]


def times(fact: Fact) -> tuple[float | None, float | None]:
    """From the question to the yes, and from the yes to the end."""
    wait = None if fact.granted_at is None else fact.granted_at - fact.asked_at
    if fact.granted_at is None or fact.ended_at is None:
        return wait, None
    return wait, fact.ended_at - fact.granted_at


def test_what_an_agent_asked_for_was_allowed_and_ended_well() -> None:
    room = Room().asked()
    assert told(room, FactKind.SESSION) == ["ann open"]
    room.now += 4
    room.do(AllowScope(by=CARLA, request="look"))
    room.now += 60
    room.do(EndSession(by=CARLA, session="s1"))
    assert told(room, FactKind.SESSION) == ["ann ended by_customer"]
    assert told(room, FactKind.SCOPE) == ["view ann ended session_ended"]
    assert times(facts(room, FactKind.SESSION)[0]) == (4, 60)
    assert times(facts(room, FactKind.SCOPE)[0]) == (4, 60)


def test_what_was_never_allowed_says_why() -> None:
    room = Room().asked()
    room.do(DenyScope(by=CARLA, request="look"))
    assert told(room, FactKind.SESSION) == ["ann denied denied"]
    assert told(room, FactKind.SCOPE) == ["view ann denied denied"]
    room = Room().asked()
    room.do(WithdrawScope(by=ANN, request="look"))
    assert told(room, FactKind.SCOPE) == ["view ann withdrawn withdrawn"]
    room = Room().asked()
    room.wait(3_600)
    assert told(room, FactKind.SCOPE) == ["view ann expired expired"]
    assert told(room, FactKind.SESSION) == ["ann expired expired"]
    assert times(facts(room, FactKind.SESSION)[0]) == (None, None)
    room = Room().asked()
    room.do(EndConversation(by=CARLA))
    assert told(room, FactKind.SESSION) == ["ann cancelled conversation_ended"]


def test_what_the_customer_began_waits_for_an_agent_and_is_theirs() -> None:
    room = Room().queued()
    room.do(StartSession(by=CARLA, session="s1"))
    assert told(room, FactKind.SESSION) == ["open"]
    assert told(room, FactKind.SCOPE) == ["view open"]
    room.now += 7
    room.do(JoinSession(by=BOB, session="s1", with_code=True))
    assert told(room, FactKind.SESSION) == ["bob open"]
    assert told(room, FactKind.SCOPE) == ["view bob open"]
    assert times(facts(room, FactKind.SESSION)[0]) == (7, None)
    assert told(room, FactKind.CONVERSATION) == ["bob open"]


def test_a_session_that_nobody_joined_was_not_allowed() -> None:
    room = Room().waiting()
    room.wait(86_400)
    assert told(room, FactKind.SESSION) == ["expired expired"]


def test_what_broke_off_is_an_error() -> None:
    room = Room(EVERYTHING).active()
    room.dock()
    room.ask(Scope.SCREEN, "screen")
    room.do(AllowScope(by=CARLA, request="screen"))
    grant = room.state.last_grant
    room.do(RevokeScope(by=CARLA, scope=Scope.SCREEN, grant=grant, reason=Reason.NO_DEVICE))
    assert told(room, FactKind.SCOPE) == ["view ann open", "screen ann error no_device"]


def test_a_call_of_the_customers_is_the_agents_who_answered() -> None:
    room = Room(EVERYTHING).accepted().in_call(Scope.VIDEO)
    assert told(room, FactKind.SCOPE) == ["video ann open", "voice ann open"]
    room.do(ReleaseScope(by=CARLA, scope=Scope.VOICE, grant=2))
    assert told(room, FactKind.SCOPE)[1].startswith("voice ann ended")
    room = Room(EVERYTHING).accepted()
    room.dock()
    room.call(Scope.VOICE, "call")
    room.do(DenyScope(by=ANN, request="call"))
    assert told(room, FactKind.SCOPE) == ["voice ann denied denied"]


def test_the_first_agent_of_a_conversation_counts() -> None:
    room = Room().queued()
    room.do(TakeOverConversation(by=SUE))
    room.do(TransferConversation(by=SUE, owner=BOB))
    room.do(EndConversation(by=CARLA))
    assert told(room, FactKind.CONVERSATION) == ["sue ended by_customer"]
    room = Room().queued()
    room.do(EndConversation(by=CARLA))
    assert told(room, FactKind.CONVERSATION) == ["cancelled by_customer"]


def test_facts_hold_no_words_and_no_names() -> None:
    room = Room(EVERYTHING).shared()
    shown = repr(fold("shop", (), room.events))
    assert "Carla" not in shown and "carla" not in shown and "Ann" not in shown


class Counting(Machine):
    """Random conversations: what folding event by event gives, decision by decision, is what
    folding everything at once gives, and both are what is counted in the events themselves."""

    def teardown(self) -> None:
        whole = fold("shop", (), self.stream)
        assert {fact.seq: fact for fact in whole} == in_steps(self.stream)
        counted(whole, self.stream)
        state = self.talk.state
        if state is None:
            return
        unsettled = [*state.consent.values()]
        if state.open_session is not None:
            unsettled += state.open_session.consent.values()
        still = [consent for consent in unsettled if not isinstance(consent, Off)]
        open_scopes = [f for f in whole if f.kind is FactKind.SCOPE and f.outcome is Outcome.OPEN]
        assert len(open_scopes) == len(still)


def in_steps(stream: list[AnyEvent]) -> dict[int, Fact]:
    kept: dict[int, Fact] = {}
    for event in stream:
        still_open = [fact for fact in kept.values() if fact.outcome is Outcome.OPEN]
        kept |= {fact.seq: fact for fact in fold("shop", still_open, [event])}
    return kept


def counted(whole: list[Fact], stream: list[AnyEvent]) -> None:
    scopes = [fact for fact in whole if fact.kind is FactKind.SCOPE]
    sessions = [fact for fact in whole if fact.kind is FactKind.SESSION]
    granted = [event for event in stream if isinstance(event, ScopeGranted)]
    asked = {event.request for event in stream if isinstance(event, ScopeAsked)}
    unasked = [event for event in granted if event.request not in asked]
    assert len(scopes) == count(stream, ScopeAsked) + len(unasked)
    assert sum(fact.granted_at is not None for fact in scopes) == len(granted)
    denied = sum(fact.outcome is Outcome.DENIED for fact in scopes)
    assert denied == count(stream, ScopeDenied)
    lapsed = [e for e in stream if isinstance(e, ScopeExpired) and e.grant is None]
    assert sum(fact.outcome is Outcome.EXPIRED for fact in scopes) == len(lapsed)
    ruled = [e for e in stream if isinstance(e, ScopeRevoked) and e.grant is None]
    cancelled = sum(fact.outcome is Outcome.CANCELLED for fact in scopes)
    assert cancelled == len(ruled)
    assert len(sessions) == count(stream, SessionStarted)
    assert sum(f.granted_at is not None for f in sessions) == count(stream, SessionActivated)
    assert sum(f.ended_at is not None for f in sessions) == count(stream, SessionEnded)
    talks = [fact for fact in whole if fact.kind is FactKind.CONVERSATION]
    assert len(talks) == count(stream, ConversationQueued)
    assert sum(f.ended_at is not None for f in talks) == count(stream, ConversationEnded)
    assert all(fact.ended_at is None or fact.ended_at >= fact.asked_at for fact in whole)


def count(stream: list[AnyEvent], kind: type[AnyEvent]) -> int:
    return sum(isinstance(event, kind) for event in stream)


TestCounting = Counting.TestCase
TestCounting.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)

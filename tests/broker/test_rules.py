"""broker/rules.py: what follows by itself, from a state or from time."""

from broker.commands import (
    AllowScope,
    CloseEndpoint,
    EndSession,
    JoinSession,
    LoseEndpoint,
    OpenEndpoint,
    PauseSession,
    PostMessage,
    ResumeSession,
    StartConversation,
    StartSession,
)
from broker.decision import Decision
from broker.events import ScopeGranted, ScopeRevoked
from broker.names import EndpointKind, Reason, Scope, SessionState
from broker.policy import Policy
from broker.rules import settle
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, Room


def back(endpoint: str = "page") -> OpenEndpoint:
    """A page that holds the customer's consent."""
    return OpenEndpoint(by=CARLA, endpoint=endpoint, kind=EndpointKind.PAGE, session="s1")


def lose() -> LoseEndpoint:
    return LoseEndpoint(by=CARLA, endpoint="page")


# --- the customer's presence --------------------------------------------------------------------


def test_losing_the_last_page_sends_the_session_away_and_its_return_brings_it_back() -> None:
    room = Room().shared()
    assert room.do(lose()) == ["endpoint.lost", "session.away"]
    assert (room.session.state, room.session.deadline) == (SessionState.AWAY, 1030.0)
    assert room.do(back()) == ["endpoint.returned", "session.returned"]
    assert room.session.state is SessionState.ACTIVE
    assert room.session.granted(Scope.VIEW) is not None


def test_a_reload_returns_with_a_new_page() -> None:
    room = Room().shared()
    room.do(lose())
    assert room.do(back("reloaded")) == [
        "endpoint.opened",
        "page.shared",
        "page.shown",
        "session.returned",
    ]


def test_closing_the_last_page_is_like_losing_it() -> None:
    room = Room().shared()
    closed = room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    assert closed == ["endpoint.closed", "session.away"]


def test_one_of_two_pages_is_enough() -> None:
    room = Room().shared()
    room.do(back("tab"))
    assert room.do(lose()) == ["endpoint.lost"]


def test_some_page_is_in_front_as_long_as_there_is_one() -> None:
    room = Room().shared()
    room.do(back("tab"))
    closed = room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    assert closed == ["endpoint.closed", "page.shown"]
    assert room.conversation.page == "tab"


def test_away_past_the_deadline_ends() -> None:
    room = Room(Policy(away_seconds=300, resume_seconds=30)).shared()
    room.do(lose())
    assert room.wait(30) == ["endpoint.closed"]
    assert room.wait(269) == []
    assert room.wait(1) == [
        "scope.revoked view session_ended",
        "session.ended customer_gone",
    ]


def test_a_paused_session_is_paused_again_after_an_absence() -> None:
    room = Room().shared()
    room.do(PauseSession(by=CARLA, session="s1"))
    room.do(lose())
    room.do(back())
    assert room.session.state is SessionState.PAUSED


def test_a_question_survives_an_absence() -> None:
    room = Room().asked()
    assert room.do(lose()) == ["endpoint.lost", "session.away"]
    assert room.do(back()) == ["endpoint.returned", "session.returned"]
    assert room.do(AllowScope(by=CARLA, request="look")) == [
        "scope.granted view",
        "session.activated",
    ]


def test_a_question_expires_in_an_absence_too() -> None:
    room = Room().asked()
    room.wait(10)
    room.do(lose())
    assert room.wait(20) == ["scope.expired view", "session.ended expired"]


def test_a_session_started_without_a_page_is_away_at_once() -> None:
    room = Room()
    room.do(StartConversation(by=CARLA, site="shop"))
    started = room.do(StartSession(by=CARLA, session="s1"))
    assert started == ["session.started", "scope.granted view", "session.away"]


# --- waiting ------------------------------------------------------------------------------------


def test_nobody_joins_in_time() -> None:
    room = Room().waiting()
    assert room.wait(899.9) == []
    assert room.wait(0.1) == ["scope.revoked view session_ended", "session.ended expired"]


def test_the_time_for_waiting_runs_on_while_the_customer_is_away() -> None:
    room = Room().waiting()
    room.now += 890
    room.do(lose())
    assert room.conversation.next_deadline() == 1920.0
    room.now += 20
    assert room.do(back()) == [
        "endpoint.returned",
        "session.returned",
        "scope.revoked view session_ended",
        "session.ended expired",
    ]


def test_an_agent_may_join_while_the_customer_reloads() -> None:
    room = Room().waiting()
    room.now += 890
    room.do(lose())
    joined = room.do(JoinSession(by=ANN, session="s1", with_code=True))
    assert joined == ["conversation.accepted", "session.joined"]
    room.now += 20
    assert room.do(back()) == ["endpoint.returned", "session.returned", "session.activated"]


# --- agents' presence ---------------------------------------------------------------------------


def test_an_agent_who_is_gone_leaves_and_the_last_one_ends_the_session() -> None:
    room = Room().shared()
    room.join(BOB, "bobs")
    room.do(LoseEndpoint(by=BOB, endpoint="bobs"))
    assert room.wait(30) == ["endpoint.closed", "session.left agent_gone"]
    closed = room.do(CloseEndpoint(by=ANN, endpoint="console"))
    assert closed == [
        "endpoint.closed",
        "session.left agent_gone",
        "scope.revoked view session_ended",
        "session.ended agent_gone",
    ]


def test_an_agents_return_changes_nothing() -> None:
    room = Room().shared()
    room.do(LoseEndpoint(by=ANN, endpoint="console"))
    room.now += 29
    console = OpenEndpoint(by=ANN, endpoint="console", kind=EndpointKind.CONSOLE)
    assert room.do(console) == ["endpoint.returned"]
    assert room.session.state is SessionState.ACTIVE


def test_a_view_granted_to_an_agent_ends_with_that_agent() -> None:
    room = Room().active()
    room.join(BOB, "bobs")
    closed = room.do(CloseEndpoint(by=ANN, endpoint="console"))
    assert closed == [
        "endpoint.closed",
        "session.left agent_gone",
        "scope.revoked view participant_gone",
        "session.ended agent_gone",
    ]


def test_a_gone_agents_grants_and_questions_end_and_the_others_stay() -> None:
    room = Room(EVERYTHING).shared()
    room.join(BOB, "bobs")
    room.grant(Scope.CONTROL, "drive")
    room.ask(Scope.RECORDING, "record")
    room.ask(Scope.VOICE, "call", by=CARLA)
    closed = room.do(CloseEndpoint(by=ANN, endpoint="console"))
    assert closed == [
        "endpoint.closed",
        "session.left agent_gone",
        "scope.revoked control participant_gone",
        "scope.revoked recording participant_gone",
    ]
    assert room.session.granted(Scope.VIEW) is not None
    assert room.state.asked("call") is not None


def test_an_asking_agent_who_leaves_takes_the_question_along() -> None:
    room = Room().asked()
    closed = room.do(CloseEndpoint(by=ANN, endpoint="console"))
    assert closed[2:] == ["scope.revoked view participant_gone", "session.ended agent_gone"]


# --- one scope and another ----------------------------------------------------------------------


def test_a_pause_ends_control_and_questions_and_keeps_the_view() -> None:
    room = Room(EVERYTHING).active()
    room.grant(Scope.CONTROL, "drive")
    room.ask(Scope.SCREEN, "screen")
    assert room.do(PauseSession(by=CARLA, session="s1")) == [
        "session.paused",
        "scope.revoked screen session_paused",
        "scope.revoked control session_paused",
    ]
    room.do(ResumeSession(by=CARLA, session="s1"))
    assert room.conversation.may("ann", Scope.VIEW)
    assert not room.conversation.may("ann", Scope.CONTROL)


def test_an_absence_keeps_everything_and_nobody_can_use_it() -> None:
    room = Room(EVERYTHING).active()
    room.grant(Scope.CONTROL, "drive")
    room.ask(Scope.SCREEN, "screen")
    assert room.do(lose()) == ["endpoint.lost", "session.away"]
    assert not room.conversation.may("ann", Scope.VIEW)
    assert not room.conversation.may("ann", Scope.CONTROL)
    assert room.do(back()) == ["endpoint.returned", "session.returned"]
    assert room.conversation.may("ann", Scope.CONTROL)


def test_screen_switches_control_off() -> None:
    room = Room(EVERYTHING).active()
    room.grant(Scope.CONTROL, "drive")
    granted = room.grant(Scope.SCREEN, "screen")
    assert granted == ["scope.granted screen", "scope.revoked control screen_started"]


def test_screen_cancels_a_question_for_control() -> None:
    room = Room(EVERYTHING).active()
    room.ask(Scope.SCREEN, "screen")
    room.ask(Scope.CONTROL, "drive")
    assert room.do(AllowScope(by=CARLA, request="screen"))[1:] == [
        "scope.revoked control screen_started"
    ]


def test_an_unanswered_question_for_more_leaves_the_session() -> None:
    room = Room(EVERYTHING).active()
    room.ask(Scope.CONTROL, "drive")
    assert room.wait(30) == ["scope.expired control"]
    assert room.session.state is SessionState.ACTIVE


# --- grants with an end of their own ------------------------------------------------------------


def limited(room: Room, scope: Scope, until: float) -> None:
    """A grant with an end: no command gives one yet, but the stream may hold one."""
    seq = room.conversation.version + 1
    room.conversation.apply(
        ScopeGranted(
            conversation="talk",
            seq=seq,
            at=room.now,
            session=room.session.id,
            scope=scope,
            grant=7,
            by=CARLA,
            to="ann",
            request="limited",
            until=until,
        )
    )


def test_a_limited_grant_expires() -> None:
    room = Room(EVERYTHING).active()
    room.dock()
    room.ask(Scope.SCREEN, "limited")
    limited(room, Scope.SCREEN, 1060.0)
    assert room.conversation.next_deadline() == 1060.0
    assert room.wait(59) == []
    assert room.wait(1) == ["scope.expired screen"]


def test_a_limited_view_expires_with_its_session() -> None:
    room = Room().asked()
    limited(room, Scope.VIEW, 1060.0)
    assert room.do(PostMessage(by=CARLA, text="Yes")) == [
        "conversation.messaged",
        "session.activated",
    ]
    assert room.wait(59) == []
    assert room.wait(1) == ["scope.expired view", "session.ended expired"]


# --- running to a fixed point -------------------------------------------------------------------


def test_a_state_at_rest_stays_at_rest_whatever_the_policy() -> None:
    room = Room(EVERYTHING).shared()
    state = room.conversation.state
    assert state is not None
    nothing = Policy(scopes=frozenset(), agent_may_ask=False, away_seconds=0, resume_seconds=0)
    decision = Decision(state, nothing, room.now)
    settle(decision)
    assert decision.events == []


def test_everything_that_came_due_meanwhile_happens_before_a_command() -> None:
    room = Room().shared()
    room.do(lose())
    room.do(LoseEndpoint(by=ANN, endpoint="console"))
    room.now += 3600
    assert room.do(back("much-later")) == [
        "endpoint.closed",
        "endpoint.closed",
        "session.left agent_gone",
        "scope.revoked view session_ended",
        "session.ended agent_gone",
        "endpoint.opened",
        "page.shown",
    ]


def test_after_the_end_nothing_is_due() -> None:
    room = Room(Policy(inactive_seconds=0)).shared()
    room.do(EndSession(by=CARLA, session="s1"))
    assert room.conversation.next_deadline() is None
    ended = room.events[-2]
    assert isinstance(ended, ScopeRevoked) and ended.reason is Reason.SESSION_ENDED

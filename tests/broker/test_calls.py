"""broker/asking.py, broker/answering.py, broker/call_rules.py: calls belong to the conversation."""

import pytest

from broker.commands import (
    AcceptConversation,
    AllowScope,
    AskScope,
    CloseEndpoint,
    DenyScope,
    EndConversation,
    EndSession,
    LoseEndpoint,
    OpenEndpoint,
    PauseSession,
    ReleaseScope,
    ResumeSession,
    RevokeScope,
    ShowPage,
    StartConversation,
    StartSession,
    Tick,
    UnsharePage,
    WithdrawScope,
)
from broker.events import Person, ScopeAsked, ScopeGranted, ScopeRevoked
from broker.names import EndpointKind, Reason, Scope
from broker.policy import PRESETS, Policy
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, STRANGER, Room

MUTUAL = [Scope.VOICE, Scope.VIDEO, Scope.DOCUMENT]
CALL = [Scope.VOICE, Scope.VIDEO]


def asked(by: Person, scope: Scope = Scope.VOICE, request: str = "call") -> AskScope:
    return AskScope(by=by, scope=scope, request=request)


def grant_of(room: Room, scope: Scope) -> int:
    granted = room.state.granted(scope)
    assert granted is not None
    return granted.grant


# --- asking and answering -----------------------------------------------------------------------


@pytest.mark.parametrize("scope", MUTUAL)
def test_R14_the_customer_calls_without_a_session(scope: Scope) -> None:
    room = Room(EVERYTHING).accepted()
    room.dock()
    assert room.call(scope, "call") == [f"scope.asked {scope}"]
    assert room.refused(AllowScope(by=CARLA, request="call"))[0] == "not_allowed"
    assert room.do(AllowScope(by=ANN, request="call"))[0] == f"scope.granted {scope}"
    assert all(e.session is None for e in room.events if isinstance(e, ScopeAsked | ScopeGranted))
    granted = room.state.granted(scope)
    assert granted is not None
    to = None if scope is Scope.DOCUMENT else "ann"
    assert (granted.to, granted.by, granted.asker) == (to, ANN, CARLA)
    assert room.conversation.may("carla", scope) and room.conversation.may("ann", scope)
    assert not room.conversation.may("eve", scope)
    assert room.conversation.session is None


@pytest.mark.parametrize("scope", MUTUAL)
def test_R14_an_agent_calls_and_the_customer_answers(scope: Scope) -> None:
    room = Room(EVERYTHING).accepted()
    room.dock()
    room.call(scope, "call", by=ANN)
    assert room.refused(AllowScope(by=ANN, request="call"))[0] == "not_allowed"
    assert room.refused(DenyScope(by=ANN, request="call"))[0] == "not_allowed"
    assert room.refused(AllowScope(by=STRANGER, request="call"))[0] == "not_found"
    room.do(AllowScope(by=CARLA, request="call"))
    granted = room.state.granted(scope)
    to = None if scope is Scope.DOCUMENT else "ann"
    assert granted is not None and (granted.to, granted.by) == (to, CARLA)


def test_R14_every_agent_who_takes_part_asks_and_answers() -> None:
    room = Room(EVERYTHING).accepted()
    room.do(StartSession(by=CARLA, session="s1"))
    room.join(BOB, "bobs")
    room.dock()
    room.call(Scope.VOICE, "one")
    room.do(AllowScope(by=BOB, request="one"))
    assert room.conversation.may("ann", Scope.VOICE) and room.conversation.may("bob", Scope.VOICE)
    assert room.do(RevokeScope(by=ANN, scope=Scope.VOICE, grant=2))
    assert room.call(Scope.VOICE, "two", by=BOB)
    assert Room().accepted().refused(asked(BOB))[0] == "not_found"
    assert Room().accepted().refused(asked(STRANGER))[0] == "not_found"


@pytest.mark.parametrize("scope", CALL)
def test_R16_the_policy_may_leave_calls_to_agents(scope: Scope) -> None:
    room = Room(Policy(calls_by_customer=False)).accepted()
    assert room.refused(asked(CARLA, scope)) == (
        "policy_forbids",
        "The policy of this site does not permit to call.",
    )
    assert room.call(scope, "call", by=ANN) == [f"scope.asked {scope}"]


@pytest.mark.parametrize("by", [CARLA, ANN])
def test_R16_no_call_where_the_site_has_none(by: Person) -> None:
    assert Room(PRESETS["stepwise"]).accepted().refused(asked(by))[0] == "policy_forbids"


def test_a_call_needs_an_accepted_conversation_and_ends_with_it() -> None:
    assert Room().queued().refused(asked(CARLA)) == ("wrong_state", "The conversation is queued.")
    room = Room().accepted()
    room.do(EndConversation(by=ANN))
    assert room.refused(asked(CARLA)) == ("wrong_state", "The conversation is ended.")


def test_no_agent_calls_a_customer_who_is_away() -> None:
    room = Room().accepted()
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert room.refused(asked(ANN)) == ("wrong_state", "The customer is away.")
    room.dock()
    assert room.do(asked(ANN)) == ["scope.asked voice"]


def test_a_call_and_a_session_do_not_need_each_other() -> None:
    room = Room().accepted().in_call()
    room.do(StartSession(by=CARLA, session="s1"))
    assert room.do(EndSession(by=CARLA, session="s1")) == [
        "scope.revoked view session_ended",
        "session.ended by_customer",
    ]
    assert room.conversation.may("carla", Scope.VOICE)


def test_a_call_is_no_session_that_could_not_start_again() -> None:
    room = Room(Policy(restart=False)).accepted().in_call()
    assert room.do(StartSession(by=CARLA, session="s1"))[0] == "session.started"


# --- one question at a time, and not too often --------------------------------------------------


def test_R14_nobody_answers_in_time() -> None:
    room = Room().accepted()
    room.call(Scope.VOICE, "call", by=ANN)
    assert room.conversation.next_deadline() == 1030.0
    assert room.wait(29.9) == []
    assert room.wait(0.1) == ["scope.expired voice"]
    assert room.refused(AllowScope(by=CARLA, request="call"))[0] == "not_found"


@pytest.mark.parametrize("first", CALL)
@pytest.mark.parametrize("second", CALL)
def test_one_call_rings_at_a_time(first: Scope, second: Scope) -> None:
    room = Room().accepted()
    room.call(first, "one", by=ANN)
    refusal = ("wrong_state", f"The {first} is asked.")
    assert room.refused(asked(CARLA, second, "two")) == refusal


@pytest.mark.parametrize("scope", CALL)
def test_who_declined_or_missed_a_call_may_call_back_at_once(scope: Scope) -> None:
    room = Room().accepted()
    room.call(scope, "one", by=ANN)
    room.do(DenyScope(by=CARLA, request="one"))
    assert room.refused(asked(ANN, scope, "two"))[0] == "too_soon"
    assert room.call(scope, "two", by=CARLA) == [f"scope.asked {scope}"]
    assert room.wait(30) == [f"scope.expired {scope}"]
    assert room.refused(asked(CARLA, scope, "three"))[0] == "too_soon"
    assert room.call(scope, "three", by=ANN) == [f"scope.asked {scope}"]


def test_another_agent_does_not_go_on_ringing() -> None:
    room = Room().shared()
    room.join(BOB, "bobs")
    room.call(Scope.VOICE, "one", by=ANN)
    room.do(WithdrawScope(by=ANN, request="one"))
    assert room.refused(asked(BOB, request="two"))[0] == "too_soon"
    room.now += 3
    assert room.do(asked(BOB, request="two"))


def test_a_declined_call_is_not_asked_for_again_as_a_video_call() -> None:
    room = Room().accepted()
    room.call(Scope.VOICE, "one", by=ANN)
    room.do(DenyScope(by=CARLA, request="one"))
    assert room.refused(asked(ANN, Scope.VIDEO, "two"))[0] == "too_soon"
    room.now += 10
    assert room.do(asked(ANN, Scope.VIDEO, "two"))


# --- voice and video ----------------------------------------------------------------------------


def test_R15_a_video_call_includes_voice() -> None:
    room = Room().accepted().in_call(Scope.VIDEO)
    video, voice = room.events[-2:]
    assert isinstance(video, ScopeGranted) and isinstance(voice, ScopeGranted)
    assert (video.scope, video.grant, video.request) == (Scope.VIDEO, 1, "call")
    assert (voice.scope, voice.grant, voice.request) == (Scope.VOICE, 2, None)
    assert (voice.by, voice.to) == (video.by, video.to) == (ANN, "ann")


def test_R15_a_call_is_widened_by_video_and_goes_on_without() -> None:
    room = Room().accepted().in_call()
    room.call(Scope.VIDEO, "see", by=ANN)
    assert room.do(AllowScope(by=CARLA, request="see")) == ["scope.granted video"]
    grant = grant_of(room, Scope.VIDEO)
    assert room.do(RevokeScope(by=ANN, scope=Scope.VIDEO, grant=grant)) == [
        "scope.revoked video by_agent"
    ]
    assert room.conversation.may("carla", Scope.VOICE)
    assert room.refused(asked(ANN, Scope.VOICE, "again")) == (
        "wrong_state",
        "The voice is granted.",
    )


@pytest.mark.parametrize("by", [CARLA, ANN])
@pytest.mark.parametrize("asker", [CARLA, ANN])
@pytest.mark.parametrize("scope", CALL)
def test_R14_either_side_hangs_up_whoever_called(by: Person, asker: Person, scope: Scope) -> None:
    for command in (RevokeScope, ReleaseScope):
        room = Room().accepted()
        room.dock()
        room.call(scope, "call", by=asker)
        room.do(AllowScope(by=ANN if asker is CARLA else CARLA, request="call"))
        hung_up = room.do(command(by=by, scope=Scope.VOICE, grant=grant_of(room, Scope.VOICE)))
        side = "by_customer" if by is CARLA else "by_agent"
        assert hung_up == [
            f"scope.revoked voice {side}" if command is RevokeScope else "scope.released voice",
            *(["scope.revoked video call_ended"] if scope is Scope.VIDEO else []),
        ]


def test_hanging_up_ends_the_question_to_widen_the_call() -> None:
    room = Room().accepted().in_call()
    room.call(Scope.VIDEO, "see", by=ANN)
    assert room.do(ReleaseScope(by=CARLA, scope=Scope.VOICE, grant=1)) == [
        "scope.released voice",
        "scope.revoked video call_ended",
    ]
    assert room.refused(AllowScope(by=CARLA, request="see"))[0] == "not_found"


def test_who_does_not_take_part_ends_no_call() -> None:
    room = Room().accepted().in_call()
    for command in (RevokeScope, ReleaseScope):
        for by in (STRANGER, BOB):
            assert room.refused(command(by=by, scope=Scope.VOICE, grant=1))[0] == "not_found"
        stale = command(by=CARLA, scope=Scope.VOICE, grant=7)
        assert room.refused(stale) == ("not_found", "There is no such grant.")


def test_R15_a_missing_camera_ends_the_picture_and_not_the_voice() -> None:
    room = Room().accepted().in_call(Scope.VIDEO)
    revoke = RevokeScope(by=CARLA, scope=Scope.VIDEO, grant=1, reason=Reason.NO_DEVICE)
    assert room.do(revoke) == ["scope.revoked video no_device"]
    assert room.conversation.may("carla", Scope.VOICE)


def test_a_video_whose_voice_has_expired_ends() -> None:
    """No command gives a grant with an end yet, but the stream may hold one."""
    room = Room().accepted()
    room.dock()
    room.call(Scope.VIDEO, "call")
    for scope, request, grant in ((Scope.VIDEO, "call", 1), (Scope.VOICE, None, 2)):
        seq = room.conversation.version + 1
        until = 1060.0 if scope is Scope.VOICE else None
        room.conversation.apply(
            ScopeGranted(
                conversation="talk", seq=seq, at=room.now, session=None, scope=scope, grant=grant,
                by=ANN, to="ann", request=request, until=until,
            )
        )  # fmt: skip
    assert room.wait(60) == ["scope.expired voice", "scope.revoked video call_ended"]


# --- pause --------------------------------------------------------------------------------------


def test_a_pause_holds_the_call_and_ends_the_screen() -> None:
    room = Room().active().in_call()
    room.grant(Scope.SCREEN, "screen")
    assert room.do(PauseSession(by=CARLA, session="s1")) == [
        "session.paused",
        "scope.revoked screen session_paused",
    ]
    assert not room.conversation.may("carla", Scope.VOICE)
    assert not room.conversation.may("ann", Scope.VOICE)
    assert room.refused(asked(CARLA, Scope.VIDEO, "see")) == (
        "wrong_state",
        "The session is paused.",
    )
    room.do(ResumeSession(by=CARLA, session="s1"))
    assert room.conversation.may("carla", Scope.VOICE)
    assert not room.conversation.may("ann", Scope.SCREEN)


def test_nobody_is_called_in_a_pause() -> None:
    room = Room().active()
    room.call(Scope.VOICE, "call", by=ANN)
    assert room.do(PauseSession(by=CARLA, session="s1")) == [
        "session.paused",
        "scope.revoked voice session_paused",
    ]


def test_in_a_pause_either_side_hangs_up_and_an_absence_changes_nothing() -> None:
    room = Room().active().in_call()
    room.do(PauseSession(by=CARLA, session="s1"))
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert not room.conversation.may("carla", Scope.VOICE)
    grant = grant_of(room, Scope.VOICE)
    assert room.do(ReleaseScope(by=ANN, scope=Scope.VOICE, grant=grant)) == ["scope.released voice"]


# --- ends by themselves -------------------------------------------------------------------------


def test_with_the_conversation() -> None:
    room = Room().accepted().in_call(Scope.VIDEO)
    assert room.do(EndConversation(by=CARLA)) == [
        "scope.revoked voice conversation_ended",
        "scope.revoked video conversation_ended",
        "conversation.ended",
    ]
    room = Room().accepted()
    room.call(Scope.VOICE, "call")
    assert "scope.revoked voice conversation_ended" in room.do(EndConversation(by=CARLA))


def test_with_the_last_agent_past_the_resume_window() -> None:
    room = Room().accepted().in_call(Scope.VIDEO)
    room.do(LoseEndpoint(by=ANN, endpoint="console"))
    assert room.wait(29.9) == []
    assert room.wait(0.1) == [
        "endpoint.closed",
        "scope.revoked voice participant_gone",
        "scope.revoked video participant_gone",
    ]


def test_an_agents_reload_ends_nothing() -> None:
    room = Room().accepted().in_call()
    room.do(LoseEndpoint(by=ANN, endpoint="console"))
    room.do(OpenEndpoint(by=ANN, endpoint="reloaded", kind=EndpointKind.CONSOLE))
    assert room.wait(30) == ["endpoint.closed"]
    assert room.conversation.may("ann", Scope.VOICE)


def test_a_call_goes_on_with_another_agent_and_without_the_one_who_answered() -> None:
    room = Room().shared().in_call()
    room.join(BOB, "bobs")
    room.do(CloseEndpoint(by=ANN, endpoint="console"))
    assert room.conversation.may("bob", Scope.VOICE)
    closed = room.do(CloseEndpoint(by=BOB, endpoint="bobs"))
    assert "scope.revoked voice participant_gone" in closed


def test_a_calling_agent_who_leaves_stops_ringing() -> None:
    room = Room().shared()
    room.join(BOB, "bobs")
    room.call(Scope.VOICE, "call", by=BOB)
    closed = room.do(CloseEndpoint(by=BOB, endpoint="bobs"))
    assert closed[-1] == "scope.revoked voice participant_gone"
    room.call(Scope.VOICE, "called")
    closed = room.do(CloseEndpoint(by=ANN, endpoint="console"))
    assert closed[-1] == "scope.revoked voice participant_gone"


@pytest.mark.parametrize("scope", [Scope.VOICE, Scope.VIDEO, Scope.SCREEN, Scope.CONTROL])
def test_R16_what_the_site_has_no_more_ends_at_once(scope: Scope) -> None:
    room = Room(EVERYTHING).active()
    room.dock()
    room.grant(scope, "more")
    less = EVERYTHING.scopes - {scope, *([Scope.VIDEO] if scope is Scope.VOICE else [])}
    room.conversation.policy = Policy(scopes=less)
    assert room.do(Tick())[0] == f"scope.revoked {scope} policy_changed"
    assert room.state.granted(scope) is None and room.state.viewed
    assert room.do(Tick()) == []


def test_R16_a_question_for_what_the_site_has_no_more_ends_too() -> None:
    room = Room().accepted()
    room.call(Scope.VIDEO, "see")
    room.conversation.policy = PRESETS["stepwise"]
    assert room.do(Tick()) == ["scope.revoked video policy_changed"]


# --- the dock -----------------------------------------------------------------------------------


def test_what_she_granted_needs_her_dock_in_time() -> None:
    room = Room().accepted()
    room.call(Scope.VIDEO, "call", by=ANN)
    room.do(AllowScope(by=CARLA, request="call"))
    assert room.conversation.next_deadline() == 1020.0
    assert room.wait(19.9) == []
    assert room.wait(0.1) == ["scope.revoked voice dock_closed", "scope.revoked video dock_closed"]
    last = room.events[-1]
    assert isinstance(last, ScopeRevoked) and last.by is None


def test_the_time_for_her_dock_is_the_policys() -> None:
    room = Room(Policy(dock_seconds=5)).active()
    room.grant(Scope.SCREEN, "screen")
    assert room.wait(5) == ["scope.revoked screen dock_closed"]


def test_a_dock_that_has_come_is_waited_for_no_longer() -> None:
    room = Room().active()
    room.grant(Scope.SCREEN, "screen")
    room.now += 19
    assert room.dock() == ["endpoint.opened"]
    assert room.conversation.next_deadline() is None
    assert room.wait(100) == []


def test_a_closed_dock_ends_all_that_it_held() -> None:
    room = Room().active().in_call(Scope.VIDEO)
    room.grant(Scope.SCREEN, "screen")
    assert room.do(CloseEndpoint(by=CARLA, endpoint="dock")) == [
        "endpoint.closed",
        "scope.revoked screen dock_closed",
        "scope.revoked voice dock_closed",
        "scope.revoked video dock_closed",
    ]
    assert room.state.viewed


def test_a_lost_dock_may_resume() -> None:
    room = Room().accepted().in_call()
    room.do(LoseEndpoint(by=CARLA, endpoint="dock"))
    assert room.wait(29) == []
    assert room.dock() == ["endpoint.returned"]
    room.do(LoseEndpoint(by=CARLA, endpoint="dock"))
    assert room.wait(30) == ["endpoint.closed", "scope.revoked voice dock_closed"]


def test_another_dock_takes_over() -> None:
    room = Room().accepted().in_call()
    room.dock("frame")
    assert room.do(CloseEndpoint(by=CARLA, endpoint="dock")) == ["endpoint.closed"]
    assert room.conversation.may("carla", Scope.VOICE)


def test_a_grant_while_the_dock_is_lost_waits_for_either_end() -> None:
    room = Room(Policy(resume_seconds=10)).active()
    room.dock()
    room.do(LoseEndpoint(by=CARLA, endpoint="dock"))
    room.grant(Scope.SCREEN, "screen")
    assert room.conversation.next_deadline() == 1010.0
    assert room.wait(10) == ["endpoint.closed"]
    assert room.conversation.next_deadline() == 1020.0
    room.dock("again")
    assert room.wait(100) == []
    assert room.state.granted(Scope.SCREEN) is not None


def test_a_lost_dock_is_waited_for_as_long_as_it_may_resume() -> None:
    room = Room().active()
    room.dock()
    room.do(LoseEndpoint(by=CARLA, endpoint="dock"))
    room.grant(Scope.SCREEN, "screen")
    assert room.conversation.next_deadline() == 1030.0
    assert room.wait(20) == []
    assert room.wait(10) == ["endpoint.closed", "scope.revoked screen dock_closed"]


def test_a_lost_dock_that_returns_is_waited_for_no_longer() -> None:
    room = Room().active()
    room.dock()
    room.do(LoseEndpoint(by=CARLA, endpoint="dock"))
    room.grant(Scope.SCREEN, "screen")
    room.dock()
    assert (
        room.do(CloseEndpoint(by=CARLA, endpoint="dock"))[-1] == "scope.revoked screen dock_closed"
    )


def test_who_closes_her_dock_stops_ringing() -> None:
    room = Room().accepted()
    room.dock()
    room.dock("frame")
    room.call(Scope.VOICE, "call")
    assert room.do(CloseEndpoint(by=CARLA, endpoint="frame")) == ["endpoint.closed"]
    assert room.do(CloseEndpoint(by=CARLA, endpoint="dock")) == [
        "endpoint.closed",
        "scope.revoked voice dock_closed",
    ]


def test_an_agents_question_needs_no_dock() -> None:
    room = Room().accepted()
    room.dock()
    room.call(Scope.VOICE, "call", by=ANN)
    assert room.do(CloseEndpoint(by=CARLA, endpoint="dock")) == ["endpoint.closed"]
    assert room.do(AllowScope(by=CARLA, request="call")) == ["scope.granted voice"]


def test_a_dock_is_the_customers_and_no_page() -> None:
    room = Room().accepted()
    dock = OpenEndpoint(by=ANN, endpoint="anns", kind=EndpointKind.DOCK)
    assert room.refused(dock) == ("not_allowed", "The agent cannot open a dock.")
    page = OpenEndpoint(by=CARLA, endpoint="dock", kind=EndpointKind.PAGE)
    room.dock()
    assert room.refused(page) == ("not_found", "There is no such endpoint.")
    assert room.conversation.page == "page"


def test_a_dock_is_neither_shown_nor_shared() -> None:
    room = Room().active()
    room.do(OpenEndpoint(by=CARLA, endpoint="dock", kind=EndpointKind.DOCK, session="s1"))
    assert room.refused(ShowPage(by=CARLA, endpoint="dock"))[0] == "not_found"
    assert room.refused(UnsharePage(by=CARLA, endpoint="dock"))[0] == "not_found"
    assert room.conversation.pages == ("page",)


def test_a_dock_does_not_stand_in_for_a_page() -> None:
    room = Room().active()
    assert room.dock() == ["endpoint.opened"]
    assert room.do(LoseEndpoint(by=CARLA, endpoint="page")) == ["endpoint.lost", "session.away"]
    room = Room()
    room.do(StartConversation(by=CARLA, site="shop"))
    room.dock()
    room.do(AcceptConversation(by=ANN))
    assert room.conversation.page is None

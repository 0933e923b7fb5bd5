"""broker/asking.py, broker/answering.py: who may ask, withdraw, allow, deny, revoke and release
what in a session. Calls are in test_calls.py.
"""

import pytest

from broker.commands import (
    AllowScope,
    AnyCommand,
    AskScope,
    DenyScope,
    EndConversation,
    EndSession,
    JoinSession,
    LoseEndpoint,
    PauseSession,
    PostMessage,
    ReleaseScope,
    RevokeScope,
    StartSession,
    WithdrawScope,
)
from broker.events import Person, ScopeGranted, ScopeRevoked, SessionEnded
from broker.names import Reason, Scope, SessionState
from broker.policy import PRESETS, Policy
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, STRANGER, Room

NO_REQUEST = ("not_found", "There is no such request.")
CUSTOMERS = [Scope.CONTROL, Scope.SCREEN, Scope.RECORDING]


def look(request: str = "look", session: str = "s1", by: Person = ANN) -> AskScope:
    return AskScope(by=by, scope=Scope.VIEW, request=request, session=session)


# --- the view: asking starts a session ---------------------------------------------------------


def test_the_owner_asks_to_see_the_page() -> None:
    room = Room().accepted()
    assert room.do(look()) == ["session.started", "session.joined", "scope.asked view"]
    assert (room.session.state, room.session.deadline) == (SessionState.ASKED, None)
    assert room.session.participants == {"ann": ANN}
    found = room.state.asked("look")
    assert found is not None and found[1].deadline == 1030.0
    assert room.conversation.next_deadline() == 1030.0


def test_the_customer_allows_and_the_session_is_active() -> None:
    room = Room().asked()
    allowed = room.do(AllowScope(by=CARLA, request="look"))
    assert allowed == ["scope.granted view", "session.activated"]
    granted = room.session.granted(Scope.VIEW)
    assert granted is not None
    assert (granted.grant, granted.to, granted.asker, granted.by) == (1, "ann", ANN, CARLA)
    assert isinstance(room.events[-2], ScopeGranted) and room.events[-2].request == "look"
    assert room.conversation.next_deadline() is None


def test_the_customer_denies_and_asking_again_has_to_wait() -> None:
    room = Room().asked()
    denied = room.do(DenyScope(by=CARLA, request="look"))
    assert denied == ["scope.denied view", "session.ended denied"]
    assert isinstance(room.events[-1], SessionEnded) and room.events[-1].by == CARLA
    room.now += 0.5
    again = look("again", "s2")
    assert room.refused(again) == (
        "too_soon",
        "This was asked a moment ago; ask again in 10 s.",
    )
    room.now += 9.5
    assert room.do(again)[0] == "session.started"


def test_the_cool_down_does_not_stop_the_customer() -> None:
    room = Room().asked()
    room.do(DenyScope(by=CARLA, request="look"))
    assert room.do(StartSession(by=CARLA, session="s2"))[0] == "session.started"


def test_the_asker_withdraws() -> None:
    room = Room().asked()
    withdrawn = room.do(WithdrawScope(by=ANN, request="look"))
    assert withdrawn == ["scope.withdrawn view", "session.ended withdrawn"]
    room.wait(3.0)
    assert room.do(look("again", "s2"))[0] == "session.started"


def test_a_question_that_nobody_answers_expires() -> None:
    room = Room().asked()
    assert room.wait(29.9) == []
    assert room.wait(0.1) == ["scope.expired view", "session.ended expired"]


def test_an_answer_after_the_deadline_comes_too_late_even_before_the_timer() -> None:
    room = Room().asked()
    room.now += 30
    assert room.refused(AllowScope(by=CARLA, request="look")) == NO_REQUEST


def test_only_the_owner_asks_for_the_view() -> None:
    room = Room().accepted()
    assert room.refused(look(by=BOB))[0] == "not_found"
    assert room.refused(look(by=CARLA))[0] == "not_allowed"
    room = Room().shared()
    room.join(BOB, "bobs")
    room.do(EndSession(by=CARLA, session="s1"))
    assert room.refused(look(session="s2", by=BOB))[0] == "not_allowed"


@pytest.mark.parametrize(
    "take_back", [WithdrawScope(by=ANN, request="look"), EndSession(by=ANN, session="s1")]
)
def test_a_question_taken_back_cannot_be_put_again_at_once(take_back: AnyCommand) -> None:
    """Else an agent fills the customer's screen with dialogs, as fast as the network goes."""
    room = Room().asked()
    room.do(take_back)
    again = look("again", "s2")
    assert room.refused(again)[0] == "too_soon"
    room.now += 3.0
    assert room.do(again)[0] == "session.started"


def test_silence_is_a_denial_also_for_asking_again() -> None:
    room = Room().asked()
    assert "scope.expired view" in room.wait(30.0)
    again = look("again", "s2")
    room.now += 9.5
    assert room.refused(again)[0] == "too_soon"
    room.now += 0.5
    assert room.do(again)[0] == "session.started"


def test_a_grant_that_ends_does_not_delay_the_next_question() -> None:
    room = Room().active()
    room.do(EndSession(by=CARLA, session="s1"))
    assert room.do(look("again", "s2"))[0] == "session.started"


def test_no_view_is_asked_for_while_a_session_is_open() -> None:
    assert Room().shared().refused(look(session="s2")) == (
        "wrong_state",
        "The session is active.",
    )


def test_no_view_is_asked_for_under_an_old_session_id() -> None:
    room = Room().asked()
    room.do(WithdrawScope(by=ANN, request="look"))
    assert room.refused(look("again", "s1")) == ("wrong_state", "The session is ended.")


def test_no_view_is_asked_for_after_the_conversation() -> None:
    room = Room().accepted()
    room.do(EndConversation(by=CARLA))
    assert room.refused(look()) == ("wrong_state", "The conversation is ended.")


def test_no_view_is_asked_of_a_customer_who_is_away() -> None:
    room = Room().accepted()
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert room.refused(look()) == ("wrong_state", "The customer is away.")


def test_a_request_id_is_used_once_in_a_conversation() -> None:
    room = Room().asked()
    room.do(WithdrawScope(by=ANN, request="look"))
    room.wait(3.0)
    room.do(look("again", "s2"))
    room.do(WithdrawScope(by=ANN, request="again"))
    for used in ("look", "again"):
        assert room.refused(look(used, "s3"))[0] == "duplicate_request"


@pytest.mark.parametrize("policy", [PRESETS["customer-led"], Policy(scopes=frozenset())])
def test_the_policy_may_forbid_asking(policy: Policy) -> None:
    assert Room(policy).accepted().refused(look())[0] == "policy_forbids"


def test_the_policy_may_want_a_message_first() -> None:
    room = Room(PRESETS["agent-led"]).accepted()
    room.do(PostMessage(by=CARLA, text="Help"))
    assert room.refused(look())[0] == "policy_forbids"
    room.do(PostMessage(by=ANN, text="Hello"))
    assert room.do(look())[0] == "session.started"


def test_without_restart_a_denied_question_does_not_count_but_a_shared_page_does() -> None:
    room = Room(Policy(restart=False)).asked()
    room.do(WithdrawScope(by=ANN, request="look"))
    room.wait(3.0)
    room.do(look("again", "s2"))
    room.do(AllowScope(by=CARLA, request="again"))
    room.do(EndSession(by=CARLA, session="s2"))
    assert room.refused(look("third", "s3"))[0] == "policy_forbids"


def test_an_answer_needs_the_policys_permission_still() -> None:
    room = Room().asked()
    room.conversation.policy = Policy(scopes=frozenset())
    assert room.refused(AllowScope(by=CARLA, request="look"))[0] == "policy_forbids"
    assert room.do(DenyScope(by=CARLA, request="look"))


def test_who_may_not_answer_or_withdraw() -> None:
    room = Room().asked()
    assert room.refused(AllowScope(by=ANN, request="look"))[0] == "not_allowed"
    assert room.refused(DenyScope(by=ANN, request="look"))[0] == "not_allowed"
    assert room.refused(WithdrawScope(by=CARLA, request="look"))[0] == "not_allowed"
    for command in (AllowScope, DenyScope, WithdrawScope):
        assert room.refused(command(by=STRANGER, request="look"))[0] == "not_found"
        assert room.refused(command(by=CARLA, request="other")) == NO_REQUEST
        assert Room().accepted().refused(command(by=CARLA, request="look")) == NO_REQUEST


# --- the view: revoking and releasing end the session -------------------------------------------


def test_revoking_the_view_ends_the_session() -> None:
    room = Room(EVERYTHING).active()
    room.grant(Scope.CONTROL, "drive")
    revoked = room.do(RevokeScope(by=CARLA, scope=Scope.VIEW, grant=1))
    assert revoked == [
        "scope.revoked view by_customer",
        "scope.revoked control view_ended",
        "session.ended by_customer",
    ]


def test_releasing_the_view_ends_the_session() -> None:
    room = Room().active()
    released = room.do(ReleaseScope(by=ANN, scope=Scope.VIEW, grant=1))
    assert released == ["scope.released view", "session.ended by_agent"]


def test_what_the_customer_gave_of_her_own_accord_nobody_can_release() -> None:
    room = Room().shared()
    assert room.refused(ReleaseScope(by=ANN, scope=Scope.VIEW, grant=1))[0] == "not_allowed"


def test_who_may_not_revoke_or_release() -> None:
    room = Room().active()
    assert room.refused(RevokeScope(by=ANN, scope=Scope.VIEW, grant=1))[0] == "not_allowed"
    assert room.refused(ReleaseScope(by=CARLA, scope=Scope.VIEW, grant=1))[0] == "not_allowed"
    for command in (RevokeScope, ReleaseScope):
        assert room.refused(command(by=STRANGER, scope=Scope.VIEW, grant=1))[0] == "not_found"


@pytest.mark.parametrize("command", [RevokeScope, ReleaseScope])
def test_a_stale_grant_number_ends_nothing(
    command: type[RevokeScope] | type[ReleaseScope],
) -> None:
    stale = command(by=CARLA, scope=Scope.VIEW, grant=1)
    assert Room().accepted().refused(stale) == ("wrong_state", "The view is off.")
    assert Room().asked().refused(stale) == ("wrong_state", "The view is asked.")
    other = command(by=CARLA, scope=Scope.VIEW, grant=2)
    assert Room().active().refused(other) == ("not_found", "There is no such grant.")


# --- the other scopes ---------------------------------------------------------------------------


@pytest.mark.parametrize("scope", CUSTOMERS)
def test_an_agent_asks_and_the_customer_answers(scope: Scope) -> None:
    room = Room(EVERYTHING).active()
    assert room.ask(scope, "more") == [f"scope.asked {scope}"]
    assert room.refused(AllowScope(by=ANN, request="more"))[0] == "not_allowed"
    assert room.do(AllowScope(by=CARLA, request="more")) == [f"scope.granted {scope}"]
    assert room.conversation.may("ann", scope)
    assert room.do(RevokeScope(by=CARLA, scope=scope, grant=2)) == [
        f"scope.revoked {scope} by_customer"
    ]
    assert room.session.state is SessionState.ACTIVE
    assert not room.conversation.may("ann", scope)


@pytest.mark.parametrize("scope", CUSTOMERS)
def test_these_are_not_the_customers_to_ask(scope: Scope) -> None:
    room = Room(EVERYTHING).active()
    code, text = room.refused(AskScope(by=CARLA, scope=scope, request="x", session="s1"))
    assert (code, text) == ("not_allowed", f"The customer cannot ask for {scope}.")


def test_an_owner_outside_the_session_does_not_ask_in_it() -> None:
    room = Room(EVERYTHING).accepted()
    room.do(StartSession(by=CARLA, session="s1"))
    room.do(JoinSession(by=BOB, session="s1", with_code=True))
    for scope in CUSTOMERS:
        asked = AskScope(by=ANN, scope=scope, request="x", session="s1")
        assert room.refused(asked)[0] == "not_allowed"


@pytest.mark.parametrize("name", PRESETS)
def test_R16_what_a_preset_does_not_list_cannot_be_asked_for(name: str) -> None:
    room = Room().active()
    room.conversation.policy = PRESETS[name]
    for scope in set(Scope) - PRESETS[name].scopes:
        asked = AskScope(by=ANN, scope=scope, request="more", session="s1")
        assert room.refused(asked)[0] == "policy_forbids"


def test_the_view_needs_the_id_of_its_session() -> None:
    asked = AskScope(by=ANN, scope=Scope.VIEW, request="look")
    assert Room().accepted().refused(asked) == ("not_found", "There is no such session.")


def test_R12_only_who_sees_the_page_asks_for_the_device() -> None:
    room = Room(EVERYTHING).active()
    room.join(BOB, "bobs")
    asked = AskScope(by=BOB, scope=Scope.SCREEN, request="x", session="s1")
    assert room.refused(asked)[0] == "not_allowed"


def test_R12_the_device_is_for_those_who_see_the_page() -> None:
    room = Room(EVERYTHING).active()
    room.grant(Scope.SCREEN, "screen")
    screen = room.state.granted(Scope.SCREEN)
    assert screen is not None and screen.to == "ann"
    room = Room(EVERYTHING).shared()
    room.join(BOB, "bobs")
    room.grant(Scope.SCREEN, "screen")
    assert room.conversation.may("bob", Scope.SCREEN)


def test_R12_any_agent_who_sees_the_device_goes_back_to_the_page() -> None:
    room = Room(EVERYTHING).shared()
    room.join(BOB, "bobs")
    room.grant(Scope.SCREEN, "screen")
    assert room.do(ReleaseScope(by=BOB, scope=Scope.SCREEN, grant=2)) == ["scope.released screen"]
    assert room.state.granted(Scope.VIEW) is not None


@pytest.mark.parametrize(
    "reason", [Reason.DENIED_BY_DEVICE, Reason.NO_DEVICE, Reason.SURFACE_FORBIDDEN]
)
def test_R13_the_dock_says_why_there_is_no_screen(reason: Reason) -> None:
    room = Room(EVERYTHING).active()
    room.grant(Scope.SCREEN, "screen")
    revoke = RevokeScope(by=CARLA, scope=Scope.SCREEN, grant=2, reason=reason)
    assert room.do(revoke) == [f"scope.revoked screen {reason}"]
    last = room.events[-1]
    assert isinstance(last, ScopeRevoked) and last.by == CARLA


def test_R13_a_reason_is_the_docks_to_give_and_about_what_it_holds() -> None:
    room = Room(EVERYTHING).active().in_call()
    room.grant(Scope.SCREEN, "screen")
    voice = RevokeScope(by=ANN, scope=Scope.VOICE, grant=2, reason=Reason.NO_DEVICE)
    assert room.refused(voice)[0] == "not_allowed"
    view = RevokeScope(by=CARLA, scope=Scope.VIEW, grant=1, reason=Reason.NO_DEVICE)
    assert room.refused(view)[0] == "not_allowed"
    other = RevokeScope(by=CARLA, scope=Scope.SCREEN, grant=3, reason=Reason.CUSTOMER_GONE)
    assert room.refused(other)[0] == "not_allowed"


def test_more_is_asked_for_in_an_active_session_only() -> None:
    def drive(session: str) -> AskScope:
        return AskScope(by=ANN, scope=Scope.CONTROL, request="x", session=session)

    assert Room(EVERYTHING).accepted().refused(drive("s1"))[0] == "not_found"
    assert Room(EVERYTHING).active().refused(drive("s9"))[0] == "not_found"
    assert Room(EVERYTHING).asked().refused(drive("s1"))[1] == "The session is asked."
    room = Room(EVERYTHING).active()
    room.do(PauseSession(by=CARLA, session="s1"))
    assert room.refused(drive("s1"))[1] == "The session is paused."


def test_a_denial_and_a_withdrawal_of_more_leave_the_session() -> None:
    room = Room(EVERYTHING).active()
    room.ask(Scope.CONTROL, "one")
    assert room.do(DenyScope(by=CARLA, request="one")) == ["scope.denied control"]
    asked = AskScope(by=ANN, scope=Scope.CONTROL, request="two", session="s1")
    assert room.refused(asked)[0] == "too_soon"
    room.ask(Scope.SCREEN, "three")
    assert room.do(WithdrawScope(by=ANN, request="three")) == ["scope.withdrawn screen"]
    assert room.session.state is SessionState.ACTIVE


def test_asking_twice_is_refused_by_the_table() -> None:
    room = Room(EVERYTHING).active()
    room.ask(Scope.CONTROL, "one")
    asked = AskScope(by=ANN, scope=Scope.CONTROL, request="two", session="s1")
    assert room.refused(asked) == ("wrong_state", "The control is asked.")
    room.do(AllowScope(by=CARLA, request="one"))
    assert room.refused(asked) == ("wrong_state", "The control is granted.")


def test_no_control_while_the_screen_is_shared() -> None:
    room = Room(EVERYTHING).active()
    room.grant(Scope.SCREEN, "screen")
    asked = AskScope(by=ANN, scope=Scope.CONTROL, request="drive", session="s1")
    assert room.refused(asked) == ("wrong_state", "The screen is granted.")

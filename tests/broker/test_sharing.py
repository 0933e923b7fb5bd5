"""broker/sharing.py: a session starts, is joined, pauses, resumes and ends."""

import pytest

from broker.commands import (
    AcceptConversation,
    EndConversation,
    EndSession,
    JoinSession,
    PauseSession,
    ResumeSession,
    StartSession,
)
from broker.events import Person, ScopeGranted, SessionEnded, SessionStarted
from broker.names import ConversationState, Reason, Role, Scope, SessionState
from broker.policy import PRESETS, Policy
from tests.broker.room import ANN, BOB, CARLA, STRANGER, Room

NO_SESSION = ("not_found", "There is no such session.")
SESSION_ENDED = ("wrong_state", "The session is ended.")


def start(session: str = "s1") -> StartSession:
    return StartSession(by=CARLA, session=session)


def test_the_customer_starts_and_grants_the_view_in_the_same_act() -> None:
    room = Room().queued()
    assert room.do(start()) == ["session.started", "scope.granted view"]
    assert (room.session.state, room.session.deadline) == (SessionState.WAITING, 1900.0)
    assert room.session.started_by == CARLA
    granted = room.session.granted(Scope.VIEW)
    assert granted is not None
    assert (granted.grant, granted.to, granted.asker, granted.by) == (1, None, None, CARLA)
    assert isinstance(room.events[-2], SessionStarted)
    assert isinstance(room.events[-1], ScopeGranted) and room.events[-1].request is None


def test_only_the_customer_starts() -> None:
    room = Room().accepted()
    assert room.refused(StartSession(by=ANN, session="s1"))[0] == "not_allowed"
    assert room.refused(StartSession(by=STRANGER, session="s1"))[0] == "not_found"


def test_one_session_at_a_time() -> None:
    room = Room().waiting()
    assert room.refused(start("s2")) == ("wrong_state", "The session is waiting.")


@pytest.mark.parametrize("policy", [PRESETS["agent-led"], Policy(scopes=frozenset())])
def test_the_policy_may_forbid_the_customers_start(policy: Policy) -> None:
    assert Room(policy).queued().refused(start())[0] == "policy_forbids"


def test_an_ended_conversation_starts_no_session() -> None:
    room = Room().queued()
    room.do(EndConversation(by=CARLA))
    assert room.refused(start()) == ("wrong_state", "The conversation is ended.")


def test_a_second_session_has_a_higher_grant_and_a_new_id() -> None:
    room = Room().waiting()
    room.do(EndSession(by=CARLA, session="s1"))
    assert room.refused(start("s1")) == SESSION_ENDED
    room.do(start("s2"))
    granted = room.session.granted(Scope.VIEW)
    assert granted is not None and granted.grant == 2


def test_write_mode_never_shares_again() -> None:
    room = Room(PRESETS["write-mode"]).waiting()
    room.do(EndSession(by=CARLA, session="s1"))
    assert room.refused(start("s2"))[0] == "policy_forbids"


def test_the_owner_joins_without_the_code() -> None:
    room = Room().accepted()
    room.do(start())
    joined = room.do(JoinSession(by=ANN, session="s1"))
    assert joined == ["session.joined", "session.activated"]
    assert room.session.state is SessionState.ACTIVE
    assert room.session.participants == {"ann": ANN}
    assert room.session.deadline is None
    assert room.do(JoinSession(by=ANN, session="s1")) == []


def test_unless_the_policy_wants_the_code() -> None:
    room = Room(PRESETS["customer-led"]).accepted()
    room.do(start())
    code, text = room.refused(JoinSession(by=ANN, session="s1"))
    assert code == "policy_forbids" and "without the session ID" in text
    assert room.do(JoinSession(by=ANN, session="s1", with_code=True))


def test_who_joins_a_queued_conversation_by_code_owns_it() -> None:
    room = Room().waiting()
    joined = room.do(JoinSession(by=BOB, session="s1", with_code=True))
    assert joined == ["conversation.accepted", "session.joined", "session.activated"]
    assert room.conversation.owner == BOB
    assert room.conversation.conversation_state is ConversationState.ACTIVE


def test_an_agent_with_the_code_joins_a_conversation_of_somebody_elses() -> None:
    room = Room().shared()
    assert room.do(JoinSession(by=BOB, session="s1", with_code=True)) == ["session.joined"]
    assert set(room.session.participants) == {"ann", "bob"}
    assert room.conversation.owner == ANN


def test_the_policy_may_want_one_agent_only() -> None:
    room = Room(Policy(several_agents=False)).shared()
    refused = room.refused(JoinSession(by=BOB, session="s1", with_code=True))
    assert refused[0] == "policy_forbids"


def test_who_may_not_join() -> None:
    room = Room().waiting()
    assert room.refused(JoinSession(by=STRANGER, session="s1", with_code=True))[0] == "not_found"
    assert room.refused(JoinSession(by=BOB, session="s1"))[0] == "not_found"
    assert room.refused(JoinSession(by=CARLA, session="s1"))[0] == "not_allowed"
    assert room.refused(JoinSession(by=BOB, session="s9", with_code=True)) == NO_SESSION
    room.join(ANN, "console")
    room.join(BOB, "bobs")
    room.do(EndSession(by=CARLA, session="s1"))
    room.do(start("s2"))
    room.do(JoinSession(by=ANN, session="s2"))
    assert room.refused(JoinSession(by=BOB, session="s2"))[0] == "not_found"


def test_a_participant_who_is_not_the_owner_needs_the_code() -> None:
    room = Room().waiting()
    room.join(ANN, "console")
    room.join(BOB, "bobs")
    assert room.refused(JoinSession(by=BOB, session="s1"))[0] == "not_allowed"
    room.do(EndSession(by=CARLA, session="s1"))
    assert room.refused(JoinSession(by=BOB, session="s1", with_code=True)) == SESSION_ENDED


def test_nobody_joins_while_the_agent_is_asking() -> None:
    room = Room().asked()
    refused = room.refused(JoinSession(by=BOB, session="s1", with_code=True))
    assert refused == ("wrong_state", "The session is asked.")


def test_the_customer_pauses_and_resumes() -> None:
    room = Room().shared()
    assert room.do(PauseSession(by=CARLA, session="s1")) == ["session.paused"]
    assert room.refused(PauseSession(by=CARLA, session="s1"))[0] == "wrong_state"
    assert room.session.granted(Scope.VIEW) is not None
    assert room.do(ResumeSession(by=CARLA, session="s1")) == ["session.resumed"]
    assert room.session.state is SessionState.ACTIVE
    assert room.refused(ResumeSession(by=CARLA, session="s1"))[0] == "wrong_state"


def test_agents_neither_pause_nor_resume() -> None:
    room = Room().shared()
    assert room.refused(PauseSession(by=ANN, session="s1"))[0] == "not_allowed"
    assert room.refused(ResumeSession(by=ANN, session="s1"))[0] == "not_allowed"
    assert room.refused(PauseSession(by=CARLA, session="s9")) == NO_SESSION
    assert room.refused(ResumeSession(by=CARLA, session="s9")) == NO_SESSION


def test_the_policy_may_forbid_pausing_but_never_resuming() -> None:
    room = Room().shared()
    room.do(PauseSession(by=CARLA, session="s1"))
    room.conversation.policy = PRESETS["stepwise"]
    room.do(ResumeSession(by=CARLA, session="s1"))
    assert room.refused(PauseSession(by=CARLA, session="s1"))[0] == "policy_forbids"


@pytest.mark.parametrize(("by", "reason"), [(CARLA, Reason.BY_CUSTOMER), (ANN, Reason.BY_AGENT)])
def test_either_side_ends_and_both_are_told_who(by: Person, reason: Reason) -> None:
    room = Room().shared()
    ended = room.do(EndSession(by=by, session="s1"))
    assert ended == ["scope.revoked view session_ended", f"session.ended {reason}"]
    assert isinstance(room.events[-1], SessionEnded) and room.events[-1].by == by
    assert room.session.state is SessionState.ENDED
    assert room.refused(EndSession(by=by, session="s1")) == SESSION_ENDED


@pytest.mark.parametrize("reason", [Reason.BY_OPERATOR, Reason.SWITCHED_OFF])
def test_an_operator_ends_what_they_have_no_part_in(reason: Reason) -> None:
    operator = Person(id="operator", role=Role.OPERATOR, name="Shop Ltd")
    room = Room().shared()
    wish = EndSession(by=operator, session="s1", reason=reason)
    assert room.do(wish)[-1] == f"session.ended {reason}"
    assert room.refused(wish) == SESSION_ENDED
    assert room.refused(EndSession(by=operator, session="s9")) == NO_SESSION


def test_who_may_not_end() -> None:
    room = Room().waiting()
    room.do(AcceptConversation(by=ANN))
    assert room.refused(EndSession(by=ANN, session="s1"))[0] == "not_allowed"
    assert room.refused(EndSession(by=STRANGER, session="s1"))[0] == "not_found"
    assert room.refused(EndSession(by=CARLA, session="s9")) == NO_SESSION


def test_the_chat_goes_on_after_the_session() -> None:
    room = Room().shared()
    room.do(EndSession(by=CARLA, session="s1"))
    assert room.conversation.conversation_state is ConversationState.ACTIVE
    assert room.conversation.owner == ANN

"""broker/joining.py: agents with the link of a session come in one by one, and leave alone."""

import pytest
from msgspec.structs import replace

from broker.commands import (
    AdmitParticipant,
    AskScope,
    AskToJoin,
    EndSession,
    JoinSession,
    LeaveSession,
    OpenEndpoint,
    PauseSession,
    RefuseParticipant,
    RemoveParticipant,
    TransferConversation,
)
from broker.events import ParticipantRefused, Person
from broker.links import links
from broker.names import EndpointKind, Role, Scope
from broker.policy import PRESETS, Policy
from tests.broker.room import ANN, BOB, CARLA, STRANGER, Room

KNOCK = AskToJoin(by=BOB, session="s1", request="j1")
LET_IN = AdmitParticipant(by=CARLA, request="j1")
SUE = Person(id="sue", role=Role.SUPERVISOR, name="Sue")


def asked(policy: Policy | None = None) -> Room:
    room = Room(policy).shared()
    assert room.do(KNOCK) == ["participant.asked"]
    return room


def viewers(room: Room) -> set[str]:
    endpoints = room.conversation.endpoints
    return {endpoints[link.answerer].person.id for link in links(room.conversation).values()}


def test_R7_who_is_let_in_sees_what_the_others_see_under_the_same_number() -> None:
    room = asked()
    before = links(room.conversation)
    assert not room.conversation.may_see(BOB.id)
    assert room.do(LET_IN) == ["session.joined"]
    room.do(OpenEndpoint(by=BOB, endpoint="bobs", kind=EndpointKind.CONSOLE))
    assert viewers(room) == {ANN.id, BOB.id}
    # Nothing of what there was has changed: the page does not go dark for Ann.
    assert before.items() <= links(room.conversation).items()


@pytest.mark.parametrize("request_id", ["j1", "unknown"])
def test_only_the_customer_lets_somebody_in(request_id: str) -> None:
    room = asked()
    for by in (ANN, BOB, STRANGER, SUE):
        command = AdmitParticipant(by=by, request=request_id)
        assert room.refused(command)[0] in ("not_allowed", "not_found")
    assert room.refused(AdmitParticipant(by=CARLA, request="unknown"))[0] == "not_found"


def test_a_denied_agent_asks_again_only_later() -> None:
    room = asked()
    assert room.do(RefuseParticipant(by=CARLA, request="j1")) == ["participant.refused"]
    again = AskToJoin(by=BOB, session="s1", request="j2")
    assert room.refused(again)[0] == "too_soon"
    room.wait(10)
    assert room.refused(KNOCK)[0] == "duplicate_request"
    assert room.do(again) == ["participant.asked"]


def test_who_asked_takes_it_back_and_nobody_else() -> None:
    room = asked()
    assert room.refused(RefuseParticipant(by=ANN, request="j1"))[0] == "not_allowed"
    assert room.refused(RefuseParticipant(by=SUE, request="j1"))[0] == "not_found"
    assert room.refused(RefuseParticipant(by=BOB, request="other"))[0] == "not_found"
    assert room.do(RefuseParticipant(by=BOB, request="j1")) == ["participant.refused"]
    assert isinstance(room.events[-1], ParticipantRefused)
    assert room.events[-1].reason == "withdrawn"


def test_nobody_answers() -> None:
    room = asked()
    assert room.conversation.next_deadline() == room.now + 30
    assert room.wait(30) == ["participant.refused"]


@pytest.mark.parametrize(
    "ending", [PauseSession(by=CARLA, session="s1"), EndSession(by=CARLA, session="s1")]
)
def test_a_pause_and_the_end_answer_it(ending: PauseSession) -> None:
    assert "participant.refused" in asked().do(ending)


def test_asking_twice_asks_once() -> None:
    room = asked()
    assert room.do(AskToJoin(by=BOB, session="s1", request="j9")) == []
    room.do(LET_IN)
    assert room.do(AskToJoin(by=BOB, session="s1", request="j9")) == []


@pytest.mark.parametrize(
    "knock",
    [
        AskToJoin(by=BOB, session="s2", request="j1"),
        AskToJoin(by=CARLA, session="s1", request="j1"),
        AskToJoin(by=STRANGER, session="s1", request="j1"),
    ],
)
def test_without_the_link_there_is_nothing(knock: AskToJoin) -> None:
    assert Room().shared().refused(knock)[0] == "not_found"


def test_nobody_asks_before_it_is_active() -> None:
    assert Room().waiting().refused(KNOCK)[0] == "wrong_state"


def test_R31_write_mode_has_no_conference() -> None:
    room = Room(PRESETS["write-mode"]).waiting()
    room.do(JoinSession(by=ANN, session="s1", with_code=True))
    assert room.refused(KNOCK)[0] == "policy_forbids"


def test_no_more_than_the_policy_has_room_for() -> None:
    room = asked(Policy(most_agents=2))
    room.do(LET_IN)
    assert room.refused(AskToJoin(by=SUE, session="s1", request="j3"))[0] == "session_full"


def test_R7_one_leaves_and_the_others_go_on() -> None:
    room = asked()
    room.do(LET_IN)
    assert room.do(LeaveSession(by=ANN, session="s1")) == ["session.left left"]
    assert room.do(LeaveSession(by=BOB, session="s1"))[-1] == "session.ended agent_gone"


@pytest.mark.parametrize("by", [CARLA, ANN])
def test_R7_somebody_is_taken_out_with_all_that_was_granted_to_them(by: Person) -> None:
    room = asked()
    room.do(LET_IN)
    room.do(OpenEndpoint(by=BOB, endpoint="bobs", kind=EndpointKind.CONSOLE))
    room.do(AskScope(by=BOB, scope=Scope.CONTROL, request="c1", session="s1"))
    told = room.do(RemoveParticipant(by=by, session="s1", person=BOB.id))
    gone = ["session.left removed", "scope.revoked control participant_gone", "endpoint.closed"]
    assert told == gone
    assert not room.conversation.may_see(BOB.id)
    assert viewers(room) == {ANN.id}


def test_who_was_taken_out_has_to_be_let_in_again_the_owner_too() -> None:
    room = asked()
    room.do(LET_IN)
    room.do(RemoveParticipant(by=CARLA, session="s1", person=ANN.id))
    assert room.refused(JoinSession(by=ANN, session="s1"))[0] == "not_allowed"
    room.do(AskToJoin(by=ANN, session="s1", request="j5"))
    assert room.do(AdmitParticipant(by=CARLA, request="j5")) == ["session.joined"]
    assert room.do(JoinSession(by=ANN, session="s1")) == []


def test_whom_her_browser_keeps_out_she_has_to_let_in() -> None:
    room = asked()
    kept_out = RemoveParticipant(by=CARLA, session="s1", person=ANN.id, not_let_in=True)
    assert room.refused(replace(kept_out, by=ANN))[0] == "not_allowed"
    room.do(LET_IN)
    assert room.do(kept_out)[0] == "session.left not_let_in"
    assert room.refused(JoinSession(by=ANN, session="s1"))[0] == "not_allowed"
    room.do(AskToJoin(by=ANN, session="s1", request="j5"))
    assert room.do(AdmitParticipant(by=CARLA, request="j5")) == ["session.joined"]


def test_who_may_not_take_somebody_out() -> None:
    room = asked()
    remove = RemoveParticipant(by=BOB, session="s1", person=ANN.id)
    assert room.refused(remove)[0] == "not_found"
    room.do(LET_IN)
    assert room.refused(remove)[0] == "not_allowed"
    nobody = RemoveParticipant(by=CARLA, session="s1", person="nobody")
    assert room.refused(nobody)[0] == "not_found"
    assert room.refused(LeaveSession(by=CARLA, session="s1"))[0] == "not_allowed"


class TestWarmTransfer:
    def asked(self) -> Room:
        room = Room(PRESETS["standard"]).shared()
        command = TransferConversation(by=ANN, owner=BOB, request="t1")
        assert room.do(command) == ["participant.asked"]
        return room

    def test_R31_the_new_agent_is_in_before_the_first_leaves(self) -> None:
        room = self.asked()
        before = links(room.conversation)
        assert room.conversation.owner == ANN
        told = room.do(AdmitParticipant(by=CARLA, request="t1"))
        assert told == ["session.joined", "conversation.transferred"]
        assert room.conversation.owner == BOB
        room.do(OpenEndpoint(by=BOB, endpoint="bobs", kind=EndpointKind.CONSOLE))
        assert viewers(room) == {ANN.id, BOB.id}
        assert before.items() <= links(room.conversation).items()
        told = room.do(LeaveSession(by=ANN, session="s1"))
        assert told == ["session.left left", "endpoint.closed"]
        assert viewers(room) == {BOB.id}
        assert not room.conversation.may_see(ANN.id)

    def test_her_no_leaves_everything_as_it_is(self) -> None:
        room = self.asked()
        room.do(RefuseParticipant(by=CARLA, request="t1"))
        assert room.conversation.owner == ANN
        assert viewers(room) == {ANN.id}

    def test_to_somebody_who_is_in_already(self) -> None:
        room = asked(PRESETS["standard"])
        room.do(LET_IN)
        room.do(TransferConversation(by=ANN, owner=BOB, request="t1"))
        room.do(AdmitParticipant(by=CARLA, request="t1"))
        assert room.conversation.owner == BOB

    def test_only_where_the_policy_has_it_and_while_a_page_is_shared(self) -> None:
        command = TransferConversation(by=ANN, owner=BOB, request="t1")
        assert Room(PRESETS["equal"]).shared().refused(command)[0] == "policy_forbids"
        room = Room(PRESETS["standard"]).shared()
        room.do(PauseSession(by=CARLA, session="s1"))
        assert room.refused(command)[0] == "wrong_state"
        room.do(EndSession(by=CARLA, session="s1"))
        assert room.refused(command)[0] == "wrong_state"
        assert self.asked().refused(command)[0] == "wrong_state"

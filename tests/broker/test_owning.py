"""broker/owning.py and broker/idling.py: who owns a conversation, and when it rests."""

import pytest

from broker.commands import (
    AcceptConversation,
    ActivateConversation,
    AskScope,
    DeactivateConversation,
    EndConversation,
    JoinSession,
    LoseEndpoint,
    OpenEndpoint,
    PostMessage,
    RequeueConversation,
    StartSession,
    TakeOverConversation,
    TransferConversation,
)
from broker.events import Person, SessionEnded
from broker.names import ConversationState, EndpointKind, Reason, Role, Scope
from broker.policy import PRESETS, Policy
from tests.broker.room import ANN, BOB, CARLA, Room

SUE = Person(id="sue", role=Role.SUPERVISOR, name="Sue")
DESK = Person(id="operator", role=Role.OPERATOR)

ENDINGS = [
    (TransferConversation(by=ANN, owner=BOB), "transferred", "conversation.transferred"),
    (RequeueConversation(by=ANN), "requeued", "conversation.requeued"),
    (RequeueConversation(by=ANN, reason=Reason.SIGNED_OUT), "signed_out", "conversation.requeued"),
    (TakeOverConversation(by=SUE), "taken_over", "conversation.taken_over"),
    (DeactivateConversation(by=ANN), "inactive", "conversation.deactivated"),
]


@pytest.mark.parametrize(("command", "reason", "event"), ENDINGS)
def test_R31_what_is_shared_and_called_ends_with_it(
    command: TransferConversation, reason: str, event: str
) -> None:
    room = Room().shared()
    room.do(AskScope(by=ANN, scope=Scope.VOICE, request="call"))
    told = room.do(command)
    assert f"session.ended {reason}" in told
    assert f"scope.revoked voice {reason}" in told
    assert told.index(event) > told.index(f"session.ended {reason}")
    ended = next(one for one in room.events if isinstance(one, SessionEnded))
    assert ended.by == command.by


@pytest.mark.parametrize("command", [one for one, _, _ in ENDINGS[:4]])
def test_who_has_no_part_in_it_any_more_sees_nothing_of_it(command: TransferConversation) -> None:
    room = Room().shared()
    room.do(command)
    assert not room.conversation.may_see(ANN.id)
    assert all(one.person.id != ANN.id for one in room.conversation.endpoints.values())
    assert room.conversation.may_see(CARLA.id)


def test_R2_a_new_owner_has_not_written_yet() -> None:
    room = Room().shared()
    room.do(PostMessage(by=ANN, text="Hello"))
    assert room.conversation.agent_has_written
    room.do(TransferConversation(by=ANN, owner=BOB))
    assert room.conversation.owner == BOB
    assert not room.conversation.agent_has_written


@pytest.mark.parametrize(
    "command",
    [
        TransferConversation(by=BOB, owner=BOB),
        RequeueConversation(by=BOB),
        DeactivateConversation(by=BOB),
        ActivateConversation(by=BOB),
        TakeOverConversation(by=BOB),
    ],
)
def test_another_agent_finds_nothing(command: TransferConversation) -> None:
    assert Room().shared().refused(command)[0] == "not_found"


@pytest.mark.parametrize(
    "command",
    [
        TransferConversation(by=CARLA, owner=BOB),
        RequeueConversation(by=CARLA),
        DeactivateConversation(by=CARLA),
        ActivateConversation(by=CARLA),
        TakeOverConversation(by=CARLA),
        TakeOverConversation(by=ANN),
        TransferConversation(by=ANN, owner=CARLA),
    ],
)
def test_customers_and_owners_cannot_do_what_is_not_theirs(command: TransferConversation) -> None:
    assert Room().shared().refused(command)[0] == "not_allowed"


@pytest.mark.parametrize("by", [SUE, DESK])
def test_R32_supervisors_and_the_contact_centre_manage_what_is_not_theirs(by: Person) -> None:
    room = Room().queued()
    assert room.do(TransferConversation(by=by, owner=ANN)) == ["conversation.transferred"]
    assert room.do(DeactivateConversation(by=by)) == ["conversation.deactivated"]
    assert room.do(ActivateConversation(by=by)) == ["conversation.activated"]
    assert room.do(RequeueConversation(by=by))[0] == "conversation.requeued"
    assert room.do(EndConversation(by=by)) == ["conversation.ended"]


def test_what_has_come_true_already_changes_nothing() -> None:
    room = Room().shared()
    assert room.do(TransferConversation(by=ANN, owner=ANN)) == []
    assert room.do(ActivateConversation(by=ANN)) == []
    room.do(DeactivateConversation(by=ANN))
    assert room.do(DeactivateConversation(by=ANN)) == []
    room.do(RequeueConversation(by=ANN))
    assert room.do(RequeueConversation(by=SUE)) == []
    room.do(TakeOverConversation(by=SUE))
    assert room.do(TakeOverConversation(by=SUE)) == []


def test_a_queued_conversation_does_not_become_inactive() -> None:
    assert Room().queued().refused(DeactivateConversation(by=SUE))[0] == "wrong_state"


@pytest.mark.parametrize("preset", PRESETS)
def test_R31_only_write_mode_keeps_a_shared_page_with_its_agent(preset: str) -> None:
    room = Room(PRESETS[preset]).queued()
    room.do(AcceptConversation(by=ANN))
    room.do(PostMessage(by=ANN, text="Hello"))
    room.do(OpenEndpoint(by=ANN, endpoint="console", kind=EndpointKind.CONSOLE))
    if PRESETS[preset].customer_may_start:
        room.do(StartSession(by=CARLA, session="s1"))
        room.do(JoinSession(by=ANN, session="s1", with_code=True))
    else:
        room.do(AskScope(by=ANN, scope=Scope.VIEW, request="r1", session="s1"))
    for command in (TransferConversation(by=ANN, owner=BOB), TakeOverConversation(by=SUE)):
        if preset == "write-mode":
            assert room.refused(command)[0] == "policy_forbids"
        else:
            assert any(one.startswith("conversation.") for one in room.do(command))


class TestIdle:
    def test_R31_without_anything_happening_it_becomes_inactive_and_then_ends(self) -> None:
        room = Room().queued()
        room.do(AcceptConversation(by=ANN))
        assert room.wait(1799) == []
        assert room.wait(1) == ["conversation.deactivated"]
        assert room.wait(86_399) == []
        assert room.wait(1) == ["conversation.ended"]
        assert room.conversation.next_deadline() is None

    def test_a_session_keeps_it_active(self) -> None:
        room = Room().shared()
        room.wait(4000)
        assert room.conversation.conversation_state is ConversationState.ACTIVE

    def test_R31_nothing_is_shared_or_asked_while_it_is_inactive(self) -> None:
        room = Room().queued()
        room.do(AcceptConversation(by=ANN))
        room.do(DeactivateConversation(by=ANN))
        view = AskScope(by=ANN, scope=Scope.VIEW, request="r1", session="s1")
        call = AskScope(by=ANN, scope=Scope.VOICE, request="r2")
        for command in (StartSession(by=CARLA, session="s1"), view, call):
            assert room.refused(command)[0] == "wrong_state"

    @pytest.mark.parametrize("by", [CARLA, ANN])
    def test_who_writes_wakes_it(self, by: Person) -> None:
        room = Room().queued()
        room.do(AcceptConversation(by=ANN))
        room.do(OpenEndpoint(by=ANN, endpoint="console", kind=EndpointKind.CONSOLE))
        room.do(DeactivateConversation(by=ANN))
        told = room.do(PostMessage(by=by, text="Still there?"))
        assert told == ["conversation.activated", "conversation.messaged"]

    def test_it_waits_for_another_agent_where_its_owner_is_not_there(self) -> None:
        room = Room().queued()
        room.do(AcceptConversation(by=ANN))
        room.do(DeactivateConversation(by=ANN))
        told = room.do(PostMessage(by=CARLA, text="Still there?"))
        assert told == ["conversation.requeued", "conversation.messaged"]
        assert room.conversation.conversation_state is ConversationState.QUEUED

    def test_a_queued_one_ends_when_its_customer_has_been_gone_for_long(self) -> None:
        room = Room().queued()
        room.do(OpenEndpoint(by=CARLA, endpoint="page", kind=EndpointKind.PAGE))
        assert room.wait(5000) == []
        room.do(LoseEndpoint(by=CARLA, endpoint="page"))
        assert "conversation.ended" not in room.wait(3599)
        assert room.wait(1) == ["conversation.ended"]

    def test_zero_is_never(self) -> None:
        never = Policy(inactive_seconds=0, close_seconds=0, abandoned_seconds=0)
        room = Room(never).queued()
        assert room.conversation.next_deadline() is None
        room.do(AcceptConversation(by=ANN))
        assert room.conversation.next_deadline() is None
        room.do(DeactivateConversation(by=ANN))
        assert room.conversation.next_deadline() is None

"""broker/chat.py: begin, accept, write and end a conversation."""

import pytest

from broker.commands import AcceptConversation, EndConversation, PostMessage, StartConversation
from broker.names import ConversationState
from tests.broker.room import ANN, BOB, CARLA, STRANGER, Room

NO_SUCH = ("not_found", "There is no such conversation.")


def test_a_customer_starts_and_is_queued() -> None:
    room = Room()
    assert room.do(StartConversation(by=CARLA, site="shop")) == ["conversation.queued"]
    talk = room.conversation
    assert (talk.site, talk.customer, talk.owner) == ("shop", CARLA, None)
    assert (talk.conversation_state, talk.queued_at) == (ConversationState.QUEUED, 1000.0)


def test_an_agent_cannot_start_one() -> None:
    code, text = Room().refused(StartConversation(by=ANN, site="shop"))
    assert (code, text) == ("not_allowed", "The agent cannot start a conversation.")


def test_it_starts_once() -> None:
    room = Room().queued()
    again = StartConversation(by=CARLA, site="shop")
    assert room.refused(again) == ("wrong_state", "The conversation is queued.")
    assert room.refused(StartConversation(by=STRANGER, site="shop")) == NO_SUCH


def test_the_first_agent_to_accept_owns_it() -> None:
    room = Room().queued()
    assert room.do(AcceptConversation(by=ANN)) == ["conversation.accepted"]
    assert room.conversation.owner == ANN
    assert room.conversation.conversation_state is ConversationState.ACTIVE
    late = ("wrong_state", "The conversation is active.")
    assert room.refused(AcceptConversation(by=BOB)) == late


def test_a_customer_cannot_accept() -> None:
    room = Room().queued()
    code, _ = room.refused(AcceptConversation(by=CARLA))
    assert code == "not_allowed"
    assert room.refused(AcceptConversation(by=STRANGER)) == NO_SUCH


def test_who_takes_part_may_write() -> None:
    room = Room().queued()
    assert room.do(PostMessage(by=CARLA, text="Hello?")) == ["conversation.messaged"]
    assert not room.conversation.agent_has_written
    assert room.refused(PostMessage(by=ANN, text="Hi")) == NO_SUCH
    room.do(AcceptConversation(by=ANN))
    assert room.do(PostMessage(by=ANN, text="Hi")) == ["conversation.messaged"]
    assert room.conversation.agent_has_written
    room.do(PostMessage(by=CARLA, text="There you are"))
    assert room.conversation.agent_has_written


@pytest.mark.parametrize("length", [0, 4097])
def test_a_message_has_a_length(length: int) -> None:
    room = Room().queued()
    code, text = room.refused(PostMessage(by=CARLA, text="x" * length))
    assert (code, text) == ("bad_text", "A message has 1 to 4096 characters.")


@pytest.mark.parametrize("length", [1, 4096])
def test_the_longest_and_the_shortest_message_pass(length: int) -> None:
    assert Room().queued().do(PostMessage(by=CARLA, text="ä" * length))


def test_after_the_end_nobody_writes_accepts_or_ends() -> None:
    room = Room().queued()
    assert room.do(EndConversation(by=CARLA)) == ["conversation.ended"]
    ended = ("wrong_state", "The conversation is ended.")
    assert room.refused(PostMessage(by=CARLA, text="Wait")) == ended
    assert room.refused(EndConversation(by=CARLA)) == ended
    assert room.refused(AcceptConversation(by=ANN)) == ended


def test_the_customer_and_the_owner_end_it_and_nobody_else() -> None:
    room = Room().waiting()
    room.join(ANN, "console")
    room.join(BOB, "console-2")
    assert room.refused(EndConversation(by=STRANGER)) == NO_SUCH
    assert room.refused(EndConversation(by=BOB))[0] == "not_allowed"
    assert room.do(EndConversation(by=ANN)) == [
        "scope.revoked view session_ended",
        "session.ended conversation_ended",
        "conversation.ended",
    ]
    assert room.conversation.endpoints == {}
    assert room.conversation.next_deadline() is None

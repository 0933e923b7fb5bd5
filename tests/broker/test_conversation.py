"""broker/conversation.py: decide, apply, and what the server asks about a conversation."""

from collections.abc import Callable
from typing import get_args

import pytest

from broker.commands import (
    AcceptConversation,
    ActivateConversation,
    AdmitParticipant,
    AllowScope,
    AnyCommand,
    AskScope,
    AskToJoin,
    CloseEndpoint,
    DeactivateConversation,
    DenyScope,
    EndConversation,
    EndSession,
    GiveScope,
    InviteGuest,
    JoinSession,
    LeaveSession,
    LoseEndpoint,
    OpenEndpoint,
    PauseSession,
    PostMessage,
    RefuseParticipant,
    ReleaseScope,
    RemoveParticipant,
    RequeueConversation,
    ResumeSession,
    RevokeScope,
    ShowPage,
    StartConversation,
    StartSession,
    TakeOverConversation,
    Tick,
    TransferConversation,
    UnsharePage,
    WithdrawScope,
)
from broker.conversation import Conversation
from broker.errors import UnknownThing
from broker.events import ConversationMessaged
from broker.names import ConversationState, EndpointKind, Scope
from broker.policy import PRESETS, Policy
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, STRANGER, Room


def test_before_the_first_event_there_is_nothing() -> None:
    talk = Conversation("talk", Policy())
    assert (talk.state, talk.version, talk.next_deadline()) == (None, 0, None)
    assert talk.handle(Tick(), 0) == []
    assert not talk.may_see("carla") and not talk.may("carla", Scope.VIEW)
    with pytest.raises(UnknownThing):
        talk.handle(PostMessage(by=CARLA, text="Hello"), 0)
    with pytest.raises(UnknownThing):
        _ = talk.customer


def test_deciding_changes_nothing() -> None:
    talk = Conversation("talk", Policy())
    command = StartConversation(by=CARLA, site="shop")
    assert talk.handle(command, 1) == talk.handle(command, 1)
    assert talk.version == 0


def test_events_are_applied_in_order_and_in_their_own_stream() -> None:
    talk = Conversation("talk", Policy())
    (queued,) = talk.handle(StartConversation(by=CARLA, site="shop"), 1)
    with pytest.raises(ValueError, match="not event 1 of other"):
        Conversation("other", Policy()).apply(queued)
    talk.apply(queued)
    assert talk.version == 1
    with pytest.raises(ValueError, match="not event 2"):
        talk.apply(queued)
    (accepted,) = talk.handle(AcceptConversation(by=ANN), 2)
    with pytest.raises(ValueError, match="not event 1"):
        Conversation("talk", Policy()).apply(accepted)


def test_a_stream_begins_with_its_customer() -> None:
    first = ConversationMessaged(conversation="talk", seq=1, at=1.0, by=CARLA, text="Hello")
    with pytest.raises(ValueError, match="begins with ConversationMessaged"):
        Conversation("talk", Policy()).apply(first)


def test_replaying_gives_an_equal_state_under_any_policy() -> None:
    room = Room(EVERYTHING).active()
    room.grant(Scope.CONTROL, "drive")
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    again = Conversation("talk", PRESETS["write-mode"])
    for event in room.events:
        again.apply(event)
    assert again.state == room.conversation.state
    assert again.version == len(room.events)


def test_the_policy_may_be_replaced_at_any_time() -> None:
    room = Room().asked()
    room.conversation.policy = Policy(cooldown_seconds=99)
    assert room.conversation.next_deadline() == 1030.0


def test_what_the_server_asks() -> None:
    room = Room().active()
    talk = room.conversation
    assert (talk.id, talk.site, talk.customer, talk.owner) == ("talk", "shop", CARLA, ANN)
    assert talk.conversation_state is ConversationState.ACTIVE
    assert (talk.queued_at, talk.agent_has_written, talk.page) == (1000.0, False, "page")
    assert set(talk.endpoints) == {"page", "console"}
    assert talk.session is room.session
    assert talk.version == len(room.events)
    assert talk.present("carla") and talk.present("ann") and not talk.present("bob")


def test_who_may_see() -> None:
    room = Room().queued()
    talk = room.conversation
    assert talk.may_see("carla") and not talk.may_see("ann")
    room.do(AcceptConversation(by=ANN))
    assert talk.may_see("ann") and not talk.may_see("bob")
    room = Room().waiting()
    room.join(ANN, "console")
    room.join(BOB, "bobs")
    assert room.conversation.may_see("bob")
    room.do(EndSession(by=CARLA, session="s1"))
    assert room.conversation.may_see("bob"), "the end of the session must reach him"
    room.do(EndConversation(by=CARLA))
    assert room.conversation.may_see("ann")


def test_may_follows_the_grant_the_session_and_the_presence() -> None:
    assert not Room().asked().conversation.may("ann", Scope.VIEW)
    room = Room().active()
    talk = room.conversation
    assert talk.may("ann", Scope.VIEW)
    assert not talk.may("ann", Scope.CONTROL)
    assert not talk.may("carla", Scope.VIEW), "it is hers to give"
    room.join(BOB, "bobs")
    assert not talk.may("bob", Scope.VIEW), "it was given to Ann"
    room.do(LoseEndpoint(by=ANN, endpoint="console"))
    assert not talk.may("ann", Scope.VIEW)


def test_a_grant_for_all_is_for_those_in_the_session() -> None:
    room = Room().accepted()
    room.do(StartSession(by=CARLA, session="s1"))
    room.join(BOB, "bobs")
    assert room.conversation.may("bob", Scope.VIEW)
    assert not room.conversation.may("ann", Scope.VIEW)
    room.do(PauseSession(by=CARLA, session="s1"))
    assert not room.conversation.may("bob", Scope.VIEW)


BY_A_STRANGER: list[AnyCommand] = [
    InviteGuest(by=STRANGER, session="s1"),
    AskToJoin(by=STRANGER, session="s1", request="j"),
    AdmitParticipant(by=STRANGER, request="j"),
    RefuseParticipant(by=STRANGER, request="j"),
    LeaveSession(by=STRANGER, session="s1"),
    RemoveParticipant(by=STRANGER, session="s1", person="ann"),
    TransferConversation(by=STRANGER, owner=BOB),
    TakeOverConversation(by=STRANGER),
    RequeueConversation(by=STRANGER),
    DeactivateConversation(by=STRANGER),
    ActivateConversation(by=STRANGER),
    StartConversation(by=STRANGER, site="shop"),
    AcceptConversation(by=STRANGER),
    PostMessage(by=STRANGER, text="Hello"),
    EndConversation(by=STRANGER),
    OpenEndpoint(by=STRANGER, endpoint="evil", kind=EndpointKind.PAGE),
    LoseEndpoint(by=STRANGER, endpoint="page"),
    CloseEndpoint(by=STRANGER, endpoint="page"),
    ShowPage(by=STRANGER, endpoint="page"),
    UnsharePage(by=STRANGER, endpoint="page"),
    StartSession(by=STRANGER, session="s2"),
    JoinSession(by=STRANGER, session="s1", with_code=True),
    PauseSession(by=STRANGER, session="s1"),
    ResumeSession(by=STRANGER, session="s1"),
    EndSession(by=STRANGER, session="s1"),
    AskScope(by=STRANGER, scope=Scope.CONTROL, request="drive", session="s1"),
    WithdrawScope(by=STRANGER, request="look"),
    AllowScope(by=STRANGER, request="look"),
    DenyScope(by=STRANGER, request="look"),
    GiveScope(by=STRANGER, session="s1", scope=Scope.CONTROL, to="ann"),
    RevokeScope(by=STRANGER, scope=Scope.VIEW, grant=1),
    ReleaseScope(by=STRANGER, scope=Scope.VIEW, grant=1),
]


def test_the_list_of_commands_is_whole() -> None:
    assert {type(c) for c in BY_A_STRANGER} | {Tick} == set(get_args(AnyCommand))


@pytest.mark.parametrize("command", BY_A_STRANGER, ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("room", [Room.queued, Room.asked, Room.active])
def test_a_stranger_finds_nothing_whatever_they_try(
    command: AnyCommand, room: Callable[[Room], Room]
) -> None:
    assert room(Room(EVERYTHING)).refused(command)[0] == "not_found"


def test_what_is_due_happens_although_the_timer_is_late() -> None:
    room = Room().waiting()
    room.now += 901
    assert room.do(PostMessage(by=CARLA, text="Hello?")) == [
        "scope.revoked view session_ended",
        "session.ended expired",
        "conversation.messaged",
    ]


def test_a_tick_is_due_at_the_deadline_and_not_before() -> None:
    room = Room().waiting()
    assert room.conversation.next_deadline() == 1900.0
    assert room.conversation.handle(Tick(), 1899.9) == []
    assert room.conversation.handle(Tick(), 1900.0) != []
    assert room.wait(900)[-1] == "session.ended expired"
    assert room.wait(900) == []

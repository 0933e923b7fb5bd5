"""broker/joining.py: people without an account are invited, let in one by one, and only look."""

from typing import get_args

import pytest

from broker.commands import (
    AdmitParticipant,
    AllowScope,
    AnyCommand,
    AskToJoin,
    EndSession,
    GiveScope,
    InviteGuest,
    LeaveSession,
    LoseEndpoint,
    OpenEndpoint,
    PauseSession,
    RefuseParticipant,
    RemoveParticipant,
    Tick,
)
from broker.errors import BrokerError
from broker.events import Person
from broker.joining import OF_GUESTS
from broker.links import MediaLink, PageLink, links
from broker.names import ControlMode, EndpointKind, Scope
from broker.policy import PRESETS, Policy
from tests.broker.room import ANN, BOB, CARLA, GINA, STRANGER, Room
from tests.broker.test_conversation import BY_A_STRANGER

KNOCK = AskToJoin(by=GINA, session="s1", request="g1")
LET_IN = AdmitParticipant(by=CARLA, request="g1")


def knocking(policy: Policy | None = None) -> Room:
    room = Room(policy).shared()
    assert room.do(InviteGuest(by=CARLA, session="s1")) == ["participant.invited"]
    assert room.do(KNOCK) == ["participant.asked"]
    return room


def inside(policy: Policy | None = None) -> Room:
    room = knocking(policy)
    assert room.do(LET_IN) == ["session.joined"]
    room.do(OpenEndpoint(by=GINA, endpoint="gina-1", kind=EndpointKind.GUEST))
    return room


def seen_by(room: Room, person_id: str) -> list[PageLink | MediaLink]:
    endpoints = room.conversation.endpoints
    return [
        link
        for link in links(room.conversation).values()
        if endpoints[link.answerer].person.id == person_id
    ]


class TestInviting:
    @pytest.mark.parametrize("by", [CARLA, ANN])
    def test_R7_the_customer_and_an_agent_in_the_session_invite(self, by: Person) -> None:
        room = Room().shared()
        assert room.do(InviteGuest(by=by, session="s1")) == ["participant.invited"]

    def test_who_may_not(self) -> None:
        room = Room().shared()
        assert room.refused(InviteGuest(by=STRANGER, session="s1"))[0] == "not_found"
        assert room.refused(InviteGuest(by=BOB, session="s1"))[0] == "not_found"
        assert room.refused(InviteGuest(by=CARLA, session="s2"))[0] == "not_found"
        room.do(AskToJoin(by=BOB, session="s1", request="b1"))
        room.do(AdmitParticipant(by=CARLA, request="b1"))
        room.do(LeaveSession(by=ANN, session="s1"))
        # Still the owner, and not in the session.
        assert room.refused(InviteGuest(by=ANN, session="s1"))[0] == "not_allowed"

    def test_only_while_the_page_is_shared(self) -> None:
        room = Room().waiting()
        assert room.refused(InviteGuest(by=CARLA, session="s1"))[0] == "wrong_state"

    @pytest.mark.parametrize("preset", PRESETS)
    def test_R16_the_policy_decides(self, preset: str) -> None:
        room = Room().shared()
        room.conversation.policy = PRESETS[preset]
        invite = InviteGuest(by=CARLA, session="s1")
        if preset in ("standard", "customer-led"):
            assert room.do(invite) == ["participant.invited"]
            return
        code, sentence = room.refused(invite)
        assert code == "policy_forbids" and "without an account" in sentence
        # An invitation of before does not help.
        assert room.refused(KNOCK)[0] == "policy_forbids"

    def test_R16_who_is_at_the_door_stays_out_when_the_policy_changes(self) -> None:
        room = knocking()
        room.conversation.policy = Policy(guests=False)
        assert room.refused(LET_IN)[0] == "policy_forbids"

    def test_no_more_than_there_is_room_for(self) -> None:
        room = knocking(Policy(most_agents=2))
        room.do(LET_IN)
        assert room.refused(InviteGuest(by=CARLA, session="s1")) == (
            "session_full",
            "No more than 2 others can be in a session of this site.",
        )
        assert room.refused(AskToJoin(by=BOB, session="s1", request="b1"))[0] == "session_full"


class TestComingAndGoing:
    def test_R7_a_guest_sees_nothing_before_the_customer_says_yes(self) -> None:
        room = knocking()
        assert not room.conversation.may_see(GINA.id)
        opening = OpenEndpoint(by=GINA, endpoint="gina-1", kind=EndpointKind.GUEST)
        assert room.refused(opening)[0] == "not_found"
        assert room.refused(AdmitParticipant(by=ANN, request="g1"))[0] == "not_allowed"

    def test_R7_afterwards_they_see_the_page_and_the_others_go_on(self) -> None:
        room = knocking()
        before = links(room.conversation)
        room.do(LET_IN)
        room.do(OpenEndpoint(by=GINA, endpoint="gina-1", kind=EndpointKind.GUEST))
        assert before.items() <= links(room.conversation).items()
        assert [type(link) for link in seen_by(room, GINA.id)] == [PageLink]
        assert room.conversation.may(GINA.id, Scope.VIEW)

    def test_who_was_denied_does_not_come_again(self) -> None:
        room = knocking()
        assert room.do(RefuseParticipant(by=CARLA, request="g1")) == ["participant.refused"]
        room.wait(60)
        again = AskToJoin(by=GINA, session="s1", request="g2")
        assert room.refused(again)[0] == "not_allowed"

    def test_who_got_no_answer_or_took_it_back_may_ask_again(self) -> None:
        room = knocking()
        assert room.wait(30) == ["participant.refused"]
        again = AskToJoin(by=GINA, session="s1", request="g2")
        assert room.refused(again)[0] == "too_soon"
        room.wait(10)
        room.do(again)
        assert room.do(RefuseParticipant(by=GINA, request="g2")) == ["participant.refused"]
        room.wait(3)
        assert room.do(AskToJoin(by=GINA, session="s1", request="g3")) == ["participant.asked"]

    @pytest.mark.parametrize("by", [CARLA, ANN])
    def test_R7_who_was_removed_is_out_for_good(self, by: Person) -> None:
        room = inside()
        told = room.do(RemoveParticipant(by=by, session="s1", person=GINA.id))
        assert told == ["session.left removed", "endpoint.closed"]
        assert not room.conversation.may_see(GINA.id)
        assert room.refused(AskToJoin(by=GINA, session="s1", request="g2"))[0] == "not_allowed"

    def test_leaving(self) -> None:
        room = inside()
        told = room.do(LeaveSession(by=GINA, session="s1"))
        assert told == ["session.left left", "endpoint.closed"]
        assert room.do(AskToJoin(by=GINA, session="s1", request="g2")) == ["participant.asked"]

    def test_the_end_of_the_session_is_the_end_of_all(self) -> None:
        room = inside()
        told = room.do(EndSession(by=CARLA, session="s1"))
        assert told[-2:] == ["session.ended by_customer", "endpoint.closed"]
        assert room.conversation.may_see(ANN.id)
        assert not room.conversation.may_see(GINA.id)
        assert room.refused(AskToJoin(by=GINA, session="s1", request="g2"))[0] == "not_found"

    def test_guests_alone_do_not_keep_a_session(self) -> None:
        room = inside()
        assert "session.ended agent_gone" in room.do(LeaveSession(by=ANN, session="s1"))

    def test_who_vanishes_leaves(self) -> None:
        room = inside()
        room.do(LoseEndpoint(by=GINA, endpoint="gina-1"))
        assert room.wait(30) == ["endpoint.closed", "session.left agent_gone"]

    def test_a_pause_holds_their_view_too(self) -> None:
        room = inside()
        room.do(PauseSession(by=CARLA, session="s1"))
        assert seen_by(room, GINA.id) == []
        assert not room.conversation.may(GINA.id, Scope.VIEW)


class TestNothingMore:
    @pytest.mark.parametrize("command", BY_A_STRANGER, ids=lambda one: type(one).__name__)
    def test_whatever_is_not_listed_is_refused(self, command: AnyCommand) -> None:
        """Deny by default: a new command is refused to guests before anybody thinks of it."""
        assert {type(one) for one in BY_A_STRANGER} | {Tick} == set(get_args(AnyCommand))
        if isinstance(command, OF_GUESTS):
            return
        fields = {name: getattr(command, name) for name in command.__struct_fields__}
        by_a_guest = type(command)(**fields | {"by": GINA})
        assert inside().refused(by_a_guest)[0] == "not_allowed"
        # From outside there is nothing at all.
        assert knocking().refused(by_a_guest)[0] == "not_found"

    @pytest.mark.parametrize("kind", [kind for kind in EndpointKind if kind != "guest"])
    def test_they_are_no_page_and_no_console(self, kind: EndpointKind) -> None:
        opening = OpenEndpoint(by=GINA, endpoint="gina-2", kind=kind)
        assert inside().refused(opening)[0] == "not_allowed"
        by_an_agent = OpenEndpoint(by=ANN, endpoint="ann-2", kind=EndpointKind.GUEST)
        assert inside().refused(by_an_agent)[0] == "not_allowed"

    def test_control_that_is_for_all_is_not_for_them(self) -> None:
        policy = Policy(control=ControlMode.INCLUDED)
        room = inside(policy)
        assert room.conversation.may(ANN.id, Scope.CONTROL)
        assert not room.conversation.may(GINA.id, Scope.CONTROL)

    def test_R16_control_is_not_given_to_them(self) -> None:
        room = inside(Policy(control=ControlMode.SWITCHED))
        give = GiveScope(by=CARLA, session="s1", scope=Scope.CONTROL, to=GINA.id)
        assert room.refused(give)[0] == "not_found"

    def test_no_call_no_screen_and_no_document(self) -> None:
        room = inside()
        room.in_call(Scope.VIDEO)
        room.grant(Scope.SCREEN, "look-2")
        room.ask(Scope.DOCUMENT, "paper")
        room.do(AllowScope(by=CARLA, request="paper"))
        assert [type(link) for link in seen_by(room, GINA.id)] == [PageLink]
        may = {scope for scope in Scope if room.conversation.may(GINA.id, scope)}
        assert may == {Scope.VIEW}
        assert room.conversation.may(ANN.id, Scope.VOICE)

    def test_a_guest_who_was_never_here_is_a_stranger(self) -> None:
        room = Room()
        with pytest.raises(BrokerError):
            room.conversation.handle(KNOCK, room.now)
        assert room.queued().refused(KNOCK)[0] == "not_found"

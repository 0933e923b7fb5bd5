"""broker/permitting.py: the gate for what agents were not given, and the end of what they have no
more (R6, R16, R72)."""

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
    EndConversation,
    EndSession,
    GiveScope,
    InviteGuest,
    JoinSession,
    LeaveSession,
    OpenEndpoint,
    PostMessage,
    ReleaseScope,
    RequeueConversation,
    TakeOverConversation,
    TransferConversation,
)
from broker.events import Person
from broker.links import MediaLink, links
from broker.names import (
    ControlMode,
    EndpointKind,
    MediaSlot,
    Permission,
    Reason,
    Role,
    Scope,
    TransferMode,
)
from broker.permission import ALL, NOTHING, Permissions, Right, given
from broker.policy import Policy
from tests.broker.room import ANN, BOB, CARLA, GINA, Room

SUE = Person(id="sue", role=Role.SUPERVISOR, name="Sue")
DESK = Person(id="operator", role=Role.OPERATOR)
WARM = Policy(transfer=TransferMode.WARM)
INCLUDED = Policy(control=ControlMode.INCLUDED)


class Office(Room):
    """A room whose agents may do everything, until somebody takes it away."""

    def __init__(self, policy: Policy | None = None) -> None:
        super().__init__(policy)
        self.permitted: dict[str, Permissions] = {}
        self.conversation.permits = lambda agent: self.permitted.get(agent, ALL)

    def take(self, agent: Person, *taken: Permission) -> list[str]:
        """What happens when the operator takes these; none: all."""
        left = ALL - set(taken) if taken else NOTHING
        self.permitted[agent.id] = given([Right(permissions=left)], "shop")
        return self.wait(0)


def office(policy: Policy | None = None) -> Office:
    return Office(policy)


@pytest.mark.parametrize(
    "command",
    [
        AcceptConversation(by=ANN),
        TakeOverConversation(by=SUE),
        TransferConversation(by=SUE, owner=BOB),
        RequeueConversation(by=SUE),
        DeactivateConversation(by=SUE),
        ActivateConversation(by=SUE),
        JoinSession(by=ANN, session="s1", with_code=True),
        AskToJoin(by=ANN, session="s1", request="r1"),
        PostMessage(by=ANN, text="Hello"),
    ],
)
def test_R6_for_agents_of_other_sites_nothing_here_exists(command: AnyCommand) -> None:
    room = office()
    room.waiting()
    room.take(ANN)
    room.take(SUE)
    assert room.refused(command)[0] == "not_found"


@pytest.mark.parametrize(
    ("taken", "command", "says"),
    [
        (Permission.CHAT, PostMessage(by=ANN, text="Hi"), "write to customers"),
        (Permission.TRANSFER, TransferConversation(by=ANN, owner=BOB), "to somebody else"),
        (Permission.VIEW, AskScope(by=ANN, scope=Scope.VIEW, request="v", session="s1"), "see the"),
        (Permission.VIEW, JoinSession(by=ANN, session="s1", with_code=True), "see the pages"),
        (Permission.VOICE, AskScope(by=ANN, scope=Scope.VOICE, request="c"), "in calls"),
        (Permission.VIDEO, AskScope(by=ANN, scope=Scope.VIDEO, request="c"), "video calls"),
        (Permission.DOCUMENT, AskScope(by=ANN, scope=Scope.DOCUMENT, request="d"), "documents"),
    ],
)
def test_R16_an_owner_is_refused_what_was_not_given(
    taken: Permission, command: AnyCommand, says: str
) -> None:
    room = office()
    room.accepted()
    room.take(ANN, taken)
    code, text = room.refused(command)
    assert code == "not_permitted"
    assert text.startswith("This account is not permitted to") and says in text


@pytest.mark.parametrize(
    ("taken", "command"),
    [
        (Permission.CONTROL, AskScope(by=ANN, scope=Scope.CONTROL, request="c", session="s1")),
        (Permission.SCREEN, AskScope(by=ANN, scope=Scope.SCREEN, request="c", session="s1")),
        (Permission.INVITATIONS, InviteGuest(by=ANN, session="s1")),
    ],
)
def test_R16_nor_more_in_a_session(taken: Permission, command: AnyCommand) -> None:
    room = office()
    room.shared()
    room.take(ANN, taken)
    assert room.refused(command)[0] == "not_permitted"


def test_what_gives_back_or_ends_needs_no_permission() -> None:
    room = office()
    room.shared()
    room.grant(Scope.CONTROL, "c")
    room.take(ANN, Permission.CHAT, Permission.TRANSFER)
    assert room.do(ReleaseScope(by=ANN, scope=Scope.CONTROL, grant=2))
    assert room.do(EndSession(by=ANN, session="s1"))
    assert room.do(RequeueConversation(by=ANN))[0] == "conversation.requeued"


def test_who_signs_out_gives_back_what_they_own_whatever_they_may_do() -> None:
    room = office()
    room.accepted()
    room.permitted[ANN.id] = NOTHING
    gone = RequeueConversation(by=ANN, reason=Reason.SIGNED_OUT)
    assert room.do(gone) == ["conversation.requeued", "endpoint.closed"]


def test_a_stranger_learns_nothing_from_a_refusal() -> None:
    room = office()
    room.accepted()
    room.take(BOB, Permission.VIEW, Permission.CHAT)
    assert room.refused(PostMessage(by=BOB, text="Hi"))[0] == "not_found"
    assert room.refused(AskToJoin(by=BOB, session="s1", request="r"))[0] == "not_found"


def test_R31_a_conversation_goes_to_nobody_who_may_not_have_it() -> None:
    room = office(WARM)
    room.shared()
    room.take(BOB)
    there = TransferConversation(by=ANN, owner=BOB)
    refusal = ("not_permitted", "The agent is not permitted to serve this site.")
    assert room.refused(there) == refusal
    assert room.refused(TransferConversation(by=DESK, owner=BOB)) == refusal
    room.take(BOB, Permission.VIEW)
    warm = TransferConversation(by=ANN, owner=BOB, request="warm")
    assert room.refused(warm)[0] == "not_permitted"
    assert "conversation.transferred" in room.do(there)
    nobody = TransferConversation(by=BOB, owner=CARLA)
    assert room.refused(nobody)[0] == "not_allowed"


def test_R11_control_is_given_to_nobody_who_may_not_have_it() -> None:
    room = office(Policy(control=ControlMode.SWITCHED))
    room.shared()
    room.take(ANN, Permission.CONTROL)
    give = GiveScope(by=CARLA, session="s1", scope=Scope.CONTROL, to=ANN.id)
    assert room.refused(give)[0] == "not_permitted"
    stranger = GiveScope(by=CARLA, session="s1", scope=Scope.CONTROL, to="nobody")
    assert room.refused(stranger)[0] == "not_found"


def test_R14_a_customer_calls_whoever_may_answer() -> None:
    room = office()
    room.accepted()
    room.dock()
    room.take(ANN, Permission.VOICE)
    call = AskScope(by=CARLA, scope=Scope.VOICE, request="call")
    assert room.refused(call) == (
        "not_permitted",
        "The agent is not permitted to take part in calls.",
    )
    room.permitted[BOB.id] = ALL - {Permission.VIDEO}
    room.do(TransferConversation(by=DESK, owner=BOB))
    room.do(OpenEndpoint(by=BOB, endpoint="bobs", kind=EndpointKind.CONSOLE))
    assert room.do(call) == ["scope.asked voice"]
    assert room.do(AllowScope(by=BOB, request="call")) == ["scope.granted voice"]


def test_R14_nobody_answers_for_a_colleague_what_they_may_not() -> None:
    room = office()
    room.shared()
    room.join(BOB, "bobs")
    room.dock()
    room.take(BOB, Permission.VOICE)
    room.call(Scope.VOICE, "call")
    assert room.refused(AllowScope(by=BOB, request="call"))[0] == "not_permitted"
    assert room.refused(AllowScope(by=BOB, request="no call"))[0] == "not_found"
    room.do(AllowScope(by=ANN, request="call"))
    found = [link for link in links(room.conversation).values() if isinstance(link, MediaLink)]
    assert [link.answerer for link in found] == ["console"]
    assert room.conversation.may(ANN.id, Scope.VOICE)
    assert not room.conversation.may(BOB.id, Scope.VOICE)


def test_R72_control_ends_when_it_is_taken() -> None:
    room = office()
    room.shared()
    room.grant(Scope.CONTROL, "c")
    assert room.take(ANN, Permission.CHAT) == []
    assert room.take(ANN, Permission.CONTROL) == ["scope.revoked control not_permitted"]
    assert room.wait(0) == []


def test_R72_a_question_ends_when_its_permission_is_taken() -> None:
    room = office()
    room.shared()
    room.ask(Scope.SCREEN, "s")
    assert room.take(ANN, Permission.SCREEN) == ["scope.revoked screen not_permitted"]


def test_R72_a_call_ends_with_all_that_rests_on_it() -> None:
    room = office()
    room.accepted()
    room.in_call(Scope.VIDEO)
    assert room.take(ANN, Permission.VOICE) == [
        "scope.revoked voice not_permitted",
        "scope.revoked video call_ended",
    ]


def test_R72_a_call_that_rings_for_nobody_ends() -> None:
    room = office()
    room.accepted()
    room.dock()
    room.call(Scope.VOICE, "call")
    assert room.take(ANN, Permission.VOICE) == ["scope.revoked voice not_permitted"]


def test_R72_who_may_not_see_pages_any_more_leaves_the_session() -> None:
    room = office()
    room.shared()
    room.join(BOB, "bobs")
    assert room.take(BOB, Permission.VIEW) == ["session.left not_permitted", "endpoint.closed"]
    assert room.take(ANN, Permission.VIEW) == [
        "scope.revoked view not_permitted",
        "session.ended not_permitted",
    ]
    assert room.session.state == "ended"
    assert room.conversation.owner == ANN
    assert not links(room.conversation)


def test_R72_a_view_that_was_asked_for_ends_with_the_permission() -> None:
    room = office()
    room.asked()
    assert room.take(ANN, Permission.VIEW) == [
        "scope.revoked view not_permitted",
        "session.ended not_permitted",
    ]


def test_R72_a_customer_who_shares_with_nobody_yet_goes_on_waiting() -> None:
    room = office()
    room.waiting()
    assert room.take(ANN, Permission.VIEW) == []
    assert room.session.state == "waiting"


def test_R72_who_does_not_serve_the_site_any_more_owns_nothing_there() -> None:
    room = office()
    room.active()
    assert room.take(ANN) == [
        "scope.revoked view session_ended",
        "session.ended not_permitted",
        "conversation.requeued",
        "endpoint.closed",
    ]
    assert not room.conversation.may_see(ANN.id)
    assert room.refused(AcceptConversation(by=ANN))[0] == "not_found"


def test_R72_nor_has_a_part_in_a_session_that_is_over() -> None:
    room = office()
    room.shared()
    room.join(BOB, "bobs")
    room.do(EndSession(by=CARLA, session="s1"))
    assert room.take(BOB, Permission.VIEW) == []
    assert room.conversation.may_see(BOB.id)
    assert room.take(BOB) == ["session.left not_permitted", "endpoint.closed"]
    assert not room.conversation.may_see(BOB.id)


def test_R72_an_agent_at_the_door_is_sent_away() -> None:
    room = office(WARM)
    room.shared()
    room.do(AskToJoin(by=BOB, session="s1", request="b"))
    room.do(AskToJoin(by=GINA, session="s1", request="g"))
    assert room.take(BOB, Permission.VIEW) == ["participant.refused"]
    assert list(room.session.knocks) == [GINA.id]
    room.do(AdmitParticipant(by=CARLA, request="g"))
    assert room.take(BOB, Permission.CHAT) == []
    assert GINA.id in room.session.participants


def test_R72_what_is_for_all_agents_ends_with_the_last_who_may_have_it() -> None:
    room = office(INCLUDED)
    room.shared()
    room.join(BOB, "bobs")
    assert room.take(BOB, Permission.CONTROL) == []
    assert room.conversation.may(ANN.id, Scope.CONTROL)
    assert not room.conversation.may(BOB.id, Scope.CONTROL)
    assert room.take(ANN, Permission.CONTROL) == ["scope.revoked control not_permitted"]


def test_R40_a_document_goes_to_nobody_who_may_not_have_documents() -> None:
    room = office()
    room.shared()
    room.join(BOB, "bobs")
    room.dock()
    room.call(Scope.DOCUMENT, "paper", by=ANN)
    room.do(AllowScope(by=CARLA, request="paper"))
    room.take(BOB, Permission.DOCUMENT)
    found = [link for link in links(room.conversation).values() if isinstance(link, MediaLink)]
    assert [link.answerer for link in found if link.document] == ["console"]


def test_R40_a_document_ends_when_its_only_agent_may_not_have_documents_any_more() -> None:
    room = office()
    room.accepted()
    room.dock()
    room.call(Scope.DOCUMENT, "paper", by=ANN)
    room.do(AllowScope(by=CARLA, request="paper"))
    assert room.take(ANN, Permission.DOCUMENT) == ["scope.revoked document not_permitted"]


def test_R12_the_device_goes_to_nobody_who_may_not_see_devices() -> None:
    room = office()
    room.shared()
    room.join(BOB, "bobs")
    room.dock()
    room.grant(Scope.SCREEN, "s")
    room.take(BOB, Permission.SCREEN)
    shown = {
        link.answerer
        for link in links(room.conversation).values()
        if isinstance(link, MediaLink) and MediaSlot.SCREEN in link.offerer_sends
    }
    assert shown == {"console"}


def test_an_ended_conversation_stays_as_it_was() -> None:
    room = office()
    room.accepted()
    room.do(EndConversation(by=CARLA))
    assert room.take(ANN) == []


def test_who_left_of_their_own_accord_is_no_business_of_the_gate() -> None:
    room = office()
    room.shared()
    room.join(BOB, "bobs")
    room.take(BOB, Permission.CHAT)
    assert room.do(LeaveSession(by=BOB, session="s1"))[0] == "session.left left"
    assert room.do(CloseEndpoint(by=ANN, endpoint="console"))

"""broker/giving.py, and what is special about control: how it comes, whose it is, how it ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from broker.commands import (
    AllowScope,
    AskScope,
    CloseEndpoint,
    EndSession,
    GiveScope,
    JoinSession,
    LoseEndpoint,
    OpenEndpoint,
    PauseSession,
    ReleaseScope,
    ResumeSession,
    RevokeScope,
    ShowPage,
    StartSession,
    UnsharePage,
)
from broker.consent import Granted
from broker.events import Person
from broker.names import ControlLimit, ControlMode, EndpointKind, Scope
from broker.policy import PRESETS, Policy
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, STRANGER, Room

INCLUDED = Policy(control=ControlMode.INCLUDED)
SWITCHED = Policy(control=ControlMode.SWITCHED)


def control(room: Room) -> Granted:
    granted = room.session.granted(Scope.CONTROL)
    assert granted is not None
    return granted


def give(to: str = "ann", by: Person = CARLA, session: str = "s1") -> GiveScope:
    return GiveScope(by=by, session=session, scope=Scope.CONTROL, to=to)


def release(room: Room, by: Person) -> ReleaseScope:
    return ReleaseScope(by=by, scope=Scope.CONTROL, grant=control(room).grant)


def revoke(room: Room) -> RevokeScope:
    return RevokeScope(by=CARLA, scope=Scope.CONTROL, grant=control(room).grant)


def page(endpoint: str, session: str | None = "s1") -> OpenEndpoint:
    return OpenEndpoint(by=CARLA, endpoint=endpoint, kind=EndpointKind.PAGE, session=session)


# --- asked for, whole or limited ----------------------------------------------------------------


@pytest.mark.parametrize("limit", [None, *ControlLimit])
def test_R11_control_is_asked_for_and_allowed_with_or_without_a_limit(
    limit: ControlLimit | None,
) -> None:
    room = Room().active()
    room.ask(Scope.CONTROL, "drive")
    allowed = room.do(AllowScope(by=CARLA, request="drive", limit=limit))
    assert allowed == ["scope.granted control"]
    granted = control(room)
    assert (granted.limit, granted.to, granted.asker, granted.grant) == (limit, "ann", ANN, 2)
    assert room.conversation.may("ann", Scope.CONTROL)


def test_only_control_can_be_limited() -> None:
    room = Room(EVERYTHING).asked()
    limited = AllowScope(by=CARLA, request="look", limit=ControlLimit.TYPING)
    assert room.refused(limited) == ("not_allowed", "The customer cannot put a limit on view.")
    room.do(AllowScope(by=CARLA, request="look"))
    room.ask(Scope.VOICE, "call")
    assert room.refused(replace(limited, request="call"))[0] == "not_allowed"


def test_who_does_not_see_the_page_cannot_ask_to_control_it() -> None:
    room = Room().active()
    room.join(BOB, "bobs")
    drive = AskScope(by=BOB, scope=Scope.CONTROL, request="drive", session="s1")
    assert room.refused(drive)[0] == "not_allowed"


def test_one_agent_at_a_time_is_in_control() -> None:
    room = Room().shared()
    room.join(BOB, "bobs")
    room.grant(Scope.CONTROL, "drive")
    drive = AskScope(by=BOB, scope=Scope.CONTROL, request="too", session="s1")
    assert room.refused(drive) == ("wrong_state", "The control is granted.")
    assert not room.conversation.may("bob", Scope.CONTROL)


def test_R11_either_side_ends_control_alone() -> None:
    room = Room().active()
    room.grant(Scope.CONTROL, "drive")
    assert room.do(revoke(room)) == ["scope.revoked control by_customer"]
    room.grant(Scope.CONTROL, "again")
    assert room.do(release(room, ANN)) == ["scope.released control"]
    assert room.conversation.may("ann", Scope.VIEW)


def test_the_end_of_the_session_ends_control() -> None:
    room = Room().active()
    room.grant(Scope.CONTROL, "drive")
    assert room.do(EndSession(by=CARLA, session="s1")) == [
        "scope.revoked view session_ended",
        "scope.revoked control session_ended",
        "session.ended by_customer",
    ]


# --- included -----------------------------------------------------------------------------------


def test_R11_equal_grants_control_in_the_same_act_as_the_view() -> None:
    room = Room(PRESETS["equal"]).queued()
    started = room.do(StartSession(by=CARLA, session="s1"))
    assert started == ["session.started", "scope.granted view", "scope.granted control"]
    granted = control(room)
    assert (granted.grant, granted.to, granted.asker, granted.by) == (2, None, None, CARLA)
    assert granted.limit is None and granted.survives_load
    room.do(JoinSession(by=ANN, session="s1", with_code=True))
    room.do(OpenEndpoint(by=ANN, endpoint="console", kind=EndpointKind.CONSOLE))
    assert room.conversation.may("ann", Scope.CONTROL)


def test_included_control_is_for_those_who_see() -> None:
    room = Room(INCLUDED).asked()
    assert room.do(AllowScope(by=CARLA, request="look")) == [
        "scope.granted view",
        "scope.granted control",
        "session.activated",
    ]
    room.join(BOB, "bobs")
    assert control(room).to == "ann"
    assert not room.conversation.may("bob", Scope.CONTROL)


def test_a_site_without_control_includes_none() -> None:
    room = Room(replace(INCLUDED, scopes=frozenset({Scope.VIEW}))).shared()
    assert room.session.granted(Scope.CONTROL) is None


def test_included_control_comes_back_after_a_pause() -> None:
    room = Room(PRESETS["equal"]).shared()
    before = control(room).grant
    assert room.do(PauseSession(by=CARLA, session="s1")) == [
        "session.paused",
        "scope.revoked control session_paused",
    ]
    assert room.do(ResumeSession(by=CARLA, session="s1")) == [
        "session.resumed",
        "scope.granted control",
    ]
    assert control(room).grant > before


def test_but_not_if_it_had_been_ended_before() -> None:
    room = Room(PRESETS["equal"]).shared()
    room.do(revoke(room))
    room.do(PauseSession(by=CARLA, session="s1"))
    assert room.do(ResumeSession(by=CARLA, session="s1")) == ["session.resumed"]


def test_a_limit_outlives_a_pause() -> None:
    room = Room(INCLUDED).active()
    room.do(revoke(room))
    room.ask(Scope.CONTROL, "drive")
    room.do(AllowScope(by=CARLA, request="drive", limit=ControlLimit.REGION))
    room.do(PauseSession(by=CARLA, session="s1"))
    room.do(ResumeSession(by=CARLA, session="s1"))
    assert control(room).limit is ControlLimit.REGION


def test_R11_any_agent_in_the_session_hands_included_control_back() -> None:
    room = Room(INCLUDED).shared()
    room.join(BOB, "bobs")
    assert room.refused(release(room, CARLA))[0] == "not_allowed"
    assert room.do(release(room, BOB)) == ["scope.released control"]


@pytest.mark.parametrize("preset", ["standard", "stepwise", "customer-led", "write-mode"])
def test_elsewhere_the_session_starts_with_the_view_only(preset: str) -> None:
    room = Room(PRESETS[preset]).queued()
    room.do(StartSession(by=CARLA, session="s1"))
    assert room.session.granted(Scope.CONTROL) is None


# --- switched -----------------------------------------------------------------------------------


def test_R11_customer_led_gives_control_and_takes_it_back() -> None:
    room = Room(SWITCHED).shared()
    assert room.do(give()) == ["scope.granted control"]
    granted = control(room)
    assert (granted.to, granted.asker, granted.by, granted.grant) == ("ann", None, CARLA, 2)
    assert room.refused(give()) == ("wrong_state", "The control is granted.")
    assert room.do(revoke(room)) == ["scope.revoked control by_customer"]
    assert room.do(give()) == ["scope.granted control"]
    assert control(room).grant == 3


def test_the_agent_who_was_given_control_hands_it_back() -> None:
    room = Room(SWITCHED).shared()
    room.join(BOB, "bobs")
    room.do(give("ann"))
    assert room.refused(release(room, BOB))[0] == "not_allowed"
    assert room.do(release(room, ANN)) == ["scope.released control"]


def test_nobody_hands_back_the_view_that_the_customer_gave() -> None:
    room = Room(SWITCHED).shared()
    assert room.refused(ReleaseScope(by=ANN, scope=Scope.VIEW, grant=1))[0] == "not_allowed"


def test_the_agent_may_still_ask() -> None:
    room = Room(SWITCHED).shared()
    room.ask(Scope.CONTROL, "drive")
    assert room.refused(give()) == ("wrong_state", "The control is asked.")
    assert room.do(AllowScope(by=CARLA, request="drive")) == ["scope.granted control"]


def test_given_control_does_not_come_back_after_a_pause() -> None:
    room = Room(SWITCHED).shared()
    room.do(give())
    room.do(PauseSession(by=CARLA, session="s1"))
    assert room.refused(give()) == ("wrong_state", "The session is paused.")
    assert room.do(ResumeSession(by=CARLA, session="s1")) == ["session.resumed"]


@pytest.mark.parametrize(
    "policy", [Policy(), INCLUDED, replace(SWITCHED, scopes=frozenset({Scope.VIEW}))]
)
def test_where_the_policy_does_not_switch_control_it_cannot_be_given(policy: Policy) -> None:
    assert Room(policy).shared().refused(give())[0] == "policy_forbids"


def test_who_gives_what_to_whom() -> None:
    room = Room(SWITCHED).active()
    room.join(BOB, "bobs")
    assert room.refused(give(by=ANN))[0] == "not_allowed"
    assert room.refused(give(by=STRANGER))[0] == "not_found"
    assert room.refused(give(session="s9"))[0] == "not_found"
    no_viewer = ("not_found", "There is no such viewer.")
    assert room.refused(give("nobody")) == no_viewer
    assert room.refused(give("carla")) == no_viewer
    assert room.refused(give("bob")) == no_viewer
    view = GiveScope(by=CARLA, session="s1", scope=Scope.VIEW, to="ann")
    assert room.refused(view) == ("not_allowed", "The customer cannot give view.")


def test_nothing_is_given_while_the_screen_is_shared() -> None:
    room = Room(replace(EVERYTHING, control=ControlMode.SWITCHED)).shared()
    room.grant(Scope.SCREEN, "screen")
    assert room.refused(give()) == ("wrong_state", "The screen is granted.")


# --- the page it was granted on -----------------------------------------------------------------


def driving(policy: Policy | None = None) -> Room:
    """Two shared pages, `page` in front, `tab` behind; Ann is in control."""
    room = Room(policy).active()
    room.do(page("tab"))
    room.grant(Scope.CONTROL, "drive")
    return room


def test_B09_another_page_load_ends_control() -> None:
    room = Room().active()
    room.grant(Scope.CONTROL, "drive")
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert room.do(page("reloaded")) == [
        "endpoint.opened",
        "page.shared",
        "page.shown",
        "session.returned",
        "scope.revoked control page_changed",
    ]


def test_unless_the_policy_lets_it_go_on() -> None:
    room = Room(PRESETS["equal"]).active()
    grant = control(room).grant
    room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    assert not room.conversation.may("ann", Scope.CONTROL)
    room.do(page("reloaded"))
    assert control(room).grant == grant
    assert room.conversation.may("ann", Scope.CONTROL)


def test_what_the_policy_said_at_the_grant_counts() -> None:
    room = Room(PRESETS["equal"]).active()
    room.conversation.policy = Policy()
    room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    assert room.do(page("reloaded"))[-1] == "session.returned"
    assert control(room).survives_load


def test_a_websocket_that_comes_back_keeps_control() -> None:
    room = Room().active()
    room.grant(Scope.CONTROL, "drive")
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert room.do(page("page")) == ["endpoint.returned", "session.returned"]
    assert room.conversation.may("ann", Scope.CONTROL)


def test_a_page_that_leaves_takes_control_along_at_once() -> None:
    room = Room().active()
    room.grant(Scope.CONTROL, "drive")
    assert room.do(CloseEndpoint(by=CARLA, endpoint="page")) == [
        "endpoint.closed",
        "session.away",
        "scope.revoked control page_changed",
    ]


def test_a_page_under_the_same_id_is_another_page_after_it_was_closed() -> None:
    room = driving()
    room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    assert room.do(page("page")) == ["endpoint.opened", "page.shared"]
    shown = room.do(ShowPage(by=CARLA, endpoint="page"))
    assert shown == ["page.shown", "scope.revoked control page_changed"]


def test_R26_switching_between_the_pages_that_were_there_keeps_control() -> None:
    room = driving()
    assert room.do(ShowPage(by=CARLA, endpoint="tab")) == ["page.shown"]
    assert room.do(ShowPage(by=CARLA, endpoint="page")) == ["page.shown"]
    closed = room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    assert closed == ["endpoint.closed", "page.shown"]
    assert room.conversation.may("ann", Scope.CONTROL)


def test_a_page_opened_later_ends_control_only_when_it_comes_to_the_front() -> None:
    room = driving()
    assert room.do(page("later")) == ["endpoint.opened", "page.shared"]
    assert room.conversation.may("ann", Scope.CONTROL)
    shown = room.do(ShowPage(by=CARLA, endpoint="later"))
    assert shown == ["page.shown", "scope.revoked control page_changed"]


def test_a_page_that_joined_later_was_not_there_however_long_it_had_been_open() -> None:
    room = Room().active()
    room.do(page("tab", session=None))
    room.grant(Scope.CONTROL, "drive")
    shown = room.do(ShowPage(by=CARLA, endpoint="tab"))
    assert shown == ["page.shown", "scope.revoked control page_changed"]


def test_when_the_page_in_front_is_shared_no_more_control_goes_on_where_it_was_granted() -> None:
    room = driving()
    unshared = room.do(UnsharePage(by=CARLA, endpoint="page"))
    assert unshared == ["page.unshared", "page.shown"]
    assert room.conversation.may("ann", Scope.CONTROL)


def test_control_ends_with_the_agent_who_holds_it() -> None:
    room = Room(SWITCHED).shared()
    room.join(BOB, "bobs")
    room.do(give("bob"))
    assert room.do(CloseEndpoint(by=BOB, endpoint="bobs")) == [
        "endpoint.closed",
        "session.left agent_gone",
        "scope.revoked control participant_gone",
    ]


# --- two tabs and the server --------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.sampled_from(["tab-1", "tab-2"]), st.sampled_from(["give", "revoke"])))
)
def test_B12_her_last_act_that_counted_is_what_holds(acts: list[tuple[str, str]]) -> None:
    """Each tab knows of what it did itself only, so what it says may be out of date."""
    room = Room(SWITCHED).shared()
    known = dict.fromkeys(("tab-1", "tab-2"), 0)
    held, highest = 0, 1
    for tab, act in acts:
        if act == "give" and held == 0:
            assert room.do(give()) == ["scope.granted control"]
            assert control(room).grant > highest
            held = highest = known[tab] = control(room).grant
        elif act == "give":
            assert room.refused(give())[0] == "wrong_state"
        else:
            stale = RevokeScope(by=CARLA, scope=Scope.CONTROL, grant=known[tab])
            if held and known[tab] == held:
                assert room.do(stale) == ["scope.revoked control by_customer"]
                held = 0
            else:
                assert room.refused(stale)[0] in {"wrong_state", "not_found"}
        assert room.conversation.may("ann", Scope.CONTROL) is bool(held)

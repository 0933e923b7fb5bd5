"""broker/links.py: which endpoints should be connected now."""

import re

from msgspec.structs import replace

from broker.commands import (
    AllowScope,
    CloseEndpoint,
    EndSession,
    LeaveSession,
    LoseEndpoint,
    OpenEndpoint,
    PauseSession,
    ReleaseScope,
    ResumeSession,
    RevokeScope,
    ShowPage,
    StartSession,
)
from broker.consent import Granted
from broker.conversation import Conversation
from broker.links import MediaLink, PageLink, links
from broker.names import EndpointKind, LinkKind, MediaSlot, Scope
from broker.policy import Policy
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, Room


def pairs(room: Room) -> list[tuple[str, str]]:
    return [(link.offerer, link.answerer) for link in links(room.conversation).values()]


def test_no_link_before_consent_and_after_the_end() -> None:
    assert links(Conversation("talk", Policy())) == {}
    assert pairs(Room().queued()) == []
    assert pairs(Room().waiting()) == []
    assert pairs(Room().asked()) == []
    room = Room().active()
    room.do(EndSession(by=ANN, session="s1"))
    assert pairs(room) == []


def test_the_customers_page_offers_to_the_agents_console() -> None:
    found = links(Room().active().conversation)
    (link,) = found.values()
    assert isinstance(link, PageLink) and found == {link.id: link}
    assert (link.kind, link.grant, link.session) == (LinkKind.PAGE, 1, "s1")
    assert (link.conversation, link.offerer, link.answerer) == ("talk", "page", "console")


def test_every_console_of_every_agent_in_the_session_is_linked() -> None:
    room = Room().shared()
    room.join(BOB, "bobs")
    room.do(OpenEndpoint(by=ANN, endpoint="console-2", kind=EndpointKind.CONSOLE))
    assert set(pairs(room)) == {("page", "console"), ("page", "console-2"), ("page", "bobs")}


def test_R25_the_window_that_is_there_for_a_page_gets_its_link_while_it_is_there() -> None:
    room = Room().shared()
    room.join(BOB, "bobs")
    all_pairs = set(pairs(room))
    pop_out = OpenEndpoint(by=ANN, endpoint="pop-out", kind=EndpointKind.CONSOLE, pane="talk")
    room.do(pop_out)
    assert set(pairs(room)) == {("page", "pop-out"), ("page", "bobs")}
    room.do(LoseEndpoint(by=ANN, endpoint="pop-out"))
    assert set(pairs(room)) == {*all_pairs, ("page", "pop-out")}
    room.do(pop_out)
    assert set(pairs(room)) == {("page", "pop-out"), ("page", "bobs")}
    room.do(CloseEndpoint(by=ANN, endpoint="pop-out"))
    assert set(pairs(room)) == all_pairs
    room.do(replace(pop_out, endpoint="of-another", pane="another-talk"))
    assert set(pairs(room)) == all_pairs


def test_a_view_for_one_agent_is_for_nobody_else() -> None:
    room = Room().active()
    room.join(BOB, "bobs")
    assert pairs(room) == [("page", "console")]


def test_an_agent_outside_the_session_is_not_linked() -> None:
    room = Room().accepted()
    room.do(StartSession(by=CARLA, session="s1"))
    room.join(BOB, "bobs")
    assert pairs(room) == [("page", "bobs")]


def test_nothing_flows_while_paused() -> None:
    room = Room().shared()
    before = links(room.conversation)
    room.do(PauseSession(by=CARLA, session="s1"))
    assert pairs(room) == []
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert pairs(room) == []
    room.do(OpenEndpoint(by=CARLA, endpoint="page", kind=EndpointKind.PAGE))
    room.do(ResumeSession(by=CARLA, session="s1"))
    assert links(room.conversation) == before


def test_a_lost_websocket_cuts_no_link() -> None:
    room = Room().shared()
    before = links(room.conversation)
    room.do(LoseEndpoint(by=ANN, endpoint="console"))
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert links(room.conversation) == before
    room.do(OpenEndpoint(by=CARLA, endpoint="page", kind=EndpointKind.PAGE))
    assert links(room.conversation) == before


def test_a_closed_page_does() -> None:
    room = Room().shared()
    room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    assert pairs(room) == []


def test_a_reloaded_page_takes_the_link_over_at_once() -> None:
    room = Room().shared()
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    room.do(OpenEndpoint(by=CARLA, endpoint="reloaded", kind=EndpointKind.PAGE, session="s1"))
    assert pairs(room) == [("reloaded", "console")]


def test_the_mirror_follows_the_page_in_front() -> None:
    room = Room().shared()
    room.do(OpenEndpoint(by=CARLA, endpoint="tab", kind=EndpointKind.PAGE))
    assert pairs(room) == [("page", "console")]
    room.do(ShowPage(by=CARLA, endpoint="tab"))
    assert pairs(room) == [("tab", "console")]


def test_ids_are_short_and_differ_by_grant_and_endpoints() -> None:
    room = Room().shared()
    seen = set(links(room.conversation))
    room.do(OpenEndpoint(by=CARLA, endpoint="p" * 64, kind=EndpointKind.PAGE))
    room.do(ShowPage(by=CARLA, endpoint="p" * 64))
    seen |= set(links(room.conversation))
    another_grant = Granted(grant=9, by=CARLA, to=None, asker=None, until=None, seq=9)
    session = replace(room.session, consent={**room.session.consent, Scope.VIEW: another_grant})
    assert room.conversation.state is not None
    regranted = Conversation("talk", Policy())
    regranted.state = replace(room.conversation.state, session=session)
    seen |= set(links(regranted))
    room.do(EndSession(by=CARLA, session="s1"))
    room.do(StartSession(by=CARLA, session="s2"))
    room.join(ANN, "console")
    seen |= set(links(room.conversation))
    assert len(seen) == 4
    assert all(re.fullmatch(r"[A-Za-z0-9_.:-]{1,64}", id) for id in seen)


def test_each_end_knows_the_other() -> None:
    (link,) = links(Room().active().conversation).values()
    assert link.other_end(link.offerer) == link.answerer
    assert link.other_end(link.answerer) == link.offerer


# --- media links --------------------------------------------------------------------------------

VOICE, CAMERA, SCREEN, SOUND = MediaSlot


def media(room: Room) -> dict[tuple[str, str], MediaLink]:
    """By their ends, dock and console."""
    found = [link for link in links(room.conversation).values() if isinstance(link, MediaLink)]
    assert all(link.kind is LinkKind.MEDIA for link in found)
    return {(link.offerer, link.answerer): link for link in found}


def the_only(room: Room) -> MediaLink:
    (link,) = media(room).values()
    return link


def test_R14_no_media_link_before_the_answer_and_after_the_call() -> None:
    room = Room().accepted()
    room.dock()
    room.call(Scope.VOICE, "call")
    assert media(room) == {}
    room.do(AllowScope(by=ANN, request="call"))
    link = the_only(room)
    assert (link.conversation, link.offerer, link.answerer) == ("talk", "dock", "console")
    assert link.offerer_sends == link.answerer_sends == {VOICE}
    room.do(ReleaseScope(by=CARLA, scope=Scope.VOICE, grant=1))
    assert media(room) == {}


def test_R15_video_changes_the_link_and_not_its_id() -> None:
    room = Room().accepted().in_call()
    before = the_only(room)
    room.call(Scope.VIDEO, "see", by=ANN)
    room.do(AllowScope(by=CARLA, request="see"))
    after = the_only(room)
    assert after.id == before.id and after != before
    assert after.offerer_sends == after.answerer_sends == {VOICE, CAMERA}
    room.do(RevokeScope(by=CARLA, scope=Scope.VIDEO, grant=2))
    assert the_only(room) == before


def test_R12_the_screen_flows_to_agents_only() -> None:
    room = Room(EVERYTHING).active()
    room.dock()
    room.grant(Scope.SCREEN, "screen")
    link = the_only(room)
    assert link.offerer_sends == {SCREEN} and not link.answerer_sends
    assert link.sends("dock") == link.receives("console") == {SCREEN}
    assert link.sends("console") == link.receives("dock") == frozenset()
    assert ("page", "console") in pairs(room)


def test_R12_sound_where_the_policy_has_it() -> None:
    room = Room(EVERYTHING).active()
    room.dock()
    room.grant(Scope.SCREEN, "screen")
    room.conversation.policy = replace(EVERYTHING, screen_sound=True)
    assert the_only(room).offerer_sends == {SCREEN, SOUND}


def test_R12_who_does_not_see_the_page_does_not_see_the_device() -> None:
    room = Room(EVERYTHING).active()
    room.join(BOB, "bobs")
    room.dock()
    room.grant(Scope.SCREEN, "screen")
    assert set(media(room)) == {("dock", "console")}
    room.call(Scope.VOICE, "call")
    room.do(AllowScope(by=ANN, request="call"))
    found = media(room)
    assert found["dock", "console"].offerer_sends == {VOICE, SCREEN}
    assert found["dock", "bobs"].offerer_sends == {VOICE}


def test_a_call_links_every_console_of_those_who_take_part() -> None:
    room = Room().shared().in_call()
    room.join(BOB, "bobs")
    room.do(OpenEndpoint(by=ANN, endpoint="console-2", kind=EndpointKind.CONSOLE))
    ends = {("dock", "console"), ("dock", "console-2"), ("dock", "bobs")}
    assert set(media(room)) == ends
    room.do(EndSession(by=CARLA, session="s1"))
    assert set(media(room)) == ends


def test_a_pause_closes_media_links_and_its_end_opens_the_same() -> None:
    room = Room().active().in_call(Scope.VIDEO)
    before = links(room.conversation)
    assert len(before) == 2
    room.do(PauseSession(by=CARLA, session="s1"))
    assert links(room.conversation) == {}
    room.do(ResumeSession(by=CARLA, session="s1"))
    assert links(room.conversation) == before


def test_a_lost_dock_keeps_its_link_unless_another_is_there() -> None:
    room = Room().accepted().in_call()
    before = media(room)
    room.do(LoseEndpoint(by=CARLA, endpoint="dock"))
    room.do(LoseEndpoint(by=ANN, endpoint="console"))
    assert media(room) == before
    room.dock("frame")
    assert set(media(room)) == {("frame", "console")}
    room.dock()
    assert set(media(room)) == {("frame", "console"), ("dock", "console")}


def test_a_media_link_of_another_grant_is_the_same_link() -> None:
    room = Room().accepted().in_call()
    before = the_only(room)
    room.do(ReleaseScope(by=CARLA, scope=Scope.VOICE, grant=1))
    room.call(Scope.VOICE, "again")
    room.do(AllowScope(by=ANN, request="again"))
    assert the_only(room) == before


def test_R40_a_document_opens_the_links_of_all_who_take_part_without_media() -> None:
    room = Room(EVERYTHING).shared()
    room.join(BOB, "bobs")
    room.dock()
    room.call(Scope.DOCUMENT, "show", by=ANN)
    assert media(room) == {}
    room.do(AllowScope(by=CARLA, request="show"))
    assert set(media(room)) == {("dock", "console"), ("dock", "bobs")}
    for link in media(room).values():
        assert link.document and not link.offerer_sends and not link.answerer_sends
    room.do(LeaveSession(by=BOB, session="s1"))
    assert set(media(room)) == {("dock", "console")}
    room.do(RevokeScope(by=ANN, scope=Scope.DOCUMENT, grant=grant_number(room)))
    assert media(room) == {}


def test_R40_after_the_session_a_document_is_the_owners_alone() -> None:
    room = Room(EVERYTHING).shared()
    room.join(BOB, "bobs")
    room.dock()
    room.call(Scope.DOCUMENT, "show", by=BOB)
    room.do(AllowScope(by=CARLA, request="show"))
    assert set(media(room)) == {("dock", "console"), ("dock", "bobs")}
    room.do(EndSession(by=CARLA, session="s1"))
    assert set(media(room)) == {("dock", "console")}


def test_R40_a_document_changes_the_link_of_a_call_and_a_pause_holds_it() -> None:
    room = Room(EVERYTHING).active().in_call()
    before = the_only(room)
    assert not before.document
    room.call(Scope.DOCUMENT, "show")
    room.do(AllowScope(by=ANN, request="show"))
    after = the_only(room)
    assert after.id == before.id and after.document
    room.do(PauseSession(by=CARLA, session="s1"))
    assert media(room) == {}
    room.do(ResumeSession(by=CARLA, session="s1"))
    assert the_only(room) == after


def grant_number(room: Room) -> int:
    granted = room.state.granted(Scope.DOCUMENT)
    assert granted is not None
    return granted.grant

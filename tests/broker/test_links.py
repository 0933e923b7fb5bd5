"""broker/links.py: which endpoints should be connected now."""

import re

from msgspec.structs import replace

from broker.commands import (
    CloseEndpoint,
    EndSession,
    LoseEndpoint,
    OpenEndpoint,
    PauseSession,
    ResumeSession,
    ShowPage,
    StartSession,
)
from broker.consent import Granted
from broker.conversation import Conversation
from broker.links import links
from broker.names import EndpointKind, LinkKind, Scope
from broker.policy import Policy
from tests.broker.room import ANN, BOB, CARLA, Room


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
    assert found == {link.id: link}
    assert (link.kind, link.grant, link.session) == (LinkKind.PAGE, 1, "s1")
    assert (link.conversation, link.offerer, link.answerer) == ("talk", "page", "console")


def test_every_console_of_every_agent_in_the_session_is_linked() -> None:
    room = Room().shared()
    room.join(BOB, "bobs")
    room.do(OpenEndpoint(by=ANN, endpoint="console-2", kind=EndpointKind.CONSOLE))
    assert set(pairs(room)) == {("page", "console"), ("page", "console-2"), ("page", "bobs")}


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

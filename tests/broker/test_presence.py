"""broker/presence.py: endpoints come, get lost, return and go; one page is in front."""

from broker.commands import (
    AllowScope,
    CloseEndpoint,
    EndConversation,
    EndSession,
    LoseEndpoint,
    OpenEndpoint,
    ShowPage,
    StartSession,
    UnsharePage,
)
from broker.names import EndpointKind
from broker.session import Away
from tests.broker.room import ANN, BOB, CARLA, STRANGER, Room

PAGE, CONSOLE = EndpointKind.PAGE, EndpointKind.CONSOLE
NO_ENDPOINT = ("not_found", "There is no such endpoint.")


def page(endpoint: str) -> OpenEndpoint:
    return OpenEndpoint(by=CARLA, endpoint=endpoint, kind=PAGE)


def test_the_first_page_is_in_front() -> None:
    room = Room().queued()
    assert [type(e).__name__ for e in room.events[1:]] == ["EndpointOpened", "PageShown"]
    assert room.conversation.page == "page"
    assert room.conversation.endpoints["page"].present


def test_a_second_page_comes_to_the_front_when_it_says_so() -> None:
    room = Room().queued()
    assert room.do(page("tab")) == ["endpoint.opened"]
    assert room.do(ShowPage(by=CARLA, endpoint="tab")) == ["page.shown"]
    assert room.do(ShowPage(by=CARLA, endpoint="tab")) == []


def test_opening_twice_is_nothing_new() -> None:
    assert Room().queued().do(page("page")) == []


def test_a_lost_endpoint_returns() -> None:
    room = Room().queued()
    assert room.do(LoseEndpoint(by=CARLA, endpoint="page")) == ["endpoint.lost"]
    assert room.conversation.endpoints["page"].deadline == 1030.0
    assert room.conversation.next_deadline() == 1030.0
    assert room.do(LoseEndpoint(by=CARLA, endpoint="page")) == []
    assert room.wait(29.9) == []
    assert room.do(page("page")) == ["endpoint.returned"]
    assert room.conversation.next_deadline() is None


def test_or_is_closed_at_its_deadline() -> None:
    room = Room().queued()
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert room.wait(30) == ["endpoint.closed"]
    assert room.conversation.endpoints == {}
    assert room.conversation.page is None


def test_a_reloaded_page_is_in_front_at_once() -> None:
    room = Room().queued()
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert room.do(page("reloaded")) == ["endpoint.opened", "page.shown"]
    assert room.conversation.page == "reloaded"


def test_a_returning_page_does_not_push_the_lost_one_in_front_aside() -> None:
    """After a restart of the server all are lost and return in any order."""
    room = Room().queued()
    room.do(page("tab"))
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    room.do(LoseEndpoint(by=CARLA, endpoint="tab"))
    assert room.do(page("tab")) == ["endpoint.returned"]
    assert room.conversation.page == "page"


def test_when_the_page_in_front_closes_the_newest_one_present_follows() -> None:
    room = Room().queued()
    for endpoint in ("old", "new", "lost"):
        room.do(page(endpoint))
    room.do(LoseEndpoint(by=CARLA, endpoint="lost"))
    closed = room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    assert closed == ["endpoint.closed", "page.shown"]
    assert room.conversation.page == "new"


def test_another_pages_end_does_not_move_the_front() -> None:
    room = Room().queued()
    room.do(page("tab"))
    assert room.do(CloseEndpoint(by=CARLA, endpoint="tab")) == ["endpoint.closed"]
    assert room.conversation.page == "page"


def test_a_page_that_is_not_there_cannot_be_shown() -> None:
    room = Room().accepted()
    assert room.refused(ShowPage(by=CARLA, endpoint="nowhere")) == NO_ENDPOINT
    assert room.refused(ShowPage(by=CARLA, endpoint="console")) == NO_ENDPOINT
    room.do(page("tab"))
    room.do(LoseEndpoint(by=CARLA, endpoint="tab"))
    assert room.refused(ShowPage(by=CARLA, endpoint="tab")) == NO_ENDPOINT
    assert room.refused(ShowPage(by=ANN, endpoint="page"))[0] == "not_allowed"
    assert room.refused(ShowPage(by=BOB, endpoint="page"))[0] == "not_found"


def test_each_side_has_its_kind() -> None:
    room = Room().accepted()
    wrong = OpenEndpoint(by=CARLA, endpoint="x", kind=CONSOLE)
    assert room.refused(wrong) == ("not_allowed", "The customer cannot open a console.")
    wrong = OpenEndpoint(by=ANN, endpoint="x", kind=PAGE)
    assert room.refused(wrong) == ("not_allowed", "The agent cannot open a page.")


def test_strangers_and_other_peoples_endpoints() -> None:
    room = Room().accepted()
    assert room.refused(OpenEndpoint(by=STRANGER, endpoint="x", kind=PAGE))[0] == "not_found"
    assert room.refused(OpenEndpoint(by=CARLA, endpoint="console", kind=PAGE)) == NO_ENDPOINT
    assert room.refused(LoseEndpoint(by=ANN, endpoint="page")) == NO_ENDPOINT
    assert room.refused(CloseEndpoint(by=ANN, endpoint="page")) == NO_ENDPOINT


def test_what_is_gone_can_be_lost_and_closed_again() -> None:
    room = Room().queued()
    room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    assert room.do(CloseEndpoint(by=CARLA, endpoint="page")) == []
    assert room.do(LoseEndpoint(by=CARLA, endpoint="page")) == []


def test_an_ended_conversation_opens_no_endpoints() -> None:
    room = Room().queued()
    room.do(EndConversation(by=CARLA))
    assert room.refused(page("page")) == ("wrong_state", "The conversation is ended.")
    assert room.do(LoseEndpoint(by=CARLA, endpoint="page")) == []


def test_an_agent_without_endpoints_leaves_the_session() -> None:
    room = Room().shared()
    room.join(BOB, "bobs")
    room.do(OpenEndpoint(by=ANN, endpoint="console-2", kind=CONSOLE))
    assert room.do(CloseEndpoint(by=ANN, endpoint="console")) == ["endpoint.closed"]
    left = room.do(CloseEndpoint(by=ANN, endpoint="console-2"))
    assert left == ["endpoint.closed", "session.left agent_gone"]
    assert set(room.session.participants) == {"bob"}
    assert room.conversation.owner == ANN


def test_an_agent_who_is_not_in_the_session_just_closes() -> None:
    room = Room().accepted()
    assert room.do(CloseEndpoint(by=ANN, endpoint="console")) == ["endpoint.closed"]
    room = Room().accepted()
    room.do(OpenEndpoint(by=ANN, endpoint="console-2", kind=CONSOLE))
    room.do(LoseEndpoint(by=ANN, endpoint="console"))
    assert room.wait(30) == ["endpoint.closed"]


# --- the pages that she shares ------------------------------------------------------------------


def held(endpoint: str, session: str = "s1") -> OpenEndpoint:
    """A page that says that it holds her consent."""
    return OpenEndpoint(by=CARLA, endpoint=endpoint, kind=PAGE, session=session)


def test_the_page_on_which_she_starts_is_the_shared_one() -> None:
    room = Room().queued()
    room.do(page("tab"))
    assert list(room.conversation.pages) == []
    room.do(ShowPage(by=CARLA, endpoint="tab"))
    room.do(StartSession(by=CARLA, session="s1"))
    assert list(room.conversation.pages) == ["tab"]
    assert room.do(ShowPage(by=CARLA, endpoint="page")) == ["page.shown"]
    assert list(room.conversation.pages) == ["tab", "page"]


def test_the_page_on_which_she_allows_comes_to_the_front() -> None:
    room = Room().asked()
    room.do(page("tab"))
    assert room.do(AllowScope(by=CARLA, request="look", endpoint="tab")) == [
        "page.shown",
        "scope.granted view",
        "session.activated",
    ]
    assert (room.conversation.page, room.conversation.pages) == ("tab", ("tab",))


def test_she_cannot_allow_on_a_page_that_is_not_there() -> None:
    room = Room().asked()
    allow = AllowScope(by=CARLA, request="look", endpoint="nowhere")
    assert room.refused(allow) == NO_ENDPOINT


def test_R26_a_page_that_merely_connects_takes_nobodys_place() -> None:
    room = Room().active()
    assert room.do(page("stray")) == ["endpoint.opened"]
    assert room.do(CloseEndpoint(by=CARLA, endpoint="page")) == ["endpoint.closed", "session.away"]
    assert room.conversation.page is None
    assert room.do(page("another")) == ["endpoint.opened"]
    shown = room.do(ShowPage(by=CARLA, endpoint="another"))
    assert shown == ["page.shown", "session.returned"]


def test_a_page_with_her_consent_joins_and_waits_its_turn() -> None:
    room = Room().active()
    assert room.do(held("tab")) == ["endpoint.opened", "page.shared"]
    assert room.conversation.pages == ("page", "tab")
    assert room.do(held("tab")) == []
    room.do(LoseEndpoint(by=CARLA, endpoint="page"))
    assert room.do(held("reloaded")) == ["endpoint.opened", "page.shared", "page.shown"]


def test_consent_for_another_session_counts_for_nothing() -> None:
    room = Room().active()
    assert room.do(held("tab", session="s0")) == ["endpoint.opened"]
    room = Room().queued()
    assert room.do(held("tab")) == ["endpoint.opened"]
    assert list(room.conversation.pages) == []


def test_R26_a_page_is_shared_no_more_while_another_one_is() -> None:
    room = Room().active()
    only = ("only_page", "This is the only page that is shared; stop sharing instead.")
    unshare = UnsharePage(by=CARLA, endpoint="page")
    assert room.refused(unshare) == only
    room.do(page("stray"))
    assert room.refused(unshare) == only
    room.do(held("tab"))
    assert room.do(unshare) == ["page.unshared", "page.shown"]
    assert (room.conversation.page, room.conversation.pages) == ("tab", ("tab",))
    assert room.conversation.endpoints["page"].present, "she may still chat there"
    room.do(ShowPage(by=CARLA, endpoint="page"))
    assert room.do(UnsharePage(by=CARLA, endpoint="tab")) == ["page.unshared"]
    assert room.conversation.page == "page"


def test_a_lost_page_does_not_count_as_another_one() -> None:
    room = Room().active()
    room.do(held("tab"))
    room.do(LoseEndpoint(by=CARLA, endpoint="tab"))
    assert room.refused(UnsharePage(by=CARLA, endpoint="page"))[0] == "only_page"


def test_who_unshares_what() -> None:
    room = Room().active()
    room.do(page("stray"))
    no_page = ("not_found", "There is no such shared page.")
    assert room.refused(UnsharePage(by=CARLA, endpoint="stray")) == no_page
    assert room.refused(UnsharePage(by=CARLA, endpoint="nowhere")) == no_page
    assert room.refused(UnsharePage(by=CARLA, endpoint="console")) == NO_ENDPOINT
    assert room.refused(UnsharePage(by=ANN, endpoint="page"))[0] == "not_allowed"
    assert Room().queued().refused(UnsharePage(by=CARLA, endpoint="page")) == no_page


def test_nothing_is_shared_after_the_session() -> None:
    room = Room().active()
    room.do(EndSession(by=CARLA, session="s1"))
    assert list(room.conversation.pages) == []
    assert room.conversation.page == "page"


def test_R27_who_leaves_the_site_has_longer_to_come_back() -> None:
    room = Room().active()
    closed = room.do(CloseEndpoint(by=CARLA, endpoint="page", outside=True))
    assert closed == ["endpoint.closed", "session.away"]
    away = room.session.phase
    assert isinstance(away, Away) and away.outside
    assert room.session.deadline == room.now + 300
    assert room.do(held("back")) == [
        "endpoint.opened",
        "page.shared",
        "page.shown",
        "session.returned",
    ]
    room.do(CloseEndpoint(by=CARLA, endpoint="back"))
    assert room.session.deadline == room.now + 30


def test_R27_she_has_not_left_the_site_while_another_shared_page_is_there() -> None:
    room = Room().active()
    room.do(held("tab"))
    closed = room.do(CloseEndpoint(by=CARLA, endpoint="page", outside=True))
    assert closed == ["endpoint.closed", "page.shown"]


def test_where_nothing_is_shared_leaving_the_site_is_just_leaving() -> None:
    room = Room().queued()
    closed = room.do(CloseEndpoint(by=CARLA, endpoint="page", outside=True))
    assert closed == ["endpoint.closed"]
    room = Room().active()
    room.do(page("stray"))
    room.do(CloseEndpoint(by=CARLA, endpoint="page"))
    deadline = room.session.deadline
    closed = room.do(CloseEndpoint(by=CARLA, endpoint="stray", outside=True))
    assert closed == ["endpoint.closed"]
    assert room.session.deadline == deadline

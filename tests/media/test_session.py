"""A headless customer and a headless agent, through a real server."""

import random
from contextlib import AsyncExitStack

import pytest

from broker.events import EndpointClosed, EndpointLost, EndpointOpened, EndpointReturned
from media.agent import Agent
from media.customer import Answer, Customer
from media.errors import NotConsented, Refused
from media.mirror.page import MASK, Page, Tag
from signaling.messages import (
    AnyEvent,
    CloseConversation,
    ConversationState,
    Reason,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeRevoked,
    SessionEnded,
    SessionState,
)
from tests.helpers.server import ServerProcess
from tests.media.conftest import Place, set_price, talk, tea_shop, watch

# Deflated, it takes half as many bytes.
NOISE = random.Random(1).randbytes(450_000).hex()


def ended(peer: Customer | Agent) -> SessionEnded | None:
    found = [event for event in peer.timeline if isinstance(event, SessionEnded)]
    return found[-1] if found else None


def is_linked(peer: Customer | Agent) -> bool:
    """Whether the server wants a link in the newest conversation."""
    here = peer.conversation.conversation
    return any(link.conversation == here for link in peer.links.wanted)


def between_people(peer: Customer | Agent) -> list[AnyEvent]:
    """The timeline without the comings and goings of sockets, of which not everybody is told."""
    sockets = EndpointOpened | EndpointLost | EndpointReturned | EndpointClosed
    return [event for event in peer.timeline if not isinstance(event, sockets)]


async def test_the_agent_asks_and_sees_and_follows(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    assert agent.page.text() == "Tea shop 12 EUR"
    assert agent.page.values() == {"who": "Ada", "pin": MASK}
    set_price(customer, "13 EUR")
    await agent.sees("13 EUR")
    customer.set_page(Page(Tag("html", {}, [Tag("body", {}, ["Checkout"])])))
    await agent.sees("Checkout")
    assert agent.page.text() == "Checkout"
    assert agent.view.faults == []
    assert [peer.name for peer in customer.shown_to] == ["Alex Demo"]


async def test_both_read_the_same_chat_and_timeline(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    await customer.say("Do you see it?")
    await agent.until(lambda: len(agent.chat) == 3, "her question")
    assert agent.chat == [
        ("customer", "My parcel is late"),
        ("Alex Demo", "Let me have a look"),
        ("customer", "Do you see it?"),
    ]
    await customer.ping()
    assert between_people(customer) == between_people(agent)
    numbers = [event.seq for event in agent.timeline]
    assert numbers == sorted(set(numbers))


async def test_typing_delivered_and_seen(customer: Customer, agent: Agent) -> None:
    await talk(customer, agent)
    await customer.typing()
    assert await agent.until(lambda: agent.writing, "her typing") == [customer.person]
    await customer.say("Do you see it?")
    await agent.until(lambda: not agent.writing, "her message, which ends it")
    asked = customer.timeline[-1].seq
    assert customer.marks and (customer.marks.agents.delivered, customer.marks.agents.seen) == (
        asked,
        0,
    )
    await agent.seen()
    await customer.until(
        lambda: customer.marks and customer.marks.agents.seen == asked, "that it was seen"
    )
    await agent.typing()
    await agent.typing(False)
    await customer.ping()
    assert customer.writing == []


async def test_the_customer_shares_and_the_agent_joins_with_the_code(
    customer: Customer, agent: Agent
) -> None:
    code = await customer.share()
    assert customer.session is not None
    assert customer.session.state is SessionState.WAITING
    assert customer.shown_to == []
    await agent.join(code.lower())
    await agent.sees("Tea shop")
    assert customer.sharing


async def test_a_code_is_good_for_one_agent_once(
    customer: Customer, agent: Agent, place: Place, peers: AsyncExitStack
) -> None:
    code = await customer.share()
    await agent.join(code)
    second = Agent(place.server.base_url, "second", place.second_password)
    await peers.enter_async_context(second)
    with pytest.raises(Refused, match="code"):
        await second.join(code)
    assert not second.viewing


async def test_denied_is_told_and_nothing_flows(customer: Customer, agent: Agent) -> None:
    await talk(customer, agent)
    request = await agent.request_view()
    await customer.deny()
    answer = await agent.answer_to(request)
    assert isinstance(answer, ScopeDenied)
    with pytest.raises(Refused, match="too_soon"):
        await agent.request_view()
    await customer.ping()
    assert not is_linked(customer) and not is_linked(agent) and not customer.sharing
    with pytest.raises(NotConsented):
        _ = agent.page


async def test_unanswered_counts_as_denied(
    place: Place, agent: Agent, peers: AsyncExitStack
) -> None:
    customer = Customer(place.server.base_url, place.hasty_site_key, place.server.origin)
    await peers.enter_async_context(customer)
    await talk(customer, agent)
    answer = await agent.ask_view(seconds=10)
    assert isinstance(answer, ScopeExpired | ScopeDenied)
    with pytest.raises(Refused, match=r"wrong_state|not_found"):
        await customer.allow(answer.request)
    await customer.ping()
    assert not is_linked(customer) and not is_linked(agent) and not customer.sharing


async def test_a_session_that_nobody_joins_ends(place: Place, peers: AsyncExitStack) -> None:
    customer = Customer(place.server.base_url, place.hasty_site_key, place.server.origin)
    await peers.enter_async_context(customer)
    await customer.share()
    event = await customer.until(lambda: ended(customer), "the end of the session")
    assert event.reason is Reason.EXPIRED
    assert not customer.sharing


async def test_a_request_can_be_withdrawn(customer: Customer, agent: Agent) -> None:
    await talk(customer, agent)
    request = await agent.request_view()
    await customer.until(lambda: customer.pending == request, "the request")
    await agent.withdraw_view(request)
    await customer.until(lambda: customer.pending is None, "the end of the request")
    with pytest.raises(Refused, match=r"wrong_state|not_found"):
        await customer.allow(request)
    assert not customer.sharing


async def test_a_policy_of_the_customer_answers_by_itself(
    server: ServerProcess, agent: Agent, peers: AsyncExitStack
) -> None:
    customer = Customer(
        server.base_url,
        server.site_key,
        server.origin,
        policy=lambda asked: Answer.ALLOW if asked.by.name == "Alex Demo" else Answer.DENY,
    )
    customer.set_page(tea_shop())
    await peers.enter_async_context(customer)
    await talk(customer, agent)
    assert isinstance(await agent.ask_view(), ScopeGranted)
    await agent.sees("Tea shop")


async def test_after_stop_not_one_byte_more(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    view = agent.view
    (link,) = customer.links.links
    await customer.stop()
    received, sent = view.bytes_received, link.bytes_sent
    set_price(customer, "after the end")
    await agent.until(lambda: not agent.viewing, "the end of the view")
    await customer.ping()
    await agent.ping()
    assert (view.bytes_received, link.bytes_sent) == (received, sent)
    assert view.tree is not None and "after the end" not in view.tree.text()
    for peer in (customer, agent):
        event = ended(peer)
        assert event is not None and event.reason is Reason.BY_CUSTOMER
    with pytest.raises(NotConsented):
        _ = agent.page


async def test_stop_in_the_middle_of_a_large_page_leaves_the_rest_unsent(
    customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    view = agent.view
    before = view.bytes_received
    set_price(customer, NOISE)
    await agent.until(lambda: view.bytes_received > before + 100_000, "a part of it")
    (link,) = customer.links.links
    await customer.stop()
    sent = link.bytes_sent
    await agent.until(lambda: not agent.viewing, "the end of the view")
    assert link.bytes_sent == sent < len(NOISE) / 2
    assert view.bytes_received <= sent


async def test_the_agent_ends_and_the_customer_is_told_who(
    customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    await agent.end()
    event = await customer.until(lambda: ended(customer), "the end of the session")
    assert event.reason is Reason.BY_AGENT
    assert event.by is not None and event.by.name == "Alex Demo"
    assert (customer.sharing, customer.shown_to) == (False, [])


async def test_the_chat_goes_on_and_a_second_session_can_start(
    customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    first = agent.session
    await customer.stop()
    await customer.say("That was all")
    await agent.until(lambda: ("customer", "That was all") in agent.chat, "the chat to go on")
    request = await agent.request_view()
    await customer.allow()
    assert isinstance(await agent.answer_to(request), ScopeGranted)
    set_price(customer, "20 EUR")
    await agent.sees("20 EUR")
    second = agent.session
    assert first is not None and second is not None and first.session != second.session
    grants = [event.grant for event in agent.timeline if isinstance(event, ScopeGranted)]
    assert len(grants) == 2 and grants[0] < grants[1]


async def test_the_end_of_the_conversation_ends_the_view(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    conversation = agent.conversation.conversation
    await agent.request(CloseConversation(id=agent.client.new_id(), conversation=conversation))
    await customer.until(lambda: customer.conversation.state is ConversationState.ENDED, "the end")
    assert (customer.sharing, customer.shown_to) == (False, [])
    revoked = [event for event in customer.timeline if isinstance(event, ScopeRevoked)]
    assert len(revoked) == 1
    with pytest.raises(Refused):
        await agent.request_view()


async def test_pause_stops_the_flow_and_resume_brings_it_back(
    customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    await customer.pause()
    await agent.until(lambda: not agent.viewing, "nothing to see")
    # The closed connection may be seen before the server has told why.
    await agent.until(
        lambda: agent.session is not None and agent.session.state is SessionState.PAUSED,
        "the pause",
    )
    set_price(customer, "while paused")
    assert customer.bytes_sent == 0
    await customer.resume()
    await agent.sees("while paused")


async def test_a_page_larger_than_the_credit_arrives_whole(
    customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    set_price(customer, NOISE)
    await agent.sees(NOISE, seconds=30)
    assert agent.view.faults == []


async def test_a_second_agent_is_none_of_this(
    customer: Customer, agent: Agent, place: Place, peers: AsyncExitStack
) -> None:
    second = Agent(place.server.base_url, "second", place.second_password)
    await peers.enter_async_context(second)
    await watch(customer, agent)
    await second.ping()
    conversation = agent.conversation.conversation
    assert conversation not in second.conversations
    assert conversation not in [view.conversation for view in second.queue]
    assert (second.links.wanted, second.viewing) == ([], False)
    with pytest.raises(Refused, match="not_found"):
        await second.say("Let me in", conversation)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"site_key": "site_nobody"}, "unknown_site"),
        ({"origin": "https://evil.example"}, "origin_not_allowed"),
        ({"origin": "null"}, "origin_not_allowed"),
    ],
    ids=["site", "origin", "null"],
)
async def test_a_customer_of_nowhere_is_refused(
    server: ServerProcess, changes: dict[str, str], code: str
) -> None:
    where = {"site_key": server.site_key, "origin": server.origin} | changes
    with pytest.raises(Refused) as refused:
        async with Customer(server.base_url, where["site_key"], where["origin"]):
            pass
    assert refused.value.code == code


async def test_an_agent_with_a_wrong_password_is_refused(server: ServerProcess) -> None:
    with pytest.raises(Refused) as refused:
        async with Agent(server.base_url, server.user_name, "wrong"):
            pass
    assert refused.value.code == "bad_credentials"


async def test_a_page_that_is_not_shared_is_covered_until_the_next(
    customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    customer.set_page(None)
    await agent.until(lambda: not agent.viewing, "nothing to see")
    with pytest.raises(NotConsented):
        _ = agent.page
    with pytest.raises(NotConsented):
        _ = customer.page
    customer.set_page(Page(Tag("html", {}, [Tag("body", {}, ["Checkout"])])))
    await agent.sees("Checkout")
    assert agent.view.faults == []


async def test_frames_are_part_of_the_page(customer: Customer, agent: Agent) -> None:
    frame = Tag("iframe", {"id": "offer"}, inner=[Tag("html", {}, [Tag("b", {}, ["12 EUR"])])])
    customer.set_page(Page(Tag("html", {}, [Tag("body", {}, [frame])])))
    await watch(customer, agent)
    assert agent.page.text() == "12 EUR"
    shown = agent.page.find("iframe", id="offer")
    assert shown is not None and shown.inner is not None
    assert shown.inner.text() == "12 EUR"
    assert agent.page.whole and agent.view.whole

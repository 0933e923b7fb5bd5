"""Peers that vanish without a word, come back, or come back as a new page."""

import signal

import pytest

from media.agent import Agent
from media.customer import Customer
from signaling.messages import Role, SessionState
from tests.helpers.server import ServerProcess
from tests.media.conftest import set_price, talk, watch
from tests.media.peer_process import peer_process, says

TOLD_SECONDS = 5.0
# The process dies, and the system closes its sockets; or it falls silent, as a network that is
# gone does, and only heartbeats tell.
VANISHINGS = [signal.SIGKILL, signal.SIGSTOP]


def present(peer: Customer | Agent, role: Role) -> bool:
    assert peer.session is not None
    return any(one.present for one in peer.session.participants if one.person.role is role)


@pytest.mark.parametrize("how", VANISHINGS)
async def test_the_customer_is_told_that_the_agent_vanished(
    server: ServerProcess, customer: Customer, how: signal.Signals
) -> None:
    await customer.start_conversation("Is anybody there?")
    arguments = ("agent", server.base_url, server.user_name, server.password)
    async with peer_process(*arguments) as process:
        await customer.allow(seconds=30)
        await says(process, "viewing")
        assert present(customer, Role.AGENT)
        process.send_signal(how)
        await customer.until(lambda: not present(customer, Role.AGENT), "to be told", TOLD_SECONDS)
    set_price(customer, "still my page")
    await customer.stop()
    assert customer.shown_to == []


@pytest.mark.parametrize("how", VANISHINGS)
async def test_the_agent_is_told_that_the_customer_vanished(
    server: ServerProcess, agent: Agent, how: signal.Signals
) -> None:
    arguments = ("customer", server.base_url, server.site_key, server.origin)
    async with peer_process(*arguments) as process:
        await agent.accept(seconds=30)
        await agent.ask_view()
        await says(process, "sharing")
        assert present(agent, Role.CUSTOMER)
        process.send_signal(how)
        await agent.until(
            lambda: not agent.conversation.customer_present, "to be told", TOLD_SECONDS
        )
        assert agent.session is not None
        assert agent.session.state is SessionState.AWAY
        assert agent.session.deadline is not None


async def test_a_reload_of_the_page_continues_the_view(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    before, endpoint = agent.session, customer.endpoint
    await customer.reload()
    assert customer.endpoint != endpoint
    await agent.until(lambda: agent.viewing, "the page again")
    set_price(customer, "after the reload")
    await agent.sees("after the reload")
    assert before is not None and agent.session is not None
    assert agent.session.session == before.session
    assert agent.session.scopes["view"].grant == before.scopes["view"].grant


async def test_a_reload_of_the_console_continues_the_view(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    await agent.reload()
    await agent.sees("Tea shop")
    set_price(customer, "after the reload")
    await agent.sees("after the reload")


async def test_a_link_that_breaks_is_replaced(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    (link,) = agent.links.open
    first = link.attempt
    await link.break_connection()
    await customer.until(lambda: not customer.shown_to, "the loss of the link")
    await agent.until(lambda: link.attempt > first and agent.viewing, "another attempt")
    set_price(customer, "on the new link")
    await agent.sees("on the new link")


async def test_a_page_that_comes_late_to_the_front_is_followed(
    server: ServerProcess, customer: Customer, agent: Agent
) -> None:
    await talk(customer, agent)
    await customer.show_page()
    request = await agent.request_view()
    await customer.allow()
    await agent.answer_to(request)
    await agent.sees("Tea shop")

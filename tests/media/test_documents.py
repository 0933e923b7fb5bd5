"""R40: a headless customer and a headless agent show each other documents, on a real server."""

from __future__ import annotations

import asyncio

import pytest

from media.agent import Agent
from media.call.document_channel import DocumentKind, Offer, encode
from media.customer import Customer
from media.errors import NotConsented
from signaling.messages import ScopeGranted, ScopeReleased, ScopeRevoked
from tests.e2e.documents import pdf, png
from tests.media.conftest import talk

CONTRACT = pdf(trailer=f"/Rest <{'0' * 500_000}>")


async def test_R40_an_agents_document_reaches_the_customer(
    customer: Customer, agent: Agent
) -> None:
    await talk(customer, agent)
    with pytest.raises(NotConsented):
        await agent.close_document()
    async with asyncio.TaskGroup() as both:
        asked = both.create_task(agent.share_document(CONTRACT, "contract.pdf"))
        both.create_task(customer.accept_document())
    assert isinstance(asked.result(), ScopeGranted)
    shown = await customer.document_shown()
    assert (shown.name, shown.data, shown.mine) == ("contract.pdf", CONTRACT, False)
    assert (await agent.document_shown()).mine

    agent.turn_page(2, zoom=1.5)
    await customer.until(lambda: customer.shared.look, "the page that he turned to")
    customer.turn_page(3)
    await agent.until(lambda: agent.shared.look == customer.shared.look, "the same page")
    for link in customer.media_links:
        await link.break_connection()
    await customer.until(lambda: customer.shared.links, "a new connection")
    customer.turn_page(1)
    await agent.until(lambda: agent.shared.look == customer.shared.look, "the same page again")

    await customer.close_document()
    assert customer.shared.document is None and not customer.media_links
    await agent.until(lambda: agent.shared.document is None, "its end at the agent")
    assert any(isinstance(event, ScopeRevoked) for event in agent.timeline)


async def test_R40_a_customers_picture_reaches_the_agent(customer: Customer, agent: Agent) -> None:
    await talk(customer, agent)
    async with asyncio.TaskGroup() as both:
        both.create_task(customer.share_document(png(), "a.png", DocumentKind.PNG))
        both.create_task(agent.accept_document())
    shown = await agent.document_shown()
    assert (shown.kind, shown.data) == (DocumentKind.PNG, png())
    await agent.close_document()
    await customer.until(lambda: customer.shared.document is None, "its end at hers")
    assert any(isinstance(event, ScopeReleased) for event in customer.timeline)


async def test_R40_nothing_is_taken_before_it_was_granted(customer: Customer, agent: Agent) -> None:
    await talk(customer, agent)
    async with asyncio.TaskGroup() as both:
        both.create_task(customer.call())
        both.create_task(agent.accept_call())
    await agent.until(lambda: agent.media_links and agent.media_links[0].state == "open", "a link")
    offer = Offer("early", "early.pdf", DocumentKind.PDF, 3, "0" * 64)
    agent.media_links[0].send_document(encode(offer))
    agent.media_links[0].send_document(b"abc")
    agent.mute()  # arrives after it, on the same connection
    said = customer.heard_state
    await customer.until(lambda: said.state and said.state.muted, "what came after it")
    assert not customer.shared.faults and customer.shared.trouble is None
    async with asyncio.TaskGroup() as both:
        both.create_task(agent.share_document(CONTRACT, "contract.pdf"))
        both.create_task(customer.accept_document())
    assert (await customer.document_shown()).name == "contract.pdf"

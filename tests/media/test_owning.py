"""Conversations that change hands in the middle of a session and a call: headless peers."""

import asyncio

import pytest

from media.agent import Agent
from media.call.sources import Tone
from media.customer import Customer
from media.errors import NotConsented, ProtocolError, Refused
from signaling.messages import (
    ConversationState,
    MediaSlot,
    Reason,
    ScopeGranted,
    ScopeRevoked,
    SessionEnded,
)
from tests.media.conftest import set_price, watch


async def call(customer: Customer, agent: Agent, hertz: int) -> None:
    """The customer calls, the agent answers, and they hear each other."""
    customer.use_microphone(Tone(440))
    agent.use_microphone(Tone(hertz))
    async with asyncio.TaskGroup() as both:
        both.create_task(customer.call())
        both.create_task(agent.accept_call())
    await agent.received.voice.tone(440)
    await customer.received.voice.tone(hertz)


def last_end(customer: Customer) -> SessionEnded:
    return [event for event in customer.timeline if isinstance(event, SessionEnded)][-1]


async def test_R31_a_transfer_in_the_middle_ends_all_and_the_other_agent_asks_anew(
    customer: Customer, agent: Agent, second: Agent
) -> None:
    await watch(customer, agent)
    await call(customer, agent, 660)
    id = agent.conversation.conversation
    names = {"Alex Demo", "Bea Second"}
    await agent.until(lambda: {a.person.name for a in agent.staff} >= names, "who is there")
    (bea,) = [one.person for one in agent.staff if one.person.name == "Bea Second"]

    await agent.transfer(bea.id)
    view = await second.until(lambda: second.conversations.get(id), "the conversation")
    assert view.owner == bea and view.state is ConversationState.ACTIVE
    await agent.until(lambda: not agent.conversations, "that it is gone")
    with pytest.raises(NotConsented):
        _ = agent.page
    with pytest.raises(ProtocolError):
        await agent.say("one more word")
    assert last_end(customer).reason is Reason.TRANSFERRED
    revoked = {e.scope: e.reason for e in customer.timeline if isinstance(e, ScopeRevoked)}
    assert set(revoked.values()) == {Reason.SESSION_ENDED, Reason.TRANSFERRED}
    await customer.until(lambda: not customer.sharing and not customer.in_call, "the end")
    assert await customer.packets(MediaSlot.VOICE) == (0, 0)
    await customer.ping()
    assert not customer.links.wanted and not second.viewing and not second.in_call

    await second.say("I am Bea. May I see it, too?")
    request = await second.request_view()
    await customer.allow()
    assert isinstance(await second.answer_to(request), ScopeGranted)
    await second.wait_view()
    set_price(customer, "14 EUR")
    await second.sees("14 EUR")
    await call(customer, second, 880)
    assert not agent.in_call
    with pytest.raises(Refused, match="not_found"):
        await agent.requeue(id)


async def test_R31_a_supervisor_looks_on_takes_over_and_gives_back(
    customer: Customer, agent: Agent, supervisor: Agent
) -> None:
    await watch(customer, agent)
    id = agent.conversation.conversation
    view = await supervisor.until(
        lambda: next((v for v in supervisor.others if v.conversation == id), None), "her session"
    )
    assert view.owner == agent.person and not supervisor.conversations
    assert id not in [queued.conversation for queued in supervisor.queue]
    taken = await supervisor.take_over(id)
    assert taken.owner == supervisor.person
    assert last_end(customer).reason is Reason.TAKEN_OVER
    await agent.until(lambda: id not in agent.conversations and not agent.viewing, "it is gone")
    assert not supervisor.viewing
    request = await supervisor.request_view()
    await customer.allow()
    assert isinstance(await supervisor.answer_to(request), ScopeGranted)
    await supervisor.wait_view()
    assert [one.name for one in customer.shown_to] == ["Sue Super"]
    await supervisor.requeue()
    assert last_end(customer).reason is Reason.REQUEUED and not supervisor.viewing
    await agent.until(lambda: id in [v.conversation for v in agent.queue], "her in the queue")
    assert id in [v.conversation for v in supervisor.queue]
    assert customer.conversation.state is ConversationState.QUEUED

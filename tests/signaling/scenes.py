"""Situations that many tests begin with."""

from typing import Any

from tests.helpers.broker import Broker
from tests.helpers.wire import WireClient


class Shared:
    """A customer shares her page with the agent who accepted her conversation."""

    def __init__(
        self, customer: WireClient, agent: WireClient, conversation: str, state: dict[str, Any]
    ) -> None:
        self.customer = customer
        self.agent = agent
        self.conversation = conversation
        self.session: str = state["session"]["session"]
        self.grant: int = state["session"]["scopes"]["view"]["grant"]

    async def link(self, client: WireClient) -> dict[str, Any]:
        opened = await client.event("link.opened")
        link: dict[str, Any] = opened["link"]
        return link


async def accepted(broker: Broker) -> tuple[WireClient, WireClient, str]:
    """Customer and agent in a conversation, nothing shared."""
    agent = await broker.agent()
    customer = await broker.customer()
    result = await customer.request("conversation.start", text="Hello?")
    conversation = result["conversation"]
    await agent.request("conversation.accept", conversation=conversation)
    return customer, agent, conversation


async def shared(broker: Broker) -> Shared:
    """The agent asked for the view, and the customer allowed it."""
    customer, agent, conversation = await accepted(broker)
    await agent.request("scope.ask", conversation=conversation, scope="view", request="q1")
    await customer.event("scope.asked")
    await customer.request("scope.allow", conversation=conversation, request="q1")
    state = await agent.state(lambda s: s["session"] and s["session"]["state"] == "active")
    return Shared(customer, agent, conversation, state)

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


class Call:
    """An agent and the customer's dock; what is granted is asked by the agent, allowed in the
    dock."""

    def __init__(
        self, page: WireClient, dock: WireClient, agent: WireClient, conversation: str
    ) -> None:
        self.page = page
        self.dock = dock
        self.agent = agent
        self.conversation = conversation

    async def grant(self, scope: str) -> int:
        """Returns its number."""
        since = len(self.agent.received)
        request = f"{scope}-{since}"
        await self.agent.request(
            "scope.ask", conversation=self.conversation, scope=scope, request=request
        )
        await self.dock.request("scope.allow", conversation=self.conversation, request=request)
        granted = await self.agent.until(
            lambda m: m["type"] == "scope.granted" and m["request"] == request, since
        )
        number: int = granted["grant"]
        return number

    async def revoke(self, scope: str, grant: int, **more: str) -> None:
        await self.dock.request(
            "scope.revoke", conversation=self.conversation, scope=scope, grant=grant, **more
        )

    async def media_link(self) -> str:
        """The id of the link that both ends have been told of."""
        ids = {(await media_opened(end))["link"] for end in (self.dock, self.agent)}
        (link,) = ids
        return str(link)


async def media_opened(client: WireClient, since: int = 0) -> dict[str, Any]:
    opened = await client.until(
        lambda m: m["type"] == "link.opened" and m["link"]["kind"] == "media", since
    )
    link: dict[str, Any] = opened["link"]
    return link


async def with_dock(broker: Broker) -> Call:
    """Nothing is granted yet, and there is no session."""
    page, agent, conversation = await accepted(broker)
    return Call(page, await broker.dock(page), agent, conversation)


async def shared_with_dock(broker: Broker) -> tuple[Shared, Call]:
    """The page is shared."""
    scene = await shared(broker)
    dock = await broker.dock(scene.customer)
    return scene, Call(scene.customer, dock, scene.agent, scene.conversation)

"""kill -9 and start again (H-01, H-11, P7): no acknowledged event is lost, nothing is half done."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.helpers.server import ServerProcess, start_server, start_server_async
from tests.helpers.wire import Message, WireClient, connect

KILLS = 3


class Visitors:
    """Customer and agent of a server in another process."""

    def __init__(
        self, server: ServerProcess, http: aiohttp.ClientSession, stack: AsyncExitStack
    ) -> None:
        self.server = server
        self.http = http
        self._stack = stack

    async def post(self, path: str, body: Message) -> Message:
        async with self.http.post(
            self.server.base_url + path, json=body, headers={"Origin": self.server.origin}
        ) as response:
            assert response.status == 200, await response.text()
            answer: Message = await response.json()
            return answer

    async def customer_ticket(self) -> str:
        answer = await self.post("/api/v1/customers", {"site": self.server.site_key})
        return str(answer["ticket"])

    async def agent_ticket(self) -> str:
        who = {"user_name": self.server.user_name, "password": self.server.password}
        await self.post("/api/v1/agents/sign-in", who)
        return str((await self.post("/api/v1/agents/tickets", {}))["ticket"])

    async def enter(self, ticket: str) -> WireClient:
        """A client that has said hello."""
        client = await self._stack.enter_async_context(
            connect(self.http, self.server.base_url, ticket, self.server.origin)
        )
        await client.hello()
        return client


@asynccontextmanager
async def visited(folder: Path) -> AsyncIterator[Visitors]:
    async with (
        start_server_async(folder, stub_bundle=True) as server,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
        AsyncExitStack() as stack,
    ):
        yield Visitors(server, http, stack)


async def test_h01_sessions_and_consent_are_as_they_were(tmp_path: Path) -> None:
    async with visited(tmp_path) as visitors:
        server = visitors.server
        agent = await visitors.enter(await visitors.agent_ticket())
        customer = await visitors.enter(await visitors.customer_ticket())
        started = await customer.request("session.start")
        await agent.request("session.join", code=started["code"])
        link = (await customer.event("link.opened"))["link"]
        before = await agent.state(lambda s: s["session"]["state"] == "active")

        server.kill_and_restart()
        agent = await visitors.enter(agent.ready["resume_ticket"])
        customer = await visitors.enter(customer.ready["resume_ticket"])
        assert customer.ready["links"] == [link]
        assert agent.ready["links"][0]["link"] == link["link"]
        after = customer.ready["conversations"][0]["state"]
        assert after["session"]["state"] == "active"
        assert after["session"]["scopes"] == before["session"]["scopes"]
        assert after["owner"] == before["owner"]

        await customer.request(
            "scope.revoke", conversation=started["conversation"], scope="view", grant=link["grant"]
        )
        await agent.event("session.ended")
        server.kill_and_restart()
        agent = await visitors.enter(await visitors.agent_ticket())
        state = agent.ready["conversations"][0]["state"]
        assert state["session"]["state"] == "ended"
        assert agent.ready["links"] == []


async def test_h11_acknowledged_messages_survive_every_kill(tmp_path: Path) -> None:
    async with visited(tmp_path) as visitors:
        server = visitors.server
        customer = await visitors.enter(await visitors.customer_ticket())
        result = await customer.request("conversation.start", text="0")
        acknowledged = ["0"]
        for kill in range(KILLS):
            for number in range(20):
                text = f"{kill}.{number}"
                request = {"type": "conversation.message", "id": text, "text": text}
                await customer.send({**request, "conversation": result["conversation"]})
            # Some of them are on their way when the axe falls.
            await customer.answer(f"{kill}.7")
            server.kill()
            await customer.closed()
            acknowledged += [
                message["id"]
                for message in customer.received
                if message["type"] == "ack" and message["id"].startswith(f"{kill}.")
            ]
            server.start()
            customer = await visitors.enter(customer.ready["resume_ticket"])
            timeline = customer.ready["conversations"][0]["timeline"]
            kept = [event["text"] for event in timeline if "text" in event]
            assert [text for text in kept if text in acknowledged] == acknowledged
            seqs = [event["seq"] for event in timeline]
            assert seqs == sorted(set(seqs))


def test_ctrl_c_stops_cleanly(tmp_path: Path) -> None:
    with start_server(tmp_path, stub_bundle=True) as server:
        assert server.stop() in (0, 130)
        assert "Traceback" not in server.log()


def test_the_demo_says_the_same_after_a_restart(tmp_path: Path) -> None:
    with start_server(tmp_path, stub_bundle=True) as server:
        before = (server.user_name, server.password, server.site_key)
        server.kill_and_restart()
        assert (server.user_name, server.password, server.site_key) == before


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with start_server(tmp_path, stub_bundle=True) as server:
        second = ServerProcess(tmp_path / "second", None, stub_bundle=True)
        second.port = server.port
        with pytest.raises(AssertionError):
            second.start()
        assert second.log() == (
            f"alongside: Port {server.port} is in use; choose another one with --port.\n"
        )


async def test_c12_logs_hold_ids_and_kinds_only(tmp_path: Path) -> None:
    async with visited(tmp_path) as visitors:
        server = visitors.server
        agent_ticket, customer_ticket = (
            await visitors.agent_ticket(),
            await visitors.customer_ticket(),
        )
        agent, customer = await visitors.enter(agent_ticket), await visitors.enter(customer_ticket)
        started = await customer.request("session.start")
        await agent.request("session.join", code=started["code"])
        at = {"conversation": started["conversation"]}
        await customer.request("conversation.message", text="canary-text", **at)
        await customer.request("conversation.close", **at)
        await agent.ping()
        log = server.log()
        assert "session.started" in log and started["session"] in log
        secrets = [
            "canary-text",
            agent_ticket,
            customer_ticket,
            agent.ready["resume_ticket"],
            started["code"],
            started["code"].replace("-", ""),
            server.password,
            agent.ready["person"]["name"],
        ]
        assert [secret for secret in secrets if secret in log] == []

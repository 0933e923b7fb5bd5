"""Nothing of people is in the log, at any level: marked names, words, addresses of pages and
networks, passwords and tokens go through a whole session and through what is refused; none comes
out."""

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from broker.names import Role
from signaling.auth.accounts import Accounts
from signaling.config import Settings
from signaling.demo_site import database_url
from signaling.store import Store
from tests.helpers.server import ServerProcess, free_port, start_server_async
from tests.helpers.wire import Refused, WireClient, connect

NAME, WORDS, PAGE = "Canary Nameson", "canary-words", "canary-page"
EMAIL, ADDRESS, ADDRESS6 = "canary@people.example", "203.0.113.77", "2001:db8:77::77"
PASSWORD, TOKEN = "canary-password", "canary-operator-token-of-32-characters"
CANARIES = [NAME, "Nameson", WORDS, PAGE, EMAIL, "people.example", ADDRESS, "203.0.113", "2001:db8"]
HOST = "127.0.0.77"
CANARIES += [PASSWORD, TOKEN, "canary", "Canary", HOST]
HEADERS = {
    "X-Forwarded-For": f"{ADDRESS6}, {ADDRESS}",
    "Referer": f"https://shop.example/{PAGE}?email={EMAIL}",
    "User-Agent": f"{NAME}/1.0",
    "Content-Type": "application/json",
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    environment = os.environ | {
        "ALONGSIDE_LOG_LEVEL": "debug",
        "ALONGSIDE_TRUSTED_PROXIES": "127.0.0.1/32",
        "ALONGSIDE_OPERATOR_TOKEN": TOKEN,
        "ALONGSIDE_WEBHOOK_NETWORKS": "127.0.0.0/8",
    }
    async with start_server_async(tmp_path, environment, stub_bundle=True) as server:
        store = await Store.open(database_url(tmp_path))
        accounts = Accounts(store, Settings(), lambda: 0.0)
        await accounts.add("canary", NAME, PASSWORD, Role.AGENT)
        await store.close()
        yield server


class Scene:
    def __init__(self, server: ServerProcess, http: aiohttp.ClientSession) -> None:
        self.server = server
        self.http = http

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        origin = {"Origin": self.server.origin}
        url = f"{self.server.base_url}/api/v1/{path}"
        data = body if isinstance(body, bytes) else json.dumps(body)
        async with self.http.post(url, data=data, headers=HEADERS | origin | headers) as response:
            return response.status, await response.json()

    async def ticket(self, path: str, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        status, answer = await self.post(path, body)
        assert status == 200, answer
        return answer["ticket"], answer


async def in_session(scene: Scene) -> list[str]:
    """A whole session. What opened doors in it."""
    server = scene.server
    status, _ = await scene.post("agents/sign-in", {"user_name": "canary", "password": PASSWORD})
    assert status == 200
    agent_ticket, _ = await scene.ticket("agents/tickets", {})
    customer_ticket, introduced = await scene.ticket("customers", {"site": server.site_key})
    async with (
        connect(scene.http, server.base_url, agent_ticket, server.origin) as agent,
        connect(scene.http, server.base_url, customer_ticket, server.origin) as customer,
    ):
        await agent.hello()
        await customer.hello()
        started = await customer.request("session.start")
        await agent.request("session.join", code=started["code"])
        ids = {"conversation": started["conversation"], "session": started["session"]}
        text = f"I am {NAME}, {EMAIL}, see https://shop.example/{PAGE}: {WORDS}"
        await customer.request("conversation.message", conversation=ids["conversation"], text=text)
        invited = await agent.request("participant.invite", **ids)
        invitation = invited["url"].partition("#")[2]
        guest_ticket, guest = await scene.ticket("guests", {"invitation": invitation, "name": NAME})
        async with connect(scene.http, server.base_url, guest_ticket, server.origin) as visitor:
            await visitor.hello()
            await visitor.request("participant.ask", request="g1", **ids)
            await refusals_of(customer)
        await customer.request("conversation.close", conversation=ids["conversation"])
        await agent.event("conversation.ended")
        tickets = [agent_ticket, customer_ticket, guest_ticket, invitation, started["code"]]
        tickets += [introduced["token"], guest["token"]]
        return [*tickets, agent.ready["resume_ticket"], customer.ready["resume_ticket"]]


async def refusals_of(customer: WireClient) -> None:
    for kind, fields in (
        ("conversation.message", {"conversation": WORDS, "text": WORDS}),
        ("session.join", {"code": WORDS}),
        ("signal.candidate", {"link": WORDS, "candidate": ADDRESS}),
    ):
        with pytest.raises(Refused):
            await customer.request(kind, **fields)


async def knocking(scene: Scene) -> None:
    """What is refused over HTTP, and at the door of the WebSocket."""
    wrong = {"user_name": EMAIL, "password": PASSWORD}
    for path, body in (
        ("agents/sign-in", wrong),
        ("agents/sign-in", WORDS.encode()),
        ("agents/sign-in", {"user_name": {"name": NAME}}),
        ("customers", {"site": WORDS}),
        ("guests", {"invitation": WORDS, "name": NAME}),
        (f"{PAGE}/{WORDS}", {}),
    ):
        status, _ = await scene.post(path, body)
        assert 400 <= status < 500, path
    status, _ = await scene.post(
        "customers", {"site": scene.server.site_key}, Origin=f"https://{PAGE}.example"
    )
    assert status == 403
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    hook = {"url": f"https://127.0.0.1:{free_port()}/{PAGE}?{WORDS}", "events": []}
    status, _ = await scene.post(f"sites/{scene.server.site_key}/webhooks", hook, **bearer)
    assert status == 201
    for path in ("/ws", f"/{PAGE}?email={EMAIL}", "/metrics"):
        async with scene.http.get(scene.server.base_url + path, headers=HEADERS) as response:
            assert 400 <= response.status < 500
    for ticket, origin in ((WORDS, scene.server.origin), (WORDS, f"https://{PAGE}.example")):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with connect(scene.http, scene.server.base_url, ticket, origin):
                pass


async def sending_no_requests(server: ServerProcess) -> None:
    """What does not even get as far as our own code: aiohttp has a log of its own."""
    for request in (
        f"POST /{PAGE} HTTP/1.1\r\nHost: x\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nxxx",
        f"GET /{PAGE} HTTP/9.9\r\n\r\n",
        f"GET /{PAGE} HTTP/1.1\r\nHost: {WORDS}\r\n{NAME}\r\n\r\n",
        f"{WORDS}\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", server.port, local_addr=(HOST, 0)
        )
        writer.write(request.encode())
        assert b" 400 " in await asyncio.wait_for(reader.readline(), 20)
        writer.close()


async def test_c12_nothing_of_people_is_in_the_log(server: ServerProcess) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        scene = Scene(server, http)
        await knocking(scene)
        await sending_no_requests(server)
        doors = await in_session(scene)
        cookies = [cookie.value for cookie in http.cookie_jar]
    log = server.log()
    assert "session.started" in log and "endpoint.attached" in log and "debug" in log
    assert cookies and [word for word in [*CANARIES, *doors, *cookies] if word in log] == []


async def test_c12_nor_when_the_database_fails(server: ServerProcess) -> None:
    """What a database says of a statement that it refuses holds what was to be written."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        scene = Scene(server, http)
        ticket, _ = await scene.ticket("customers", {"site": server.site_key})
        async with connect(http, server.base_url, ticket, server.origin) as customer:
            await customer.hello()
            url = database_url(server.data_dir)
            with sqlite3.connect(url.removeprefix("sqlite:///")) as plain:
                plain.execute("ALTER TABLE events RENAME TO gone")
                plain.execute("ALTER TABLE agents RENAME TO gone_too")
            with pytest.raises(Refused, match="unavailable"):
                await customer.request("conversation.start", text=f"I am {NAME}: {WORDS}")
        wrong = {"user_name": EMAIL, "password": PASSWORD}
        assert (await scene.post("agents/sign-in", wrong))[0] == 503
    log = server.log()
    assert log.count("store.refused") >= 2 and "OperationalError" in log
    assert [word for word in CANARIES if word in log] == []

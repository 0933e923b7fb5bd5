"""Our own server under comparison: `alongside serve` with all defaults, on SQLite."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import msgspec

from broker.policy import PRESETS
from media.signing import SigningKey, Told, signed
from signaling.auth.accounts import Accounts
from signaling.messages import PROTOCOL, SUBPROTOCOL, AllowScope, ScopeAsked
from signaling.store import Store
from signaling.store.sites import Site
from tests.bench.process import free_port, running
from tests.bench.set_ups import ANSWER, CANDIDATES, OFFER
from tests.bench.wire import Wire
from tests.helpers.broker import PASSWORD, settings_for

SHOP = "https://shop.example"
SITE_KEY = "bench"

Cookies = dict[str, str]


class Alongside:
    """Its set-up is the longest: both sides prove who they are and get a one-use ticket each.

    An agent works on one set-up at a time, or the customer's page would be linked to all consoles
    of that agent; so there are `agents` of them, who have signed in before it begins.
    """

    name = "alongside"

    def __init__(self, agents: int) -> None:
        self._user_names = [f"agent{number}" for number in range(agents)]
        # One for all customers: a browser makes its key long before.
        self._signing = SigningKey()

    @asynccontextmanager
    async def start(self) -> AsyncIterator[int]:
        port = free_port()
        self._url = f"http://127.0.0.1:{port}"
        with TemporaryDirectory() as folder:
            settings = settings_for(Path(folder))
            store = await Store.open(settings.database_url)
            await store.sites.add(_site())
            accounts = Accounts(store, settings, time.time)
            for user_name in self._user_names:
                await accounts.add(user_name, user_name, PASSWORD)
            await store.close()
            # No browser comes: the server may do without its bundle.
            command = [sys.executable, "-m", "tests.helpers.stub_bundle", "serve"]
            command += ["--port", str(port)]
            environment = {"ALONGSIDE_DATABASE_URL": settings.database_url}
            async with running(command, f"{self._url}/healthz", environment) as pid:
                self._idle: asyncio.Queue[Cookies] = asyncio.Queue()
                for user_name in self._user_names:
                    self._idle.put_nowait(await self._sign_in(user_name))
                yield pid

    async def _sign_in(self, user_name: str) -> Cookies:
        body = {"user_name": user_name, "password": PASSWORD}
        async with (
            aiohttp.ClientSession(headers={"Origin": self._url}) as http,
            http.post(f"{self._url}/api/v1/agents/sign-in", json=body) as answer,
        ):
            answer.raise_for_status()
            return {name: morsel.value for name, morsel in answer.cookies.items()}

    async def set_up(self, http: aiohttp.ClientSession, number: int) -> None:
        cookies = await self._idle.get()
        customer, name = await self._customer(http)
        await self._set_up(customer, name, await self._agent(http, cookies))
        self._idle.put_nowait(cookies)

    async def _set_up(self, customer: Wire, name: str, agent: Wire) -> None:
        await customer.send(type="conversation.start", id="1", text="My parcel is late")
        conversation = (await customer.expect("ack"))["result"]["conversation"]
        here = {"conversation": conversation}
        await agent.send(type="conversation.accept", id="1", **here)
        await agent.expect("ack")
        await agent.send(type="scope.ask", id="2", scope="view", request="r1", **here)
        asked = await customer.expect("scope.asked")
        allow = AllowScope(id="2", request="r1", **here)
        event = msgspec.convert(asked, ScopeAsked)
        told = Told(name, [event], control_included=False)
        await customer.send(**msgspec.to_builtins(signed(allow, self._signing, told, time.time())))
        link = (await agent.expect("link.opened"))["link"]["link"]
        await customer.expect("link.opened")
        await _connect(customer, agent, link)
        await customer.send(type="conversation.close", id="9", **here)
        await agent.expect("conversation.ended")
        await customer.close()
        await agent.close()

    async def _customer(self, http: aiohttp.ClientSession) -> tuple[Wire, str]:
        url = f"{self._url}/api/v1/customers"
        headers = {"Origin": SHOP}
        async with http.post(url, json={"site": SITE_KEY}, headers=headers) as answer:
            admitted = await answer.json()
            return await self._open(http, SHOP, admitted), admitted["customer"]

    async def _agent(self, http: aiohttp.ClientSession, cookies: Cookies) -> Wire:
        url = f"{self._url}/api/v1/agents/tickets"
        headers = {"Origin": self._url}
        async with http.post(url, json={}, headers=headers, cookies=cookies) as answer:
            return await self._open(http, self._url, await answer.json())

    async def _open(
        self, http: aiohttp.ClientSession, origin: str, admitted: dict[str, Any]
    ) -> Wire:
        url = f"{self._url}/ws?ticket={admitted['ticket']}"
        wire = await Wire.open(http, url, origin=origin, protocols=(SUBPROTOCOL,))
        await wire.expect("welcome")
        key = self._signing.public
        await wire.send(type="hello", id="0", protocol=PROTOCOL, client="bench", signing_key=key)
        await wire.expect("ready")
        return wire


async def _connect(customer: Wire, agent: Wire, link: str) -> None:
    at = {"link": link, "attempt": 1}
    offer, answer = {"type": "offer", "sdp": OFFER}, {"type": "answer", "sdp": ANSWER}
    await customer.send(type="signal.description", id="3", description=offer, **at)
    await agent.expect("signal.description")
    await agent.send(type="signal.description", id="4", description=answer, **at)
    await customer.expect("signal.description")
    for sender, receiver in ((customer, agent), (agent, customer)):
        for number, candidate in enumerate(CANDIDATES, start=5):
            await sender.send(
                type="signal.candidate", id=f"c{number}", candidate=candidate, mid="0", **at
            )
        for _ in CANDIDATES:
            await receiver.expect("signal.candidate")


def _site() -> Site:
    return Site(
        id="bench",
        key=SITE_KEY,
        name="Bench",
        organisation="Bench",
        origins=(SHOP,),
        policy=PRESETS["standard"],
        created_at=time.time(),
    )

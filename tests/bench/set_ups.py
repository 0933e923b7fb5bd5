"""The three servers under comparison, each with what one session set-up is on it.

All get the same load: the customer's and the agent's WebSocket, create, join, ask, allow, an offer
and an answer as Chromium writes them, five candidates each way, goodbye. What a server has no
notion of travels through it as a message to the other side.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import aiohttp

from tests.bench.process import REPOSITORY, free_port, running
from tests.bench.wire import Wire

_SDP = REPOSITORY / "tests/broker/sdp"
OFFER = (_SDP / "chromium-156-data-offer.sdp").read_bytes().decode("ascii")
ANSWER = (_SDP / "chromium-156-data-answer.sdp").read_bytes().decode("ascii")
CANDIDATE = (
    "candidate:2051068863 1 udp 1685987071 198.51.100.7 {port} typ srflx raddr 192.0.2.2"
    " rport 41794 generation 0 ufrag MjmR network-id 1"
)
CANDIDATES = [CANDIDATE.format(port=50_000 + number) for number in range(5)]


class Contender(Protocol):
    name: str

    def start(self) -> AbstractAsyncContextManager[int]:
        """A fresh server; its process id."""
        ...

    async def set_up(self, http: aiohttp.ClientSession, number: int) -> None:
        """One session from nothing to connected, and its end. `number` is unique."""
        ...


class BareRelay:
    name = "bare aiohttp relay"

    @asynccontextmanager
    async def start(self) -> AsyncIterator[int]:
        port = free_port()
        self._url = f"http://127.0.0.1:{port}/"
        command = [sys.executable, "-m", "tests.bench.baselines.bare_relay", str(port)]
        async with running(command, self._url) as pid:
            yield pid

    async def set_up(self, http: aiohttp.ClientSession, number: int) -> None:
        customer, agent = await Wire.open(http, self._url), await Wire.open(http, self._url)
        await customer.send(type="create", room=str(number))
        await customer.expect("in")
        await agent.send(type="join", room=str(number))
        await customer.expect("join")
        await agent.send(type="ask", scope="view", request="r1")
        await customer.expect("ask")
        await customer.send(type="allow", request="r1")
        await agent.expect("allow")
        await customer.send(type="offer", sdp=OFFER)
        await agent.expect("offer")
        await agent.send(type="answer", sdp=ANSWER)
        await customer.expect("answer")
        for sender, receiver in ((customer, agent), (agent, customer)):
            for candidate in CANDIDATES:
                await sender.send(type="candidate", candidate=candidate, mid="0")
            for _ in CANDIDATES:
                await receiver.expect("candidate")
        await customer.send(type="bye")
        await agent.expect("bye")
        await customer.close()
        await agent.close()


class PeerServer:
    """The signaling server of PeerJS. It relays six types of messages; who is with whom and what
    was consented to is not among them, so that travels as payload."""

    name = "PeerJS server"

    @asynccontextmanager
    async def start(self) -> AsyncIterator[int]:
        port = free_port()
        self._url = f"http://127.0.0.1:{port}/peerjs"
        script = REPOSITORY / "client_js/node_modules/peer/dist/bin/peerjs.js"
        command = ["node", str(script), "--host", "127.0.0.1", "--port", str(port)]
        async with running(command, self._url) as pid:
            yield pid

    async def set_up(self, http: aiohttp.ClientSession, number: int) -> None:
        ids = [await self._new_id(http), await self._new_id(http)]
        customer, agent = [
            await Wire.open(http, f"{self._url}?key=peerjs&id={id}&token=t{number}") for id in ids
        ]
        to_agent, to_customer = {"dst": ids[1]}, {"dst": ids[0]}
        await customer.expect("OPEN")
        await agent.expect("OPEN")
        for payload in ({"kind": "join"}, {"kind": "ask", "scope": "view", "request": "r1"}):
            await agent.send(type="OFFER", payload=payload, **to_customer)
            await customer.expect("OFFER")
        await customer.send(type="ANSWER", payload={"kind": "allow", "request": "r1"}, **to_agent)
        await agent.expect("ANSWER")
        await customer.send(type="OFFER", payload={"sdp": OFFER}, **to_agent)
        await agent.expect("OFFER")
        await agent.send(type="ANSWER", payload={"sdp": ANSWER}, **to_customer)
        await customer.expect("ANSWER")
        for sender, receiver, to in ((customer, agent, to_agent), (agent, customer, to_customer)):
            for candidate in CANDIDATES:
                payload = {"candidate": candidate, "mid": "0"}
                await sender.send(type="CANDIDATE", payload=payload, **to)
            for _ in CANDIDATES:
                await receiver.expect("CANDIDATE")
        await customer.send(type="LEAVE", **to_agent)
        await agent.expect("LEAVE")
        await customer.close()
        await agent.close()

    async def _new_id(self, http: aiohttp.ClientSession) -> str:
        async with http.get(f"{self._url}/id") as answer:
            return await answer.text()

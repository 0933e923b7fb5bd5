"""A receiver of webhooks, and everything that delivers to it, with a clock that tests move."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import msgspec
from aiohttp import web

from broker.events import AnyEvent, ConversationMessaged, ConversationQueued, Person
from broker.names import Role
from broker.policy import PRESETS
from signaling.metrics import Metrics
from signaling.store import Store
from signaling.store.sites import Site
from signaling.webhooks.addresses import Addresses
from signaling.webhooks.pump import Pump
from signaling.webhooks.sender import Sender
from signaling.webhooks.service import WebhookService, WebhookWithSecret
from tests.helpers.wire import PATIENCE

LOOPBACK = ("127.0.0.0/8",)
CUSTOMER = Person(id="customer_1", role=Role.CUSTOMER, name="canary-name")


class Delivery(msgspec.Struct, frozen=True):
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        said: dict[str, Any] = msgspec.json.decode(self.body)
        return said

    @property
    def seq(self) -> int:
        return int(self.said["data"]["seq"])


class Receiver:
    """Answers with `statuses` in turn, then with 204. While `open` is not set it does not answer.
    `refuses`: sequence numbers that are always answered with 500."""

    def __init__(self) -> None:
        self.got: list[Delivery] = []
        self.statuses: list[int] = []
        self.headers: dict[str, str] = {}
        self.refuses: set[int] = set()
        self.open = asyncio.Event()
        self.open.set()
        self.url = ""
        self._more = asyncio.Condition()

    async def answer(self, request: web.Request) -> web.Response:
        delivery = Delivery(
            {k.lower(): v for k, v in request.headers.items()}, await request.read()
        )
        self.got.append(delivery)
        async with self._more:
            self._more.notify_all()
        await self.open.wait()
        status = self.statuses.pop(0) if self.statuses else 204
        if delivery.said["data"].get("seq") in self.refuses:
            status = 500
        return web.Response(status=status, headers=self.headers)

    async def until(self, number: int) -> list[Delivery]:
        """So many have come."""
        async with asyncio.timeout(PATIENCE), self._more:
            await self._more.wait_for(lambda: len(self.got) >= number)
        return self.got

    @property
    def seqs(self) -> list[int]:
        return [delivery.seq for delivery in self.got]

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator[Self]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            host, taken = runner.addresses[0][:2]
            self.url = f"http://{host}:{taken}/hook?tenant=7"
            yield self
        finally:
            self.open.set()
            await runner.cleanup()


class PostOffice:
    """The pump does nothing by itself: `run` delivers what is due."""

    def __init__(self, store: Store, site: Site, receiver: Receiver) -> None:
        self.now = 1_800_000_000.0
        self.dice = 0.5
        self.store = store
        self.site = site
        self.receiver = receiver
        self.metrics = Metrics()
        self.sender = Sender(Addresses(LOOPBACK))
        self.service = WebhookService(store, self.sender, self.clock)
        self.pump = Pump(store, self.sender, self.metrics, self.clock, lambda: self.dice)

    def clock(self) -> float:
        return self.now

    async def listen(self, *events: str) -> WebhookWithSecret:
        return await self.service.add(self.site, self.receiver.url, events)

    async def say(self, conversation: str, *seqs: int, text: str = "canary-text") -> None:
        """Events in a conversation; number 1 begins it."""
        decided: list[AnyEvent] = []
        for seq in seqs:
            about: dict[str, Any] = {"conversation": conversation, "seq": seq, "at": self.now}
            if seq == 1:
                begun = ConversationQueued(**about, site=self.site.id, customer=CUSTOMER)
                decided.append(begun)
            else:
                decided.append(ConversationMessaged(**about, by=CUSTOMER, text=text))
        await self.store.streams.append(self.site.id, decided)

    async def run(self, after: float = 0.0) -> None:
        self.now += after
        await self.pump.look()
        await self.pump.idle()

    def counted(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, labels)


@asynccontextmanager
async def post_office(folder: Path) -> AsyncIterator[PostOffice]:
    store = await Store.open(f"sqlite:///{folder / 'post.sqlite3'}")
    site = Site(
        id="site_1",
        key="key_1",
        name="Shop",
        organisation="canary-organisation",
        origins=("https://shop.example",),
        policy=PRESETS["standard"],
        created_at=1.0,
    )
    await store.sites.add(site)
    try:
        async with Receiver().listening() as receiver:
            office = PostOffice(store, site, receiver)
            yield office
            await office.pump.stop()
    finally:
        await store.close()

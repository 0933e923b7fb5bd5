"""Headless peers on a real server in a process of its own."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, sync_playwright

from broker.names import Role, Surface
from broker.policy import PRESETS, Policy
from media.agent import Agent
from media.customer import Customer
from media.loopback import use_loopback_if_alone
from media.mirror.page import Page, Tag
from signaling.auth.accounts import Accounts
from signaling.auth.tokens import new_id
from signaling.config import Settings
from signaling.demo_site import database_url
from signaling.store import Store
from signaling.store.sites import Site
from tests.e2e import people
from tests.e2e.demo_server import DemoServer
from tests.helpers.chromium import FLAGS, HEADLESS
from tests.helpers.server import ServerProcess, start_server

use_loopback_if_alone()

TABS_ONLY = Policy(screen_surfaces=frozenset({Surface.BROWSER}), screen_sound=True)
HASTY = Policy(ask_seconds=0.5, waiting_seconds=1.0, cooldown_seconds=60.0)


@dataclass(frozen=True)
class Place:
    """A server, and beside its demo sites with other policies and a second agent."""

    server: ServerProcess
    hasty_site_key: str
    equal_site_key: str
    customer_led_site_key: str
    tabs_only_site_key: str
    second_password: str
    """Also of the supervisor `sue`."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with start_server(tmp_path_factory.mktemp("server"), stub_bundle=True) as server:
        yield asyncio.run(furnish(server))


async def furnish(server: ServerProcess) -> Place:
    """The server reads what is new when the first client comes."""
    place = Place(
        server,
        hasty_site_key=new_id("site"),
        equal_site_key=new_id("site"),
        customer_led_site_key=new_id("site"),
        tabs_only_site_key=new_id("site"),
        second_password="a long pass phrase",
    )
    policies = {
        place.hasty_site_key: HASTY,
        place.equal_site_key: PRESETS["equal"],
        place.customer_led_site_key: PRESETS["customer-led"],
        place.tabs_only_site_key: TABS_ONLY,
    }
    store = await Store.open(database_url(server.data_dir))
    try:
        for key, policy in policies.items():
            await store.sites.add(site(server, key, policy))
        accounts = Accounts(store, Settings(), time.time)
        await accounts.add("second", "Bea Second", place.second_password)
        await accounts.add("sue", "Sue Super", place.second_password, Role.SUPERVISOR)
    finally:
        await store.close()
    return place


def site(server: ServerProcess, key: str, policy: Policy) -> Site:
    return Site(
        id=new_id("site"),
        key=key,
        name="Another shop",
        organisation="Another shop",
        origins=(server.origin,),
        policy=policy,
        created_at=time.time(),
    )


@pytest.fixture
def server(place: Place) -> ServerProcess:
    return place.server


@pytest.fixture
async def peers() -> AsyncIterator[AsyncExitStack]:
    """Whoever enters here leaves at the end of the test."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def customer(server: ServerProcess, peers: AsyncExitStack) -> Customer:
    customer = Customer(server.base_url, server.site_key, server.origin)
    customer.set_page(tea_shop())
    return await peers.enter_async_context(customer)


@pytest.fixture
async def agent(server: ServerProcess, peers: AsyncExitStack) -> Agent:
    agent = Agent(server.base_url, server.user_name, server.password)
    return await peers.enter_async_context(agent)


@pytest.fixture
async def second(place: Place, peers: AsyncExitStack) -> Agent:
    """Another agent."""
    return await peers.enter_async_context(
        Agent(place.server.base_url, "second", place.second_password)
    )


@pytest.fixture
async def supervisor(place: Place, peers: AsyncExitStack) -> Agent:
    return await peers.enter_async_context(
        Agent(place.server.base_url, "sue", place.second_password)
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Within this module only: while it is there, no other event loop can run in this thread.
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=HEADLESS, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    with DemoServer(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, shop: DemoServer) -> Iterator[people.Customer]:
    person = people.Customer.open(browser, shop.customer_page)
    yield person
    person.page.context.close()


def site_key(shop: DemoServer) -> str:
    key: str = json.loads((shop.data / "demo.json").read_text())["site_key"]
    return key


def tea_shop() -> Page:
    body = Tag(
        "body",
        {},
        [
            Tag("h1", {}, ["Tea shop"]),
            Tag("b", {"id": "price"}, ["12 EUR"]),
            Tag("input", {"id": "who"}, value="Ada"),
            Tag("input", {"id": "pin", "type": "password"}, value="1234"),
        ],
    )
    return Page(Tag("html", {}, [Tag("head"), body]))


def set_price(customer: Customer, text: str) -> None:
    customer.page.set_text(customer.page.root.find(id="price"), text)


async def talk(customer: Customer, agent: Agent) -> None:
    """A conversation between exactly these two."""
    conversation = await customer.start_conversation("My parcel is late")
    await agent.until(
        lambda: conversation in [view.conversation for view in agent.queue], "her in the queue"
    )
    await agent.accept(conversation)
    await agent.say("Let me have a look")


async def watch(customer: Customer, agent: Agent) -> None:
    """The agent asks, she allows, and the page is there."""
    await talk(customer, agent)
    request = await agent.request_view()
    await customer.allow()
    await agent.answer_to(request)
    await agent.wait_view()

"""Guessing session codes (A-05): whoever guesses is allowed few looks, from one address and from a
thousand, one after the other and all at once. The codes here are known to the attacker: what counts
is how many guesses are looked at, and luck must not come after that.
"""

import asyncio
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from broker.names import EndpointKind, Role
from broker.permission import Right
from signaling.auth.accounts import person_of
from signaling.auth.tokens import new_code, new_id
from signaling.errors import BadCode
from signaling.keys import ADMISSION
from signaling.peer import Peer
from tests.helpers.broker import PASSWORD, Broker, settings_for, start_broker
from tests.helpers.wire import WireClient, connect
from tests.signaling.test_codes import join

GUESSES = 10_000


def window_of(agent: WireClient, broker: Broker, source: str, number: int = 0) -> Peer:
    """As a console of agent `number` from `source` is: what the limit looks at."""
    peer = broker.hub.presence.peer(agent.ready["endpoint"])
    assert peer is not None
    person = peer.person
    return Peer(
        endpoint=new_id("endpoint"),
        kind=EndpointKind.CONSOLE,
        person=type(person)(id=f"{person.id}{number}", role=person.role, name=person.name),
        site="",
        source=source,
        sign_in="",
        queue_messages=1,
        queue_bytes=1,
        on_close=lambda code: None,
    )


async def looked_at(broker: Broker, peer: Peer, typed: str) -> bool:
    """Whether a right code would have been found by this guess."""
    try:
        await broker.hub.codes.find(typed, peer)
    except BadCode:
        return False
    return True


@pytest.mark.parametrize(("addresses", "most"), [(1, 10), (1_000, 20)])
async def test_a05_ten_thousand_guesses(broker: Broker, addresses: int, most: int) -> None:
    agent, customer = await broker.agent(), await broker.customer()
    right = (await customer.request("session.start"))["code"]
    hits = 0
    for number in range(GUESSES):
        source = number % addresses
        peer = window_of(agent, broker, f"127.0.{source // 250}.{source % 250}", source)
        # From where nothing may be looked at any more, every guess is lucky.
        typed = right if number >= most else new_code()
        hits += await looked_at(broker, peer, typed)
    assert hits == 0
    # Whoever is sent to the conversation needs no code, and gets in.
    (room,) = broker.hub.rooms.open_rooms_of(customer.ready["person"]["id"])
    await agent.request("conversation.accept", conversation=room.conversation.id)
    await customer.event("conversation.accepted")


async def test_a05_those_that_come_at_once_are_counted_before_anything_is_looked_at(
    broker: Broker,
) -> None:
    agent, customer = await broker.agent(), await broker.customer()
    right = (await customer.request("session.start"))["code"]
    most = broker.settings.code_tries
    guesses = [*(new_code() for _ in range(most)), *(right for _ in range(200))]
    peers = [window_of(agent, broker, "127.0.0.9") for _ in guesses]
    found = await asyncio.gather(
        *(looked_at(broker, peer, typed) for peer, typed in zip(peers, guesses, strict=True))
    )
    assert not any(found)


async def test_a05_right_codes_cost_nothing(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, code_tries=2, code_tries_site=2)) as broker:
        agent = await broker.agent()
        for _ in range(4):
            customer = await broker.customer()
            code = (await customer.request("session.start"))["code"]
            assert await join(agent, code) == "joined"


async def test_a06_a_code_of_a_site_that_the_agent_does_not_serve(broker: Broker) -> None:
    """It looks as if it were none, and stays good for who does."""
    other = await broker.add_site("https://other.example")
    await broker.accounts.add(
        "dora", "Dora", PASSWORD, Role.AGENT, Right(sites=frozenset({other.id}))
    )
    dora, customer = await broker.agent("dora"), await broker.customer()
    code = (await customer.request("session.start"))["code"]
    assert await join(dora, code) == "bad_code"
    assert await join(await broker.agent(), code) == "joined"


@pytest.mark.long
async def test_a05_ten_thousand_guesses_through_sockets_from_a_thousand_addresses(
    broker: Broker,
) -> None:
    """By a hundred agents' accounts that somebody has taken over, as the network sees it."""
    customer = await broker.customer()
    right = (await customer.request("session.start"))["code"]
    accounts, admission = broker.accounts, broker.app[ADMISSION]
    made = [
        await accounts.add_without_password(f"agent{number}", "Agent", Role.AGENT)
        for number in range(100)
    ]
    sign_ins = [await accounts.sign_in_of(await accounts.begin(agent)) for agent in made]
    outcomes: Counter[str] = Counter()
    for source in range(1_000):
        agent, sign_in = made[source % 100], sign_ins[source % 100]
        ticket = await admission.ticket(
            person_of(agent), EndpointKind.CONSOLE, "", broker.clock(), sign_in.id
        )
        host = f"127.1.{source // 250}.{source % 250 + 1}"
        connector = aiohttp.TCPConnector(local_addr=(host, 0))
        async with (
            aiohttp.ClientSession(connector=connector) as http,
            connect(http, broker.base_url, ticket, broker.base_url) as client,
        ):
            await client.hello()
            for _ in range(10):
                # From where nothing may be looked at any more, every guess is lucky.
                typed = right if outcomes.total() >= 20 else new_code()
                outcomes[await join(client, typed)] += 1
    assert outcomes == {"bad_code": GUESSES}

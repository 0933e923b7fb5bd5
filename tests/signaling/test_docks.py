"""The customer's call window: who gets a ticket for it, and from where that opens."""

import pytest

from tests.helpers.broker import SHOP, Broker
from tests.signaling.scenes import accepted
from tests.signaling.test_websocket import upgrade_status


async def test_a_dock_is_the_same_customers_from_the_brokers_own_origin(broker: Broker) -> None:
    page, agent, conversation = await accepted(broker)
    since = len(agent.received)
    dock = await broker.dock(page)
    assert dock.ready["person"] == page.ready["person"]
    assert dock.ready["endpoint"] != page.ready["endpoint"]
    (opened,) = dock.ready["conversations"]
    assert opened["state"]["conversation"] == conversation
    there = await agent.event("endpoint.opened", since)
    assert (there["kind"], there["endpoint"]) == ("dock", dock.ready["endpoint"])


async def test_a01_a_docks_ticket_opens_nothing_from_the_site(broker: Broker) -> None:
    page = await broker.customer()
    ticket = (await broker.customer_ticket(page.token, dock=True))["ticket"]
    assert await upgrade_status(broker, ticket, SHOP) == 403
    # A ticket that came from a wrong origin is used up.
    assert await upgrade_status(broker, ticket, broker.base_url) == 401


async def test_a01_a_pages_ticket_opens_nothing_from_the_brokers_own_origin(
    broker: Broker,
) -> None:
    ticket = (await broker.customer_ticket())["ticket"]
    assert await upgrade_status(broker, ticket, broker.base_url) == 403
    assert await upgrade_status(broker, ticket, SHOP) == 401


async def test_a_dock_is_of_a_customer_who_is_known(broker: Broker) -> None:
    other = await broker.add_site("https://other.example")
    theirs = await broker.customer_ticket(site=other)
    for token in ({}, {"token": None}, {"token": ""}, {"token": "x"}, {"token": theirs["token"]}):
        body = {"site": broker.site.key, "dock": True} | token
        status, answer = await broker.post("/api/v1/customers", body, origin=SHOP)
        assert (status, answer["code"]) == (401, "bad_token")
        assert "ticket" not in answer


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example"])
async def test_a01_other_origins_get_no_ticket_for_a_dock(
    broker: Broker, origin: str | None
) -> None:
    page = await broker.customer()
    body = {"site": broker.site.key, "token": page.token, "dock": True}
    status, answer = await broker.post("/api/v1/customers", body, origin=origin)
    assert (status, answer["code"]) == (403, "origin_not_allowed")


@pytest.mark.parametrize("dock", [1, "true", None, []])
async def test_a_dock_is_asked_for_by_true(broker: Broker, dock: object) -> None:
    body = {"site": broker.site.key, "dock": dock}
    status, answer = await broker.post("/api/v1/customers", body, origin=SHOP)
    assert (status, answer["code"]) == (400, "bad_request")


async def test_a_resumed_dock_is_a_dock(broker: Broker) -> None:
    page, agent, _ = await accepted(broker)
    dock = await broker.dock(page)
    endpoint, ticket = dock.ready["endpoint"], dock.ready["resume_ticket"]
    since = len(agent.received)
    await dock.close()
    await agent.event("endpoint.lost", since)
    again = await broker.connect(ticket, broker.base_url)
    ready = await again.hello()
    assert ready["endpoint"] == endpoint
    assert (await agent.event("endpoint.returned", since))["endpoint"] == endpoint
    # Nor does its resume ticket open it from the site.
    assert await upgrade_status(broker, ready["resume_ticket"], SHOP) == 403

"""`/api/v1/sites`: operators register websites, and say where their pages come from."""

from typing import Any

import pytest

from tests.helpers.broker import Broker
from tests.helpers.operator import BEARER, operate

PATH = "/api/v1/sites"
SHOP = {"name": "Second shop", "origins": ["https://Two.example/", "https://two.example:443"]}


async def test_a_site_is_registered_and_found_again(operated: Broker) -> None:
    status, made = await operate(operated, "POST", PATH, {**SHOP, "preset": "equal"})
    assert status == 201
    assert made["origins"] == ["https://two.example"]
    assert await operate(operated, "GET", f"{PATH}/{made['key']}") == (200, made)
    # It works at once.
    await operated.store.sites.by_key(made["key"])
    answer = await operated.post(
        "/api/v1/customers", {"site": made["key"]}, origin="https://two.example"
    )
    assert answer[0] == 200
    status, policy = await operate(operated, "GET", f"{PATH}/{made['key']}/policy")
    assert (status, policy["control"]) == (200, "included")


async def test_another_origin_counts_at_once(operated: Broker) -> None:
    site = operated.site
    path = f"{PATH}/{site.key}"
    status, answer = await operate(
        operated, "PATCH", path, {"origins": ["https://new.example"], "organisation": "New Ltd"}
    )
    assert (status, answer["name"], answer["organisation"]) == (200, site.name, "New Ltd")
    for origin, expected in (("https://new.example", 200), (site.origins[0], 403)):
        asked = await operated.post("/api/v1/customers", {"site": site.key}, origin=origin)
        assert asked[0] == expected
    status, told = await operate(operated, "GET", f"{path}/policy")
    assert status == 200, told  # the rules stayed


async def test_lists_come_page_by_page(operated: Broker) -> None:
    keys = [operated.site.key]
    for number in range(4):
        body = {**SHOP, "name": f"Shop {number}"}
        keys.append((await operate(operated, "POST", PATH, body))[1]["key"])
    found, query = [], "?limit=2"
    for _ in range(3):
        _, page = await operate(operated, "GET", PATH + query)
        found += [site["key"] for site in page["sites"]]
        query = f"?limit=2&cursor={page['next']}"
    assert (found, page["next"]) == (keys, None)


@pytest.mark.parametrize("token", [None, "", "Bearer ", f"{BEARER}x"])
async def test_nobody_else_may(operated: Broker, token: str | None) -> None:
    one = f"{PATH}/{operated.site.key}"
    before = await operate(operated, "GET", one)
    for method, path in (("GET", PATH), ("POST", PATH), ("GET", one), ("PATCH", one)):
        status, answer = await operate(operated, method, path, SHOP, token=token)
        assert (status, answer["code"]) == (401, "bad_token")
    assert await operate(operated, "GET", one) == before


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        "x",
        {},
        {"name": "Shop"},
        {**SHOP, "name": ""},
        {**SHOP, "name": "a\u202eb"},
        {**SHOP, "name": "x" * 101},
        {**SHOP, "name": "x" * 1000},
        {**SHOP, "origins": []},
        {**SHOP, "origins": ["https://shop.example/path"]},
        {**SHOP, "origins": ["javascript:alert(1)"]},
        {**SHOP, "origins": ["https://user@shop.example"]},
        {**SHOP, "origins": ["null"]},
        {**SHOP, "origins": ["*"]},
        {**SHOP, "origins": [f"https://a{number}.example" for number in range(51)]},
        {**SHOP, "origins": "https://shop.example"},
        {**SHOP, "preset": "nonsense"},
        {**SHOP, "key": "mine"},
        {**SHOP, "organisation": 7},
    ],
)
async def test_what_no_site_can_be_made_of(operated: Broker, wrong: Any) -> None:
    before = await operate(operated, "GET", PATH)
    status, answer = await operate(operated, "POST", PATH, wrong)
    assert (status, answer["code"]) == (400, "bad_request")
    assert await operate(operated, "GET", PATH) == before


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=W10=", "more=1", "limit=1" * 99],
)
async def test_queries_that_nothing_answers(operated: Broker, query: str) -> None:
    status, answer = await operate(operated, "GET", f"{PATH}?{query}")
    assert (status, answer["code"]) == (400, "bad_request")


async def test_a_site_that_does_not_exist(operated: Broker) -> None:
    for method in ("GET", "PATCH"):
        status, answer = await operate(operated, method, f"{PATH}/nothing", {})
        assert (status, answer["code"]) == (404, "unknown_site")

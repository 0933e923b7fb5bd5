"""What a website has to embed, and whether it does."""

import re
from html.parser import HTMLParser

import pytest

from signaling.assets import Assets
from tests.helpers.broker import SHOP, Broker
from tests.helpers.operator import operate
from tests.helpers.stub_bundle import stub_assets


async def installation(broker: Broker) -> dict[str, object]:
    path = f"/api/v1/sites/{broker.site.key}/installation"
    status, found = await operate(broker, "GET", path)
    assert status == 200
    return dict(found)


async def seen(broker: Broker) -> list[tuple[str, bool]]:
    sightings = (await installation(broker))["sightings"]
    assert isinstance(sightings, list)
    return [(one["origin"], one["registered"]) for one in sightings]


async def introduce(broker: Broker, origin: str | None) -> None:
    await broker.post("/api/v1/customers", {"site": broker.site.key}, origin=origin)


class Tag(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "script" and not self.attributes
        self.attributes = dict(attrs)


async def test_the_tag_is_what_a_page_needs(operated: Broker) -> None:
    found = await installation(operated)
    source, key = f"{operated.base_url}/sdk/v1/alongside.js", operated.site.key
    assert Tag(str(found["tag"])).attributes == {"async": None, "src": source, "data-site": key}
    pinned = Tag(str(found["pinned"])).attributes
    assets: Assets = stub_assets()
    assert pinned["integrity"] == assets["alongside.js"].integrity
    assert pinned["crossorigin"] == "anonymous"
    assert re.fullmatch(
        rf"{operated.base_url}/sdk/v1/[\w.-]+-[0-9a-f]{{16}}/alongside\.js", str(pinned["src"])
    )
    sockets = operated.base_url.replace("http", "ws", 1)
    assert found["policy"] == [
        f"script-src {operated.base_url}",
        f"connect-src {operated.base_url} {sockets}",
        f"frame-src {operated.base_url}",
        "trusted-types lit-html",
    ]


async def test_it_is_seen_where_it_introduces_customers(operated: Broker) -> None:
    assert await seen(operated) == []
    await introduce(operated, SHOP)
    await introduce(operated, "https://staging.example")
    assert sorted(await seen(operated)) == [
        ("https://shop.example", True),
        ("https://staging.example", False),
    ]
    # Once it is registered, it is one of the site's.
    change = {"origins": [SHOP, "https://staging.example"]}
    await operate(operated, "PATCH", f"/api/v1/sites/{operated.site.key}", change)
    assert all(registered for _, registered in await seen(operated))


@pytest.mark.parametrize(
    "origin",
    [None, "null", "file://", "https://a.example/path", "https://A.example", "x" * 400, "<script>",
     "https://" + "a" * 300 + ".example"],
)  # fmt: skip
async def test_what_is_no_origin_is_not_remembered(operated: Broker, origin: str | None) -> None:
    await introduce(operated, origin)
    assert await seen(operated) == []


async def test_nobody_fills_the_store_with_origins(operated: Broker) -> None:
    await introduce(operated, SHOP)
    for number in range(40):
        await introduce(operated, f"https://evil{number}.example")
    strange = [origin for origin, registered in await seen(operated) if not registered]
    assert len(strange) == 10 and all(re.match(r"https://evil\d\.", one) for one in strange)
    # However long they go on, the latest ten; and the site's own stays.
    for number in range(100, 130):
        site = operated.site
        await operated.store.sightings.note(site, f"https://evil{number}.example", number * 1.0e10)
    found = await seen(operated)
    assert len(found) == 11 and (SHOP, True) in found
    assert ("https://evil129.example", False) in found


async def test_an_unknown_site_has_no_tag(operated: Broker) -> None:
    status, answer = await operate(operated, "GET", "/api/v1/sites/nothing/installation")
    assert (status, answer["code"]) == (404, "unknown_site")

"""Copies of the SDK as websites get them, before and after an upgrade of the server."""

import asyncio
import json
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from signaling.assets import SDK
from signaling.keys import COPIES
from signaling.sdk_copies.one import copy_of, made
from signaling.sdk_copies.shelf import FOLDER, Shelf
from tests.helpers.broker import SHOP, Broker, settings_for, start_broker
from tests.helpers.operator import TOKEN
from tests.helpers.stub_bundle import stub_assets
from tests.signaling.test_installation import Tag, installation

GONE = "9.9-0123456789abcdef"


async def get(
    broker: Broker, path: str, method: str = "GET", **headers: str
) -> tuple[int, Mapping[str, str], bytes]:
    async with broker.http.request(method, broker.base_url + path, headers=headers) as answer:
        return answer.status, answer.headers, await answer.read()


async def pinned(broker: Broker) -> dict[str, str | None]:
    return Tag(str((await installation(broker))["pinned"])).attributes


def path_of(attributes: dict[str, str | None]) -> str:
    return urlsplit(attributes["src"] or "").path


async def copies_of(broker: Broker) -> list[dict[str, Any]]:
    """What the operator reads of pages with another copy."""
    found = (await installation(broker))["copies"]
    assert isinstance(found, list)
    return found


async def listed(broker: Broker) -> dict[str, object]:
    status, headers, body = await get(broker, "/sdk/v1/manifest.json")
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert "must-revalidate" in headers["Cache-Control"]
    return dict(json.loads(body))


async def test_G05_a_copy_never_changes_its_bytes(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, operator_token=TOKEN)
    async with start_broker(settings, stub_assets("before")) as broker:
        before = await pinned(broker)
        status, headers, body = await get(broker, path_of(before))
        assert (status, body) == (200, b"// before\n")
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["Content-Type"].startswith("text/javascript")
        # What `crossorigin` wants, and a website that is cross-origin isolated.
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        again = await get(broker, path_of(before), **{"If-None-Match": headers["ETag"]})
        assert (again[0], again[1]["Cache-Control"]) == (304, headers["Cache-Control"])
        assert (await get(broker, path_of(before), "HEAD"))[0] == 200
    async with start_broker(settings, stub_assets("after")) as broker:
        assert (await get(broker, path_of(before)))[2] == b"// before\n"
        after = await pinned(broker)
        assert path_of(after) != path_of(before)
        assert (await get(broker, path_of(after)))[2] == b"// after\n"
        assert (await get(broker, "/sdk/v1/alongside.js"))[2] == b"// after\n"
        # And all that it loads later, from beside it.
        for name in SDK:
            part = path_of(before).replace("alongside.js", name)
            assert (await get(broker, part))[2] == b"// before\n"


async def test_the_manifest_lists_every_file_of_every_copy(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, operator_token=TOKEN)
    async with start_broker(settings, stub_assets("before")) as broker:
        first = (await listed(broker))["present"]
    async with start_broker(settings, stub_assets("after")) as broker:
        found = await listed(broker)
        assert isinstance(found["copies"], list)
        assert [one["copy"] for one in found["copies"]] == [found["present"], first]
        for copy in found["copies"]:
            assert copy["served"] and [one["name"] for one in copy["files"]] == list(SDK)
            for one in copy["files"]:
                assert len((await get(broker, urlsplit(one["url"]).path))[2]) == one["bytes"]
        tag = await pinned(broker)
        file = found["copies"][0]["files"][0]
        assert (tag["src"], tag["integrity"]) == (file["url"], file["integrity"])


async def test_a_tag_says_whether_it_will_last(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, operator_token=TOKEN)
    async with start_broker(settings) as broker:
        assert (await installation(broker))["lasts"] is True
    (tmp_path / "file").write_text("")
    full = msgspec.structs.replace(settings, sdk_folder=str(tmp_path / "file"))
    async with start_broker(full) as broker:
        assert (await installation(broker))["lasts"] is False
        assert (await get(broker, path_of(await pinned(broker))))[0] == 200


OUT = (
    *("..", "%2e%2e", ".%2e", "%2E%2E", "..%2f..", "%2e%2e%2f%2e%2e", "..%5c..", "."),
    *("%00", "a%00", "%ff", "%", "%2500"),
)


async def test_G05_no_path_leads_out_of_a_copy(operated: Broker, tmp_path: Path) -> None:
    """As they are written here: clients put most of these right before they ask."""
    (tmp_path / FOLDER / "secret.js").write_text("secret")
    own = path_of(await pinned(operated)).rpartition("/")[0]
    for trick in OUT:
        for path in (
            f"/sdk/v1/{trick}/secret.js",
            f"{own}/{trick}",
            f"{own}/{trick}/secret.js",
            f"{own}/{trick}%2fsecret.js",
            f"{own}{trick}/alongside.js",
            f"/sdk/v1/{trick}%2f{own.rpartition('/')[2]}/alongside.js",
        ):
            status, body = await asked(operated, path)
            assert status in (400, 404), path
            assert "secret" not in body and "// nothing" not in body


async def asked(broker: Broker, path: str) -> tuple[int, str]:
    """The very bytes of the path."""

    def ask() -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", urlsplit(broker.base_url).port or 0)
        connection.request("GET", path)
        answer = connection.getresponse()
        status, body = answer.status, answer.read().decode()
        connection.close()
        return status, body

    return await asyncio.to_thread(ask)


async def test_a_copy_has_nothing_but_the_sdk(operated: Broker) -> None:
    own = path_of(await pinned(operated)).rpartition("/")[0]
    for name in ("manifest.json", "agent.js", "texts", "ALONGSIDE.JS", "alongside.js.map", ""):
        assert (await get(operated, f"{own}/{name}"))[0] == 404


@pytest.mark.parametrize("linked", ["a copy", "a file"])
async def test_G05_a_link_on_the_disk_is_not_followed(tmp_path: Path, linked: str) -> None:
    shelf, old = Shelf(tmp_path / FOLDER), copy_of(stub_assets("old"), "1", 1.0)
    shelf.keep(old)
    if linked == "a copy":
        (tmp_path / FOLDER / old.name).rename(tmp_path / "moved")
        (tmp_path / FOLDER / old.name).symlink_to(tmp_path / "moved")
    else:
        (tmp_path / FOLDER / old.name / "alongside.js").unlink()
        (tmp_path / "moved").write_text("// old\n")
        (tmp_path / FOLDER / old.name / "alongside.js").symlink_to(tmp_path / "moved")
    async with start_broker(settings_for(tmp_path)) as broker:
        assert (await get(broker, f"/sdk/v1/{old.name}/alongside.js"))[0] == 410


async def test_a_copy_that_is_gone_says_so_to_the_developer_and_to_the_operator(
    operated: Broker,
) -> None:
    status, headers, body = await get(operated, f"/sdk/v1/{GONE}/alongside.js", Origin=SHOP)
    assert (status, json.loads(body)["code"]) == (410, "sdk_outdated")
    # Otherwise browsers speak of origins; and it may be back.
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cache-Control"] == "no-store"
    [told] = await copies_of(operated)
    assert (told["origin"], told["version"], told["served"]) == (SHOP, None, False)
    # Nobody else makes the operator read something.
    for origin in ("https://evil.example", "null", "x" * 1_000, "https://shop.example.evil"):
        await get(operated, f"/sdk/v1/{GONE[:-1]}0/alongside.js", Origin=origin)
    await get(operated, f"/sdk/v1/{GONE[:-1]}1/alongside.js")
    for number in range(20):
        await get(operated, f"/sdk/v1/{GONE[:-2]}{number:02}/alongside.js", Origin=SHOP)
    assert len(await copies_of(operated)) == 1


async def introduce(broker: Broker, **more: object) -> tuple[int, dict[str, object]]:
    body = {"site": broker.site.key, **more}
    return await broker.post("/api/v1/customers", body, origin=SHOP)


async def test_the_operator_reads_which_pages_have_an_old_copy(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, operator_token=TOKEN)
    async with start_broker(settings, stub_assets("before")) as broker:
        old = broker.app[COPIES].present
        # Of its own copy there is nothing to say.
        assert (await introduce(broker, copy=old.name, wire=old.wire))[0] == 200
        assert (await introduce(broker))[0] == 200
        assert await copies_of(broker) == []
    async with start_broker(settings, stub_assets("after")) as broker:
        assert (await introduce(broker, copy=old.name, wire=old.wire))[0] == 200
        [told] = await copies_of(broker)
        assert (told["origin"], told["version"], told["since"]) == (SHOP, old.version, old.since)
        assert told["served"] is True
        assert told["seen_at"] >= old.since


async def test_what_is_no_copy_of_ours_is_one_line_at_most(operated: Broker) -> None:
    """Whoever can be a customer can say anything."""
    for copy in (GONE, "", "..", "<b>", "x" * 128):
        assert (await introduce(operated, copy=copy))[0] == 200
    [told] = await copies_of(operated)
    assert (told["version"], told["since"], told["served"]) == (None, None, False)


async def test_a_page_that_nobody_would_understand_is_told_so(operated: Broker) -> None:
    """It runs from a cache, maybe."""
    for wire in ("0.2", "1.1", "2.2", "", "1.2 ", "x"):
        status, answer = await introduce(operated, wire=wire)
        assert (status, answer["code"]) == (410, "sdk_outdated")
        assert "token" not in answer


async def test_what_is_no_word_is_refused(operated: Broker) -> None:
    for name, value in (("wire", 1), ("wire", "x" * 129), ("copy", ["x"]), ("copy", "x" * 129)):
        status, answer = await introduce(operated, **{name: value})
        assert (status, answer["code"]) == (400, "bad_request")
    assert await copies_of(operated) == []


async def test_a_copy_whose_wire_is_over_is_listed_and_not_served(tmp_path: Path) -> None:
    old = made(copy_of(stub_assets("old"), "0.1", 1.0).files, "0.1", "0.9", 1.0)
    Shelf(tmp_path / FOLDER).keep(old)
    async with start_broker(settings_for(tmp_path, operator_token=TOKEN)) as broker:
        assert (await get(broker, f"/sdk/v1/{old.name}/alongside.js", Origin=SHOP))[0] == 410
        copies = (await listed(broker))["copies"]
        assert isinstance(copies, list) and copies[1]["served"] is False
        [told] = await copies_of(broker)
        assert (told["version"], told["since"], told["served"]) == ("0.1", 1.0, False)

"""ETag, If-None-Match and If-Match: nobody's change is lost unseen."""

import asyncio
from typing import Any

import pytest

from tests.helpers.broker import Broker
from tests.helpers.operator import BEARER

THINGS = [
    ("", "PATCH", {"name": "First"}, {"name": "Second"}),
    ("/policy", "PATCH", {"pen": False}, {"laser": False}),
    ("/redaction", "PUT", {"mode": "private"}, {"mode": "open", "unshared": ["/a"]}),
]


async def ask(
    broker: Broker, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, str | None, Any]:
    """Status, ETag and body."""
    url = f"{broker.base_url}/api/v1/sites/{broker.site.key}{path}"
    said = {"Authorization": BEARER} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    async with broker.http.request(method, url, json=body, headers=said) as response:
        shown = None if response.status == 304 else await response.json()
        return response.status, response.headers.get("ETag"), shown


@pytest.mark.parametrize(("path", "method", "first", "second"), THINGS)
async def test_a_change_on_top_of_somebody_elses_is_refused(
    operated: Broker, path: str, method: str, first: object, second: object
) -> None:
    _, seen, _ = await ask(operated, "GET", path)
    assert seen is not None
    status, tag, changed = await ask(operated, method, path, first, If_Match=seen)
    assert status == 200 and tag is not None and tag != seen
    status, _, refused = await ask(operated, method, path, second, If_Match=seen)
    assert (status, refused["code"]) == (412, "changed_meanwhile")
    # As it was; and what a change answers is a tag to go on with.
    assert (await ask(operated, "GET", path))[1:] == (tag, changed)
    assert (await ask(operated, method, path, second, If_Match=f'"x", {tag}'))[0] == 200


@pytest.mark.parametrize(("path", "method", "first", "second"), THINGS)
async def test_who_does_not_say_what_it_looked_at_changes_it_in_any_case(
    operated: Broker, path: str, method: str, first: object, second: object
) -> None:
    assert (await ask(operated, method, path, first))[0] == 200
    assert (await ask(operated, method, path, second, If_Match="*"))[0] == 200


@pytest.mark.parametrize("path", ["", "/policy", "/redaction"])
async def test_what_has_not_changed_is_not_sent_again(operated: Broker, path: str) -> None:
    _, tag, shown = await ask(operated, "GET", path)
    assert tag is not None
    for same in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        assert await ask(operated, "GET", path, If_None_Match=same) == (304, tag, None)
    assert await ask(operated, "GET", path, If_None_Match='"x"') == (200, tag, shown)


async def test_of_two_at_once_one_is_refused(operated: Broker) -> None:
    _, seen, _ = await ask(operated, "GET", "/policy")
    assert seen is not None
    bodies = [{name: False} for name in ("pen", "laser", "blurbs", "guests")]
    done = await asyncio.gather(
        *(ask(operated, "PATCH", "/policy", body, If_Match=seen) for body in bodies)
    )
    assert sorted(status for status, _, _ in done) == [200, 412, 412, 412]


async def test_of_two_at_once_who_say_nothing_both_count(operated: Broker) -> None:
    """A change is read, made and written in one go: another field is not written back."""
    bodies = [{name: False} for name in ("pen", "laser", "blurbs", "guests")]
    await asyncio.gather(*(ask(operated, "PATCH", "/policy", body) for body in bodies))
    _, _, policy = await ask(operated, "GET", "/policy")
    assert [policy[name] for name in ("pen", "laser", "blurbs", "guests")] == [False] * 4


@pytest.mark.parametrize(
    ("header", "status"), [("", 412), ("x", 412), ('W/"x"', 412), ('"' + "a," * 500, 400)]
)
async def test_hostile_tags_change_nothing(operated: Broker, header: str, status: int) -> None:
    before = await ask(operated, "GET", "/policy")
    assert (await ask(operated, "PATCH", "/policy", {"pen": False}, If_Match=header))[0] == status
    assert await ask(operated, "GET", "/policy") == before


async def test_who_may_not_is_not_told_whether_it_changed(operated: Broker) -> None:
    url = f"{operated.base_url}/api/v1/sites/{operated.site.key}/policy"
    headers = {"If-Match": '"x"', "Authorization": f"{BEARER}x"}
    async with operated.http.patch(url, json={}, headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (401, "bad_token")
        assert "ETag" not in response.headers

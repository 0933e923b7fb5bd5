"""A draft is tried on a page of the site, by an operator, and by nobody else."""

from typing import Any

import pytest

from broker.names import Role
from signaling.auth.accounts import find_agent
from signaling.keys import ACCOUNTS
from signaling.rest.previews import CODE_SECONDS, TOKEN_SECONDS
from tests.helpers.broker import Broker
from tests.signaling.test_rulebook_rest import MASKED, save, tell
from tests.signaling.test_sites_rest import call


async def code_of(broker: Broker) -> str:
    status, answer = await tell(broker, "POST", "redaction/preview")
    assert status == 200, answer
    return str(answer["code"])


async def read(broker: Broker, *, origin: str | None = None, **by: Any) -> tuple[int, Any]:
    body = {"site": broker.site.key, **by}
    where = broker.site.origins[0] if origin is None else origin
    return await broker.post("/api/v1/previews", body, origin=where)


async def test_a_page_of_the_site_reads_the_draft_with_a_code_once(operated: Broker) -> None:
    code = await code_of(operated)
    status, answer = await read(operated, code=code)
    assert (status, answer["draft"], answer["redaction"]["rules"]) == (200, None, [])
    assert answer["site"] == operated.site.id
    await save(operated, MASKED)
    status, again = await read(operated, token=answer["token"])
    assert (status, again["draft"], again["token"]) == (200, 1, answer["token"])
    assert again["redaction"]["rules"][0]["selector"] == ".iban"
    # Used, and neither stands for the other.
    for by in ({"code": code}, {"token": code}, {"code": answer["token"]}):
        status, refused = await read(operated, **by)
        assert (status, refused["code"]) == (404, "bad_preview"), by
    # It is no customer's token, and what is published is what it was.
    assert (await call(operated, "GET", "redaction"))[1]["rules"] == []
    customer = await operated.customer_ticket(answer["token"])
    assert customer["token"] != answer["token"]


async def test_it_ends_with_its_time(operated: Broker) -> None:
    late = await code_of(operated)
    operated.clock.advance(CODE_SECONDS + 1)
    assert (await read(operated, code=late))[0] == 404
    _, answer = await read(operated, code=await code_of(operated))
    operated.clock.advance(TOKEN_SECONDS - 5)
    assert (await read(operated, token=answer["token"]))[0] == 200
    operated.clock.advance(10)
    assert (await read(operated, token=answer["token"]))[0] == 404


async def test_it_ends_with_the_operators_account(operated: Broker) -> None:
    for user_name in ("olga", "otto"):
        await operated.add_agent(user_name, Role.OPERATOR)
    cookies = await operated.sign_in("olga")
    path = f"/api/v1/sites/{operated.site.key}/redaction/preview"
    status, made = await operated.post(path, {}, origin=operated.base_url, cookies=cookies)
    assert status == 200
    _, answer = await read(operated, code=made["code"])
    status, second = await operated.post(path, {}, origin=operated.base_url, cookies=cookies)
    assert status == 200
    olga = await find_agent(operated.store, "olga")
    await operated.app[ACCOUNTS].change(olga, enabled=False)
    for by in ({"token": answer["token"]}, {"code": second["code"]}):
        status, refused = await read(operated, **by)
        assert (status, refused["code"]) == (404, "bad_preview")


@pytest.mark.parametrize("origin", ["https://other.example", "null", ""])
async def test_no_other_origin_reads_it_nor_uses_it_up(operated: Broker, origin: str) -> None:
    code = await code_of(operated)
    status, answer = await read(operated, origin=origin, code=code)
    assert (status, answer["code"]) == (403, "origin_not_allowed")
    assert (await read(operated, code=code))[0] == 200


async def test_another_site_does_not_read_it(operated: Broker) -> None:
    code = await code_of(operated)
    other = await operated.add_site("https://other.example")
    body = {"site": other.key, "code": code}
    status, answer = await operated.post("/api/v1/previews", body, origin=other.origins[0])
    assert (status, answer["code"]) == (404, "bad_preview")


@pytest.mark.parametrize(
    "by",
    [
        {},
        {"code": "x", "token": "y"},
        {"code": 5},
        {"code": "x" * 200},
        {"code": "x", "draft": 1},
        {"code": None, "token": None},
    ],
)
async def test_hostile_bodies(operated: Broker, by: dict[str, Any]) -> None:
    status, answer = await read(operated, **by)
    assert (status, answer["code"]) == (400, "bad_request")


async def test_the_refusal_can_be_read_by_the_page(operated: Broker) -> None:
    url = f"{operated.base_url}/api/v1/previews"
    headers = {"Origin": operated.site.origins[0]}
    body = {"site": operated.site.key, "code": "wrong"}
    async with operated.http.post(url, json=body, headers=headers) as response:
        assert response.status == 404
        assert response.headers["Access-Control-Allow-Origin"] == operated.site.origins[0]
    async with operated.http.options(url, headers=headers) as response:
        assert response.status == 204

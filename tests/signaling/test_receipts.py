"""`POST /api/v1/customers/receipts`: a customer gets what she allowed in writing, nobody else."""

import json
from pathlib import Path
from typing import Any

from broker.receipt_file import Good, check
from signaling.cli.audit import receipt_cli
from signaling.messages import verify_signed
from signaling.signing import verify
from tests.helpers.broker import SHOP, Broker
from tests.signaling.scenes import Shared, shared
from tests.signaling.test_audit import key_text, run_in

PATH = "/api/v1/customers/receipts"


async def scene_of(broker: Broker) -> tuple[Shared, dict[str, Any]]:
    """A session that the customer has ended, and what she may ask with."""
    scene = await shared(broker)
    body = {
        "site": broker.site.key,
        "token": scene.customer.token,
        "conversation": scene.conversation,
        "session": scene.session,
    }
    return scene, body


async def end(scene: Shared) -> None:
    await scene.customer.request(
        "session.end", conversation=scene.conversation, session=scene.session
    )


async def test_she_gets_it_after_the_session_and_anybody_can_check_it(
    broker: Broker, tmp_path: Path
) -> None:
    scene, body = await scene_of(broker)
    status, answer = await broker.post(PATH, body, origin=SHOP)
    assert (status, answer["code"]) == (409, "wrong_state")
    await end(scene)
    async with broker.http.post(
        broker.base_url + PATH, json=body, headers={"Origin": SHOP}
    ) as response:
        file = await response.read()
        assert response.headers["Access-Control-Allow-Origin"] == SHOP
    good = check(file, verify, verify_signed, ())
    assert isinstance(good, Good)
    assert good.receipt["pii_controller"] == {
        "organisation": "Shop Ltd",
        "site": broker.site.key,
        "site_name": "Shop",
        "server": broker.base_url,
    }
    (view,) = good.receipt["consents"]
    assert view["scope"] == "view" and len(view["events"]) == 3
    assert b"Hello?" not in file and body["token"].encode() not in file
    # From the chat's own window, and once more: the same but for the time.
    by_id = body | {"site": broker.site.id}
    status, again = await broker.post(PATH, by_id, origin=broker.base_url)
    assert status == 200 and again["receipt"]["consents"] == good.receipt["consents"]
    saved = tmp_path / "receipt.json"
    saved.write_bytes(file)
    known = run_in(receipt_cli, "verify", saved, "--key", await key_text(broker))
    assert known.exit_code == 0 and '"scope": "view"' in known.stdout
    assert "compare" in run_in(receipt_cli, "verify", saved).stdout
    saved.write_bytes(file.replace(b"Shop Ltd", b"Shop Inc"))
    changed = run_in(receipt_cli, "verify", saved)
    assert (changed.exit_code, changed.stderr) == (
        1,
        "alongside: changed: What the file shows is not what was signed.\n",
    )
    saved.write_bytes(b"nothing")
    assert run_in(receipt_cli, "verify", saved).exit_code == 3


REFUSED: list[tuple[dict[str, Any], str | None, tuple[int, str]]] = [
    ({"session": "session_other"}, SHOP, (404, "not_found")),
    ({"conversation": "conversation_other"}, SHOP, (404, "not_found")),
    ({"conversation": "../../etc/passwd\x00"}, SHOP, (404, "not_found")),
    ({"token": "x" * 43}, SHOP, (401, "bad_token")),
    ({"token": ""}, SHOP, (401, "bad_token")),
    ({"site": "nothing"}, SHOP, (404, "unknown_site")),
    ({}, "https://evil.example", (403, "origin_not_allowed")),
    ({}, None, (403, "origin_not_allowed")),
    ({"token": None}, SHOP, (400, "bad_request")),
    ({"token": "x" * 200}, SHOP, (400, "bad_request")),
    ({"session": {"a": 1}}, SHOP, (400, "bad_request")),
    ({"more": 1}, SHOP, (400, "bad_request")),
]


async def test_what_is_refused(broker: Broker) -> None:
    scene, body = await scene_of(broker)
    await end(scene)
    for changes, origin, expected in REFUSED:
        status, answer = await broker.post(PATH, body | changes, origin=origin)
        assert (status, answer["code"]) == expected, changes
        assert json.dumps(answer).isascii()


async def test_nobody_gets_another_ones(broker: Broker) -> None:
    scene, body = await scene_of(broker)
    await end(scene)
    stranger = (await broker.customer_ticket())["token"]
    status, answer = await broker.post(PATH, body | {"token": stranger}, origin=SHOP)
    assert (status, answer["code"]) == (404, "not_found")
    nothing = await broker.post(PATH, body | {"session": "s"}, origin=SHOP)
    # What is not hers looks like what is not there.
    assert (status, answer) == nothing
    other = await broker.add_site("https://other.example")
    elsewhere = body | {"site": other.key}
    status, answer = await broker.post(PATH, elsewhere, origin="https://other.example")
    assert (status, answer["code"]) == (401, "bad_token")


async def test_browsers_may_ask_first(broker: Broker) -> None:
    async with broker.http.options(broker.base_url + PATH, headers={"Origin": SHOP}) as response:
        assert response.status == 204
        assert response.headers["Access-Control-Allow-Methods"] == "POST"

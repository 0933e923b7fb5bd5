"""A site's redaction policy: kept, shown, told, and changed while those concerned are here."""

import json
import subprocess
from pathlib import Path
from typing import Any

from broker.redaction_policy import RedactionPolicy, read_policy
from tests.helpers.broker import Broker
from tests.signaling.scenes import accepted
from tests.signaling.test_cli import alongside

POLICY: dict[str, Any] = {
    "mode": "private",
    "rules": [{"url": "/account/*", "selector": ".iban", "action": "mask"}],
    "aliases": ["rrweb"],
    "unshared": ["/login"],
    "asset_origins": ["https://images.example", "https://fonts.example"],
}
DEFAULTS: dict[str, Any] = {
    "mode": "open",
    "rules": [],
    "aliases": [],
    "unshared": [],
    "asset_origins": [],
}


def as_policy(policy: dict[str, Any]) -> RedactionPolicy:
    return read_policy(json.dumps(policy).encode())


async def set_policy(broker: Broker, policy: dict[str, Any]) -> None:
    """As the command line does, and the server has seen it."""
    await broker.set_redaction(broker.site.id, as_policy(policy))
    await broker.hub.site_watch.look()


async def test_a_customer_is_told_with_ready_and_an_agent_is_not(broker: Broker) -> None:
    customer = await broker.customer()
    assert customer.ready["redaction"] == DEFAULTS
    await set_policy(broker, POLICY)
    assert (await broker.customer()).ready["redaction"] == POLICY
    assert (await broker.agent()).ready["redaction"] is None


async def test_a_change_reaches_connected_customers_of_this_site_once(broker: Broker) -> None:
    other_site = await broker.add_site("https://other.example")
    customer, agent = await broker.customer(), await broker.agent()
    other = await broker.customer(site=other_site)
    await set_policy(broker, POLICY)
    changed = await customer.event("site.redaction")
    assert changed["redaction"] == POLICY
    await broker.hub.site_watch.look()
    for client in (customer, other, agent):
        await client.ping()
    assert customer.kinds().count("site.redaction") == 1
    assert "site.redaction" not in other.kinds() + agent.kinds()


async def test_the_server_looks_by_itself(broker: Broker) -> None:
    customer = await broker.customer()
    await broker.set_redaction(broker.site.id, as_policy(POLICY))
    assert (await customer.event("site.redaction"))["redaction"] == POLICY


async def test_the_agent_is_told_where_assets_may_come_from(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    state = await agent.state(lambda state: state["conversation"] == conversation)
    assert state["asset_origins"] == []
    await set_policy(broker, POLICY)
    await customer.request("conversation.message", conversation=conversation, text="Hello?")
    await agent.state(lambda state: state["asset_origins"] == POLICY["asset_origins"])
    # Nothing else of the policy is an agent's business.
    assert ".iban" not in json.dumps(agent.received)


async def mirror_policy(broker: Broker, query: str) -> str:
    async with broker.http.get(f"{broker.base_url}/mirror{query}") as response:
        assert response.status == 200
        return response.headers["Content-Security-Policy"]


async def test_the_mirrors_page_may_load_from_listed_origins_and_nothing_else(
    broker: Broker,
) -> None:
    plain = await mirror_policy(broker, "")
    assert await mirror_policy(broker, f"?site={broker.site.id}") == plain
    site = await broker.add_site("https://other.example")
    await broker.set_redaction(site.id, as_policy(POLICY))
    listed = "https://images.example https://fonts.example"
    assert await mirror_policy(broker, f"?site={site.id}") == plain.replace(
        "img-src data: blob:", f"img-src data: blob: {listed}"
    ).replace("font-src data: blob:", f"font-src data: blob: {listed}")
    assert await mirror_policy(broker, "") == plain
    assert await mirror_policy(broker, "?site=unknown") == plain
    assert await mirror_policy(broker, "?site=x;script-src%20*") == plain


def redaction(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return alongside(folder, "site", "redaction", *arguments)


def test_the_command_line_shows_and_sets_it(tmp_path: Path) -> None:
    made = alongside(tmp_path, "site", "add", "Shop", "--origin", "https://shop.example")
    key = made.stdout.removeprefix("Site key: ").strip()
    assert json.loads(redaction(tmp_path, key).stdout) == DEFAULTS
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY))
    written = redaction(tmp_path, key, "--file", str(file))
    assert (written.returncode, json.loads(written.stdout)) == (0, POLICY)
    assert json.loads(redaction(tmp_path, key).stdout) == POLICY


def test_the_command_line_refuses_in_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    made = alongside(tmp_path, "site", "add", "Shop", "--origin", "https://shop.example")
    key = made.stdout.removeprefix("Site key: ").strip()
    file = tmp_path / "policy.json"
    file.write_text('{"rules": [{"selector": "p", "action": "show"}]}')
    refused = redaction(tmp_path, key, "--file", str(file))
    assert refused.returncode != 0 and "$.rules[0].action" in refused.stderr
    nobody = redaction(tmp_path, "nobody")
    assert nobody.returncode != 0 and "no site" in nobody.stderr
    nothing = redaction(tmp_path, key, "--file", str(tmp_path / "nothing.json"))
    assert nothing.returncode != 0
    assert "Traceback" not in refused.stderr + nobody.stderr + nothing.stderr
    assert json.loads(redaction(tmp_path, key).stdout) == DEFAULTS

"""An operator's rules, set by the command line, at the real UI of both sides."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer

MASK = "\u2022" * 8
NOT_SHARED = "The customer is on a page that is not shared"


def set_policy(server: DemoServer, policy: dict[str, Any]) -> None:
    key = json.loads((server.data / "demo.json").read_text())["site_key"]
    file = server.data / "policy.json"
    file.write_text(json.dumps(policy))
    server.cli("site", "redaction", key, "--file", str(file))


def test_R51_a_rule_set_on_the_running_server_masks_what_is_shown(
    server: DemoServer, sharing: None, customer: Customer, agent: Agent
) -> None:
    heading = customer.page.locator("h1").inner_text()
    set_policy(server, {"rules": [{"selector": "h1", "action": "mask"}]})
    expect(agent.mirror.locator("h1")).to_have_text(MASK)
    # And from the first moment on where she goes next.
    customer.page.goto(customer.page.url.rstrip("/") + "/checkout.html")
    expect(agent.mirror.locator("form").first).to_be_visible()
    expect(agent.mirror.locator("h1").first).to_have_text(MASK)
    assert heading not in agent.mirror.locator("html").inner_text()


def test_R53_a_page_that_is_not_shared_is_said_in_words_and_shown_to_nobody(
    server: DemoServer, sharing: None, customer: Customer, agent: Agent
) -> None:
    set_policy(server, {"unshared": ["/demo/checkout*"]})
    words = agent.page.get_by_role("status").filter(has_text=NOT_SHARED)
    home = customer.page.url
    customer.page.goto(home.rstrip("/") + "/checkout.html")
    customer.widget.wait("region", "Shared session")
    expect(words).to_be_visible()
    agent.sees_nothing()
    # The same without loading a page.
    customer.page.goto(home)
    agent.sees(customer.page.locator("h1").inner_text())
    expect(words).to_be_hidden()
    customer.page.evaluate("history.pushState({}, '', 'checkout')")
    expect(words).to_be_visible()
    agent.sees_nothing()
    customer.page.evaluate("document.querySelector('h1').textContent = 'Back'; history.back()")
    agent.sees("Back")

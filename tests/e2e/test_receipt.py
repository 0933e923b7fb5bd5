"""R71: the customer downloads what she allowed, and it is checked without the server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from playwright.sync_api import Route

from tests.e2e.people import Agent, Customer

VERIFIER = Path(__file__).parents[2] / "docs" / "verify.mjs"
RECEIPTS = "**/api/v1/customers/receipts"


def test_R71_the_customer_downloads_a_receipt_that_anybody_can_check(
    sharing: None, customer: Customer, agent: Agent, tmp_path: Path
) -> None:
    widget = customer.widget
    assert not widget.exists("button", "Download receipt")
    customer.stop()
    widget.wait("button", "Download receipt")

    # What goes wrong is said, and the button stays.
    def refuse(route: Route) -> None:
        route.abort()

    customer.page.route(RECEIPTS, refuse)
    widget.click("button", "Download receipt")
    widget.wait_text("The receipt could not be downloaded")
    customer.page.unroute(RECEIPTS)

    with customer.page.expect_download() as saved:
        widget.focus("button", "Download receipt")
        customer.page.keyboard.press("Enter")
    assert saved.value.suggested_filename.startswith("receipt-20")
    file = tmp_path / "receipt.json"
    saved.value.save_as(file)
    told = json.loads(file.read_text())["receipt"]
    (view,) = told["consents"]
    states = [step["event_state"].removeprefix("dpv:Consent") for step in view["events"]]
    assert (view["scope"], states) == ("view", ["Requested", "Given", "Withdrawn"])
    assert "Alex Demo" in [one.get("name") for one in told["parties"]]
    assert "parcel" not in file.read_text()
    done = subprocess.run(
        ["node", str(VERIFIER), "receipt", str(file)], capture_output=True, text=True, timeout=30
    )
    assert (done.stdout, done.returncode) == ("ok\n", 0)

    # Also on the next page, and after the whole conversation.
    customer.page.reload()
    widget.wait("button", "Download receipt")
    agent.page.get_by_role("button", name="End conversation").click()
    agent.page.get_by_role("dialog").get_by_role("button", name="End conversation").click()
    widget.wait_text("This conversation has ended")
    with customer.page.expect_download():
        widget.click("button", "Download receipt")

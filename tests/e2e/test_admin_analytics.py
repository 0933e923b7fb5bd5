"""Analytics in the admin console: of what happened in two browsers, of weeks, and of nothing."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from signaling.demo_site import database_url
from tests.e2e.demo_server import DemoServer
from tests.e2e.operators import Operator
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations

DRAWN = "alongside-chart[drawn]"


def stage(page: Page, name: str) -> Locator:
    """A row of the funnel, which is the first table."""
    return page.get_by_role("table", name="From the question to the end").get_by_role(
        "row", name=re.compile(f"^{name} ")
    )


def choose(page: Page, label: str, option: str) -> None:
    field = page.get_by_role("combobox", name=label)
    field.focus()
    field.select_option(label=option)


def seed(server: DemoServer) -> None:
    """Three weeks in three more sites, beside the running server."""
    command = [sys.executable, "-m", "tests.helpers.history", database_url(server.data)]
    subprocess.run([*command, "--days", "21", "--a-day", "6"], check=True, capture_output=True)


def test_R70_a_session_in_two_browsers_is_counted_up_to_the_picture(
    sharing: None, customer: Customer, agent: Agent, browser: Browser, server: DemoServer
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    operator.go("Analytics")
    for name in ("Asked for", "Allowed", "Connected", "Page seen by the agent"):
        expect(stage(page, name)).to_contain_text(re.compile(rf"{name}\s*1\s*100%"))
    expect(stage(page, "Not ended yet")).to_contain_text("100%")
    direct = page.get_by_role("table", name="Page").get_by_role("row", name="Direct 1 100%")
    expect(direct).to_be_visible()
    customer.stop()
    page.reload()
    expect(stage(page, "Ended well")).to_contain_text("100%")
    expect(page.get_by_role("table", name="By agent")).to_contain_text("Alex Demo")
    page.context.close()


@pytest.mark.english
def test_weeks_are_looked_through_by_address_by_file_and_without_charts_or_server(
    browser: Browser, server: DemoServer, tmp_path: Path
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    operator.go("Analytics")
    expect(page.get_by_text("Nothing was asked for in this period.")).to_be_visible()
    assert violations(page) == []
    seed(server)
    page.reload()
    expect(page.locator(DRAWN)).to_have_count(2)
    assert violations(page) == []
    page.get_by_text("Show the figures as a table").first.click()
    days = page.get_by_role("table", name="Sessions over time").get_by_role("row")
    expect(days).to_have_count(31)
    # What is chosen is in the address, and nobody is led away from the field.
    choose(page, "Steps", "Weeks")
    expect(days.nth(8)).to_be_hidden()
    expect(days.nth(4)).to_be_visible()
    expect(page.get_by_role("combobox", name="Steps")).to_be_focused()
    choose(page, "Site", "Bank")
    expect(page.get_by_role("table", name="By site").get_by_role("row")).to_have_count(2)
    page.reload()
    expect(page.get_by_role("table", name="By site").get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("combobox", name="Steps")).to_have_value("week")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV: By agent").click()
    file = tmp_path / "agents.csv"
    download.value.save_as(file)
    rows = [*csv.DictReader(file.open(newline="", encoding="utf-8"))]
    shown = page.get_by_role("table", name="By agent").get_by_role("row")
    expect(shown).to_have_count(len(rows) + 1)
    expect(shown.nth(1)).to_contain_text(rows[0]["name"])
    # Days of one's own: only those that make sense are asked for.
    choose(page, "Period", "Other days…")
    page.get_by_role("textbox", name="From").fill("2199-01-01")
    expect(page.get_by_role("alert")).to_have_text("The first day is after the last one.")
    page.get_by_role("textbox", name="From").fill("")
    expect(page.get_by_role("alert")).to_have_text("Choose both days.")
    page.set_viewport_size({"width": 360, "height": 740})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    # In place of charts that cannot be loaded there are their tables.
    page.set_viewport_size({"width": 1280, "height": 860})
    page.route("**/static/charts.js", lambda route: route.abort())
    page.goto(f"{server.origin}/admin/#/analytics")
    page.reload()
    expect(page.get_by_text("The chart could not be loaded.").first).to_be_visible()
    table = page.get_by_role("table", name="Sessions over time")
    expect(table.get_by_role("row")).to_have_count(31)
    # From right to left, in another language, nothing is cut off or left in English.
    page.locator("alongside-language select").select_option("ar")
    expect(page.get_by_role("heading", name="التحليلات", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert violations(page) == []
    page.locator("alongside-language select").select_option("en")
    page.route("**/api/v1/analytics/*", lambda route: route.abort())
    choose(page, "Period", "Last 7 days")
    again = page.get_by_role("button", name="Try again")
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    page.unroute("**/api/v1/analytics/*")
    again.click()
    expect(table.get_by_role("row")).to_have_count(8)
    expect(again).to_be_hidden()
    page.context.close()

"""A website that has pinned one copy of the SDK, over an upgrade of the server and an attack."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

from signaling import assets
from tests.e2e.demo_server import DemoServer
from tests.e2e.operators import Operator
from tests.e2e.people import Agent, Customer
from tests.e2e.test_embedding import Website, register, website

__all__ = ["website"]


def upgraded(folder: Path) -> Path:
    """The bundle of another build, in which every file of the SDK differs."""
    shutil.copytree(assets.FOLDER, folder)
    first = (folder / assets.SDK[0]).read_text()
    for name in assets.SDK[1:]:
        body = (folder / name).read_bytes()
        (folder / name).write_bytes(body + b"\n// upgraded")
        now = assets.asset(name, body + b"\n// upgraded").integrity
        before = assets.asset(name, body).integrity
        assert first.count(before) == 1
        first = first.replace(before, now)
    (folder / assets.SDK[0]).write_text("window.upgraded = true;\n" + first)
    return folder


def loaded(page: Page) -> list[str]:
    """Scripts from the server."""
    found: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map((one) => one.name)"
    )
    return [url for url in found if "/sdk/v1/" in url and url.partition("?")[0].endswith(".js")]


def test_G05_a_pinned_copy_works_after_an_upgrade_under_a_strict_policy(
    browser: Browser, server: DemoServer, website: Website, tmp_path: Path
) -> None:
    website.key = register(server, website.origin)
    # Open before, and not pinned: what she needs later is of the build that she has.
    patient = Customer.open(browser, website.origin)
    patient.widget.wait("button", "Help")
    folder = website.pin()
    server.kill()
    server.bundle = upgraded(tmp_path / "upgraded")
    server.start()
    complaints: list[str] = []
    customer = Customer.open(browser, "about:blank")
    customer.page.on("console", lambda message: complaints.append(message.text))
    customer.page.goto(website.origin)
    customer.say("Hello from a page that is pinned")
    agent = Agent.sign_in(browser, server)
    agent.accept("Hello from a page that is pinned")
    agent.request()
    customer.allow()
    agent.sees("Strict shop")
    assert complaints == []
    scripts = loaded(customer.page)
    assert {f"{folder}alongside.js", f"{folder}together.js"} <= set(scripts)
    assert [url for url in scripts if not url.startswith(folder)] == []
    assert customer.page.evaluate("window.upgraded") is None
    tells_the_operator(browser, server, website.origin)
    # Whoever has not pinned anything has what the server has now.
    website.source, website.more = f"{server.origin}/sdk/v1/alongside.js", ""
    customer.page.goto(website.origin)
    customer.widget.wait("region", "Shared session")
    assert customer.page.evaluate("window.upgraded") is True
    with patient.page.expect_response("**/together.js") as answer:
        patient.share()
    assert answer.value.ok and answer.value.url == f"{folder}together.js"
    assert patient.page.evaluate("window.upgraded") is None
    for person in (patient, agent, customer):
        person.page.context.close()


def tells_the_operator(browser: Browser, server: DemoServer, origin: str) -> None:
    """Of pages that have an old copy, so that their developers hear of it."""
    operator = Operator.sign_in(browser, server)
    operator.page.get_by_role("link", name="Strict").click()
    told = operator.page.get_by_text(f"Pages of {origin} run version")
    expect(told).to_contain_text("their tag is pinned. It works;")
    operator.page.context.close()


def test_G05_what_is_not_the_pinned_copy_does_not_run(
    browser: Browser, server: DemoServer, website: Website
) -> None:
    website.key = register(server, website.origin)
    folder = website.pin()
    customer = Customer.open(browser, "about:blank")

    def changed(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body="window.spied = true;" + answer.text())

    customer.page.route("**/alongside.js", changed)
    with customer.page.expect_console_message(lambda message: "integrity" in message.text):
        customer.page.goto(website.origin)
    customer.page.unroute("**/alongside.js")
    assert customer.page.evaluate("[typeof spied, typeof Alongside]") == ["undefined"] * 2
    # What was pinned once and is gone says so, in the words of its status.
    website.source = folder[:-9] + "00000000/alongside.js"
    with customer.page.expect_console_message(lambda message: "410" in message.text):
        customer.page.goto(website.origin)
    assert customer.page.evaluate("typeof Alongside") == "undefined"
    # And what a browser has kept of it, for longer than the server understands it.
    website.pin()

    def old(route: Route) -> None:
        body = json.loads(route.request.post_data or "")
        route.continue_(post_data=json.dumps({**body, "wire": "0.1"}))

    customer.page.route("**/api/v1/customers", old)
    with customer.page.expect_console_message(
        lambda message: message.text.startswith("[alongside] sdk_outdated: ")
    ):
        customer.page.goto(website.origin)
    assert not customer.widget.exists("button", "Help")
    customer.page.context.close()

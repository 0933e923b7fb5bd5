"""An operator who leaves the admin console is signed out, though a page of it goes on asking."""

from __future__ import annotations

import sqlite3

import pytest
from playwright.sync_api import Browser, Request, expect

from signaling.demo_site import database_url
from tests.e2e.demo_server import DemoServer
from tests.e2e.operators import Operator

HEADER = "alongside-unattended"


@pytest.mark.long
def test_R52_a_console_that_nobody_uses_asks_to_sign_in_again(
    browser: Browser, server: DemoServer
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    page.clock.install()
    page.reload()
    operator.go("Live sessions")

    def asks(request: Request) -> bool:
        return request.url.endswith("/api/v1/sessions?limit=100")

    with page.expect_request(asks) as asked:
        page.clock.run_for(10_000)
    assert HEADER not in asked.value.headers
    with page.expect_request(lambda request: asks(request) and HEADER in request.headers):
        page.clock.run_for(70_000)
    # Half an hour later, as the server knows it.
    with sqlite3.connect(database_url(server.data).removeprefix("sqlite:///")) as plain:
        plain.execute("UPDATE sign_ins SET seen_at = seen_at - 1801")
    page.clock.run_for(10_000)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.context.close()

"""The admin console's page of webhooks: other systems are told, know that it is us, and get again
what they did not take."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from standardwebhooks import Webhook as SecondImplementation

from tests.e2e.demo_server import DemoServer
from tests.e2e.operators import Operator, is_shown_well
from tests.e2e.people import Customer
from tests.e2e.test_accessibility import violations

# Pieces of sentences are looked for, which no translation has at the same place.
pytestmark = pytest.mark.english


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoServer]:
    """Where a receiver on this machine may be told."""
    monkeypatch.setenv("ALONGSIDE_WEBHOOK_NETWORKS", "127.0.0.0/8")
    with DemoServer(tmp_path) as running:
        yield running


class Receiver(ThreadingHTTPServer):
    """Answers with `status`."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.got]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers["content-length"]))
        self.server.got.append((headers, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()


def test_another_system_is_told_and_gets_again_what_it_did_not_take(
    browser: Browser, server: DemoServer, receiver: Receiver
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    operator.go("Webhooks")
    expect(page.get_by_text("Nobody is told what happens here.")).to_be_visible()
    page.get_by_role("link", name="Add a webhook").press("Enter")
    expect(operator.heading("Add a webhook")).to_be_focused()
    # What cannot be is said beside the field, which has the focus; nothing is made.
    url = page.get_by_role("textbox", name="URL")
    add = page.get_by_role("button", name="Add a webhook")
    for wrong, said in (
        ("nonsense", "no address that events can be sent to"),
        ("https://user:secret@crm.example/", "no address that events can be sent to"),
        ("https://crm\u202e.example/", "no address that events can be sent to"),
        ("https://169.254.169.254/latest", "leads into a private network"),
    ):
        url.fill(wrong)
        add.click()
        expect(page.get_by_role("alert")).to_contain_text(said)
        expect(url).to_be_focused()
        expect(url).to_have_attribute("aria-invalid", "true")
    url.fill(receiver.url)
    page.get_by_role("radio", name="Only what is chosen here").press("Space")
    add.click()
    expect(page.get_by_role("alert")).to_have_text("Choose at least one event.")
    assert violations(page) == []
    page.get_by_role("checkbox", name="A customer waits for an agent").check()
    url.press("Enter")
    # The one time that the secret is shown.
    expect(operator.heading("Secret")).to_be_focused()
    page.get_by_role("button", name="Copy").click()
    first = page.evaluate("navigator.clipboard.readText()")
    assert violations(page) == []
    page.get_by_role("link", name="To the webhook").click()
    expect(page.get_by_text("Events are sent as they happen.")).to_be_visible()
    assert first not in page.content()
    page.get_by_role("button", name="Send a test event").click()
    expect(page.get_by_text("took the test event and answered 204")).to_be_visible()
    row = page.get_by_role("row")
    expect(row.filter(has_text="Test event")).to_contain_text("Delivered (204)")
    headers, body = receiver.got[-1]
    SecondImplementation(first).verify(body, headers)
    # Two secrets for a day, the new one shown this once.
    page.get_by_role("button", name="Make a new secret").click()
    page.get_by_role("dialog").get_by_role("button", name="Make it").click()
    expect(operator.heading("Secret")).to_be_focused()
    expect(page.get_by_text("Two secrets sign until")).to_be_visible()
    second = page.locator("alongside-webhook alongside-copy pre").inner_text()
    assert second != first
    receiver.status = 500
    customer = Customer.open(browser, server.customer_page)
    customer.say("Hello?")
    expect(row.filter(has_text="A customer waits")).to_contain_text("It answered 500.")
    expect(page.get_by_text("The receiver has taken nothing since")).to_be_visible()
    headers, body = receiver.got[-1]
    for secret in (first, second):
        SecondImplementation(secret).verify(body, headers)
    assert b"Hello?" not in body
    assert set(receiver.types()) == {"webhook.test", "conversation.queued"}
    # Given up a day later, in the store's words.
    server.sql("UPDATE outbox SET died_at = 1.0")
    page.reload()
    again = page.get_by_role("button", name="Deliver again: message")
    expect(again).to_be_visible()
    receiver.status = 204
    is_shown_well(page)
    again.click()
    expect(page.get_by_text("Nothing was given up.")).to_be_visible()
    expect(operator.heading("Given up")).to_be_focused()
    expect(row.filter(has_text="A customer waits").filter(has_text="(204)")).to_be_visible()
    # Paused, changed, and gone.
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("What happens meanwhile is not sent.")).to_be_visible()
    page.get_by_role("radio", name="Everything that happens").check()
    page.get_by_role("button", name="Save").click()
    expect(operator.told).to_contain_text("Saved.")
    page.get_by_role("link", name="All webhooks").click()
    listed = row.filter(has_text=receiver.url)
    expect(listed).to_contain_text("Paused")
    expect(listed).to_contain_text("All")
    page.get_by_role("searchbox").fill("PAUSED hook")
    expect(row).to_have_count(2)
    listed.get_by_role("link").click()
    page.get_by_role("button", name="Delete the webhook").click()
    asked = page.get_by_role("dialog", name="Delete this webhook?")
    asked.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Delete the webhook").click()
    asked.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nobody is told what happens here.")).to_be_visible()
    customer.page.context.close()
    page.context.close()

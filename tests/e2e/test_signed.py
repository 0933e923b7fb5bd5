"""What a customer allows is signed in her browser; a console believes nothing else."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.rogues import FORGING_SERVER

# What the server makes of her signature.
FORGERIES = {
    "none": "() => null",
    "another's": "(signed) => ({ ...signed, statement: { ...signed.statement, person: 'x' } })",
    "by another key": "(signed) => ({ ...signed, key: '04' + '1'.repeat(128) })",
    "cut": "(signed) => ({ ...signed, signature: signed.signature.slice(2) + '00' })",
}
KEYS = """async () => {
  const opened = await new Promise((resolve, reject) => {
    const request = indexedDB.open('alongside.keys')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const kept = await new Promise((resolve) => {
    opened.transaction('keys').objectStore('keys').getAll().onsuccess = (event) =>
      resolve(event.target.result)
  })
  opened.close()
  const out = []
  for (const { pair } of kept) {
    const raw = await crypto.subtle.exportKey('raw', pair.publicKey)
    const key = [...new Uint8Array(raw)].map((one) => one.toString(16).padStart(2, '0')).join('')
    const read = await crypto.subtle.exportKey('jwk', pair.privateKey).then(() => true, () => false)
    out.push({ key, read })
  }
  return out
}"""


def sign_in(browser: Browser, server: DemoServer) -> Agent:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(FORGING_SERVER)
    page.goto(server.agent_console)
    page.get_by_role("textbox", name="User name").fill(server.user_name)
    page.get_by_label("Password").fill(server.password)
    page.get_by_role("button", name="Sign in").click()
    agent = Agent(page)
    expect(agent.inbox).to_be_visible()
    return agent


def test_B08_a_console_shows_nothing_that_the_customer_has_not_signed(
    browser: Browser, server: DemoServer
) -> None:
    customer = Customer.open(browser, server.customer_page)
    agent = sign_in(browser, server)
    customer.say("Hello?")
    agent.accept("Hello?")
    heading = agent.page.get_by_text("The page is not shown", exact=True)
    for forge in FORGERIES.values():
        agent.page.evaluate(f"() => {{ window.forge = {forge} }}")
        agent.request()
        customer.allow()
        expect(heading).to_be_visible()
        agent.sees_nothing()
        assert agent.page.evaluate("connections") == 0
        agent.end()
        expect(heading).to_be_hidden()
        customer.widget.wait_gone("region", "Shared session")
        agent.page.evaluate("() => { window.forge = (signed) => signed }")
    agent.request()
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())


def test_B18_a_server_that_stands_between_the_two_gets_no_connection(
    browser: Browser, server: DemoServer
) -> None:
    customer = Customer.open(browser, server.customer_page)
    agent = sign_in(browser, server)
    customer.say("Hello?")
    agent.accept("Hello?")
    agent.page.evaluate("() => { window.between = true }")
    agent.request()
    customer.allow()
    said = agent.page.get_by_text(
        "The connection is not the customer\N{RIGHT SINGLE QUOTATION MARK}s"
    )
    expect(said).to_be_visible()
    agent.sees_nothing()
    assert agent.page.evaluate("connections") == 0
    agent.end()
    customer.widget.wait_gone("region", "Shared session")
    agent.page.evaluate("() => { window.between = false }")
    agent.request()
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())
    expect(said).to_be_hidden()


def test_her_key_stays_in_her_browser_and_is_the_same_on_the_next_page(
    browser: Browser, server: DemoServer
) -> None:
    customer = Customer.open(browser, server.customer_page)
    agent = sign_in(browser, server)
    seen = "(signed) => (window.seen = [...(window.seen ?? []), signed.key], signed)"
    agent.page.evaluate(f"() => {{ window.forge = {seen} }}")
    code = customer.share()
    agent.join(code)
    agent.sees(customer.page.locator("h1").inner_text())
    (kept,) = customer.page.evaluate(KEYS)
    assert kept["read"] is False
    customer.page.reload()
    customer.widget.wait("region", "Shared session")
    agent.sees(customer.page.locator("h1").inner_text())
    agent.ask_for_control()
    customer.allow_control()
    agent.in_control()
    assert set(agent.page.evaluate("seen")) == {kept["key"]}
    assert customer.page.evaluate(KEYS) == [kept]


@pytest.mark.parametrize("what", ["indexedDB", "subtle"])
def test_a_browser_that_keeps_nothing_or_cannot_sign(
    browser: Browser, server: DemoServer, what: str
) -> None:
    """Without a place to keep it the key is good for this page; without cryptography nothing can be
    shared, and she is told."""
    page = browser.new_context(viewport={"width": 1100, "height": 750}).new_page()
    broken = {
        "indexedDB": "indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }",
        "subtle": "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })",
    }
    page.add_init_script(broken[what])
    page.goto(server.customer_page)
    customer = Customer(page)
    if what == "indexedDB":
        agent = sign_in(browser, server)
        agent.join(customer.share())
        agent.sees(page.locator("h1").inner_text())
        # The next page has another key, which nobody knows: she is asked again.
        page.reload()
        expect(agent.page.get_by_text("The customer is away").first).to_be_visible()
        assert not customer.widget.exists("region", "Shared session")
        return
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    customer.open_support()
    customer.widget.click("button", "Share this page")
    customer.widget.wait_text("Sharing a page is not possible here.")
    assert not customer.widget.exists("region", "Shared session"), json.dumps(said)

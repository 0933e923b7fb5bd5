"""Firefox and Chromium with each other, at the real UI and server: a session with the customer in
Firefox, and calls with Firefox at either end.

    python -m tests.firefox [--only session|customer|agent] [--pictures FOLDER]

Needs `firefox-esr` (or `firefox`), which continuous integration does not have: run it by hand when
you have changed what runs in the customer's browser. Prints each step once it has been seen, and
fails at the first that is not.
"""

from __future__ import annotations

import argparse
import base64
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.agent_calls import WATCH_CONNECTIONS, Caller, customer_with_devices
from tests.e2e.call_lab import COUNT_TRACKS
from tests.e2e.closed_shadow import ClosedShadow, wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent
from tests.firefox.bidi import Firefox, executable
from tests.firefox.calls import AgentInFirefox, CustomerInFirefox, FirefoxEnd
from tests.firefox.customer import FirefoxCustomer
from tests.firefox.probes import PROBES
from tests.helpers.chromium import EXECUTABLE, media_flags

Step = Callable[[FirefoxCustomer, Agent], None]
FIELD = "document.querySelector('[autocomplete={}]').value"


def share_by_session_id(customer: FirefoxCustomer, agent: Agent) -> None:
    agent.join(customer.share())
    customer.sees("region", "Shared session")
    agent.sees("Your details")
    expect(agent.path("Direct")).to_be_visible()


def see_changes(customer: FirefoxCustomer, agent: Agent) -> None:
    customer.window.value("void document.querySelector('h1').append(' in Firefox')")
    agent.sees("in Firefox")


def see_her_pointer(customer: FirefoxCustomer, agent: Agent) -> None:
    customer.window.move(300, 300)
    drawn = ClosedShadow(agent.page)
    wait_until(agent.page, lambda: drawn.boxes("figure"), "the customer's pointer")


def grant_control(customer: FirefoxCustomer, agent: Agent) -> None:
    agent.ask_for_control()
    customer.sees("alertdialog", "Allow remote control?")
    customer.press("Allow")
    agent.in_control()


def type_into_fields(customer: FirefoxCustomer, agent: Agent) -> None:
    agent.click(agent.mirror.get_by_label("Full name"))
    agent.page.keyboard.type("Ada Lovelacf")
    agent.page.keyboard.press("Backspace")
    agent.page.keyboard.type("e")
    agent.page.keyboard.press("Tab")
    agent.page.keyboard.type("ada@example.org")
    customer.page_is(FIELD.format("name"), "Ada Lovelace")
    customer.page_is(FIELD.format("email"), "ada@example.org")
    expect(agent.mirror.get_by_label("Full name")).to_have_value("Ada Lovelace")


def click_and_choose(customer: FirefoxCustomer, agent: Agent) -> None:
    agent.click(agent.mirror.get_by_label("It is a present"))
    customer.page_is("document.querySelector('[data-gift]:checked') !== null", True)
    agent.click(agent.mirror.get_by_text("By bicycle, today"))
    customer.page_is("document.querySelector('[value=bike]').checked", True)
    agent.click(agent.mirror.get_by_label("Country"))
    agent.page.get_by_role("option", name="Italy").click()
    customer.page_is("document.querySelector('select').value", "IT")
    expect(agent.mirror.get_by_role("option", name="Italy", selected=True)).to_be_attached()


def keep_secrets(customer: FirefoxCustomer, agent: Agent) -> None:
    agent.click(agent.mirror.get_by_label("Card number"))
    agent.page.keyboard.type("4242")
    agent.reads("Passwords")
    customer.page_is("document.querySelector('[autocomplete=cc-number]').value", "")


def refuse_to_submit(customer: FirefoxCustomer, agent: Agent) -> None:
    agent.click(agent.mirror.get_by_role("button", name="Place the order"))
    agent.reads("Submit")
    customer.page_is("location.pathname.endsWith('/checkout.html')", True)


def end_control(customer: FirefoxCustomer, agent: Agent) -> None:
    customer.press("End remote control")
    agent.not_in_control()


def stop(customer: FirefoxCustomer, agent: Agent) -> None:
    customer.press("Stop")
    customer.sees_no("region", "Shared session")
    agent.sees_nothing()


STEPS: list[Step] = [
    share_by_session_id,
    see_changes,
    see_her_pointer,
    grant_control,
    type_into_fields,
    click_and_choose,
    keep_secrets,
    refuse_to_submit,
    end_control,
    stop,
]


class Stage:
    """A server, both browsers, and what is done with them."""

    def __init__(
        self, server: DemoServer, chromium: Browser, firefox: Firefox, pictures: Path | None
    ) -> None:
        self.server = server
        self.chromium = chromium
        self.firefox = firefox
        self._pictures = pictures

    def session(self) -> None:
        agent = Agent.sign_in(self.chromium, self.server)
        customer = self._customer()
        self._play("session", [partial(step, customer, agent) for step in STEPS], agent.page)

    def customer(self) -> None:
        agent = Caller.at(self.chromium, self.server)
        agent.page.add_init_script(PROBES)
        agent.page.reload()
        customer = self._customer()
        agent.join(customer.share())
        customer.sees("region", "Shared session")
        calls = CustomerInFirefox(self.firefox, customer, agent)
        self._play("customer", calls.steps, agent.page)

    def agent(self) -> None:
        customer = customer_with_devices(self.chromium, self.server.customer_page)
        for script in (COUNT_TRACKS, WATCH_CONNECTIONS, PROBES):
            customer.page.context.add_init_script(script)
        customer.page.reload()
        agent = FirefoxEnd(self.firefox.open(self.server.agent_console, 1440, 900))
        agent.sign_in(self.server.user_name, self.server.password)
        self._play("agent", AgentInFirefox(agent, customer).steps, customer.page)

    def _customer(self) -> FirefoxCustomer:
        return FirefoxCustomer.open(self.firefox, f"{self.server.customer_page}checkout.html")

    def _play(self, part: str, steps: Sequence[Callable[[], None]], page: Page) -> None:
        for number, step in enumerate(steps):
            name = getattr(step, "func", step).__name__
            try:
                step()
            finally:
                self._picture(f"{part}-{number}-{name}", page)
            print(f"ok  {part}: {name.replace('_', ' ')}", flush=True)
        page.context.close()

    def _picture(self, name: str, page: Page) -> None:
        if self._pictures is None:
            return
        page.screenshot(path=self._pictures / f"{name}-chromium.png")
        for number, window in enumerate(self.firefox.windows()):
            picture = base64.b64decode(window.screenshot())
            (self._pictures / f"{name}-firefox-{number}.png").write_bytes(picture)


PARTS = ("session", "customer", "agent")


def run(path: str, parts: Sequence[str], pictures: Path | None) -> None:
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        DemoServer(Path(folder)) as server,
        sync_playwright() as playwright,
        Firefox(path, Path(profile)) as firefox,
    ):
        expect.set_options(timeout=15_000)
        flags = media_flags(Path(profile))
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
        print(f"Firefox {firefox.version}, Chromium {browser.version}", flush=True)
        firefox.prepare(COUNT_TRACKS, WATCH_CONNECTIONS, PROBES)
        stage = Stage(server, browser, firefox, pictures)
        for part in parts:
            getattr(stage, part)()
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Firefox and Chromium with each other.")
    parser.add_argument("--only", choices=PARTS, help="instead of all parts")
    parser.add_argument("--pictures", type=Path, help="a folder for all windows after each step")
    options = parser.parse_args()
    path = executable()
    if path is None:
        sys.exit("Firefox is not installed: apt-get install firefox-esr")
    run(path, [options.only] if options.only else PARTS, options.pictures)


if __name__ == "__main__":
    main()

"""One session with Firefox as the customer and Chromium as the agent, at the real UI and server.

    python -m tests.firefox [--pictures FOLDER]

Needs `firefox-esr` (or `firefox`), which continuous integration does not have: run it by hand when
you have changed what runs in the customer's browser. Prints each step once it has been seen, and
fails at the first that is not.
"""

from __future__ import annotations

import argparse
import base64
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import expect, sync_playwright

from tests.e2e.closed_shadow import ClosedShadow, wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent
from tests.firefox.bidi import Firefox, executable
from tests.firefox.customer import FirefoxCustomer
from tests.helpers.chromium import EXECUTABLE, FLAGS

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


def run(path: str, pictures: Path | None) -> None:
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        DemoServer(Path(folder)) as server,
        sync_playwright() as playwright,
        Firefox(path, Path(profile)) as firefox,
    ):
        expect.set_options(timeout=15_000)
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        print(f"Firefox {firefox.version}, Chromium {browser.version}", flush=True)
        agent = Agent.sign_in(browser, server)
        customer = FirefoxCustomer.open(firefox, f"{server.customer_page}checkout.html")
        for number, step in enumerate(STEPS):
            try:
                step(customer, agent)
            finally:
                if pictures is not None:
                    name = f"{number}-{step.__name__}"
                    agent.page.screenshot(path=pictures / f"{name}-agent.png")
                    picture = base64.b64decode(customer.window.screenshot())
                    (pictures / f"{name}-customer.png").write_bytes(picture)
            print(f"ok  {step.__name__.replace('_', ' ')}", flush=True)
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="One session with Firefox as the customer.")
    parser.add_argument("--pictures", type=Path, help="a folder for both windows after each step")
    options = parser.parse_args()
    path = executable()
    if path is None:
        sys.exit("Firefox is not installed: apt-get install firefox-esr")
    run(path, options.pictures)


if __name__ == "__main__":
    main()

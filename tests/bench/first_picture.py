"""How long does the agent wait from the customer's click on Allow to the first painted mirror?

The demo shop in one Chromium, customer and agent in contexts of their own, a real server process,
loopback. From the time stamp of the trusted click to the first frame after the mirror shows the
heading of the customer's page; consent on its way through broker and store, the link (ICE, DTLS,
SCTP), snapshot, transfer and build are all in it.

    python -m tests.bench.first_picture [--quick] [--json] [--rounds N]
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.report import show
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.helpers.chromium import EXECUTABLE, FLAGS

QUESTION = "How long from the click on Allow to the first painted mirror?"
OURS = "alongside"

# Both clocks are the machine's: the two pages are processes on it. Events in a closed shadow root
# reach the window.
NOTE_CLICKS = """() => addEventListener('click', (event) => {
  window.clickedAt = Date.now() - (performance.now() - event.timeStamp)
}, {capture: true})"""

# The iframe stands in open shadow roots. A frame callback runs before its frame is painted, so the
# next one runs after.
WHEN_PAINTED = """(heading) => new Promise((resolve, reject) => {
  const mirror = (root) => {
    for (const element of root.querySelectorAll('*')) {
      const inside = element.shadowRoot && mirror(element.shadowRoot)
      if (inside) return inside
      if (element.matches('iframe[title="Customer\\'s page"]')) return element
    }
  }
  const look = () => {
    const found = mirror(document)?.contentDocument?.querySelector('h1')
    if (found?.innerText === heading && found.getClientRects().length > 0) {
      requestAnimationFrame(() => resolve(Date.now()))
    } else {
      requestAnimationFrame(look)
    }
  }
  look()
  setTimeout(() => reject(new Error('no picture')), 30_000)
})"""


def measure(browser: Browser, server: DemoServer, agent: Agent, number: int) -> float:
    """Milliseconds, for a new customer, the `number`th. The session is over at the end."""
    customer = Customer.open(browser, server.customer_page)
    customer.page.evaluate(NOTE_CLICKS)
    heading = customer.page.locator("h1").inner_text()
    # Every customer's own words: the agent's console may still show the last one's.
    question = f"Where is order {number}?"
    customer.say(question)
    agent.accept(question)
    agent.say("May I see your page?")
    agent.request()
    customer.widget.wait("alertdialog", "Share this page?")
    # The promise is kept in the page: the driver does other things meanwhile.
    agent.page.evaluate(f"(heading) => {{ window.painted = ({WHEN_PAINTED})(heading) }}", heading)
    customer.widget.click("button", "Allow")
    painted_at: Any = agent.page.evaluate("() => window.painted")
    clicked_at: Any = customer.page.evaluate("() => window.clickedAt")
    agent.end()
    customer.widget.wait_gone("region", "Shared session")
    agent.sees_nothing()
    customer.page.context.close()
    return float(painted_at - clicked_at)


def run(rounds: int) -> list[dict[str, float]]:
    """One dictionary per round. The first customer, who warms up the browser, does not count."""
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as data,
        DemoServer(Path(data)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        agent = Agent.sign_in(browser, server)
        measure(browser, server, agent, 0)
        figures = [
            {OURS: measure(browser, server, agent, number)} for number in range(1, rounds + 1)
        ]
        browser.close()
        return figures


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="one round: does it still run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args(arguments)
    rounds = run(1 if options.quick else options.rounds)
    print(show(QUESTION, "ms", OURS, rounds, as_json=options.json))


if __name__ == "__main__":
    main()

"""Takes the README's picture: `python -m tests.e2e.picture` writes docs/images/console.png."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.agent_calls import Caller, accept, customer_with_devices
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Customer
from tests.helpers.chromium import EXECUTABLE, media_flags

OUT = Path(__file__).parents[2] / "docs" / "images" / "console.png"
FRAME = """
<body style="margin:0;padding:32px;background:#e4e7ef;display:flex;gap:28px;align-items:center">
<img src="data:image/png;base64,{customer}" style="width:660px;border-radius:10px;
 box-shadow:0 8px 32px #0003">
<img src="data:image/png;base64,{agent}" style="width:1020px;border-radius:10px;
 box-shadow:0 8px 32px #0003">
</body>"""


def talk(customer: Customer, agent: Caller) -> None:
    customer.say("Hello! Is this the dripper that fits a small mug?")
    agent.accept("Hello!")
    agent.say("Good morning. May I have a look at the page with you?")
    customer.widget.wait_text("Good morning.")
    agent.button("Call").click()
    accept(customer)
    agent.in_call()
    customer.widget.wait_text("Your microphone is on")
    agent.request()
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())
    agent.ask_for_control()
    customer.allow_control()
    agent.in_control()
    x, y = agent.reach(agent.mirror.get_by_role("link").filter(has_text="Pour-over set").first)
    agent.page.mouse.move(x, y)
    customer.page.mouse.move(420, 330)
    # Each pointer reaches the other side within a few frames.
    for page in (agent.page, customer.page) * 20:
        page.evaluate("new Promise(requestAnimationFrame)")


def take(browser: Browser, server: DemoServer) -> bytes:
    customer = customer_with_devices(browser, server.customer_page)
    agent = Caller.at(browser, server)
    agent.page.set_viewport_size({"width": 1440, "height": 1000})
    talk(customer, agent)
    pictures = {
        name: base64.b64encode(page.screenshot(animations="disabled")).decode()
        for name, page in (("customer", customer.page), ("agent", agent.page))
    }
    frame = browser.new_page(viewport={"width": 1772, "height": 780}, device_scale_factor=1)
    frame.set_content(FRAME.format(**pictures))
    return frame.screenshot()


def main() -> None:
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as data,
        DemoServer(Path(data)) as server,
    ):
        flags = media_flags(Path(data))
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
        OUT.write_bytes(take(browser, server))
        browser.close()


if __name__ == "__main__":
    main()

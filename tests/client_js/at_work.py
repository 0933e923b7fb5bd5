"""An agent with mouse and keyboard in the mirror, and the customer's real hands behind it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.client_js.control_lab import CONTROL_GRANT
from tests.client_js.mirror_lab import GRANT, Pair

MIRROR = 'iframe[title]:not([title=""])'


class AtWork:
    """Elements are named by selectors, ` >>> ` goes into a frame, open shadow roots count."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.customer = pair.customer
        self.agent = pair.agent

    @property
    def mirror(self) -> FrameLocator:
        return self.agent.frame_locator(MIRROR)

    def shown(self, path: str) -> Locator:
        """In the mirror."""
        return _within(self.mirror, path)

    def real(self, path: str) -> Locator:
        """In the customer's page."""
        return _within(self.customer, path)

    def both(self, path: str) -> tuple[Any, Any]:
        """To expect something of in the customer's page and in the mirror."""
        return expect(self.real(path)), expect(self.shown(path))

    def reach(self, path: str, x: float = 0.5, y: float = 0.5) -> None:
        """Moves the agent's mouse there."""
        box = self.shown(path).bounding_box()
        assert box is not None, path
        self.agent.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)

    def click(self, path: str, *, times: int = 1, keys: str = "") -> None:
        self.reach(path)
        if keys:
            self.agent.keyboard.down(keys)
        for count in range(1, times + 1):
            self.agent.mouse.down(click_count=count)
            self.agent.mouse.up(click_count=count)
        if keys:
            self.agent.keyboard.up(keys)

    def drag(self, *ends: tuple[str, float, float], steps: int = 4) -> None:
        """From the first over the others; each one is a path and a part of its width and height."""
        (path, x, y), *rest = ends
        self.reach(path, x, y)
        self.agent.mouse.down()
        for path, x, y in rest:
            box = self.shown(path).bounding_box()
            assert box is not None, path
            to = box["x"] + box["width"] * x, box["y"] + box["height"] * y
            self.agent.mouse.move(*to, steps=steps)
            self.dealt()
            # What it has changed may have moved what comes next.
            self.pair.settle()
        self.agent.mouse.up()

    def wheel(self, path: str, dy: float) -> None:
        self.reach(path)
        self.agent.mouse.wheel(0, dy)

    def type(self, text: str) -> None:
        self.agent.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.agent.keyboard.press(key)

    def paste(self, text: str) -> None:
        """As the agent's browser gives what is on her clipboard."""
        self.agent.evaluate(
            """text => {
                const clipboardData = new DataTransfer()
                clipboardData.setData('text/plain', text)
                const how = { clipboardData, bubbles: true, cancelable: true }
                document.activeElement.dispatchEvent(new ClipboardEvent('paste', how))
            }""",
            text,
        )

    def choose(self, path: str, *options: str) -> None:
        """From a list in the page, in the list box that stands in for it."""
        self.click(path)
        for option in options:
            self.agent.get_by_role("listbox").get_by_role("option", name=option).click()

    def set(self, path: str, value: str) -> None:
        """A date, a time or a colour, in the window that stands in for the browser's own."""
        self.click(path)
        form = self.agent.locator(".alongside-picker form")
        form.locator("input").fill(value)
        form.get_by_role("button", name="Set").click()
        expect(form).to_have_count(0)

    def dealt(self) -> None:
        """Waits until the customer's side has dealt with all that was done."""
        self.agent.evaluate("grant => reaching.dealt(grant)", CONTROL_GRANT)

    def reads(self, text: str) -> None:
        """The notice about what was refused."""
        expect(self.agent.locator(".alongside-notice")).to_have_text(text)

    def reads_nothing(self) -> None:
        self.dealt()
        expect(self.agent.locator(".alongside-notice")).to_be_empty()


def go_to_work(pair: Pair, **permission: Any) -> AtWork:
    """The pair must share a page."""
    pair.customer.evaluate("([grant, given]) => lab.startHands(grant, given)", [GRANT, permission])
    pair.agent.evaluate("grant => reaching.open(grant)", GRANT)
    hold = {"grant": CONTROL_GRANT, "paste": bool(permission.get("paste"))}
    pair.agent.evaluate("hold => reaching.reach.start(hold)", hold)
    return AtWork(pair)


def _within(root: Page | FrameLocator, path: str) -> Locator:
    *frames, selector = path.split(" >>> ")
    for frame in frames:
        root = root.frame_locator(frame)
    return root.locator(selector)

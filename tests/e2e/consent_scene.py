"""A customer with her call window and an agent with a console, and all that flows between them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.e2e.agent_calls import Caller
from tests.e2e.calls import window_opened_by
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.media_ends import SLOTS, WATCH, Bytes, End, Flow
from tests.e2e.people import Customer
from tests.e2e.website import Website
from tests.helpers.chromium import AGENTS_HZ, PICK_THIS_TAB, TONE_HZ

RED = (200, 0, 0)
# What the tab shows that she shares: the dock itself, the only one that a test can pick.
PAINT = """colour => {
  const box = document.createElement('div')
  Object.assign(box.style, { position: 'fixed', inset: '0 40% 40% 0', zIndex: 9 })
  box.style.background = `rgb(${colour})`
  box.style.pointerEvents = 'none'
  document.body.append(box)
  const moves = [{ borderRadius: '0' }, { borderRadius: '0 0 80px 0' }]
  box.animate(moves, { duration: 400, iterations: Infinity })
}"""

DEVICES = ["microphone", "camera"]


class Scene:
    """They talk in the chat. `hers`, `theirs`: scripts that run first in each page of the
    customer's (her dock's too), and in the console. Close it."""

    def __init__(
        self,
        browsers: tuple[Browser, Browser],
        server: DemoServer,
        website: Website,
        hers: str = "",
        theirs: str = "",
    ) -> None:
        self._contexts: list[BrowserContext] = []
        self.customer = Customer(self._page(browsers[0], (1100, 750), hers))
        self.customer.page.goto(website.origin)
        self.agent = Caller(self._page(browsers[1], (1440, 900), theirs))
        self.console = End(self.agent.page)
        self.agent.page.goto(server.agent_console)
        self.agent.page.get_by_role("textbox", name="User name").fill(server.user_name)
        self.agent.page.get_by_label("Password").fill(server.password)
        self.agent.page.get_by_role("button", name="Sign in").click()
        self.customer.say("My parcel is late")
        self.agent.accept("My parcel is late")
        self.docks: list[End] = []
        self._said = 0
        self.rows: list[tuple[str, Flow]] = []

    def _page(self, browser: Browser, size: tuple[int, int], script: str) -> Page:
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, permissions=DEVICES
        )
        self._contexts.append(context)
        for one in (PICK_THIS_TAB, script, WATCH):
            if one:
                context.add_init_script(one)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    # --- what they do -----------------------------------------------------------------------------

    @property
    def dock(self) -> End:
        return self.docks[-1]

    def dock_put_away(self) -> None:
        """Over, she closes it, if it has not done so itself."""
        page = self.dock.page
        try:
            with page.expect_event("close"):
                self.press_in_dock("Close")
        except Error:
            if not page.is_closed():
                raise

    def dock_opened_by(self, button: str) -> Page:
        """None may be open: it would be used."""
        page = window_opened_by(self.customer, "button", button)
        page.set_default_timeout(20_000)
        self.docks.append(End(page))
        return page

    def accept(self, question: str = "Incoming call") -> None:
        self.customer.widget.wait("alertdialog", question)
        self.dock_opened_by("Accept")
        self.agent.in_call()

    def voices(self) -> None:
        """Both are heard, each as who it is. The clock of all that must not flow meanwhile."""
        self.console.hears(TONE_HZ)
        self.dock.hears(AGENTS_HZ)
        self.console.receives("voice")
        self.dock.receives("voice")

    def shows_a_tab(self) -> None:
        """She has picked: the agent sees it, and nothing else flows either way."""
        self.dock.captures("screen")
        self.dock.page.evaluate(PAINT, RED)
        self.console.sees("screen", RED)
        self.flows("screen granted", lambda: self.console.receives("screen"), screen="dock")
        assert self.console.live == []

    def press_in_dock(self, name: str) -> None:
        self.dock.page.get_by_role("button", name=name, exact=True).click()

    def share(self) -> None:
        self.agent.request()
        self.customer.allow()

    def chat(self) -> None:
        """By the server, behind all that had been under way."""
        self._said += 1
        self.agent.say(f"Hello {self._said}")

    # --- what flows -------------------------------------------------------------------------------

    def quiet(self, phase: str) -> None:
        """Nothing is captured, nothing could flow, and nothing does while the agent writes."""
        self.nothing_lives(phase)
        self.flows(phase, self.chat)

    def nothing_lives(self, phase: str) -> None:
        ends = (*self.docks, self.console)

        # The other side is told of its link and of its grant in two messages.
        def all_is_over() -> bool:
            return not any(end.links or end.live for end in ends)

        wait_until(self.agent.page, all_is_over, f"{phase}: nothing lives")

    def flows(self, phase: str, meanwhile: Callable[[], None], **expected: str) -> None:
        """Measures while something happens. `expected`: who sends, by slot: `both`, `dock` or
        `console`; of all other slots not one byte may leave or arrive."""
        before = self._bytes()
        meanwhile()
        flow = Flow.between(before, self._bytes())
        self.rows.append((phase, flow))
        for slot in SLOTS.values():
            wanted = expected.get(slot, "")
            ways = (wanted in ("both", "dock"), wanted in ("both", "console"))
            assert flow.ways(slot) == ways, (phase, slot, flow)

    def _bytes(self) -> tuple[Bytes, Bytes]:
        docks = [dock.bytes() for dock in self.docks]
        sums = {
            slot: (sum(d[slot][0] for d in docks), sum(d[slot][1] for d in docks))
            for slot in SLOTS.values()
        }
        return sums, self.console.bytes()

    def print(self) -> None:
        """What was measured, as bytes: sent > received."""
        used = [slot for slot in SLOTS.values() if any(any(f.ways(slot)) for _, f in self.rows)]
        print(
            "",
            "phase",
            *(f"{slot} {way}" for slot in used for way in ("from her", "to her")),
            sep=" | ",
        )
        for phase, flow in self.rows:
            print("", phase, *(flow.cell(slot) for slot in used), sep=" | ")

"""Calls with Firefox at one end and Chromium at the other: as the customer, and as the agent."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.agent_calls import Caller, accept
from tests.e2e.people import Customer
from tests.firefox.bidi import TONE_HZ, Firefox, Window
from tests.firefox.customer import FirefoxCustomer, wait_until

# Made-up microphones do not count as capture for Firefox, which lets a page play that captures.
SOUND_ON = "Turn the sound on"


class FirefoxEnd:
    """A window of Firefox that is one end of a call."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def press(self, name: str) -> None:
        def press() -> bool:
            node = self.window.node(f"press({name!r})")
            if node is not None:
                self.window.click(node)
            return node is not None

        wait_until(press, f"button {name!r}")

    def sign_in(self, name: str, password: str) -> None:
        for field, text in (("autocomplete=username", name), ("type=password", password)):
            self.is_so(f"(deep('input[{field}]')[0]?.focus(), deep('input[{field}]').length)")
            self.window.type(text)
        self.press("Sign in")

    def is_so(self, expression: str) -> None:
        wait_until(lambda: self.window.value(expression), expression)

    def reads(self, text: str) -> None:
        self.is_so(f"deep('p, h2, span, strong').some(one => one.textContent.includes({text!r}))")

    def hears(self) -> None:
        """Sound arrives that is no silence, and is played; after a click, if need be."""
        before = self.window.value("energy()")
        wait_until(lambda: self.window.value("energy()") > before + 1e-4, "sound that arrives")
        self.is_so(f"plays() || press({SOUND_ON!r}) !== undefined")
        if not self.window.value("plays()"):
            self.press(SOUND_ON)
        self.is_so(f"plays() && press({SOUND_ON!r}) === undefined")

    def hears_nothing(self) -> None:
        self.is_so("mediaLinks() === 0")

    def sees(self, selector: str) -> None:
        """Pictures that change."""
        first = wait_until(lambda: self.window.value(f"picture({selector!r})"), selector)
        wait_until(
            lambda: self.window.value(f"picture({selector!r})") not in ("", first), "it moves"
        )

    def captures(self, count: int) -> None:
        self.is_so(f"captured() === {count}")


def moves(page: Page, selector: str) -> None:
    """In Chromium: pictures come that change."""
    first = page.wait_for_function("one => picture(one)", arg=selector).json_value()
    page.wait_for_function(
        "([one, first]) => ![first, ''].includes(picture(one))", arg=[selector, first]
    )


class CustomerInFirefox:
    def __init__(self, firefox: Firefox, customer: FirefoxCustomer, agent: Caller) -> None:
        self.firefox = firefox
        self.customer = customer
        self.agent = agent

    @property
    def dock(self) -> FirefoxEnd:
        found = wait_until(lambda: self.firefox.find("/dock?"), "her call window")
        return FirefoxEnd(found)

    def no_dock(self) -> None:
        wait_until(lambda: self.firefox.find("/dock?") is None, "her call window has gone")

    def accept(self, question: str, yes: str = "Accept") -> None:
        self.customer.sees("alertdialog", question)
        self.customer.press(yes)

    def voice(self) -> None:
        self.agent.button("Call").click()
        self.accept("Incoming call")
        self.agent.in_call()
        self.agent.hears(TONE_HZ)
        self.dock.captures(1)
        self.dock.hears()

    def mute(self) -> None:
        self.customer.press("Mute")
        self.agent.page.wait_for_function("() => tone() === 0")
        self.dock.press("Unmute")
        self.agent.hears(TONE_HZ)

    def video(self) -> None:
        self.agent.button("Video").click()
        self.accept("Incoming video call")
        self.agent.in_call("In a video call")
        self.dock.press("Camera on")
        self.dock.captures(2)
        moves(self.agent.page, "video.theirs")
        # The agent's own came with the question.
        self.dock.sees("video:not(.own)")

    def pause(self) -> None:
        self.customer.press("Pause")
        self.dock.captures(0)
        self.agent.links(0)
        self.customer.press("Continue browsing")
        self.agent.hears(TONE_HZ)
        self.dock.captures(1)
        self.dock.hears()

    def reload(self) -> None:
        self.customer.window.value("void location.reload()")
        self.customer.sees("button", "Hang up")
        self.agent.hears(TONE_HZ)

    def no_screen(self) -> None:
        """Headless Firefox has none to share, and says so with an error of its own. Her click on
        Allow is not delegated there: the call window wants one, too."""
        self.agent.ask_for_full_device()
        self.accept("Share your screen?", "Allow")
        self.dock.press("Choose what to share")
        expect(self.agent.log).to_contain_text("browser cannot show a screen")
        self.dock.reads("This browser cannot share the screen")
        self.agent.hears(TONE_HZ)

    def hang_up(self) -> None:
        self.customer.press("Hang up")
        self.agent.links(0)
        self.agent.captures(0)
        self.no_dock()

    def frame(self) -> None:
        """Where no window opens; and on the next page, as it was."""
        self.customer.window.value("void (window.open = () => null)")
        self.agent.button("Call").click()
        self.accept("Incoming call")
        self.agent.hears(TONE_HZ)
        self.dock.hears()
        self.reload()
        self.dock.captures(1)
        self.customer.press("Hang up")
        self.agent.links(0)
        self.no_dock()

    @property
    def steps(self) -> list[Callable[[], None]]:
        return [
            self.voice,
            self.mute,
            self.video,
            self.pause,
            self.reload,
            self.no_screen,
            self.hang_up,
            self.frame,
        ]


class AgentInFirefox:
    """And a customer in Chromium, who calls."""

    def __init__(self, agent: FirefoxEnd, customer: Customer) -> None:
        self.agent = agent
        self.customer = customer
        self._dock: Page | None = None

    @property
    def dock(self) -> Page:
        assert self._dock is not None
        return self._dock

    def voice(self) -> None:
        self.customer.say("My parcel is late")
        self.agent.press("Accept")
        self.agent.press("Call")
        self._dock = accept(self.customer)
        self.agent.captures(1)
        self.agent.hears()
        self.dock.wait_for_function("hz => Math.abs(tone() - hz) < 12", arg=TONE_HZ)

    def mute(self) -> None:
        self.agent.press("Mute")
        self.dock.wait_for_function("() => tone() === 0")
        self.agent.press("Mute")
        self.dock.wait_for_function("hz => Math.abs(tone() - hz) < 12", arg=TONE_HZ)

    def video(self) -> None:
        self.agent.press("Video")
        self.customer.widget.wait("alertdialog", "Incoming video call")
        self.customer.widget.click("button", "Accept")
        self.dock.get_by_role("button", name="Camera on").click()
        self.agent.sees("video.theirs")
        moves(self.dock, "video:not(.own)")

    def screen(self) -> None:
        self.customer.share("Share this page")
        self.agent.press("View the shared page")
        self.agent.press("Full device")
        self.agent.press("Ask")
        self.customer.widget.wait("alertdialog", "Share your screen?")
        self.customer.widget.click("button", "Allow")
        self.agent.reads("Browser tab")
        self.agent.is_so("picture('.room video') !== ''")
        self.agent.press("Full device")

    def hang_up(self) -> None:
        self.agent.press("Hang up")
        self.agent.captures(0)
        self.agent.hears_nothing()

    @property
    def steps(self) -> list[Callable[[], None]]:
        return [self.voice, self.mute, self.video, self.screen, self.hang_up]

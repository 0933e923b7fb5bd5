"""The customer and the agent of the end-to-end tests, at the real UI, by role and name only."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.e2e.closed_shadow import ClosedShadow
from tests.e2e.demo_server import PASSWORD, Account, DemoServer
from tests.e2e.words import DEFAULT, Words

CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}\b")


class Customer:
    def __init__(self, page: Page, words: Words = DEFAULT) -> None:
        self.page = page
        self.widget = ClosedShadow(page, words)

    @classmethod
    def open(cls, browser: Browser, url: str) -> Customer:
        context = browser.new_context(viewport={"width": 1100, "height": 750})
        page = context.new_page()
        page.goto(url)
        return cls(page)

    def open_support(self) -> None:
        if not self.widget.exists("dialog", "Support"):
            self.widget.click("button", "Help")
            self.widget.wait("dialog", "Support")

    def say(self, text: str) -> None:
        self.open_support()
        self.widget.fill("textbox", "Message", text)
        self.widget.click("button", "Send")
        self.widget.wait_text(text)

    def share(self, button: str = "Share this page") -> str:
        """Press Share this page; returns the session ID shown."""
        self.open_support()
        self.widget.click("button", button)
        self.widget.wait_text("Session ID")
        found = CODE.search(self.widget.text())
        assert found, self.widget.text()
        return found.group()

    def allow(self) -> None:
        self.widget.wait("alertdialog", "Share this page?")
        self.widget.click("button", "Allow")
        self.widget.wait("region", "Shared session")

    def deny(self) -> None:
        self.widget.wait("alertdialog", "Share this page?")
        self.widget.click("button", "Deny")
        self.widget.wait_gone("alertdialog", "Share this page?")

    def allow_control(self, button: str = "Allow") -> None:
        self.widget.wait("alertdialog", "Allow remote control?")
        self.widget.click("button", button)
        self.widget.wait("button", "End remote control")

    def end_control(self) -> None:
        self.widget.click("button", "End remote control")
        self.widget.wait_gone("button", "End remote control")

    def stop(self) -> None:
        self.widget.click("button", "Stop")
        self.widget.wait_gone("region", "Shared session")


class Agent:
    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def sign_in(
        cls,
        browser: Browser,
        server: DemoServer,
        user_name: str = "",
        password: str = "",
        own: str = "",
    ) -> Agent:
        """As the agent of the demo, or as somebody else. `own`: in place of a first password."""
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(server.agent_console)
        page.get_by_role("textbox", name="User name").fill(user_name or server.user_name)
        page.get_by_label("Password").fill(password or server.password)
        page.get_by_role("button", name="Sign in").click()
        if own:
            page.get_by_label("A password of your own").fill(own)
            page.get_by_role("button", name="Sign in").click()
        agent = cls(page)
        expect(agent.inbox).to_be_visible()
        return agent

    @classmethod
    def sign_in_as(cls, browser: Browser, server: DemoServer, account: Account) -> Agent:
        """As somebody whom `server.add` gave an account."""
        return cls.sign_in(browser, server, account.user_name, PASSWORD)

    @property
    def inbox(self) -> Locator:
        return self.page.get_by_role("list", name="Conversations")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Conversation")

    @property
    def toolbar(self) -> Locator:
        return self.page.get_by_role("toolbar", name="Co-browse")

    @property
    def frames(self) -> Locator:
        return self.page.locator('iframe[title="Customer\'s page"]')

    @property
    def mirror(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Customer\'s page"]')

    def accept(self, first_words: str) -> None:
        self.inbox.get_by_role("button", name="Accept").first.click()
        expect(self.log).to_contain_text(first_words)

    def say(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Message").fill(text)
        self.page.get_by_role("button", name="Send").click()
        expect(self.log).to_contain_text(text)

    def request(self) -> None:
        self.toolbar.get_by_role("button", name="Request co-browse").click()
        dialog = self.page.get_by_role("dialog", name="Request co-browse?")
        dialog.get_by_role("button", name="Request", exact=True).click()
        expect(dialog).to_be_hidden()

    @property
    def control_button(self) -> Locator:
        return self.page.get_by_role("button", name="Remote control")

    def ask_for_control(self) -> None:
        self.control_button.click()

    def in_control(self, how: str = "You have control") -> None:
        expect(self.control_button).to_have_attribute("aria-pressed", "true")
        expect(self.page.get_by_text(how, exact=True).first).to_be_visible()

    def not_in_control(self) -> None:
        expect(self.control_button).to_have_attribute("aria-pressed", "false")

    def click(self, target: Locator) -> None:
        """In the mirror, where the pane takes it; scrolls the customer's page there."""
        x, y = self.reach(target)
        self.page.mouse.click(x, y)

    def reach(self, target: Locator) -> tuple[float, float]:
        """The middle of something in the mirror, which the agent in control brings into sight with
        the wheel."""
        room = self.frames.first.bounding_box()
        assert room is not None
        self.page.mouse.move(room["x"] + room["width"] / 2, room["y"] + room["height"] / 2)
        for _ in range(20):
            box = target.bounding_box()
            assert box is not None, target
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            top, bottom = room["y"] + 60, room["y"] + room["height"] - 20
            if top < y < bottom:
                return x, y
            self.page.mouse.wheel(0, y - (top + bottom) / 2)
            self._moved(target, box["y"])
        raise AssertionError(f"not to be brought into sight: {target}")

    def _moved(self, target: Locator, before: float) -> None:
        for _ in range(200):
            box = target.bounding_box()
            if box is not None and abs(box["y"] - before) > 1:
                return
            self.page.evaluate("new Promise(requestAnimationFrame)")
        raise AssertionError(f"does not scroll: {target}")

    def reads(self, text: str) -> None:
        """A notice about the control they have."""
        expect(self.page.get_by_role("status").filter(has_text=text).first).to_be_attached()

    def join(self, code: str) -> None:
        self.page.get_by_role("textbox", name="Session ID").fill(code)
        self.page.get_by_role("button", name="Join", exact=True).click()

    def session_link(self) -> str:
        """For other agents, from the list of those who take part: the customer and this agent."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.get_by_role("button", name="Participants: 2").click()
        people = self.page.get_by_role("dialog", name="Participants")
        expect(people.get_by_role("listitem")).to_have_count(2)
        people.get_by_role("button", name="Copy session link").click()
        expect(people.get_by_role("status")).to_contain_text("Copied")
        self.page.keyboard.press("Escape")
        link: str = self.page.evaluate("() => navigator.clipboard.readText()")
        return link

    def ask_to_join(self, link: str) -> None:
        self.page.goto(link)
        self.page.get_by_role("button", name="Ask to join").click()

    def end(self) -> None:
        self.toolbar.get_by_role("button", name="End co-browse").click()

    def sees(self, text: str, patience: float = 15.0) -> None:
        """`text` stands, visible, in the mirror."""
        expect(self.mirror.get_by_text(text).first).to_be_visible(timeout=patience * 1000)

    def path(self, words: str) -> Locator:
        """The chip that says on which way the page comes: `Direct`, `Sealed relay`. Its title says
        more."""
        return self.page.get_by_title(re.compile(".")).get_by_text(words, exact=True)

    def sees_nothing(self) -> None:
        expect(self.frames).to_have_count(0)

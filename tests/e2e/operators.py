"""The operator of the end-to-end tests, at the admin console."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.e2e.demo_server import PASSWORD, DemoServer
from tests.e2e.test_accessibility import violations

WIDE = ViewportSize(width=1280, height=860)
NARROW = ViewportSize(width=360, height=740)


class Operator:
    def __init__(self, page: Page, server: DemoServer) -> None:
        self.page = page
        self._server = server

    @classmethod
    def come(cls, browser: Browser, server: DemoServer, size: ViewportSize = WIDE) -> Operator:
        """At the door, not signed in."""
        page = browser.new_context(
            viewport=size,
            permissions=["clipboard-read", "clipboard-write"],
        ).new_page()
        page.goto(f"{server.origin}/admin/")
        return cls(page, server)

    @classmethod
    def sign_in(cls, browser: Browser, server: DemoServer) -> Operator:
        """As Olga, who gets an account."""
        give = ["--name", "Olga Op", "--role", "operator", "--password-stdin"]
        server.cli("agent", "add", "olga", *give, typed=f"{PASSWORD}\n")
        operator = cls.come(browser, server)
        operator.give("olga", PASSWORD)
        expect(operator.heading("Sites")).to_be_visible()
        return operator

    def give(self, user_name: str, password: str) -> None:
        """To the form of the sign-in."""
        self.page.get_by_role("textbox", name="User name").fill(user_name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name, exact=True)

    def go(self, page: str) -> None:
        """By the menu."""
        self.page.get_by_role("navigation").get_by_role("link", name=page).click()
        expect(self.heading(page)).to_be_focused()

    @property
    def told(self) -> Locator:
        """What was done, in the corner."""
        return self.page.locator("alongside-toast")


def is_shown_well(page: Page) -> None:
    """By night and by day, on a phone and on a desk: nothing sticks out, and axe finds nothing."""
    page.emulate_media(color_scheme="dark")
    _fits(page, NARROW)
    page.emulate_media(color_scheme="light")
    _fits(page, WIDE)


def _fits(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []

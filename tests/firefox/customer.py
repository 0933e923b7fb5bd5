"""The customer of the end-to-end tests, in Firefox."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from tests.e2e.people import CODE
from tests.firefox.bidi import BidiError, Firefox, Window

T = TypeVar("T")
PATIENCE = 20.0  # seconds
PAUSE = 0.05


class FirefoxCustomer:
    def __init__(self, window: Window) -> None:
        self.window = window

    @classmethod
    def open(cls, firefox: Firefox, url: str) -> FirefoxCustomer:
        return cls(firefox.open(url, 1100, 750))

    def press(self, name: str) -> None:
        """A button, in the page or in our widget, once it is there."""

        def press() -> bool:
            nodes = self.window.by_role("button", name)
            if nodes:
                self.window.click(nodes[-1])
            return bool(nodes)

        wait_until(press, f"button {name!r}")

    def sees(self, role: str, name: str) -> None:
        wait_until(lambda: self.window.by_role(role, name), f"{role} {name!r}")

    def sees_no(self, role: str, name: str) -> None:
        wait_until(lambda: not self.window.by_role(role, name), f"{role} {name!r} gone")

    def page_is(self, expression: str, expected: Any) -> None:
        """Waits until an expression in her page has this value."""
        wait_until(
            lambda: self.window.value(expression) == expected, f"{expression} = {expected!r}"
        )

    def share(self) -> str:
        """Presses Share this page; the session ID."""
        self.press("Help")
        self.sees("dialog", "Support")
        self.press("Share this page")
        found = wait_until(lambda: CODE.search(self.window.closed_text()), "a session ID")
        return found.group()


def wait_until(question: Callable[[], T | None], what: str) -> T:
    """Raises AssertionError naming `what` when time is over."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            answer = question()
        except BidiError as problem:
            answer, what = None, f"{what} ({problem})"  # the document is being replaced
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {PATIENCE} s: {what}")
        time.sleep(PAUSE)  # WebDriver BiDi has no command that waits for a condition

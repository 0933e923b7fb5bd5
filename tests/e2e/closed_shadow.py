"""Finds our widget in the customer's page as a screen reader does.

Playwright's locators do not reach closed shadow roots; the accessibility tree does, and the mouse
gives trusted clicks. So a control without a proper role and name is a failing test.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import Error, Page

from tests.e2e.words import DEFAULT, Words, said
from tests.helpers.wording import SPOKEN_ATTRIBUTES

T = TypeVar("T")
# Left, top, right and bottom in the window, CSS pixels.
Box = tuple[float, float, float, float]
PATIENCE = 15.0  # seconds; generous, because machines are shared


def wait_until(
    page: Page, question: Callable[[], T | None], what: str, patience: float = PATIENCE
) -> T:
    """Ask `question` once per frame of `page` until its answer is true, and return the answer.

    Raises AssertionError naming `what` when `patience` seconds are over.
    """
    deadline = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience} s: {what}")
        page.evaluate("() => new Promise(requestAnimationFrame)")


class ClosedShadow:
    """The part of `page` that only the accessibility tree shows."""

    def __init__(self, page: Page, words: Words = DEFAULT) -> None:
        """Names and texts are given in English; `words`: how the widget says them."""
        self.page = page
        self.words = words
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("Accessibility.enable")
        self._cdp.send("DOM.enable")

    def nodes(self, role: str, name: str | None) -> list[dict[str, Any]]:
        query: dict[str, Any] = {"role": role}
        # Which of several words a language has is not to be told from one of them in English.
        is_english = self.words.language == "en"
        if name is not None and is_english:
            query["accessibleName"] = name
        try:
            root = self._cdp.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
            found = self._cdp.send("Accessibility.queryAXTree", {"nodeId": root, **query})
        except Error:
            return []  # the document is being replaced
        nodes = [node for node in found["nodes"] if not node.get("ignored")]
        if name is None or is_english:
            return nodes
        return [node for node in nodes if said(_name(node), self.words) == name]

    def exists(self, role: str, name: str | None = None) -> bool:
        return bool(self.nodes(role, name))

    def wait(self, role: str, name: str | None = None) -> dict[str, Any]:
        return wait_until(
            self.page, lambda: self.nodes(role, name), f"{role} {name!r} in the widget"
        )[0]

    def wait_gone(self, role: str, name: str | None = None) -> None:
        wait_until(self.page, lambda: not self.exists(role, name), f"{role} {name!r} gone")

    def enabled(self, role: str, name: str) -> bool:
        properties = self.wait(role, name).get("properties", [])
        return not any(p["name"] == "disabled" and p["value"]["value"] for p in properties)

    def pressed(self, name: str) -> bool:
        properties = self.wait("button", name).get("properties", [])
        return any(p["name"] == "pressed" and p["value"]["value"] == "true" for p in properties)

    def attribute(self, class_name: str, name: str) -> str:
        """Of the first element of this class; empty where there is none."""
        tree = self._cdp.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})
        for node in tree["nodes"]:
            attributes = node.get("attributes", [])
            pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
            if class_name in pairs.get("class", "").split():
                value = str(pairs.get(name, ""))
                return said(value, self.words) if name in SPOKEN_ATTRIBUTES else value
        return ""

    def text_in(self, class_name: str) -> str:
        """What stands in the elements of this class; also where a modal dialog keeps it from screen
        readers."""
        try:
            tree = self._cdp.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})
        except Error:
            return ""  # the document is being replaced
        parents = {node["nodeId"]: node.get("parentId") for node in tree["nodes"]}
        inside = set()
        for node in tree["nodes"]:
            attributes = node.get("attributes", [])
            pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
            if class_name in pairs.get("class", "").split():
                inside.add(node["nodeId"])
        found = []
        for node in tree["nodes"]:
            at = node["nodeId"]
            while at is not None and at not in inside:
                at = parents.get(at)
            if at is not None and node["nodeType"] == 3:
                found.append(node["nodeValue"])
        return said("".join(found).strip(), self.words)

    def boxes(self, class_name: str) -> list[Box]:
        """Where the elements of this class are; also of those that screen readers do not see."""
        found: list[Box] = []
        try:
            tree = self._cdp.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})
            for node in tree["nodes"]:
                attributes = node.get("attributes", [])
                pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
                if class_name not in pairs.get("class", "").split() or "hidden" in pairs:
                    continue
                model = self._cdp.send("DOM.getBoxModel", {"nodeId": node["nodeId"]})["model"]
                left, top, _, _, right, bottom, *_ = model["border"]
                found.append((left, top, right, bottom))
        except Error:
            return []  # the document is being replaced, or what was found has just gone
        return found

    def _quad(self, role: str, name: str | None) -> tuple[float, float] | None:
        for node in self.nodes(role, name):
            try:
                answer = self._cdp.send(
                    "DOM.getContentQuads", {"backendNodeId": node["backendDOMNodeId"]}
                )
            except Error:
                continue  # not laid out yet
            for quad in answer["quads"]:
                return ((quad[0] + quad[4]) / 2, (quad[1] + quad[5]) / 2)
        return None

    def click(self, role: str, name: str | None = None) -> None:
        x, y = wait_until(self.page, lambda: self._quad(role, name), f"{role} {name!r} on screen")
        self.page.mouse.click(x, y)

    def tap(self, role: str, name: str | None = None) -> None:
        """With a finger."""
        x, y = wait_until(self.page, lambda: self._quad(role, name), f"{role} {name!r} on screen")
        self.page.touchscreen.tap(x, y)

    def press_by_script(self, button: str) -> None:
        """As a script could, if it got hold of the button: the event is not trusted."""
        node = self.wait("button", button)["backendDOMNodeId"]
        found = self._cdp.send("DOM.resolveNode", {"backendNodeId": node})["object"]["objectId"]
        press = {"objectId": found, "functionDeclaration": "function () { this.click() }"}
        self._cdp.send("Runtime.callFunctionOn", press)

    def focus(self, role: str, name: str) -> None:
        node = self.wait(role, name)["backendDOMNodeId"]
        self._cdp.send("DOM.focus", {"backendNodeId": node})

    def fill(self, role: str, name: str, text: str) -> None:
        self.click(role, name)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def text(self) -> str:
        """All text that assistive technology reads on the page, one string per line."""
        try:
            tree = self._cdp.send("Accessibility.getFullAXTree")
        except Error:
            return ""
        lines = "\n".join(
            node["name"]["value"]
            for node in tree["nodes"]
            if not node.get("ignored")
            and node.get("role", {}).get("value") == "StaticText"
            and node.get("name", {}).get("value")
        )
        return said(lines, self.words)

    def wait_text(self, text: str) -> None:
        wait_until(self.page, lambda: text in self.text(), f"text {text!r} in the widget")

    def names(self, role: str) -> list[str]:
        return [said(_name(node), self.words) for node in self.nodes(role, None)]


def _name(node: dict[str, Any]) -> str:
    name: str = node.get("name", {}).get("value", "")
    return name

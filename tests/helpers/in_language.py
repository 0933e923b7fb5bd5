"""Runs the end-to-end tests in a language: browsers that speak it, and tests that look for English
names and texts find what is said in their place.

`begin` changes Playwright's classes for the whole process. Only our own pages speak the language;
what is on a customer's page, and in the mirror of it, stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    FrameLocator,
    Locator,
    Page,
    expect,
)
from playwright.sync_api._generated import LocatorAssertions, PageAssertions

from tests.helpers.wording import SPOKEN_ATTRIBUTES, Wording

# As people in a country have it: dates and digits are others than those of the bare language.
LOCALES = {
    "de": "de-DE",
    "fr": "fr-FR",
    "es": "es-ES",
    "pt-BR": "pt-BR",
    "it": "it-IT",
    "ja": "ja-JP",
    "ar": "ar-EG",
}
_OURS = {"agent", "admin", "dock", "chat", "check", "join"}
_NAMED = re.compile(r"""\[(aria-label|title|placeholder)=(["'])(.*?)(?<!\\)\2\]""")

_FRAME = re.compile(r"<Frame name=.*? url='([^']*)'>")

# Where a locator goes on in a frame; the frame of ours that other products have in their pages. In
# every other one a customer's page is mirrored.
_INTO = "internal:control=enter-frame"
_PANE = "alongside-agent iframe"

Owner = Page | Frame | FrameLocator | Locator
Wanted = str | re.Pattern[str]
Method = Callable[..., Any]


def begin(wording: Wording) -> None:
    """Raises ValueError where there are no texts in the language."""
    if wording.language not in LOCALES:
        raise ValueError(f"ALONGSIDE_TEST_LANGUAGE is none of en, {', '.join(LOCALES)}")
    _speak_in_browsers(wording.language)
    _remember_subjects()
    for owner in (Page, Frame, FrameLocator, Locator):
        for name, argument in (
            ("get_by_text", 0),
            ("get_by_label", 0),
            ("get_by_title", 0),
            ("get_by_placeholder", 0),
            ("get_by_role", "name"),
        ):
            _translate(owner, name, argument, wording)
        for name in ("locator", "filter"):
            if hasattr(owner, name):
                _translate(owner, name, "has_text", wording)
                _translate(owner, name, "has_not_text", wording)
        _translate_selectors(owner, wording)
    for name in ("to_have_text", "to_contain_text", "to_have_accessible_description"):
        for prefix in ("", "not_"):
            _translate_expected(prefix + name, wording)
    for name in ("inner_text", "text_content"):
        _hear(Locator, name, wording)
    _hear(Page, "title", wording)
    _translate_attributes(wording)
    _translate_titles(wording)


def wanted(wording: Wording, text: Wanted, *, exact: bool) -> Wanted:
    """What to look for instead of `text`."""
    if isinstance(text, str):
        said = wording.of(text, exact=exact)
        if said is None:
            return text
        whole = rf"^\s*{said}\s*$" if exact else said
        return re.compile(whole, 0 if exact else re.IGNORECASE)
    said = wording.like(text)
    return text if said is None else re.compile(said, text.flags & re.IGNORECASE)


def is_ours(url: str) -> bool:
    """A window that has just been opened is; websites open none."""
    address = urlsplit(url)
    return not address.path.startswith("/") or address.path.split("/")[1] in _OURS


def _speaks(owner: Owner) -> bool:
    if isinstance(owner, FrameLocator):
        return _PANE in repr(owner.owner).rpartition(_INTO)[2]
    if isinstance(owner, Locator):
        before, entered, _ = repr(owner).rpartition(_INTO)
        if entered:
            return _PANE in before.rpartition(_INTO)[2]
        # It tells nothing but this of the frame that it looks into.
        found = _FRAME.search(repr(owner))
        return is_ours(owner.page.url if found is None else found[1])
    return is_ours(owner.url)


def _speak_in_browsers(language: str) -> None:
    before: Method = Browser.new_context
    # As if she had chosen it: the websites of the tests are English.
    key, value = json.dumps("alongside.language"), json.dumps(json.dumps(language))
    chosen = f"try {{ sessionStorage[{key}] ??= {value} }} catch {{}}"

    def new_context(self: Browser, **options: Any) -> BrowserContext:
        if "locale" in options:
            context: BrowserContext = before(self, **options)
            return context
        context = before(self, locale=LOCALES[language], **options)
        context.add_init_script(chosen)
        return context

    def new_page(self: Browser, **options: Any) -> Page:
        return new_context(self, **options).new_page()

    setattr(Browser, "new_page", new_page)  # noqa: B010
    setattr(Browser, "new_context", new_context)  # noqa: B010 -- mypy forbids the assignment


def _replace(owner: type, name: str, make: Callable[[Method], Method]) -> None:
    setattr(owner, name, make(getattr(owner, name)))


def _translate(owner: type, name: str, argument: int | str, wording: Wording) -> None:
    """The positional or named `argument` of a method that finds something."""

    def make(before: Method) -> Method:
        def method(self: Owner, *positional: Any, **named: Any) -> Any:
            if not _speaks(self):
                return before(self, *positional, **named)
            exact = bool(named.get("exact"))
            if isinstance(argument, str):
                if named.get(argument) is not None:
                    named[argument] = wanted(wording, named[argument], exact=exact)
                return before(self, *positional, **named)
            first = wanted(wording, positional[argument], exact=exact)
            return before(self, first, *positional[1:], **named)

        return method

    _replace(owner, name, make)


def _hear(owner: type, name: str, wording: Wording) -> None:
    """What is read, is compared with English."""

    def make(before: Method) -> Method:
        def method(self: Owner, *positional: Any, **named: Any) -> Any:
            text = before(self, *positional, **named)
            return wording.said(text) if text and _speaks(self) else text

        return method

    _replace(owner, name, make)


def _translate_selectors(owner: type, wording: Wording) -> None:
    """`[title="..."]` and the like, where there is one text for it."""
    for name in ("locator", "frame_locator", "wait_for_selector"):
        if not hasattr(owner, name):
            continue

        def make(before: Method) -> Method:
            def method(self: Owner, selector: Any, *more: Any, **named: Any) -> Any:
                if isinstance(selector, str) and _speaks(self):
                    selector = _NAMED.sub(lambda match: _attribute(wording, match), selector)
                return before(self, selector, *more, **named)

            return method

        _replace(owner, name, make)


def _attribute(wording: Wording, match: re.Match[str]) -> str:
    said = wording.plain(match[3].replace("\\", ""))
    return f"[{match[1]}={json.dumps(said, ensure_ascii=False)}]"


def _remember_subjects() -> None:
    """Assertions keep to themselves what they are about."""

    def make(before: Method) -> Method:
        def method(self: object, actual: Any, *more: Any, **named: Any) -> Any:
            assertions = before(self, actual, *more, **named)
            _subjects[assertions] = actual
            return assertions

        return method

    _replace(type(expect), "__call__", make)


_subjects: WeakKeyDictionary[object, Page | Locator] = WeakKeyDictionary()


def _translate_expected(name: str, wording: Wording) -> None:
    exact = name.endswith("to_have_text")

    def one(text: Wanted) -> Wanted:
        return wanted(wording, text, exact=exact)

    def make(before: Method) -> Method:
        def method(self: LocatorAssertions, expected: Any, **named: Any) -> None:
            if _speaks(_subjects[self]):
                if isinstance(expected, str | re.Pattern):
                    expected = one(expected)
                elif isinstance(expected, Sequence):
                    expected = [one(text) for text in expected]
            before(self, expected, **named)

        return method

    _replace(LocatorAssertions, name, make)


def _translate_attributes(wording: Wording) -> None:
    def make(before: Method) -> Method:
        def method(self: LocatorAssertions, name: str, value: Any = None, **named: Any) -> None:
            if name in SPOKEN_ATTRIBUTES and value is not None and _speaks(_subjects[self]):
                value = wanted(wording, value, exact=True)
            before(self, name, value, **named)

        return method

    _replace(LocatorAssertions, "to_have_attribute", make)


def _translate_titles(wording: Wording) -> None:
    def make(before: Method) -> Method:
        def method(self: PageAssertions, title: Wanted, **named: Any) -> None:
            if _speaks(_subjects[self]):
                title = wanted(wording, title, exact=True)
            before(self, title, **named)

        return method

    _replace(PageAssertions, "to_have_title", make)

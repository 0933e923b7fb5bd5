from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.client_js import media_lab
from tests.client_js.ink_lab import with_ink
from tests.client_js.media_lab import MediaPair, open_media_pair
from tests.client_js.mirror_lab import Pair, Site, bundle, open_pair
from tests.helpers.chromium import EXECUTABLE, FLAGS, HEADLESS, media_flags


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=HEADLESS, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def lab_script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.close()


@pytest.fixture
def pair_at(chromium: Browser, site: Site, lab_script: Path) -> Iterator[Callable[..., Pair]]:
    """Opens a linked pair with the customer at a path of the site."""
    pairs: list[Pair] = []

    def at(path: str, **context: Any) -> Pair:
        pair = open_pair(chromium, site, lab_script, path, **context)
        pairs.append(pair)
        return pair

    yield at
    for pair in pairs:
        pair.customer.context.close()
        pair.agent.context.close()


@pytest.fixture
def shared(site: Site, pair_at: Callable[..., Pair]) -> Callable[..., Pair]:
    """Serves a page and shares it: the mirror shows it when this returns."""

    def share(html: str, policy: Mapping[str, Any] | None = None, **context: Any) -> Pair:
        site.put("/page", html)
        pair = pair_at("/page", **context)
        pair.share(policy)
        return pair

    return share


@pytest.fixture
def inked(site: Site, pair_at: Callable[..., Pair]) -> Callable[..., Pair]:
    """Serves a page and shares it, with pointers and drawings on both sides."""

    def share(html: str, policy: Mapping[str, Any] | None = None, **context: Any) -> Pair:
        site.put("/page", html)
        pair = pair_at("/page", **context)
        pair.customer.evaluate("void ink.page")  # to be left out of the capture
        pair.share(policy)
        return with_ink(pair)

    return share


@pytest.fixture(scope="session")
def media_script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return media_lab.bundle(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="package")
def media_chromium(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser with a camera, a microphone that hears a tone, and a picker that picks the tab."""
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield browser
    browser.close()


@pytest.fixture
def media(media_chromium: Browser, site: Site, media_script: Path) -> Iterator[MediaPair]:
    """A dock and a console in one context, with microphone and camera permitted; no link yet."""
    context = media_chromium.new_context(permissions=["microphone", "camera"])
    yield open_media_pair(context, site, media_script)
    context.close()

"""The customer's call window: what she agreed to flows, what she ends stops, and it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e import call_lab
from tests.e2e.call_lab import CallLab
from tests.e2e.demo_server import DemoServer
from tests.e2e.website import Website
from tests.helpers.chromium import EXECUTABLE, TONE_HZ, media_flags


@pytest.fixture(scope="module")
def media_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return call_lab.bundle(tmp_path_factory.mktemp("call"))


@pytest.fixture
def website(server: DemoServer) -> Iterator[Website]:
    with Website(server) as site:
        site.change(scopes=["view", "control", "voice", "video", "screen"])
        yield site


@pytest.fixture
def lab(
    media_browser: Browser, server: DemoServer, website: Website, script: Path
) -> Iterator[CallLab]:
    running = CallLab(media_browser, server, website, script)
    yield running
    running.close()


def hears(lab: CallLab) -> None:
    lab.desk.wait_for_function("hz => Math.abs(desk.tone() - hz) < 12", arg=TONE_HZ)


def test_her_voice_arrives_after_she_accepted_and_not_after_she_hung_up(lab: CallLab) -> None:
    wants = lab.agent_asks("voice")
    dock = lab.open_dock(wants)
    dock.at("call")
    assert dock.page.title() == "Support call"
    dock.captures("microphone")
    hears(lab)
    dock.button("Mute").click()
    lab.desk.wait_for_function("desk.tone() === 0")
    lab.desk.wait_for_function("desk.told().muted")
    dock.button("Unmute").click()
    hears(lab)
    dock.button("Hang up").click()
    dock.at("ended")
    dock.captures("")
    lab.desk.wait_for_function("!desk.scope('voice') || desk.scope('voice').state === 'off'")


def test_agents_are_heard(lab: CallLab) -> None:
    dock = lab.in_call()
    lab.agent_speaks()
    dock.page.wait_for_selector("alongside-agent-tile[speaks]")

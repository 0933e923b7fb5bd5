"""Microphone, camera and screen, as the browser gives, refuses and takes them away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.client_js.media_lab import MediaPair
from tests.client_js.mirror_lab import Site

REJECTED = "problem => problem.problem"
SHAPES = "({ surfaces: ['browser', 'window', 'monitor'], sound: false })"


def problem(page: Page, act: str) -> str:
    """What an act is rejected with."""
    return str(page.evaluate(f"({act}).then(() => 'none', {REJECTED})"))


def test_a_refused_microphone(media: MediaPair) -> None:
    media.dock.context.clear_permissions()
    assert problem(media.dock, "media.microphone.start()") == "denied"
    assert problem(media.dock, "media.camera.start()") == "denied"
    assert media.dock.evaluate("[media.microphone.isCapturing, media.capturing()]") == [False, 0]


def test_a_permission_that_is_withdrawn(media: MediaPair) -> None:
    media.speak(media.dock)
    media.film(media.dock)
    media.dock.context.clear_permissions()
    media.dock.wait_for_function("media.problems.length === 2")
    assert sorted(media.dock.evaluate("media.problems")) == ["camera denied", "microphone denied"]
    assert media.dock.evaluate("media.capturing()") == 0


def test_a_device_that_is_not_there(media: MediaPair) -> None:
    media.speak(media.dock)
    track = "media.microphone.track.id"
    before = media.dock.evaluate(track)
    assert problem(media.dock, "media.microphone.choose('gone')") == "missing"
    assert media.dock.evaluate(track) == before
    assert media.dock.evaluate("[media.microphone.deviceId, media.capturing()]") == [None, 1]


@pytest.mark.long
def test_another_camera_for_one_that_was_chosen_once(media: MediaPair) -> None:
    media.dock.evaluate("media.camera.choose('unplugged')")
    media.film(media.dock)
    assert media.dock.evaluate("media.captures") == ["camera instead"]
    assert media.dock.evaluate("media.camera.deviceId") == "unplugged"


def test_stopped_while_the_browser_is_asked(media: MediaPair) -> None:
    dismissed = media.dock.evaluate(
        f"""async () => {{
             const asked = [media.microphone.start(), media.camera.start(),
               media.screen.pick({SHAPES})]
             for (const what of ['microphone', 'camera', 'screen']) media[what].stop()
             const ends = asked.map(one => one.then(() => 'none', {REJECTED}))
             return [await Promise.all(ends), media.capturing(), media.captures] }}"""
    )
    assert dismissed == [["dismissed"] * 3, 0, []]


@pytest.mark.long
def test_started_twice_is_one_capture(media: MediaPair) -> None:
    media.dock.evaluate("Promise.all([media.camera.start(), media.camera.start()])")
    assert media.dock.evaluate("[media.capturing(), media.captures]") == [1, ["camera"]]
    media.dock.evaluate("media.camera.stop()")
    assert media.dock.evaluate("[media.capturing(), media.camera.isCapturing]") == [0, False]


def test_a_surface_that_is_not_allowed(media: MediaPair) -> None:
    pick = "media.screen.pick({ surfaces: ['window', 'monitor'], sound: false })"
    assert problem(media.dock, pick) == "forbidden_surface"
    assert media.dock.evaluate("[media.capturing(), media.screen.isCapturing]") == [0, False]


@pytest.mark.long
def test_what_was_picked_stays_until_another_is(media: MediaPair) -> None:
    assert media.pick() == "browser"
    pick = "media.screen.pick({ surfaces: ['monitor'], sound: false })"
    assert problem(media.dock, pick) == "forbidden_surface"
    assert media.dock.evaluate("[media.screen.surface, media.capturing()]") == ["browser", 1]
    media.pick()
    assert media.dock.evaluate("media.capturing()") == 1
    hint = "media.links.sending('screen').contentHint"
    assert media.dock.evaluate(hint) == "detail"
    media.dock.evaluate("media.screen.stop()")
    assert media.dock.evaluate("[media.capturing(), media.screen.surface]") == [0, None]


def test_the_muted_microphone_stays_muted(media: MediaPair) -> None:
    media.dock.evaluate("media.microphone.muted = true")
    media.speak(media.dock)
    assert media.dock.evaluate("media.microphone.track.enabled") is False
    media.dock.evaluate("media.microphone.muted = false")
    assert media.dock.evaluate("media.microphone.track.enabled") is True


@pytest.mark.long
def test_the_meter_shows_what_is_heard(media: MediaPair) -> None:
    media.speak(media.dock)
    media.dock.evaluate("media.meter.watch(media.microphone.track)")
    media.dock.wait_for_function("media.levels.at(-1) > 0.5")
    media.dock.evaluate("media.microphone.stop()")
    media.dock.wait_for_function("media.levels.at(-1) === 0")
    assert media.dock.evaluate("media.capturing()") == 0


@pytest.mark.long
def test_labels_come_with_the_permission(media: MediaPair) -> None:
    media.dock.evaluate("media.devices.start()")
    media.film(media.dock)
    media.dock.evaluate("media.devices.refresh()")
    cameras = media.dock.evaluate("media.devices.cameras")
    assert [camera["label"] for camera in cameras] == [f"fake_device_{n}" for n in range(3)]


def framed(page: Page, source: str, script: Path) -> Callable[[str], str]:
    """A frame of another origin, without any permission, with the harness in it."""
    page.evaluate(
        """source => new Promise(resolve => {
             const frame = document.createElement('iframe')
             frame.onload = resolve
             frame.src = source
             document.body.append(frame) })""",
        source,
    )
    frame = page.frames[1]
    frame.add_script_tag(path=script)
    return lambda act: str(frame.evaluate(f"({act}).then(() => 'none', {REJECTED})"))


def test_a_frame_that_may_not(media: MediaPair, site: Site, media_script: Path) -> None:
    site.put("/frame", "<!doctype html><title>Frame</title>")
    ask = framed(media.dock, f"{site.foreign}/frame", media_script)
    assert ask("media.microphone.start()") == "impossible"
    assert ask("media.camera.start()") == "impossible"
    assert ask(f"media.screen.pick({SHAPES})") == "impossible"


def test_a_page_without_https(media_chromium: Browser, site: Site, media_script: Path) -> None:
    context = media_chromium.new_context()
    context.route("http://insecure.test/", lambda route: route.fulfill(body="<title>Shop</title>"))
    page = context.new_page()
    page.goto("http://insecure.test/")
    page.add_script_tag(path=media_script)
    assert problem(page, "media.microphone.start()") == "insecure"
    assert problem(page, f"media.screen.pick({SHAPES})") == "insecure"
    context.close()

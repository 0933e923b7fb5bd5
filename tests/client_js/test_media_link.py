"""Voice, cameras and screen from browser to browser, over real connections."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.client_js.media_lab import CALL, VOICE, MediaPair
from tests.helpers.chromium import TONE_HZ
from tests.helpers.sampled import sampled

SLOTS = ["voice", "camera", "screen"]
GREEN = (0, 160, 0)
OFFER = "media.signals.filter(type => type === 'signal.description').length"


def assert_no_more_bytes(*pages: Page) -> None:
    for page in pages:
        before, after = page.evaluate("media.bytesLater()")
        assert after == before


def assert_silent(page: Page, slot: str) -> None:
    flow = page.evaluate("media.bytes()")
    assert not flow.get(f"sent {slot}")
    assert not flow.get(f"got {slot}")


def test_voices_go_both_ways(media: MediaPair) -> None:
    media.open(VOICE)
    media.connected()
    media.speak(media.dock)
    media.hears(media.console, TONE_HZ)
    assert media.dock.evaluate("media.tone()") == 0
    media.speak(media.console)
    media.hears(media.dock, TONE_HZ)


@pytest.mark.long
def test_a_camera_is_switched_without_a_negotiation(media: MediaPair) -> None:
    media.open(CALL)
    media.connected()
    media.film(media.dock)
    media.console.wait_for_function("media.colour('camera')")
    other = media.dock.evaluate(
        """async () => {
             await media.devices.refresh()
             const other = media.devices.cameras.at(-1)
             await media.camera.choose(other.id)
             media.links.send('camera', media.camera.track)
             return other.label }"""
    )
    assert media.dock.evaluate("media.camera.track.label") == other
    frames = "media.videos.get('camera').getVideoPlaybackQuality().totalVideoFrames"
    shown = media.console.evaluate(frames)
    media.console.wait_for_function(f"shown => {frames} > shown + 5", arg=shown)
    assert media.console.evaluate(OFFER) == 1
    assert media.dock.evaluate("media.capturing()") == 1


def start(media: MediaPair, slot: str) -> None:
    if slot == "voice":
        media.speak(media.dock)
    elif slot == "camera":
        media.film(media.dock)
    else:
        media.pick()


def arrives(media: MediaPair, slot: str) -> None:
    if slot == "voice":
        media.hears(media.console, TONE_HZ)
    elif slot == "camera":
        media.console.wait_for_function("media.colour('camera')")
    else:
        media.sees(media.console, "screen", GREEN)


@pytest.mark.parametrize("slot", sampled(SLOTS, 2))
def test_not_a_byte_before_and_after(media: MediaPair, slot: str) -> None:
    media.open([])
    media.connected()
    start(media, slot)
    assert_no_more_bytes(media.dock, media.console)
    assert_silent(media.dock, slot)
    assert_silent(media.console, slot)

    media.change([slot], to_dock=[])
    arrives(media, slot)

    media.dock.evaluate("slot => media.links.cut(slot)", slot)
    media.change([], to_dock=[])
    media.console.wait_for_function("media.arrived.size === 0")
    assert_no_more_bytes(media.dock, media.console)
    # The same connection all the time.
    assert media.console.evaluate("media.states") == ["connecting", "connected"]


def test_a_cut_needs_no_negotiation(media: MediaPair) -> None:
    media.open(VOICE, to_dock=[])
    media.connected()
    media.speak(media.dock)
    media.hears(media.console, TONE_HZ)
    media.dock.evaluate("media.links.cut('voice')")
    assert_no_more_bytes(media.dock, media.console)
    assert media.dock.evaluate("media.bytes()")["sent voice"] > 0
    assert media.dock.evaluate(OFFER) == 1


@pytest.mark.long
@pytest.mark.parametrize("slot", sampled(["screen", "camera"], 2))
def test_no_picture_is_made_after_a_cut(media: MediaPair, slot: str) -> None:
    media.open([slot], to_dock=[])
    media.connected()
    start(media, slot)
    media.dock.bring_to_front()  # a tab behind others is hardly painted
    made = media.dock.evaluate(
        """async slot => {
             let made = 0
             await media.until(async () => (made = (await media.sent(slot)).framesEncoded) > 20)
             media.links.cut(slot)
             return made }""",
        slot,
    )
    # One may be in the encoder, and one was made since it was counted.
    assert media.console.evaluate("slot => media.later(slot, 'framesReceived')", slot) <= made + 2
    assert media.dock.evaluate(OFFER) == 1


def test_the_server_alone_opens_nothing(media: MediaPair) -> None:
    media.open([])
    media.connected()
    media.speak(media.dock)
    media.speak(media.console)
    media.dock.evaluate("media.ledger = { open: true, send: new Set(), receive: new Set() }")
    view = "media.links.handle({ type: 'link.changed', link: media.viewOf(%s) })"
    media.console.evaluate("media.ledger.send.add('voice') && media.ledger.receive.add('voice')")
    media.console.evaluate(view % "false, ['voice'], ['voice']")
    media.dock.evaluate(view % "true, ['voice'], ['voice']")
    assert_no_more_bytes(media.dock, media.console)
    assert_silent(media.console, "voice")
    media.dock.evaluate("media.ledger.send.add('voice') && media.links.reconsider()")
    media.hears(media.console, TONE_HZ)
    # The dock sends what its ledger permits, and still takes nothing.
    assert media.dock.evaluate("media.arrived.size") == 0
    assert not media.dock.evaluate("media.bytes()").get("got voice")


def test_a_refused_offer_is_taken_back(media: MediaPair) -> None:
    media.open(VOICE)
    media.connected()
    media.speak(media.dock)
    media.film(media.dock)
    media.hears(media.console, TONE_HZ)
    media.dock.evaluate("media.refuses = 'media_not_consented'")
    media.change(CALL)
    media.dock.wait_for_function("media.refusals === 1")
    assert_silent(media.dock, "camera")
    media.hears(media.console, TONE_HZ)
    media.dock.evaluate("media.refuses = null")
    media.change(CALL)
    media.console.wait_for_function("media.colour('camera')")
    assert media.dock.evaluate("media.states") == ["connecting", "connected"]


@pytest.mark.long
def test_an_agent_who_joins_later(media: MediaPair) -> None:
    media.speak(media.dock)
    media.console.evaluate("media.ledger.open = false")
    media.open(VOICE)
    media.console.wait_for_function("media.signals.includes('signal.candidate')")
    assert media.console.evaluate("media.state()") is None
    media.console.evaluate("media.ledger.open = true; media.links.reconsider()")
    media.connected()
    media.hears(media.console, TONE_HZ)


@pytest.mark.long
def test_a_lost_connection_is_replaced(media: MediaPair) -> None:
    media.open(VOICE)
    media.connected()
    media.speak(media.dock)
    media.hears(media.console, TONE_HZ)
    media.console.evaluate("media.links.closeAll(); media.sync()")
    again = "media.states.filter(state => state === 'connected').length === 2"
    media.dock.wait_for_function(again)
    media.console.wait_for_function(again)
    media.connected()
    media.hears(media.console, TONE_HZ)


def test_what_is_said_on_the_call(media: MediaPair) -> None:
    media.open(VOICE)
    media.connected()
    state = {
        "type": "state",
        "muted": False,
        "camera": False,
        "surface": None,
        "screen": "off",
        "trouble": {"microphone": None, "camera": None},
    }
    media.console.wait_for_function("media.said.length === 1")
    media.console.evaluate("media.links.say({ type: 'again' })")
    media.dock.wait_for_function("media.said.length === 2")
    assert media.dock.evaluate("media.said") == [state, {"type": "again"}]
    media.dock.evaluate("for (let n = 0; n < 100; n++) media.links.say({ type: 'again' })")
    media.dock.evaluate("media.links.closeAll()")
    media.console.wait_for_function("media.state() !== 'connected'")
    assert 20 < media.console.evaluate("media.said.length") < 60


@pytest.mark.long
def test_on_a_narrow_line_the_voice_stays_and_the_camera_shrinks(media: MediaPair) -> None:
    media.narrow(500_000)
    media.open([*CALL, "screen"], to_dock=[])
    media.connected()
    media.speak(media.dock)
    media.film(media.dock)
    media.pick()
    media.dock.evaluate(
        """media.until(async () =>
             (await media.sent('camera')).qualityLimitationReason === 'bandwidth')"""
    )
    arrives(media, "screen")
    arrives(media, "voice")
    width = media.dock.evaluate("media.links.sending('screen').getSettings().width")
    sent = {slot: media.dock.evaluate("slot => media.sent(slot)", slot) for slot in SLOTS}
    assert sent["screen"]["frameWidth"] == width
    assert sent["camera"]["frameWidth"] < sent["screen"]["frameWidth"]
    assert sent["voice"]["targetBitrate"] == 40_000
    heard = media.console.evaluate("media.got('voice')")
    assert heard["packetsLost"] < heard["packetsReceived"] / 50

"""The real Chromium that browser tests drive, and the flags it needs on small machines."""

import math
import shutil
import struct
import wave
from pathlib import Path

EXECUTABLE = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"

# The same engine without the windows around pages, which cost three times as much as the pages of
# these tests. For what needs no window, picker or device; where it is missing the whole one does.
SHELL = "chromium-headless-shell"
HEADLESS = shutil.which(SHELL) or EXECUTABLE

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # aiortc cannot resolve .local names; see also RTCPeerConnection in media/.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    # Machines with nothing but a loopback interface have no candidates otherwise.
    "--allow-loopback-in-peer-connection",
]

TONE_HZ = 440
# Of an agent in a browser of its own.
AGENTS_HZ = 660
# The ground of the picture of its fake cameras, in the corners.
CAMERA_COLOUR = (0, 134, 0)
_RATE = 48_000

# The picker of getDisplayMedia answered with the page's own tab, which is what the browser can be
# made to accept without a person.
PICK_THIS_TAB = """{
  const { mediaDevices } = navigator
  const real = mediaDevices.getDisplayMedia.bind(mediaDevices)
  mediaDevices.getDisplayMedia = ({ selfBrowserSurface, ...options }) =>
    real({ ...options, preferCurrentTab: true })
}"""


def media_flags(folder: Path, hertz: int = TONE_HZ) -> list[str]:
    """FLAGS, with moving pictures for cameras, a tone for microphones, and a picker that accepts
    the page's own tab (PICK_THIS_TAB). Microphone and camera still need the context's permissions.
    Of the three cameras the second one shows nothing."""
    return [
        *FLAGS,
        "--use-fake-device-for-media-stream=device-count=3",
        f"--use-file-for-fake-audio-capture={write_tone(folder / 'tone.wav', hertz)}",
        "--auto-accept-this-tab-capture",
    ]


def write_tone(path: Path, hertz: int = TONE_HZ) -> Path:
    """Ten seconds, of whole periods: played over and over without a crack."""
    samples = [int(12_000 * math.sin(2 * math.pi * hertz * n / _RATE)) for n in range(10 * _RATE)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return path

"""The real Chromium that browser tests drive, and the flags it needs on small machines."""

import shutil

EXECUTABLE = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"

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

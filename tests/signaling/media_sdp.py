"""Session descriptions of a media link, as small as the server takes them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

# Of Chromium 156, its offerer sending on all four sections.
REAL_OFFER = (Path(__file__).parent / "sdp" / "chromium-156-call-offer.sdp").read_bytes().decode()
REAL_ANSWER = (Path(__file__).parent / "sdp" / "chromium-156-call-answer.sdp").read_bytes().decode()

KINDS = {"voice": "audio", "camera": "video", "screen": "video", "sound": "audio"}
SLOTS = tuple(KINDS)
_HEAD = ("v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1 2 3 4")
_PATH = (
    "c=IN IP4 0.0.0.0",
    "a=ice-ufrag:abcd",
    "a=ice-pwd:abcdefghijklmnopqrstuvwx",
    "a=fingerprint:sha-256 " + ":".join(["AB"] * 32),
    "a=setup:actpass",
)


def media(kind: str, mid: str, direction: str) -> list[str]:
    payload = "111" if kind == "audio" else "96"
    opening = f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload}"
    return [opening, *_PATH, f"a=mid:{mid}", f"a={direction}", "a=rtcp-mux"]


def data(mid: str = "4") -> list[str]:
    opening = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"
    return [opening, *_PATH, f"a=mid:{mid}", "a=sctp-port:5000"]


def text(sections: Iterable[list[str]]) -> str:
    lines = [*_HEAD, *(line for section in sections for line in section)]
    return "".join(f"{line}\r\n" for line in lines)


def described(**directions: str) -> str:
    """All sections; those not named are inactive."""
    found = (
        media(kind, str(place), directions.get(slot, "inactive"))
        for place, (slot, kind) in enumerate(KINDS.items())
    )
    return text([*found, data()])


def directions(sdp: str) -> dict[str, str]:
    """Slot by slot, as its author wrote them."""
    found = {}
    for place, section in enumerate(sdp.split("\r\nm=")[1:5]):
        (direction,) = (
            line.removeprefix("a=")
            for line in section.split("\r\n")
            if line in ("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive")
        )
        found[SLOTS[place]] = direction
    return found


def signal(link: str, sdp: str, kind: str = "offer", attempt: int = 0) -> dict[str, Any]:
    return {"link": link, "attempt": attempt, "description": {"type": kind, "sdp": sdp}}

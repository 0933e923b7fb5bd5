"""One ICE candidate, judged before it is passed on (RFC 8839 section 5.1)."""

import re

from broker.errors import SdpRefused

MAX_CHARACTERS = 1024

# No two neighbouring parts share a character that could end the first: matching is linear.
_CANDIDATE = re.compile(
    r"candidate:[A-Za-z0-9+/]{1,32}"
    r" (?P<component>[0-9]{1,3})"
    r" (?i:udp|tcp)"
    r" (?P<priority>[0-9]{1,10})"
    r" [0-9A-Za-z.:-]{1,255} (?P<port>[0-9]{1,5})"
    r" typ (?:host|srflx|prflx|relay)"
    r"(?: raddr [0-9A-Za-z.:-]{1,255})?(?: rport (?P<rport>[0-9]{1,5}))?"
    r"(?: [0-9A-Za-z-]+ [!-~]+)*"
)
_MOST = {"component": 256, "priority": 2**31 - 1, "port": 65_535, "rport": 65_535}


def candidate(text: str) -> None:
    """Check `text`, spelled as `RTCIceCandidate.candidate` spells it: from `candidate:` on, or
    empty for the end of candidates. Raises `SdpRefused`; whatever passes may be sent on as it is.
    """
    if not text:
        return
    if len(text) > MAX_CHARACTERS:
        raise SdpRefused(why=f"a candidate is longer than {MAX_CHARACTERS} characters")
    match = _CANDIDATE.fullmatch(text)
    if match is None:
        raise SdpRefused(why="a candidate is malformed")
    for part, most in _MOST.items():
        value = match[part]
        if value is not None and int(value) > most:
            raise SdpRefused(why=f"the {part} of a candidate is above {most}")

"""The frames of the sealed relay, as far as the server reads them: version, link, and then what
only the two ends of the link can read (docs/protocol.md, "Sealed relay").
"""

VERSION = 1
HEADER_BYTES = 17
_PREFIX = "link-"


def is_sealed(frame: bytes) -> bool:
    """Whether it has the form of such a frame; its link may be none."""
    return len(frame) > HEADER_BYTES and frame[0] == VERSION


def link_of(frame: bytes) -> str:
    """The id of the link that the frame names (broker/links.py)."""
    return _PREFIX + frame[1:HEADER_BYTES].hex()

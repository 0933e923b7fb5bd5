"""The consent gate in the signaling path: session descriptions, parsed strictly and made anew.

Two parsers that disagree about one line are a way around consent. So nothing is repaired and
nothing is guessed: a text that could be read in two ways is refused, and what goes on to the peer
is never the text that came in but what was understood of it, with every direction spelled out.

- Printable ASCII and CRLF, no other line ends (some parsers split at U+2028, U+0085, VT or FF).
- Line types in the order of RFC 8866 section 5; every section of a kind and protocol of WebRTC's
  (RFC 8829 section 5.1.2, RFC 8841 section 4.1), with one `mid` (RFC 8843) that no other has.
- At most one direction per section, and nothing that looks like one without being one.
- Attribute names in lower case, without blanks: `a=inactive ` is `a=inactive` for browsers.
- All bounds below; the time it takes is linear in the text.
"""

import re
from collections.abc import Container
from enum import StrEnum
from itertools import pairwise

import msgspec

from broker.candidate import candidate
from broker.errors import MediaNotConsented, SdpRefused
from broker.names import MediaSlot

MAX_BYTES = 60_000
MAX_LINES = 2_000
MAX_SECTIONS = 32
MAX_CANDIDATES = 64
MAX_PORT = 65_535

_LINE = re.compile(r"a=[a-z][a-z0-9-]*(?::[ -~]+)?|[b-z]=[ -~]+")
_LINE_TYPES = re.compile(r"vosi?u?e*p*c?b*ta*(?:mi?c?b*a*)+")
_MEDIA = re.compile(
    r"m=(?:(audio|video) ([0-9]{1,5}) (?:UDP|TCP)/TLS/RTP/SAVPF(?: [0-9]{1,3})+"
    r"|(application) ([0-9]{1,5}) (?:UDP|TCP)/DTLS/SCTP webrtc-datachannel)"
)
# A token of RFC 8866 section 9, as long as browsers can carry in the RTP header extension.
_MID = re.compile(r"a=mid:([!#$%&'*+.^_`{|}~0-9A-Za-z-]{1,16})")
_LIKE_A_DIRECTION = re.compile(r"a=(?:sendrecv|sendonly|recvonly|inactive)")
# What announces a stream of the sender's.
_OF_A_STREAM = re.compile(r"a=(?:msid|ssrc|ssrc-group):")


class Kind(StrEnum):
    AUDIO = "audio"
    VIDEO = "video"
    APPLICATION = "application"


class Direction(StrEnum):
    """As the author of the description sees it (RFC 8866 section 6.7)."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def sends(self) -> bool:
        return self in (Direction.SENDRECV, Direction.SENDONLY)

    @property
    def receives(self) -> bool:
        return self in (Direction.SENDRECV, Direction.RECVONLY)

    @classmethod
    def of(cls, *, sends: bool, receives: bool) -> "Direction":
        if sends:
            return cls.SENDRECV if receives else cls.SENDONLY
        return cls.RECVONLY if receives else cls.INACTIVE


# The sections of a media link by mid: one for each slot, then its data channel.
SECTIONS = {
    MediaSlot.VOICE.mid: Kind.AUDIO,
    MediaSlot.CAMERA.mid: Kind.VIDEO,
    MediaSlot.SCREEN.mid: Kind.VIDEO,
    MediaSlot.SOUND.mid: Kind.AUDIO,
    str(len(MediaSlot)): Kind.APPLICATION,
}


class Section(msgspec.Struct, frozen=True):
    """One m-line and what belongs to it. `lines` begins with the m-line and leaves the direction
    out."""

    kind: Kind
    mid: str
    direction: Direction
    lines: tuple[str, ...]


class Description(msgspec.Struct, frozen=True):
    """A parsed session description; `session` is what stands before the first m-line."""

    session: tuple[str, ...]
    sections: tuple[Section, ...]

    def render(self) -> str:
        """The text; `parse` gives this very description back."""
        lines = list(self.session)
        for section in self.sections:
            lines.extend(section.lines)
            lines.append(f"a={section.direction}")
        return "".join(f"{line}\r\n" for line in lines)


def parse(text: str) -> Description:
    """Read `text`, or raise `SdpRefused` at the first thing that is not beyond doubt."""
    lines = _lines(text)
    starts = [index for index, line in enumerate(lines) if line.startswith("m=")]
    if len(starts) > MAX_SECTIONS:
        raise SdpRefused(why=f"it has more than {MAX_SECTIONS} media sections")
    sections = tuple(_section(lines[start:end]) for start, end in pairwise([*starts, len(lines)]))
    if len({section.mid for section in sections}) < len(sections):
        raise SdpRefused(why="two media sections have the same mid")
    return Description(session=_session(lines[: starts[0]]), sections=sections)


def guard(
    text: str, may_send: Container[str] = frozenset(), may_receive: Container[str] = frozenset()
) -> str:
    """The text to forward instead of `text`, an offer or an answer for any link.

    `may_send` and `may_receive` hold the mids of the audio and video sections in which its author
    may do so; for a page link they are empty. A section that sends without it raises
    `MediaNotConsented`: our clients never do that, so it is an attack or a bug and must be seen.
    A section that would receive without it leaves as one that does not, or the peer might start
    to send into it; to rewrite only the answers would not stop it. Raises `SdpRefused` for what
    `parse` refuses and for anything but exactly one data section.
    """
    description = parse(text)
    data = [section for section in description.sections if section.kind is Kind.APPLICATION]
    if len(data) != 1:
        raise SdpRefused(why="it does not have exactly one data section")
    sections = tuple(
        section
        if section.kind is Kind.APPLICATION
        else _consented(section, section.mid in may_send, section.mid in may_receive)
        for section in description.sections
    )
    return Description(session=description.session, sections=sections).render()


def media_sections(text: str) -> None:
    """Raises `SdpRefused` unless the sections of `text` are those of a media link, in their order:
    a mid means the same slot to both ends then."""
    found = [(section.mid, section.kind) for section in parse(text).sections]
    if found != list(SECTIONS.items()):
        raise SdpRefused(why="its media sections are not those of a media link")


def _consented(section: Section, may_send: bool, may_receive: bool) -> Section:
    direction = section.direction
    if direction.sends and not may_send:
        raise MediaNotConsented(what=f"{section.kind} in section {section.mid}")
    lines = section.lines
    if not direction.sends:
        lines = tuple(line for line in lines if not _OF_A_STREAM.match(line))
    return Section(
        kind=section.kind,
        mid=section.mid,
        direction=Direction.of(sends=direction.sends, receives=direction.receives and may_receive),
        lines=lines,
    )


def _lines(text: str) -> list[str]:
    if len(text) > MAX_BYTES:
        raise SdpRefused(why=f"it is longer than {MAX_BYTES} bytes")
    if not text.endswith("\r\n"):
        raise SdpRefused(why="it does not end in CRLF")
    lines = text[:-2].split("\r\n", MAX_LINES)
    if len(lines) > MAX_LINES:
        raise SdpRefused(why=f"it has more than {MAX_LINES} lines")
    for number, line in enumerate(lines, start=1):
        if _LINE.fullmatch(line) is None:
            raise SdpRefused(why=f"line {number} is malformed")
    if lines[0] != "v=0" or _LINE_TYPES.fullmatch("".join(line[0] for line in lines)) is None:
        raise SdpRefused(why="its lines are not in order")
    candidates = [line for line in lines if line.startswith("a=candidate")]
    if len(candidates) > MAX_CANDIDATES:
        raise SdpRefused(why=f"it has more than {MAX_CANDIDATES} candidates")
    for line in candidates:
        candidate(line.removeprefix("a="))
    return lines


def _session(lines: list[str]) -> tuple[str, ...]:
    """Firefox always writes `a=sendrecv` here: it is the default, which every section repeats or
    overrides in what we forward, so it can go. Any other direction is inherited by some parsers
    and ignored by others (Chromium)."""
    if any(line.startswith("a=mid") for line in lines):
        raise SdpRefused(why="a mid stands outside of any media section")
    directions = _directions(lines)
    if directions and directions != [Direction.SENDRECV]:
        raise SdpRefused(why="a direction stands outside of any media section")
    return tuple(line for line in lines if _LIKE_A_DIRECTION.match(line) is None)


def _section(lines: list[str]) -> Section:
    match = _MEDIA.fullmatch(lines[0])
    if match is None or int(match[2] or match[4]) > MAX_PORT:
        raise SdpRefused(why="a media section is of no kind that is known here")
    mids = [line for line in lines if line.startswith("a=mid")]
    mid = _MID.fullmatch(mids[0]) if len(mids) == 1 else None
    if mid is None:
        raise SdpRefused(why="a media section does not have exactly one valid mid")
    directions = _directions(lines)
    if len(directions) > 1:
        raise SdpRefused(why="a media section has more than one direction")
    return Section(
        kind=Kind(match[1] or match[3]),
        mid=mid[1],
        # RFC 3264 section 5.1: what has no direction sends and receives.
        direction=directions[0] if directions else Direction.SENDRECV,
        lines=tuple(line for line in lines if _LIKE_A_DIRECTION.match(line) is None),
    )


def _directions(lines: list[str]) -> list[Direction]:
    found = [line for line in lines if _LIKE_A_DIRECTION.match(line) is not None]
    try:
        return [Direction(line.removeprefix("a=")) for line in found]
    except ValueError:
        raise SdpRefused(why="something only looks like a direction") from None

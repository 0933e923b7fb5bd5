"""The fixtures in sdp/ were written by the browsers that they are named after."""

import asyncio
import re
import time
from pathlib import Path

import pytest
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from broker.errors import MediaNotConsented, SdpRefused
from broker.sdp import (
    MAX_BYTES,
    MAX_CANDIDATES,
    MAX_LINES,
    MAX_SECTIONS,
    Direction,
    Kind,
    guard,
    media_sections,
    parse,
)

FIXTURES = sorted((Path(__file__).parent / "sdp").glob("*.sdp"))
REAL = {path.stem: path.read_bytes().decode("ascii") for path in FIXTURES}
DATA = [text for name, text in REAL.items() if "-data-" in name]
OFFER = REAL["chromium-156-data-offer"]
MEDIA = REAL["chromium-156-media-offer"]  # microphone 0, camera 1, inactive 2, data 3

SESSION = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
APPLICATION = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a\r\n"


def directions(text: str) -> list[Direction]:
    return [section.direction for section in parse(text).sections]


class TestReal:
    @pytest.mark.parametrize("text", DATA)
    def test_data_passes_with_everything_but_a_direction_of_the_session(self, text: str) -> None:
        expected = text.replace("t=0 0\r\na=sendrecv\r\n", "t=0 0\r\n")  # Firefox
        lines = guard(text).split("\r\n")
        assert sorted({*lines, "a=sendrecv"}) == sorted({*expected.split("\r\n"), "a=sendrecv"})
        assert lines.count("a=sendrecv") == 1
        assert lines[:4] == text.split("\r\n")[:4]

    def test_a_session_direction_is_gone_and_an_own_direction_is_there(self) -> None:
        text = REAL["firefox-153-data-offer"]
        assert text.count("a=sendrecv\r\n") == 2
        session, _, data = guard(text).partition("m=application")
        assert "a=sendrecv" not in session and data.endswith("\r\na=sendrecv\r\n")

    @pytest.mark.parametrize("name", ["chromium-156-media-offer", "firefox-153-media-offer"])
    def test_media_is_refused_and_named(self, name: str) -> None:
        mid = parse(REAL[name]).sections[0].mid
        with pytest.raises(MediaNotConsented, match=f"audio in section {mid}"):
            guard(REAL[name])

    def test_media_with_a_grant_for_one_section_only(self) -> None:
        with pytest.raises(MediaNotConsented, match="video in section 1"):
            guard(MEDIA, may_send={"0"})

    def test_media_with_grants_passes_unchanged(self) -> None:
        text = guard(MEDIA, may_send={"0", "1"}, may_receive={"0", "1"})
        assert parse(text) == parse(MEDIA)
        assert directions(text) == ["sendrecv", "sendrecv", "inactive", "sendrecv"]
        assert text.count("a=msid:") == 2 and "a=ssrc-group:" in text

    @pytest.mark.parametrize("name", [name for name in REAL if "media-answer" in name])
    def test_receiving_without_a_grant_becomes_inactive(self, name: str) -> None:
        """The other side would start to send into a section that wants to receive."""
        assert Direction.RECVONLY in directions(REAL[name])
        text = guard(REAL[name])
        assert directions(text) == ["inactive", "inactive", "inactive", "sendrecv"]

    def test_an_inactive_section_announces_no_stream(self) -> None:
        text = re.sub(r"a=sendrecv(?=\r\n)", "a=recvonly", MEDIA)
        before, after = parse(text), parse(guard(text))
        assert {"a=msid:", "a=ssrc:", "a=ssrc-group:"} <= set(re.findall("a=[a-z-]+:", text))
        for old, new in zip(before.sections, after.sections, strict=True):
            gone = [line for line in old.lines if re.match("a=(msid|ssrc|ssrc-group):", line)]
            assert [*new.lines, *gone] == sorted(old.lines, key=gone.__contains__)
        assert "a=ssrc" not in guard(text)

    def test_what_the_session_says_stays(self) -> None:
        session = guard(REAL["firefox-153-data-offer"]).partition("m=")[0]
        for name in ("fingerprint", "group", "ice-options", "msid-semantic"):
            assert f"\r\na={name}:" in session

    @pytest.mark.parametrize("text", REAL.values(), ids=REAL)
    def test_rendering_loses_nothing(self, text: str) -> None:
        assert parse(parse(text).render()) == parse(text)


async def test_aiortc_peers_connect_through_the_guard() -> None:
    configuration = RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
    offerer, answerer = RTCPeerConnection(configuration), RTCPeerConnection(configuration)
    opened = asyncio.Event()
    try:
        for kind in ("audio", "video"):  # before the channel, or aiortc closes its transport
            offerer.addTransceiver(kind, direction="recvonly")
        offerer.createDataChannel("mirror").on("open", opened.set)
        await offerer.setLocalDescription(await offerer.createOffer())
        offer = guard(offerer.localDescription.sdp)
        await answerer.setRemoteDescription(RTCSessionDescription(type="offer", sdp=offer))
        await answerer.setLocalDescription(await answerer.createAnswer())
        answer = guard(answerer.localDescription.sdp)
        assert directions(answer) == ["inactive", "inactive", "sendrecv"]
        await offerer.setRemoteDescription(RTCSessionDescription(type="answer", sdp=answer))
        await asyncio.wait_for(opened.wait(), timeout=20)
    finally:
        await offerer.close()
        await answerer.close()


class TestDirections:
    """Where parsers disagree, and a sending section could look inactive to us."""

    @pytest.mark.parametrize(
        "lines",
        [
            pytest.param("a=foo\u2028a=inactive\r\n", id="U+2028"),
            pytest.param("a=foo\u0085a=inactive\r\n", id="U+0085"),
            pytest.param("a=foo\x0ba=inactive\r\n", id="VT"),
            pytest.param("a=foo\x0ca=inactive\r\n", id="FF"),
            pytest.param("a=foo\x1ca=inactive\r\n", id="FS"),
            pytest.param("a=foo\ra=inactive\r\n", id="bare CR"),
            pytest.param("a=foo\na=inactive\r\n", id="bare LF"),
            pytest.param("a=foo\n\ra=inactive\r\n", id="LF CR"),
            pytest.param("a=foo\x00a=inactive\r\n", id="NUL"),
            pytest.param("a=foo\x0cm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", id="FF and m-line"),
            pytest.param("a=inactive\r\r\n", id="CR CR LF"),
            pytest.param("a=inactive\r\na=sendrecv \r\n", id="trailing blank"),
            pytest.param("a=inactive\r\na=sendrecv\t\r\n", id="trailing tab"),
            pytest.param("a=inactive\r\na= sendrecv\r\n", id="leading blank"),
            pytest.param("a=inactive\r\n a=sendrecv\r\n", id="indented"),
            pytest.param("a=inactive\r\na=sendrecv:x\r\n", id="with a value"),
            pytest.param("a=inactive\r\na=sendrecv:\r\n", id="with an empty value"),
            pytest.param("a=inactive\r\na=sendrecv x\r\n", id="with a word"),
            pytest.param("a=inactive\r\na=sendrecvx\r\n", id="longer"),
            pytest.param("a=inactive\r\na=SendRecv\r\n", id="another case"),
            pytest.param("a=inactive\r\nA=sendrecv\r\n", id="another case of the type"),
            pytest.param("a=inactive\r\na=sendrecv\r\n", id="two, the last one sends"),
            pytest.param("a=sendrecv\r\na=inactive\r\n", id="two, the first one sends"),
            pytest.param("a=inactive\r\na=inactive\r\n", id="two alike"),
            pytest.param("a=inactive\r\n\r\n", id="empty line"),
            pytest.param("a=\u0131nactive\r\n", id="dotless i"),
        ],
    )
    def test_refused(self, lines: str) -> None:
        with pytest.raises(SdpRefused):
            guard(SESSION + AUDIO + lines + APPLICATION)

    def test_missing_means_sending(self) -> None:
        with pytest.raises(MediaNotConsented):
            guard(SESSION + AUDIO + APPLICATION)
        text = guard(SESSION + AUDIO + APPLICATION, may_send={"a"}, may_receive={"a"})
        assert text == SESSION + AUDIO + "a=sendrecv\r\n" + APPLICATION + "a=sendrecv\r\n"

    @pytest.mark.parametrize("direction", ["recvonly", "sendonly", "inactive", "sendrecv "])
    def test_of_the_session(self, direction: str) -> None:
        with pytest.raises(SdpRefused):
            guard(f"{SESSION}a={direction}\r\n{APPLICATION}")

    def test_two_of_the_session(self) -> None:
        with pytest.raises(SdpRefused):
            guard(SESSION + "a=sendrecv\r\n" * 2 + APPLICATION)

    @pytest.mark.parametrize("direction", Direction)
    def test_each(self, direction: Direction) -> None:
        text = f"{SESSION}{AUDIO}a={direction}\r\n{APPLICATION}"
        assert parse(text).sections[0].direction is direction
        if direction.sends:
            with pytest.raises(MediaNotConsented):
                guard(text)
        else:
            assert directions(guard(text))[0] is Direction.INACTIVE

    @pytest.mark.parametrize("port", [0, 9])
    def test_a_port_of_zero_is_no_promise_not_to_send(self, port: int) -> None:
        """RFC 8843: a bundled section has port 0 and sends."""
        audio = AUDIO.replace(" 9 ", f" {port} ")
        with pytest.raises(MediaNotConsented):
            guard(SESSION + audio + "a=bundle-only\r\na=sendonly\r\n" + APPLICATION)

    @pytest.mark.parametrize("may_receive", [True, False])
    @pytest.mark.parametrize("may_send", [True, False])
    @pytest.mark.parametrize("direction", Direction)
    def test_as_far_as_both_allow(
        self, direction: Direction, may_send: bool, may_receive: bool
    ) -> None:
        text = f"{SESSION}{AUDIO}a={direction}\r\na=msid:s t\r\n{APPLICATION}"
        allowed = {
            "may_send": {"a"} if may_send else (),
            "may_receive": {"a"} if may_receive else (),
        }
        sends, receives = "send" in direction, "recv" in direction
        if sends and not may_send:
            with pytest.raises(MediaNotConsented):
                guard(text, **allowed)
            return
        expected = {
            (True, True): "sendrecv", (True, False): "sendonly",
            (False, True): "recvonly", (False, False): "inactive",
        }[sends, receives and may_receive]  # fmt: skip
        forwarded = guard(text, **allowed)
        assert directions(forwarded) == [expected, "sendrecv"]
        assert ("a=msid" in forwarded) is sends


def media_link(*places: str, rest: str = "") -> str:
    """A description with a section of each kind, `audio:0` and so on."""
    text = SESSION
    for place in places:
        kind, mid = place.split(":")
        section = APPLICATION if kind == "application" else AUDIO.replace("audio", kind)
        text += re.sub("a=mid:.", f"a=mid:{mid}", section) + rest
    return text


WHOLE = ("audio:0", "video:1", "video:2", "audio:3", "application:4")


class TestMediaSections:
    def test_the_five_of_the_contract(self) -> None:
        media_sections(media_link(*WHOLE, rest="a=inactive\r\n"))

    @pytest.mark.parametrize(
        "places",
        [
            ("application:4",),
            WHOLE[:4],
            (*WHOLE, "video:5"),
            (*WHOLE[:4], "audio:5", "application:4"),
            ("video:0", *WHOLE[1:]),
            ("audio:1", "video:0", *WHOLE[2:]),
            ("audio:0", "video:2", "video:1", *WHOLE[3:]),
            ("audio:3", "video:1", "video:2", "audio:0", "application:4"),
            (*WHOLE[:4], "application:d"),
            (*WHOLE[:3], "application:3", "audio:4"),
        ],
    )
    def test_anything_else_is_refused(self, places: tuple[str, ...]) -> None:
        with pytest.raises(SdpRefused, match="those of a media link"):
            media_sections(media_link(*places))

    def test_what_has_no_form_is_refused(self) -> None:
        with pytest.raises(SdpRefused):
            media_sections(MEDIA.replace("a=mid:0", "a=mid: 0"))


class TestForm:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\r\n",
            "v=0\r\n",
            SESSION,
            SESSION + APPLICATION.removesuffix("\r\n"),
            SESSION + APPLICATION.replace("\r\n", "\n"),
            SESSION + APPLICATION + "\r\n",
            "\ufeff" + SESSION + APPLICATION,
            SESSION.replace("v=0", "v=1") + APPLICATION,
            SESSION.replace("s=-\r\n", "") + APPLICATION,
            SESSION.replace("s=-\r\n", "s=\r\n") + APPLICATION,
            SESSION + SESSION + APPLICATION,
            SESSION + APPLICATION + "v=0\r\n",
            SESSION + APPLICATION + "z=0\r\n",
            SESSION + APPLICATION + "c=IN IP4 0.0.0.0\r\n",
            SESSION + "a=mid:d\r\n" + APPLICATION,
            SESSION + APPLICATION + "a=Fingerprint:x\r\n",
            SESSION + APPLICATION + "a=candidate:1 1 udp 1 192.0.2.1 99999 typ host\r\n",
            SESSION + APPLICATION + "a=candidates\r\n",
        ],
    )
    def test_refused(self, text: str) -> None:
        with pytest.raises(SdpRefused):
            parse(text)

    @pytest.mark.parametrize(
        "line",
        [
            "m=audio 9 RTP/AVP 0",
            "m=audio 9 UDP/TLS/RTP/SAVPF",
            "m=audio 9/2 UDP/TLS/RTP/SAVPF 0",
            "m=audio 65536 UDP/TLS/RTP/SAVPF 0",
            "m=audio 9 UDP/TLS/RTP/SAVPF 0 ",
            "m=audio  9 UDP/TLS/RTP/SAVPF 0",
            "m=Audio 9 UDP/TLS/RTP/SAVPF 0",
            "m=audio 9 UDP/DTLS/SCTP webrtc-datachannel",
            "m=application 9 UDP/TLS/RTP/SAVPF 0",
            "m=application 9 DTLS/SCTP 5000",
            "m=application 65536 UDP/DTLS/SCTP webrtc-datachannel",
            "m=text 9 UDP/TLS/RTP/SAVPF 0",
            "m=message 9 TCP/MSRP *",
            "m=image 0 udptl t38",
        ],
    )
    def test_unknown_sections_are_refused(self, line: str) -> None:
        with pytest.raises(SdpRefused):
            parse(f"{SESSION}{line}\r\na=mid:0\r\n")

    @pytest.mark.parametrize("protocol", ["UDP", "TCP"])
    def test_both_transports(self, protocol: str) -> None:
        text = (SESSION + AUDIO + APPLICATION).replace("UDP/", f"{protocol}/")
        assert [section.kind for section in parse(text).sections] == [Kind.AUDIO, Kind.APPLICATION]

    @pytest.mark.parametrize(
        "mid", ["", "a=mid\r\n", "a=mid:a b\r\n", f"a=mid:{'m' * 17}\r\n", "a=mid:a\r\na=mid:b\r\n"]
    )
    def test_one_valid_mid_is_needed(self, mid: str) -> None:
        with pytest.raises(SdpRefused, match="mid"):
            parse(SESSION + AUDIO.replace("a=mid:a\r\n", mid) + "a=inactive\r\n" + APPLICATION)

    def test_mids_are_unique(self) -> None:
        with pytest.raises(SdpRefused, match="same mid"):
            parse(SESSION + AUDIO + APPLICATION.replace("mid:d", "mid:a"))

    @pytest.mark.parametrize("sections", [AUDIO + "a=inactive\r\n", APPLICATION * 2])
    def test_a_link_has_one_data_section(self, sections: str) -> None:
        with pytest.raises(SdpRefused, match=r"data section|same mid"):
            guard(SESSION + sections)

    def test_two_data_sections(self) -> None:
        with pytest.raises(SdpRefused, match="exactly one data section"):
            guard(SESSION + APPLICATION + APPLICATION.replace("mid:d", "mid:e"))

    def test_a_refusal_repeats_nothing_of_the_text(self) -> None:
        with pytest.raises(SdpRefused) as refused:
            parse(SESSION + APPLICATION + "a=<script>\r\n")
        assert str(refused.value) == "The session description was refused: line 7 is malformed."


class TestBounds:
    def test_bytes(self) -> None:
        head = SESSION + APPLICATION + "a=x:"
        most = head + "y" * (MAX_BYTES - len(head) - 2) + "\r\n"
        assert len(most) == MAX_BYTES
        parse(most)
        with pytest.raises(SdpRefused, match="bytes"):
            parse(most.replace("a=x:", "a=x:y"))

    def test_lines(self) -> None:
        most = SESSION + APPLICATION + "a=x\r\n" * (MAX_LINES - 6)
        parse(most)
        with pytest.raises(SdpRefused, match="lines"):
            parse(most + "a=x\r\n")

    def test_sections(self) -> None:
        most = SESSION + "".join(
            AUDIO.replace("mid:a", f"mid:{number}") for number in range(MAX_SECTIONS)
        )
        assert len(parse(most).sections) == MAX_SECTIONS
        with pytest.raises(SdpRefused, match="media sections"):
            parse(most + APPLICATION)

    def test_candidates(self) -> None:
        one = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"
        most = SESSION + APPLICATION + one * MAX_CANDIDATES
        assert guard(most).count("a=candidate:") == MAX_CANDIDATES
        with pytest.raises(SdpRefused, match="candidates"):
            guard(most + one)

    @pytest.mark.parametrize("count", [500, 990])
    def test_quadratic_for_others_linear_here(self, count: int) -> None:
        """20 and 40 KB that keep aiortc's parser busy for 0.4 and 3.4 s; here, 2 ms."""
        maps = "".join(f"a=rtpmap:{number} opus/48000/2\r\n" for number in range(count))
        text = SESSION + APPLICATION + AUDIO + "a=inactive\r\n" + maps + "a=rtcp-fb:* x\r\n" * count
        started = time.process_time()
        guard(text)
        assert time.process_time() - started < 0.5

    @pytest.mark.parametrize("tail", [" x" * 29_000, "a" * 59_000, " " * 59_000, "=:" * 29_000])
    def test_no_line_is_expensive(self, tail: str) -> None:
        text = f"{SESSION}{APPLICATION}a=candidate:1 1 udp 1 192.0.2.1 9 typ host{tail}\x7f\r\n"
        started = time.process_time()
        with pytest.raises(SdpRefused):
            guard(text)
        assert time.process_time() - started < 0.5


def edits() -> st.SearchStrategy[list[tuple[float, str]]]:
    """Where in the text (0 to 1) which piece is put in its place."""
    pieces = st.sampled_from(
        [
            "",
            " ",
            "\r\n",
            "\r",
            "\n",
            "\x0b",
            "\u2028",
            ":x",
            "a=sendrecv\r\n",
            "a=inactive\r\n",
            "a=mid:0\r\n",
            AUDIO,
            APPLICATION,
        ]
    )
    return st.lists(
        st.tuples(st.floats(0, 1), pieces | st.text(max_size=3)), min_size=1, max_size=4
    )


@settings(max_examples=500)
@given(text=st.sampled_from(list(REAL.values())), changes=edits(), by_line=st.booleans())
def test_fuzz(text: str, changes: list[tuple[float, str]], by_line: bool) -> None:
    for place, piece in changes:
        at = int(place * len(text))
        if by_line:
            at = text.find("\r\n", at) + 2
        text = text[:at] + piece + text[at + (0 if by_line else len(piece)) :]
    try:
        forwarded = guard(text)
    except (SdpRefused, MediaNotConsented):
        return
    assert guard(forwarded) == forwarded
    assert parse(forwarded).render() == forwarded
    for section in parse(forwarded).sections:
        assert section.kind is Kind.APPLICATION or section.direction is Direction.INACTIVE
    for media in re.split(r"^m=", forwarded, flags=re.MULTILINE)[1:]:
        assert len(re.findall(r"^a=(?:sendrecv|sendonly|recvonly|inactive)", media, re.M)) == 1


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    with pytest.raises(SdpRefused):
        guard(text)

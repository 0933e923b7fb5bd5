import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.candidate import MAX_CHARACTERS, candidate
from broker.errors import SdpRefused

HOST = "candidate:2051068863 1 udp 2122194687 192.0.2.2 41794 typ host"


@pytest.mark.parametrize(
    "text",
    [
        "",
        HOST,
        HOST + " generation 0 ufrag MjmR network-id 1",
        HOST.replace("udp", "UDP"),
        HOST.replace("192.0.2.2", "2001:db8::2"),
        HOST.replace("192.0.2.2", "3f2504e0-4f89-41d3-9a0c-0305e82c3301.local"),
        "candidate:0 1 TCP 2105458943 192.0.2.2 9 typ host tcptype active",
        "candidate:f9/+ 1 udp 1677729535 203.0.113.1 46154 typ srflx raddr 10.0.0.1 rport 46154",
        "candidate:1 2 udp 33562367 203.0.113.9 65535 typ relay raddr 0.0.0.0 rport 0 generation 0",
        "candidate:1 1 udp 1 203.0.113.9 1 typ prflx",
    ],
)
def test_candidates_as_browsers_and_aiortc_write_them(text: str) -> None:
    candidate(text)


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "candidate:",
        "a=" + HOST,
        HOST.removeprefix("candidate:"),
        HOST + " ",
        HOST + "\r\n",
        HOST + "\n",
        HOST + "\r\na=sendrecv",
        HOST + " generation",
        HOST + " generation 0\x0b",
        HOST + " name v\u2028",
        HOST.replace(" 1 ", " 1  "),
        HOST.replace("udp", "sctp"),
        HOST.replace("host", "guest"),
        HOST.replace("192.0.2.2", "<b>"),
        HOST.replace("41794", "65536"),
        HOST.replace("41794", "-1"),
        HOST.replace("41794", "४"),
        HOST.replace(" 1 udp", " 257 udp"),
        HOST.replace("2122194687", "2147483648"),
        HOST.replace("2051068863", "x" * 33),
        HOST + " raddr 10.0.0.1 rport 65536",
        HOST + " x" * MAX_CHARACTERS,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SdpRefused):
        candidate(text)


def test_the_longest_candidate_that_is_taken() -> None:
    most = HOST + " x " + "y" * (MAX_CHARACTERS - len(HOST) - 3)
    candidate(most)
    with pytest.raises(SdpRefused):
        candidate(most + "y")


@given(st.text() | st.text(alphabet="candidate:01 udp.typhos-+\r\n", max_size=80).map(HOST.__add__))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    try:
        candidate(text)
    except SdpRefused:
        return
    assert text.isascii() and text.isprintable()

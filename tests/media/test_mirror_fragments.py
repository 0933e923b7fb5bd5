import tracemalloc
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.errors import BadFrame
from media.mirror.fragments import (
    FRAGMENT_BYTES,
    PAYLOAD_BYTES,
    SEQUENCES,
    Assembler,
    Flag,
    Fragment,
    Gap,
    Message,
    split,
)

MIRROR = Flag.FIRST | Flag.SNAPSHOT
BOTH = Flag.FIRST | Flag.LAST


def fragments(*messages: Message, first: int = 0) -> list[Fragment]:
    parts = [part for message in messages for part in split(message)]
    return [
        Fragment(flags, 7, (first + number) % SEQUENCES, payload)
        for number, (flags, payload) in enumerate(parts)
    ]


def assembler(most: int = 10 * PAYLOAD_BYTES) -> Assembler:
    return Assembler(most, resumes=MIRROR)


def test_the_bytes_of_the_header_are_as_documented() -> None:
    encoded = Fragment(Flag.FIRST | Flag.SNAPSHOT, 0x01020304, 0x05060708, b"x").encode()
    assert encoded == bytes.fromhex("02 05 0000 01020304 05060708") + b"x"
    assert Fragment.decode(encoded) == Fragment(MIRROR, 0x01020304, 0x05060708, b"x")


@given(
    st.lists(
        st.builds(Message, st.binary(max_size=3 * PAYLOAD_BYTES), st.booleans(), st.booleans()),
        max_size=4,
    ),
    st.integers(0, SEQUENCES - 1),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_messages_come_out_as_they_went_in(messages: list[Message], first: int) -> None:
    messages = [Message(b"start", snapshot=True), *messages]
    receiver = assembler()
    out = []
    for fragment in fragments(*messages, first=first):
        data = fragment.encode()
        assert len(data) <= FRAGMENT_BYTES
        if (message := receiver.add(Fragment.decode(data))) is not None:
            out.append(message)
    assert out == messages


def test_an_empty_message_is_one_fragment() -> None:
    assert list(split(Message(b"", snapshot=False))) == [(BOTH, b"")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x02\x03\x00\x00" + bytes(7),
        b"\x01\x03\x00\x00" + bytes(8),
        b"\x02\x10\x00\x00" + bytes(8),
        b"\x02\x03\x00\x01" + bytes(8),
        b"\x02\x03\x00\x00" + bytes(FRAGMENT_BYTES - 3),
    ],
    ids=["empty", "short", "version", "flags", "zero", "long"],
)
def test_other_headers_are_refused(data: bytes) -> None:
    with pytest.raises(BadFrame):
        Fragment.decode(data)


def test_a_gap_is_a_fault_and_the_next_snapshot_heals_it() -> None:
    receiver = assembler()
    start, lost, after = fragments(Message(b"0", True), Message(b"1", False), Message(b"2", False))
    receiver.add(start)
    with pytest.raises(Gap, match="fragment 2 instead of 1"):
        receiver.add(after)
    assert receiver.add(lost) is None
    (again,) = fragments(Message(b"3", True), first=900)
    (next_one,) = fragments(Message(b"4", False), first=901)
    assert receiver.add(again) == Message(b"3", True)
    assert receiver.add(next_one) == Message(b"4", False)


def test_a_snapshot_may_break_off_a_message() -> None:
    receiver = assembler()
    long = fragments(Message(bytes(PAYLOAD_BYTES + 1), True))
    receiver.add(long[0])
    (again,) = fragments(Message(b"new", True), first=1)
    assert receiver.add(again) == Message(b"new", True)


def test_a_fragment_outside_a_message_and_one_within_another_are_faults() -> None:
    with pytest.raises(BadFrame, match="outside"):
        assembler().add(Fragment(Flag.LAST, 7, 0, b"x"))
    receiver = assembler()
    receiver.add(Fragment(Flag.FIRST, 7, 0, b"x"))
    with pytest.raises(BadFrame, match="within"):
        receiver.add(Fragment(Flag.FIRST, 7, 1, b"x"))


def test_a_message_that_is_too_long_is_a_fault() -> None:
    receiver = assembler(most=3)
    with pytest.raises(BadFrame, match="more than 3 bytes"):
        receiver.add(Fragment(BOTH, 7, 0, b"1234"))
    assert receiver.faulty


def test_a_channel_without_snapshots_goes_on_with_the_next_message() -> None:
    receiver = Assembler(100, resumes=Flag.FIRST)
    receiver.add(Fragment(BOTH, 7, 0, b"a"))
    with pytest.raises(Gap):
        receiver.add(Fragment(BOTH, 7, 5, b"b"))
    assert receiver.add(Fragment(BOTH, 7, 6, b"c")) == Message(b"c", False)


def deflated(payload: bytes) -> Fragment:
    return Fragment(BOTH | Flag.DEFLATED, 7, 0, payload)


def raw_deflate(payload: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(payload) + compressor.flush()


def test_a_deflated_message_is_a_raw_stream() -> None:
    message = Message(b"page " * 10_000, snapshot=True, deflated=True)
    (fragment,) = fragments(message)
    assert zlib.decompress(fragment.payload, wbits=-15) == message.payload
    assert fragment.flags == BOTH | Flag.SNAPSHOT | Flag.DEFLATED


def test_a_bomb_is_not_inflated_further_than_the_limit() -> None:
    bomb = raw_deflate(bytes(4 * 1024 * 1024))
    tracemalloc.start()
    try:
        with pytest.raises(BadFrame, match="more than 1000 bytes"):
            assembler(most=1000).add(deflated(bomb[:1000]))
        with pytest.raises(BadFrame, match=f"more than {len(bomb)} bytes"):
            assembler(most=len(bomb)).add(deflated(bomb))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1024 * 1024


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xff",
        raw_deflate(b"page")[:-1],
        raw_deflate(b"page") + b"more",
        zlib.compress(b"page"),
    ],
    ids=["nothing", "garbage", "cut off", "too long", "with a header"],
)
def test_what_is_not_one_whole_stream_is_a_fault(payload: bytes) -> None:
    receiver = assembler()
    with pytest.raises(BadFrame, match="deflated"):
        receiver.add(deflated(payload))
    assert receiver.faulty


@pytest.mark.parametrize("kind", [Flag.SNAPSHOT, Flag.DEFLATED])
def test_all_fragments_of_a_message_are_of_one_kind(kind: Flag) -> None:
    receiver = assembler()
    receiver.add(Fragment(Flag.FIRST, 7, 0, b"x"))
    with pytest.raises(BadFrame, match="two kinds"):
        receiver.add(Fragment(Flag.LAST | kind, 7, 1, b"x"))


@pytest.mark.parametrize("kind", [Flag.SNAPSHOT, Flag.DEFLATED])
def test_assets_are_neither_snapshots_nor_deflated(kind: Flag) -> None:
    receiver = Assembler(100, resumes=Flag.FIRST)
    with pytest.raises(BadFrame, match="where there is none"):
        receiver.add(Fragment(BOTH | kind, 7, 0, raw_deflate(b"x")))

"""The protocol core, without any socket."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from signaling import messages
from signaling.connection import Close, Connection, Outcome, State
from signaling.messages import CloseCode, Error, Hello, Ping
from tests.signaling.test_bad_input import VALID

HELLO = b'{"type": "hello", "id": "h", "protocol": 1}'
BYTES = 1_000


def fresh(burst: int = 1_000_000) -> Connection:
    return Connection(message_bytes=BYTES, rate=1.0, burst=burst, now=0.0)


def ready() -> Connection:
    connection = fresh()
    assert isinstance(connection.receive_text(HELLO, 0.0), Hello)
    assert connection.state is State.READY
    return connection


def text(connection: Connection, message: object) -> Outcome:
    return connection.receive_text(json.dumps(message).encode(), 0.0)


def test_hello_makes_it_ready() -> None:
    hello = fresh().receive_text(HELLO, 0.0)
    assert hello == Hello(id="h", protocol=1, client="")


@pytest.mark.parametrize("kind", VALID)
def test_every_request_passes_when_ready_and_none_before(kind: str) -> None:
    message = {"type": kind, "id": "1", **VALID[kind]}
    if len(json.dumps(message)) <= BYTES:
        assert type(text(ready(), message)).__struct_config__.tag == kind
    assert isinstance(text(fresh(), message), Close)


def test_closed_is_sticky() -> None:
    connection = ready()
    assert connection.receive_binary(b"") == Close(CloseCode.BAD_MESSAGE)
    assert connection.state is State.CLOSED
    for _ in range(2):
        assert isinstance(connection.receive_text(HELLO, 0.0), Close)
        assert isinstance(text(connection, {"type": "ping", "id": "1"}), Close)


SEALED = bytes([1, *range(16), 99])


def test_a_sealed_frame_passes_when_ready_and_not_before() -> None:
    assert ready().receive_binary(SEALED) is None
    assert fresh().receive_binary(SEALED) == Close(CloseCode.BAD_MESSAGE)


@pytest.mark.parametrize("frame", [b"", SEALED[:17], b"\2" + SEALED[1:], b'{"type": "ping"}    '])
def test_other_binary_frames_close(frame: bytes) -> None:
    assert ready().receive_binary(frame) == Close(CloseCode.BAD_MESSAGE)


def test_a_sealed_frame_may_be_as_long_as_any_message() -> None:
    padded = SEALED.ljust(BYTES, b"x")
    assert ready().receive_binary(padded) is None
    assert ready().receive_binary(padded + b"x") == Close(CloseCode.TOO_BIG)


def test_the_time_for_hello() -> None:
    connection = fresh()
    assert connection.hello_missing() == Close(CloseCode.HELLO_TIMEOUT)
    assert connection.state is State.CLOSED


def test_an_error_echoes_the_id_if_there_is_one() -> None:
    connection = ready()
    for key, echoed in (("7", "7"), (7, None), (None, None), ("x" * 65, None)):
        outcome = text(connection, {"type": "nonsense", "id": key})
        assert isinstance(outcome, Error)
        assert (outcome.code, outcome.id) == ("bad_message", echoed)
    assert connection.state is State.READY


def test_the_last_byte_counts() -> None:
    frame = b'{"type":"ping","id":"1"}'
    assert isinstance(ready().receive_text(frame.ljust(BYTES), 0.0), Ping)
    assert ready().receive_text(frame.ljust(BYTES + 1), 0.0) == Close(CloseCode.TOO_BIG)


def test_the_bucket_refills() -> None:
    connection = fresh(burst=2)
    frame = b'{"type":"ping","id":"1"}'
    connection.receive_text(HELLO, 0.0)
    assert isinstance(connection.receive_text(frame, 0.0), Ping)
    assert isinstance(connection.receive_text(frame, 1.0), Ping)
    assert connection.receive_text(frame, 1.5) == Close(CloseCode.RATE)


def test_pings_of_the_protocol_below_count_too() -> None:
    connection = fresh(burst=1)
    assert connection.receive_control(0.0) is None
    assert connection.receive_control(0.5) == Close(CloseCode.RATE)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
TAGS = [*sorted(VALID), "hello", "nonsense"]


@st.composite
def almost_messages(draw: st.DrawFn) -> bytes:
    """A message with some of its values exchanged for something else."""
    kind = draw(st.sampled_from(TAGS))
    message: dict[str, Any] = {"type": kind, "id": "1", **VALID.get(kind, {"protocol": 1})}
    for name in draw(st.lists(st.sampled_from(sorted(message)), max_size=3)):
        message[name] = draw(JSON)
    return json.dumps(message).encode("utf-8", "surrogatepass")


FRAMES = st.binary(max_size=200) | JSON.map(lambda x: json.dumps(x).encode()) | almost_messages()


@given(FRAMES)
def test_f02_no_frame_raises(frame: bytes) -> None:
    for connection in (fresh(), ready()):
        outcome = connection.receive_text(frame, 0.0)
        if isinstance(outcome, messages.Request):
            # What passes is valid: it can be written down again and is the same.
            again = msgspec.json.decode(msgspec.json.encode(outcome), type=messages.ClientMessage)
            assert again == outcome


class AnyOrder(RuleBasedStateMachine):
    """F-03: any frame in any state; the states only go forward, and nothing passes out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = fresh()
        self.reached = State.EXPECTING_HELLO

    @rule(frame=FRAMES | st.just(HELLO))
    def text(self, frame: bytes) -> None:
        before = self.connection.state
        outcome = self.connection.receive_text(frame, 0.0)
        match before, outcome:
            case _, Close():
                assert self.connection.state is State.CLOSED
            case State.EXPECTING_HELLO, Hello():
                assert self.connection.state is State.READY
            case State.READY, Error():
                assert self.connection.state is State.READY
            case State.READY, _:
                assert not isinstance(outcome, Hello)
            case _:
                raise AssertionError((before, outcome))

    @rule()
    def control(self) -> None:
        assert self.connection.receive_control(0.0) is None

    @invariant()
    def states_only_go_forward(self) -> None:
        order = list(State)
        assert order.index(self.connection.state) >= order.index(self.reached)
        self.reached = self.connection.state


TestAnyOrder = AnyOrder.TestCase

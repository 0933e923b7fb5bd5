"""What strangers may say on the channel `call`."""

import pytest

from media.call.channel import (
    MESSAGE_BYTES,
    DeviceTrouble,
    Listener,
    Shown,
    StateMessage,
    Trouble,
    encode,
)
from signaling.messages import Surface


def said(data: bytes, *, agents: bool = False) -> Listener:
    listener = Listener(agents=agents)
    listener.receive(data, 1.0)
    return listener


def test_a_state_is_heard() -> None:
    state = StateMessage(
        muted=True,
        surface=Surface.BROWSER,
        screen=Shown.LIVE,
        trouble=Trouble(camera=DeviceTrouble.DENIED),
    )
    assert said(encode(state)).state == state
    assert b'"type":"state"' in encode(state)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'{"type":"state"',
        b'{"type":"stat"}',
        b'{"type":"state","muted":1}',
        b'{"type":"state","surface":"wall"}',
        b'{"type":"state","screen":null}',
        b'{"type":"state","trouble":null}',
        b'{"type":"state","trouble":{"camera":"asleep"}}',
        b'{"type":"joined"}',
        b'{"type":"people"}',
        b'{"type":"people","agents":[1]}',
        b'{"type":"people","agents":[""]}',
        b"[" * 2000,
    ],
)
def test_what_does_not_parse_changes_nothing(data: bytes) -> None:
    listener = said(data)
    assert listener.state is None
    assert listener.faults == {"format": 1}


def test_what_is_too_long_is_not_looked_at() -> None:
    assert said(encode(StateMessage()).ljust(MESSAGE_BYTES + 1)).faults == {"size": 1}


def test_thirty_a_second() -> None:
    listener = Listener(agents=True)
    for _ in range(40):
        listener.receive(b'{"type":"again"}', 1.0)
    assert (listener.asked_again, listener.faults) == (30, {"rate": 10})
    listener.receive(b'{"type":"again"}', 1.1)
    assert listener.asked_again == 31


def test_each_side_says_only_what_is_its_own() -> None:
    screen = encode(StateMessage(screen=Shown.LIVE, surface=Surface.WINDOW))
    assert said(screen, agents=True).state is None
    for agents_only in (b'{"type":"joined","joined":true}', b'{"type":"again"}'):
        assert said(agents_only).faults == {"role": 1}
        assert said(agents_only, agents=True).faults == {}
    people = b'{"type":"people","agents":["a1"]}'
    assert said(people).people == ("a1",)
    assert said(people, agents=True).faults == {"role": 1}

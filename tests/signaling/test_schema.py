import subprocess
import sys

import pytest

from broker.events import AnyEvent
from signaling import schema
from signaling.messages import ClientMessage, ServerMessage


def test_the_committed_types_are_fresh() -> None:
    assert schema.TARGET.read_text() == schema.typescript(), "run `make schema`"


def test_the_command_says_by_its_exit_status_that_they_are_fresh() -> None:
    command = [sys.executable, "-m", "signaling.schema", "--check"]
    assert subprocess.run(command, check=False).returncode == 0


def test_every_message_is_in_its_union() -> None:
    text = schema.typescript()
    for name, union in {"ClientMessage": ClientMessage, "ServerMessage": ServerMessage}.items():
        declaration = text.split(f"export type {name} =")[1].split("\n\n")[0]
        for struct in schema.tagged(union).values():
            assert (
                f"| {schema.RENAMED.get(struct.__name__, struct.__name__)}\n" in declaration + "\n"
            )


def test_every_type_is_the_tag_of_one_struct() -> None:
    # A request and what relays it share a `type`; within one direction it is unique.
    text = schema.typescript()
    for union in (ClientMessage, ServerMessage, AnyEvent):
        for tag in schema.tagged(union):
            assert f"readonly type: '{tag}'" in text


@pytest.mark.parametrize(
    ("interface", "line"),
    [
        ("StartSession", "readonly conversation?: string | null"),  # a client may leave it out
        ("ConversationView", "readonly session: SessionView | null"),  # the server never does
        ("ConversationOpened", "readonly timeline: readonly AnyEvent[]"),
        ("SessionView", "readonly scopes: Readonly<Record<string, ScopeView>>"),
        ("Ack", "readonly result: Readonly<Record<string, string | number | null>>"),
        ("ErrorMessage", "readonly id: string | null"),
    ],
)
def test_fields(interface: str, line: str) -> None:
    body = schema.typescript().split(f"export interface {interface} {{\n")[1].split("}\n")[0]
    assert f"  {line}\n" in body


def test_close_codes_are_distinct() -> None:
    codes = schema.close_codes()
    assert len(set(codes.values())) == len(codes)
    assert f"  SIGNED_OUT: {codes['SIGNED_OUT']}," in schema.typescript()

"""What a customer signs, as raw messages that know no more than what came over the wire."""

from collections.abc import Iterator
from typing import Any

import msgspec

from media.errors import PeerError
from media.signing import SigningKey, Told, signed
from signaling.messages import AnyEvent, AskScope, ClientMessage, Scope

Message = dict[str, Any]


def with_signature(
    message: Message, received: list[Message], key: SigningKey, now: float
) -> Message:
    """`message`, signed as her browser would after all that it has `received`; as it is where it
    says yes to nothing, or is none that a browser would send."""
    try:
        request = msgspec.convert(message, ClientMessage)
    except (msgspec.ValidationError, ValueError):
        return message
    known = told(received)
    try:
        full = signed(request, key, known, now)
    except PeerError:
        # Of a question that nobody asked: a true signature, under what is nothing.
        asked = AskScope(id="x", conversation="none", scope=Scope.VIEW, request="none")
        full = signed(asked, key, known, now)
    plain = msgspec.to_builtins(full)
    return message | {"signed": plain["signed"]} if plain.get("signed") else message


def told(received: list[Message]) -> Told:
    """What the messages say."""
    ready = next(message for message in received if message["type"] == "ready")
    policies = [state["policy"] for state in _states(received)]
    included = not policies or policies[-1]["control"] == "included"
    events = [msgspec.convert(event, AnyEvent) for event in _questions(received)]
    return Told(ready["person"]["id"], events, included)


def _states(received: list[Message]) -> Iterator[Message]:
    for message in received:
        if message["type"] == "ready":
            yield from (opened["state"] for opened in message["conversations"])
        elif message["type"] in ("conversation.state", "conversation.opened"):
            yield message["state"]


def _questions(received: list[Message]) -> Iterator[Message]:
    for message in received:
        timelines = [message.get("timeline") or []]
        if message["type"] == "ready":
            timelines = [opened["timeline"] for opened in message["conversations"]]
        for event in [message, *(event for timeline in timelines for event in timeline)]:
            if event["type"] in ("scope.asked", "participant.asked"):
                yield event

"""What a webhook says of an event: what the audit log keeps of it, ids and kinds only. No names, no
words, nothing of any page."""

from datetime import UTC, datetime
from typing import get_args

import msgspec

from broker.audit import record
from broker.events import AnyEvent, Event

TEST = "webhook.test"
# Those that can be selected.
TYPES: frozenset[str] = frozenset(str(kind.__struct_config__.tag) for kind in get_args(AnyEvent))


def type_of(event: Event) -> str:
    return str(event.__struct_config__.tag)


def of_event(event: Event, site_key: str) -> bytes:
    """The body for `event`, as Standard Webhooks has it: type, timestamp, data."""
    kept = msgspec.to_builtins(record(event))
    data = {name: value for name, value in kept.items() if name != "type"} | {"site": site_key}
    return _body(type_of(event), event.at, data)


def of_test(site_key: str, now: float) -> bytes:
    return _body(TEST, now, {"site": site_key})


def _body(kind: str, at: float, data: dict[str, object]) -> bytes:
    timestamp = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    said = {"type": kind, "timestamp": timestamp.replace("+00:00", "Z"), "data": data}
    return msgspec.json.encode(said)

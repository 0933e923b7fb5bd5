"""One log line per lifecycle transition: ids and kinds, never what people wrote or are called."""

from collections.abc import Iterable

import structlog

from broker.events import ConversationMessaged, Event, PageShown

log = structlog.get_logger()

_IDS = ("session", "scope", "grant", "request", "endpoint", "kind", "reason")
_QUIET = (ConversationMessaged, PageShown)


def log_transitions(decided: Iterable[Event]) -> None:
    for event in decided:
        if isinstance(event, _QUIET):
            continue
        ids = {name: value for name in _IDS if (value := getattr(event, name, None)) is not None}
        by = getattr(event, "by", None)
        if by is not None:
            ids["by"] = by.id
        log.info(
            event.__struct_config__.tag,
            conversation=event.conversation,
            seq=event.seq,
            **ids,
        )

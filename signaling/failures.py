"""The one place where an exception becomes an answer."""

import structlog

from broker.errors import BrokerError
from signaling.errors import Internal, Unavailable
from signaling.store import Conflict, StoreUnavailable

log = structlog.get_logger()


def as_refusal(error: Exception) -> BrokerError:
    """What may be told of `error`. The unforeseen is logged here, and told as `internal`."""
    match error:
        case BrokerError():
            return error
        case Conflict() | StoreUnavailable():
            log.error("store.refused", kind=type(error).__name__, exc_info=error)
            return Unavailable()
        case _:
            log.error("request.failed", kind=type(error).__name__, exc_info=error)
            return Internal()

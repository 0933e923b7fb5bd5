"""Logging: one line per event on standard error, as JSON or for a console."""

import logging
import sys

import msgspec
import structlog
from aiohttp.http_exceptions import HttpProcessingError


def configure_logging(log_format: str, log_level: str = "info") -> None:
    level = logging.getLevelNamesMapping()[log_level.upper()]
    match log_format:
        case "console":
            render: structlog.typing.Processor = structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
            factory: object = structlog.PrintLoggerFactory(sys.stderr)
        case _:
            render = structlog.processors.JSONRenderer(serializer=_to_json)
            factory = structlog.BytesLoggerFactory(sys.stderr.buffer)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without the values of local variables: they hold what people wrote, and passwords.
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=factory,  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )
    # Libraries: what they have to complain about, and no request lines (they hold tickets).
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
    # It complains about the headers of anybody who knocks.
    logging.getLogger("aiohttp.websocket").setLevel(logging.ERROR)
    logging.getLogger("aiohttp.server").addFilter(_of_the_server)


def _of_the_server(record: logging.LogRecord) -> bool:
    """Of what is no request aiohttp tells the address and the bytes that are wrong, which may be a
    token: anybody can fill the log with that, and nobody learns from it. What else fails there is
    told without the address."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError):
        return False
    record.msg, record.args = "a request failed outside of all handlers", ()
    return True


def _to_json(line: object, **_options: object) -> bytes:
    return msgspec.json.encode(line, enc_hook=str)

"""Logging: one line per event on standard error, as JSON or for a console."""

import logging
import sys

import structlog


def configure_logging(log_format: str, level: int = logging.INFO) -> None:
    render: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if log_format == "console":
        render = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries: what they have to complain about, and no request lines (they hold tickets).
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
    # It complains about the headers of anybody who knocks.
    logging.getLogger("aiohttp.websocket").setLevel(logging.ERROR)

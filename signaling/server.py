"""A whole server: opened, listening, closed again."""

import errno
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
from aiohttp import web
from msgspec.structs import replace

from signaling.app import Parts, create_app
from signaling.assets import Assets
from signaling.config import Settings
from signaling.metrics import Metrics
from signaling.pages import Demo
from signaling.store import Store

BACKLOG = 1024
# Time for open connections to end by themselves when the server stops.
SHUTDOWN_SECONDS = 3.0


class CannotListen(Exception):
    """The sentence says why."""


class Running(msgspec.Struct, frozen=True):
    """`settings` with the port that was really taken."""

    settings: Settings
    app: web.Application


PrepareDemo = Callable[[Store, Settings], Awaitable[Demo]]


@asynccontextmanager
async def running(
    settings: Settings,
    assets: Assets,
    prepare_demo: PrepareDemo | None = None,
    clock: Callable[[], float] = time.time,
) -> AsyncIterator[Running]:
    """A server that answers as long as the context lasts.

    Raises CannotListen, StoreUnavailable.
    """
    listening = listen(settings.host, settings.port)
    try:
        settings = replace(settings, port=listening.getsockname()[1])
        metrics = Metrics()
        store = await Store.open(settings.database_url, metrics.committed)
    except BaseException:
        listening.close()
        raise
    try:
        demo = await prepare_demo(store, settings) if prepare_demo is not None else None
        app = await create_app(Parts(settings, store, metrics, assets, demo, clock))
        runner = web.AppRunner(
            app,
            access_log=None,
            handle_signals=False,
            # In aiohttp this is also the time for a connection's first request to arrive.
            keepalive_timeout=settings.header_seconds,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            yield Running(settings, app)
        finally:
            await runner.cleanup()
    finally:
        listening.close()
        await store.close()


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(f"Port {port} is in use; choose another one with --port.") from None
        raise CannotListen(f"Cannot listen on {host}:{port}: {error.strerror}.") from None

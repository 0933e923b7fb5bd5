"""A real server in a process of its own, as an operator runs it: `alongside demo` on a free port
with a data folder. For tests that need a process (kill -9, browsers, other languages).

    with start_server(tmp_path) as server:
        server.base_url, server.site_key, server.user_name, server.password
        server.kill_and_restart()        # kill -9; the same port and data

or `async with start_server_async(tmp_path)`. `stub_bundle=True` serves an empty browser bundle, for
tests that need none.
"""

import asyncio
import json
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from signaling.demo_site import database_url
from tests.helpers.forked import Forked
from tests.helpers.tables import put_tables

STOP_SECONDS = 20.0


class ServerProcess:
    """`start` returns when the server answers. `data_dir` survives restarts."""

    def __init__(
        self, data_dir: Path, environment: Mapping[str, str] | None, *, stub_bundle: bool
    ) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.site_key = ""
        self.user_name = ""
        self.password = ""
        self._environment = environment
        self._stub_bundle = stub_bundle
        self._process: Forked | None = None

    @property
    def origin(self) -> str:
        """Pages of this origin may act as customers; it is the broker's own origin, too."""
        return self.base_url

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        put_tables(database_url(self.data_dir))
        self._process = Forked(
            ["demo", "--port", str(self.port), "--data", str(self.data_dir)],
            log=self.data_dir / "server.log",
            environment=self._environment,
            stub_bundle=self._stub_bundle,
        )
        lines: dict[str, str] = {}
        for line in self._process.stdout:
            name, _, value = line.rstrip("\n").partition(": ")
            lines[name] = value
            if name == "Password":
                break
        if "Password" not in lines:
            self._process.wait()
            raise AssertionError(f"the server did not start:\n{self.log()}")
        self.user_name, self.password = lines["User name"], lines["Password"]
        notes = json.loads((self.data_dir / "demo.json").read_text())
        self.site_key = notes["site_key"]

    def log(self) -> str:
        return (self.data_dir / "server.log").read_text()

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._end()

    def kill_and_restart(self) -> None:
        self.kill()
        self.start()

    def stop(self) -> int:
        """Ctrl-C. Returns the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._end()

    def _end(self) -> int:
        assert self._process is not None
        code = self._process.wait(STOP_SECONDS)
        self._process.stdout.close()
        self._process = None
        return code

    def close(self) -> None:
        if self._process is not None:
            self.kill()


@contextmanager
def start_server(
    data_dir: Path, environment: Mapping[str, str] | None = None, *, stub_bundle: bool = False
) -> Iterator[ServerProcess]:
    server = ServerProcess(data_dir, environment, stub_bundle=stub_bundle)
    try:
        server.start()
        yield server
    finally:
        server.close()


@asynccontextmanager
async def start_server_async(
    data_dir: Path, environment: Mapping[str, str] | None = None, *, stub_bundle: bool = False
) -> AsyncIterator[ServerProcess]:
    server = ServerProcess(data_dir, environment, stub_bundle=stub_bundle)
    try:
        await asyncio.to_thread(server.start)
        yield server
    finally:
        await asyncio.to_thread(server.close)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

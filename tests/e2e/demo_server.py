"""`alongside demo` as a user runs it: a process, a data folder, four printed lines."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from signaling.demo_site import database_url
from tests.helpers.forked import Forked, alongside
from tests.helpers.tables import put_tables

LINES = {
    "customer_page": r"^Customer page: (http://127\.0\.0\.1:\d+/demo/)$",
    "agent_console": r"^Agent console: (http://127\.0\.0\.1:\d+/agent/)$",
    "user_name": r"^User name: (\S+)$",
    "password": r"^Password: (\S+)$",
}


PASSWORD = "correct horse battery"


class Account(NamedTuple):
    """Somebody beside the demo's own agent; their password is PASSWORD."""

    user_name: str
    name: str
    supervisor: bool = False


BEA = Account("bea", "Bea Baker")
SUE = Account("sue", "Sue Super", supervisor=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class DemoServer:
    """Starts with `with`; `kill()` is kill -9, `start()` brings back the same port and data."""

    customer_page: str
    agent_console: str
    user_name: str
    password: str

    def __init__(self, data: Path, agents: Sequence[Account] = ()) -> None:
        """`agents`: who has an account from the beginning; `add` makes others."""
        self.data = data
        self._agents = agents
        self.port = free_port()
        # In place of the browser bundle, from the next start on.
        self.bundle: Path | None = None
        self._process: Forked | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when the server answers, that is, when it has printed its four lines."""
        put_tables(database_url(self.data))
        self._process = Forked(
            ["demo", "--port", str(self.port), "--data", str(self.data)],
            log=self.data / "server.log",
            bundle=self.bundle,
        )
        missing = dict(LINES)
        for line in self._process.stdout:
            for name, pattern in list(missing.items()):
                if match := re.match(pattern, line.rstrip("\n")):
                    setattr(self, name, match.group(1))
                    del missing[name]
            if not missing:
                return
        raise AssertionError(f"the server ended without printing {list(missing)}\n{self.log()}")

    def cli(self, *arguments: str, typed: str = "") -> str:
        """The command line, beside the running server; returns what it prints."""
        environment = {"ALONGSIDE_DATABASE_URL": database_url(self.data)}
        done = alongside(*arguments, environment=environment, stdin=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add(self, account: Account) -> None:
        """The account is there, also while the server runs; once for each."""
        arguments = ["agent", "add", account.user_name, "--name", account.name, "--password-stdin"]
        arguments += ["--supervisor"] if account.supervisor else []
        self.cli(*arguments, typed=f"{PASSWORD}\n")

    def sql(self, statement: str) -> None:
        """Straight into the store, past the server."""
        with closing(sqlite3.connect(self.data / "demo.sqlite3", timeout=20)) as store, store:
            store.execute(statement)

    def log(self) -> str:
        return (self.data / "server.log").read_text()

    def kill(self) -> None:
        """kill -9: no goodbye."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def interrupt(self) -> int:
        """Ctrl-C. Returns the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(timeout=20)

    def __enter__(self) -> DemoServer:
        self.start()
        for account in self._agents:
            self.add(account)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        if self._process is not None:
            self._process.stdout.close()

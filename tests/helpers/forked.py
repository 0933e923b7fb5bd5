"""`alongside ...` in a process of its own that is not started anew but forked, from one that has
imported everything: most of the time that a server needs until it answers, and almost all that any
other command needs, are imports.

It behaves as `subprocess.Popen([sys.executable, "-m", "signaling.cli", ...], stdout=PIPE)` does, as
far as tests look. tests/e2e/test_demo.py and tests/signaling/test_cli.py start real ones, too.
"""

import io
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.helpers.preloaded"])


COMMAND_SECONDS = 60.0


def alongside(
    *arguments: str, environment: Mapping[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself, and what it said."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "errors.log"
        process = Forked(arguments, log=log, environment=environment, stdin=stdin)
        with process.stdout:
            said = process.stdout.read()
        code = process.wait(COMMAND_SECONDS)
        return subprocess.CompletedProcess(arguments, code, said, log.read_text())


class Forked:
    """`bundle`: a folder to serve in place of the browser bundle. `log`: where its standard error
    goes, at the end. `stdout` must be read or closed."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        stub_bundle: bool = False,
        bundle: Path | None = None,
        stdin: str = "",
    ) -> None:
        out, theirs = _context.Pipe(duplex=False)
        variables = dict(os.environ if environment is None else environment)
        self._process = _context.Process(
            target=_run,
            args=(list(arguments), theirs, log, variables, stub_bundle, bundle, stdin),
            daemon=True,
        )
        self._process.start()
        theirs.close()
        self.stdout: TextIO = os.fdopen(os.dup(out.fileno()))
        out.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code. Raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("alongside", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()


def _run(
    arguments: list[str],
    out: Connection,
    log: Path,
    variables: dict[str, str],
    stub_bundle: bool,
    bundle: Path | None,
    stdin: str,
) -> None:
    from signaling import cli
    from tests.helpers import stub_bundle as stub

    os.environ.clear()
    os.environ.update(variables)
    os.dup2(out.fileno(), 1)
    out.close()
    with log.open("a") as errors:
        os.dup2(errors.fileno(), 2)
    sys.stdin = io.StringIO(stdin)
    sys.argv = ["alongside", *arguments]
    if stub_bundle or bundle is not None:
        stub.install(bundle)
    cli.main()

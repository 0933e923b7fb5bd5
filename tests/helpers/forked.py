"""`alongside ...` in a process of its own that is not started anew but forked, from one that has
imported everything: two thirds of the time that a server needs until it answers are imports.

It behaves as `subprocess.Popen([sys.executable, "-m", "signaling.cli", ...], stdout=PIPE)` does, as
far as tests look. tests/e2e/test_demo.py and tests/signaling/test_cli.py start real ones.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

_context = multiprocessing.get_context("forkserver")
# The last one is imported by the first call of a command; a quarter of a second, too.
_context.set_forkserver_preload(["signaling.cli", "tests.helpers.stub_bundle", "typer._adapters"])


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
    ) -> None:
        out, theirs = _context.Pipe(duplex=False)
        variables = dict(os.environ if environment is None else environment)
        self._process = _context.Process(
            target=_run,
            args=(list(arguments), theirs, log, variables, stub_bundle, bundle),
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
) -> None:
    from signaling import cli
    from tests.helpers import stub_bundle as stub

    os.environ.clear()
    os.environ.update(variables)
    os.dup2(out.fileno(), 1)
    out.close()
    with log.open("a") as errors:
        os.dup2(errors.fileno(), 2)
    sys.stdin = open(os.devnull)
    sys.argv = ["alongside", *arguments]
    if stub_bundle or bundle is not None:
        stub.install(bundle)
    cli.main()

"""A real PostgreSQL of its own for a test run, on a free loopback port; each test gets a database.

One cluster for each process that runs tests, started by the first test that asks. PostgreSQL does
not run as root: where the tests do, it becomes the system's user `postgres`.
"""

import atexit
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.helpers.server import free_port

PACKAGE = "postgresql"
FOLDERS = "/usr/lib/postgresql/*/bin"
START_SECONDS = "60"
# Nothing of it is to survive a power cut.
HURRY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40")

_numbers = itertools.count(1)


def find(program: str = "initdb") -> str | None:
    """Debian keeps most of them out of PATH."""
    folders = sorted(Path("/").glob(FOLDERS[1:]), reverse=True)
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    return shutil.which(program, path=path)


def new_database() -> str:
    """The URL of an empty one."""
    port = _cluster()
    name = f"test{next(_numbers)}"
    _run("psql", *_at(port), "-qc", f"CREATE DATABASE {name}")
    return f"postgresql://postgres@127.0.0.1:{port}/{name}"


def sql(url: str, statement: str) -> str:
    """What psql answers: the rows, without heads."""
    return _run("psql", "--no-psqlrc", "-Atc", statement, url)


@cache
def _cluster() -> int:
    """Started, until the tests end. Its port."""
    folder = Path(tempfile.mkdtemp(prefix="alongside-postgres-"))
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    port, data = free_port(), folder / "data"
    _run("initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "-N", "-E", "UTF8")
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", str(folder)]
    for setting in HURRY:
        options += ["-c", setting]
    control = ("pg_ctl", "-D", str(data), "-t", START_SECONDS, "-w")
    log = folder / "log"
    _run(*control, "-o", " ".join(options), "-l", str(log), "start")

    def end() -> None:
        _run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return port


def _at(port: int) -> list[str]:
    return ["--no-psqlrc", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-d", "postgres"]


def _run(program: str, *arguments: str) -> str:
    found = find(program)
    assert found is not None, f"{program} is missing: install the package {PACKAGE}"
    command = [found, *arguments]
    if os.getuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    # A daemon would keep pipes open for ever.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
        output.seek(0)
        text = output.read()
    assert done.returncode == 0, f"{program}: {text}"
    return text.rstrip("\n")

"""`alongside` as an operator uses it."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.helpers import forked

Run = Callable[..., CompletedProcess[str]]


def variables(folder: Path) -> dict[str, str]:
    database = f"sqlite:///{folder / 'store.sqlite3'}"
    return {**os.environ, "ALONGSIDE_DATABASE_URL": database, "COLUMNS": "200"}


def alongside(folder: Path, *arguments: str, stdin: str = "") -> CompletedProcess[str]:
    return forked.alongside(*arguments, environment=variables(folder), stdin=stdin)


def program(folder: Path, *arguments: str, stdin: str = "") -> CompletedProcess[str]:
    """As `alongside`, and as an operator starts it."""
    return subprocess.run(
        [sys.executable, "-m", "signaling.cli", *arguments],
        env=variables(folder),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("run", [alongside, program])
def test_an_account_is_added_with_a_password_that_is_typed(tmp_path: Path, run: Run) -> None:
    """Forked as for the tests below, or started: both alike."""
    add = ("agent", "add", "alice", "--name", "Alice", "--password-stdin")
    made = run(tmp_path, *add, stdin="long enough, and not easy\n")
    assert (made.returncode, made.stdout, made.stderr) == (0, "User name: alice\n", "")
    again = run(tmp_path, *add, stdin="long enough, and not easy\n")
    assert (again.returncode, again.stdout) == (2, "")
    assert "taken" in again.stderr and "Traceback" not in again.stderr
    unknown = run(tmp_path, "agent", "sing")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "No such command 'sing'" in unknown.stderr


def test_sites_are_registered_and_listed(tmp_path: Path) -> None:
    made = alongside(
        tmp_path, "site", "add", "Shop", "--origin", "https://Shop.example/", "--preset", "equal"
    )
    assert made.returncode == 0, made.stderr
    match = re.fullmatch(r"Site key: (\S+)\n", made.stdout)
    assert match
    listed = alongside(tmp_path, "site", "list").stdout
    assert "Shop" in listed and match[1] in listed and "https://shop.example" in listed


@pytest.mark.parametrize(
    "arguments",
    [
        ("site", "add", "Shop", "--origin", "shop.example"),
        ("site", "add", "Shop", "--origin", "https://shop.example", "--preset", "nonsense"),
        ("site", "add", "Shop"),
        ("agent", "add", "a b", "--name", "A", "--generate"),
        ("serve", "--config", "/nowhere/alongside.toml"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = alongside(tmp_path, *arguments)
    assert result.returncode != 0
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_agents_are_added_once(tmp_path: Path) -> None:
    made = alongside(tmp_path, "agent", "add", "Alice", "--name", "Alice A.", "--generate")
    assert re.fullmatch(r"User name: alice\nPassword: \S{16}\n", made.stdout), made.stderr
    again = alongside(
        tmp_path, "agent", "add", "alice", "--name", "B", "--password-stdin", stdin="long enough\n"
    )
    assert again.returncode != 0
    assert "taken" in again.stderr
    short = alongside(
        tmp_path, "agent", "add", "bob", "--name", "B", "--password-stdin", stdin="short\n"
    )
    assert short.returncode != 0
    assert "10 to 256" in short.stderr


def test_a_supervisor_is_added_as_one(tmp_path: Path) -> None:
    made = alongside(
        tmp_path, "agent", "add", "sue", "--name", "Sue S.", "--supervisor", "--generate"
    )
    assert re.fullmatch(r"User name: sue\nPassword: \S{16}\n", made.stdout), made.stderr
    alongside(tmp_path, "agent", "add", "bob", "--name", "Bob", "--generate")
    alongside(tmp_path, "agent", "add", "o", "--name", "O", "--generate", "--role", "operator")
    with sqlite3.connect(tmp_path / "store.sqlite3") as plain:
        found = plain.execute("SELECT user_name, role FROM agents ORDER BY user_name").fetchall()
    assert found == [("bob", "agent"), ("o", "operator"), ("sue", "supervisor")]
    off = alongside(tmp_path, "agent", "change", "o", "--disable")
    assert (off.returncode, "only operator" in off.stderr) == (1, True)


def test_accounts_are_listed_and_changed(tmp_path: Path) -> None:
    alongside(tmp_path, "agent", "add", "bob", "--name", "Bob", "--generate")
    changed = alongside(
        tmp_path, "agent", "change", "bob", "--name", "Bob B.", "--role", "supervisor", "--disable"
    )
    assert (changed.returncode, changed.stdout) == (0, ""), changed.stderr
    listed = alongside(tmp_path, "agent", "list").stdout
    assert re.search(r"bob +Bob B\. +supervisor +off", listed)
    made = alongside(tmp_path, "agent", "change", "bob", "--enable", "--generate")
    assert re.fullmatch(r"Password: \S{16}\n", made.stdout)
    assert re.search(r"bob .* on", alongside(tmp_path, "agent", "list").stdout)
    for wrong in (("nobody", "--enable"), ("bob", "--role", "guest"), ("bob", "--name", " ")):
        refused = alongside(tmp_path, "agent", "change", *wrong)
        assert refused.returncode != 0
        assert refused.stderr and "Traceback" not in refused.stderr


def test_a_site_gets_other_origins(tmp_path: Path) -> None:
    made = alongside(tmp_path, "site", "add", "Shop", "--origin", "https://shop.example")
    key = made.stdout.removeprefix("Site key: ").strip()
    moved = alongside(
        tmp_path, "site", "change", key, "--origin", "https://new.example", "--name", "New shop"
    )
    assert moved.returncode == 0, moved.stderr
    listed = alongside(tmp_path, "site", "list").stdout
    assert "New shop" in listed and "https://new.example" in listed
    assert "https://shop.example" not in listed
    assert "no site" in alongside(tmp_path, "site", "change", "nothing", "--name", "x").stderr


def test_version(tmp_path: Path) -> None:
    assert re.fullmatch(r"alongside \S+\n", alongside(tmp_path, "--version").stdout)


def test_R16_what_agents_may_do_is_said_and_shown(tmp_path: Path) -> None:
    site = alongside(tmp_path, "site", "add", "Shop", "--origin", "https://shop.example").stdout
    key = site.removeprefix("Site key: ").strip()
    alongside(tmp_path, "agent", "add", "alice", "--name", "Alice", "--generate")
    gives = ("--permissions", "view,chat,video", "--sites", key, "--member", "alice")
    made = alongside(tmp_path, "team", "add", "Shop support", *gives)
    assert made.returncode == 0, made.stderr
    # By account and team; without voice there is no video.
    permitted = alongside(tmp_path, "agent", "permit", "alice", "--permissions", "none")
    assert permitted.returncode == 0, permitted.stderr
    assert "view,chat" in permitted.stdout and "video" not in permitted.stdout
    changes = ("--name", "Support", "--sites", "none")
    assert alongside(tmp_path, "team", "change", "Shop support", *changes).returncode == 0
    listed = alongside(tmp_path, "team", "list").stdout
    assert all(word in listed for word in ("Support", "view,video,chat", "none", "alice"))
    for arguments, says in (
        (("--permissions", "everything"), "There is no permission 'everything'"),
        (("--team", "nowhere"), "There is no such team."),
    ):
        refused = alongside(tmp_path, "agent", "permit", "alice", *arguments)
        assert refused.returncode != 0 and "Traceback" not in refused.stderr
        assert says in " ".join(refused.stderr.replace("│", " ").split())

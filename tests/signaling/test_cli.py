"""`alongside` as an operator uses it."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


def alongside(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    database = f"sqlite:///{folder / 'store.sqlite3'}"
    return subprocess.run(
        [sys.executable, "-m", "signaling.cli", *arguments],
        env={**os.environ, "ALONGSIDE_DATABASE_URL": database, "COLUMNS": "200"},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


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

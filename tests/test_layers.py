"""Which package may import which: signaling -> broker; media -> signaling.messages; broker ->
nothing of ours and nothing that does I/O; nobody -> tests."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"broker", "signaling", "media", "tests"}
# Would bring a clock, dice, or the world outside into the rules.
IMPURE = {"asyncio", "datetime", "os", "pathlib", "random", "secrets", "socket", "time", "uuid"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The full names of what a module imports; `from a import b` may import the module a.b."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                yield from (f"{module}.{alias.name}" for alias in node.names)
            case ast.ImportFrom():
                raise AssertionError(f"{path}: imports are absolute here")


def top(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize(
    ("package", "may"),
    [("broker", {"broker"}), ("signaling", {"broker", "signaling"}), ("media", {"media"})],
)
def test_arrows(package: str, may: set[str]) -> None:
    assert modules(package)
    for path in modules(package):
        for name in imports(path):
            if package == "media" and name.startswith("signaling.messages."):
                continue
            assert top(name) not in OURS - may, f"{path.relative_to(ROOT)} imports {name}"


def test_the_rules_are_pure() -> None:
    for path in modules("broker"):
        for name in imports(path):
            where = f"{path.relative_to(ROOT)} imports {name}"
            assert top(name) in {*sys.stdlib_module_names, "msgspec", "broker"}, where
            assert top(name) not in IMPURE, where


def test_only_assets_knows_where_the_bundle_is() -> None:
    for path in modules("signaling"):
        if path.name != "assets.py":
            assert '"static"' not in path.read_text(), path.name

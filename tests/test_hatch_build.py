"""The build hook's judgement: what is fresh, what is installed, which Node will do."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

HOOK = Path(__file__).resolve().parent.parent / "client_js" / "hatch_build.py"


@pytest.fixture
def hook(tmp_path: Path) -> ModuleType:
    """The hook as it is in a source tree of its own."""
    client = tmp_path / "client_js"
    (client / "src").mkdir(parents=True)
    (client / "src" / "main.ts").write_text("export {}")
    for name in ("build.mjs", "tsconfig.json"):
        (client / name).write_text("")
    (client / "package-lock.json").write_text(json.dumps({"packages": PACKAGES}))
    (client / "hatch_build.py").write_bytes(HOOK.read_bytes())
    spec = importlib.util.spec_from_file_location("hook_under_test", client / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PACKAGES = {
    "": {"name": "alongside-client"},
    "node_modules/lit": {"version": "3.3.3"},
    "node_modules/vitest": {"version": "4.1.12", "dev": True},
    "node_modules/@esbuild/aix-ppc64": {"version": "0.28.2", "optional": True},
}


def bundle(hook: ModuleType) -> None:
    (hook.BUNDLE / "texts").mkdir(parents=True)
    for name in hook.OUTPUTS:
        (hook.BUNDLE / name).write_text("")
    hook.STAMP.write_text(hook.fingerprint())


def test_a_bundle_is_fresh_until_a_source_changes(hook: ModuleType) -> None:
    assert not hook.is_fresh()
    bundle(hook)
    assert hook.is_fresh()
    (hook.CLIENT / "src" / "main.ts").write_text("export const changed = true")
    assert not hook.is_fresh()


def test_a_new_source_makes_it_stale(hook: ModuleType) -> None:
    bundle(hook)
    (hook.CLIENT / "src" / "more.ts").write_text("")
    assert not hook.is_fresh()


def test_moving_text_between_files_makes_it_stale(hook: ModuleType) -> None:
    (hook.CLIENT / "build.mjs").write_text("ab")
    before = hook.fingerprint()
    (hook.CLIENT / "build.mjs").write_text("a")
    (hook.CLIENT / "tsconfig.json").write_text("b")
    assert hook.fingerprint() != before


def test_a_missing_file_of_the_bundle_makes_it_stale(hook: ModuleType) -> None:
    bundle(hook)
    (hook.BUNDLE / hook.OUTPUTS[0]).unlink()
    assert not hook.is_fresh()


@pytest.mark.parametrize(
    ("present", "for_the_bundle", "for_the_tests"),
    [
        (None, False, False),
        ({}, False, False),
        ({"node_modules/lit": {"version": "3.3.3"}}, True, False),
        ({"node_modules/lit": {"version": "3.3.2"}}, False, False),
        (PACKAGES, True, True),
    ],
)
def test_what_is_installed(
    hook: ModuleType, present: object, for_the_bundle: bool, for_the_tests: bool
) -> None:
    if present is not None:
        (hook.CLIENT / "node_modules").mkdir()
        hidden = hook.CLIENT / "node_modules" / ".package-lock.json"
        hidden.write_text(json.dumps({"packages": present}))
    assert hook.packages_are_installed(development=False) is for_the_bundle
    assert hook.packages_are_installed(development=True) is for_the_tests


@pytest.mark.parametrize(
    ("version", "will_do"),
    [("v18.20.4", False), ("v20.0.0", True), ("v24.1.0", True), ("", False), ("what?", False)],
)
def test_which_node_will_do(
    hook: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    will_do: bool,
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!{sys.executable}\nprint({version!r})\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (hook.system_node() is not None) is will_do


def test_a_node_without_npm_will_not_do(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "node").write_text(f"#!{sys.executable}\nprint('v24.1.0')\n")
    (tmp_path / "node").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hook.system_node() is None

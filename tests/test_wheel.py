"""The wheel as users get it: it carries the bundle, installs and runs where there is no Node."""

import gzip
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from signaling import assets

ROOT = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the source tree, whose bundle is fresh, so this needs no Node either."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment with this wheel; its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    # A path file inside of this folder is not read again: the source tree does not get in.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin"


def run(installed: Path, *arguments: str, cwd: Path) -> str:
    environment = {"PATH": str(installed), "HOME": str(cwd)}
    command = [str(installed / arguments[0]), *arguments[1:]]
    return subprocess.check_output(command, cwd=cwd, env=environment, text=True)


@pytest.fixture
def server(installed: Path, tmp_path: Path) -> Iterator[str]:
    """The origin of `alongside serve`, with nothing else on PATH."""
    environment = {"PATH": str(installed), "HOME": str(tmp_path)}
    command = [str(installed / "alongside"), "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            found = (re.search(r"Listening on (http://\S+)", line) for line in lines)
            yield next(match[1] for match in found if match)
        finally:
            process.terminate()


def test_the_wheel_carries_the_bundle_and_no_sources_of_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in (*assets.NAMES, *assets.TEXTS):
        assert f"signaling/static/{name}" in names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"broker", "signaling", "media", f"alongside-{VERSION}.dist-info"}
    assert not [name for name in names if name.endswith((".ts", ".map", ".sqlite3"))]


def test_it_is_this_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    where = run(
        installed, "python", "-c", "import signaling; print(signaling.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert run(installed, "alongside", "--version", cwd=tmp_path) == f"alongside {VERSION}\n"


def test_it_answers_and_serves_the_sdk(server: str) -> None:
    with urllib.request.urlopen(f"{server}/healthz") as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"{server}/sdk/v1/alongside.js") as answer:
        assert answer.read() == assets.load()["alongside.js"].body


def test_without_node_the_build_stops_with_one_sentence(tmp_path: Path) -> None:
    """The hook's own command, on a copy of the sources without a bundle."""
    client = tmp_path / "client_js"
    (client / "src").mkdir(parents=True)
    for name in ("hatch_build.py", "build.mjs", "tsconfig.json", "package-lock.json"):
        (client / name).write_bytes((ROOT / "client_js" / name).read_bytes())
    done = subprocess.run(
        [sys.executable, "-S", str(client / "hatch_build.py")],
        env={"PATH": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert "Node.js 20 or later" in sentence


@pytest.mark.parametrize(
    ("name", "kilobytes"),
    [
        ("alongside.js", 58),
        ("calling.js", 20),
        ("chatting.js", 20),
        ("inviting.js", 10),
        ("looking.js", 6),
        ("playground.js", 45),
        ("together.js", 60),
        ("preview.js", 32),
        ("dock.js", 60),
        ("chat.js", 40),
        ("document.js", 180),
        ("pdf_worker.js", 420),
        ("jbig2_nowasm_fallback.js", 50),
        ("openjpeg_nowasm_fallback.js", 120),
        ("agent.js", 145),
        ("admin.js", 120),
        ("charts.js", 60),
        ("alongside-agent.js", 4),
        ("join.js", 90),
        ("check.js", 30),
        ("account.js", 40),
    ],
)
def test_the_bundle_stays_small(name: str, kilobytes: int) -> None:
    """As it travels, compressed. A website's visitors pay for the SDK on every first visit."""
    assert len(gzip.compress(assets.load()[name].body)) < kilobytes * 1000

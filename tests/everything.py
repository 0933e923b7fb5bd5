"""What `make test` runs: every check, then one table of results and pytest's own closing line.

Independent checks run side by side, as many as there are cores; the tests follow, a file to a
core at a time. Those marked `long` are left to `--long`.

A few failures are tried once more, one after the other and with the machine to themselves: what
then passes was late, not wrong. The table names it as flaky, and its first failure stays in the
output. Who sees a name there twice mends the test, or the code.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.helpers import chromium, coturn, postgres, proxies

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
HATCH = ["client_js/hatch_build.py"]
# Set: Hypothesis tries the same examples each time, without a deadline. Empty: pytest shortens its
# summary of failures all the same.
REPEATABLE = {"CI": "", "BUILD_NUMBER": ""}


# More failures than this are no accident.
MOST_TRIED_AGAIN = 3


class Check(NamedTuple):
    """`counted` finds in the output what is worth a place in the table."""

    name: str
    command: list[str]
    folder: Path = ROOT
    counted: str = ""


class Result(NamedTuple):
    check: Check
    passed: bool
    seconds: float
    output: str
    note: str = ""

    @property
    def summary(self) -> str:
        if self.note:
            return self.note
        plain = re.sub(r"\x1b\[[0-9;]*m", "", self.output)
        found = re.findall(self.check.counted, plain, re.MULTILINE) if self.check.counted else []
        return str(found[-1]).strip() if found else ""


def static_checks() -> list[Check]:
    """Those that read the sources only."""
    node_tools = Path("node_modules", ".bin")
    client = ROOT / "client_js"
    python = [sys.executable, "-m"]
    biome = [str(node_tools / "biome"), "check", "--error-on-warnings"]
    return [
        Check("mypy", [*python, "mypy", "--strict"], counted=r"checked (.*)\)"),
        Check("mypy hatch_build", [*python, "mypy", "--strict", *HATCH]),
        Check("ruff check", [*python, "ruff", "check", "."]),
        Check("ruff format", [*python, "ruff", "format", "--check", "."], counted=r"^(\d+ files?)"),
        Check("tsc", [str(node_tools / "tsc"), "--project", "."], client),
        Check("biome", [*biome, "."], client, counted=r"Checked (\d+ files)"),
        Check("biome tests", [*biome, "../tests/client_js"], client, r"Checked (\d+ files)"),
        Check("schema", [*python, "signaling.schema", "--check"]),
    ]


def unit_tests_in_node() -> Check:
    vitest = [str(Path("node_modules", ".bin", "vitest")), "run"]
    return Check("vitest", vitest, ROOT / "client_js", counted=r"^\s*Tests\s+(.*?)(?: \(\d+\))?$")


def run(check: Check) -> Result:
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=check.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(check, done.returncode == 0, time.monotonic() - started, done.stdout)


def run_tests(arguments: list[str]) -> list[Result]:
    """Pytest with `arguments`, and once more for the few that failed."""
    # In the order of the folders: it would begin with the files of many tests, and those of few but
    # long ones would be what one core is left with at the end.
    spread = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    first = run_pytest("pytest", [*spread, *arguments])
    failed = failures(first.output)
    if first.passed or not 1 <= len(failed) <= MOST_TRIED_AGAIN:
        return [first]
    again = run_pytest("pytest again", failed)
    verdict = f"flaky: {', '.join(failed)}" if again.passed else again.summary
    return [first._replace(passed=again.passed), again._replace(note=verdict)]


def failures(output: str) -> list[str]:
    """The tests that pytest's summary names as failed; none if something else went wrong, too."""
    if re.search(r"^ERROR |^INTERNALERROR|crashed while running", output, re.MULTILINE):
        return []
    return re.findall(r"^FAILED (\S+::.+?)(?: - .*)?$", output, re.MULTILINE)


def run_pytest(name: str, arguments: list[str]) -> Result:
    """Shows the output as it comes; a run of minutes must not be silent."""
    check = Check(name, [], counted=r"^=+ (.*) =+$")
    command = [sys.executable, "-m", "pytest", *arguments]
    started = time.monotonic()
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **REPEATABLE},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    passed = process.returncode == 0
    return Result(check, passed, time.monotonic() - started, "".join(lines))


def report(results: Iterable[Result]) -> bool:
    """Prints the table and, last, pytest's closing line. Returns whether all passed."""
    results = list(results)
    print()
    for result in results:
        verdict = "ok    " if result.passed else "FAILED"
        print(f"{verdict}  {result.check.name:<17}{result.seconds:7.1f} s  {result.summary}")
    for result in results:
        if result.check.name.startswith("pytest") and result.output:
            print(result.output.rstrip().rsplit("\n", 1)[-1])
    return all(result.passed for result in results)


def prepare() -> None:
    """Installs what the checks need; a sentence and exit status 1 where that cannot be done."""
    ask = [sys.executable, *HATCH, "--needs", "--development"]
    needs = subprocess.check_output(ask, cwd=ROOT, text=True).strip()
    if needs:
        _must([sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", needs])
    _must([sys.executable, *HATCH, "--development"])
    _must([sys.executable, *HATCH])
    # The tools of the client are scripts for whatever `node` is on PATH.
    where = subprocess.check_output([sys.executable, *HATCH, "--where"], cwd=ROOT, text=True)
    path = os.environ["PATH"].split(os.pathsep)
    if where.strip() not in path:
        os.environ["PATH"] = os.pathsep.join([where.strip(), *path])


def prepare_system() -> None:
    """What tests run besides our own code: a browser, a display for what headless browsers cannot
    do, a TURN server, a database server, reverse proxies."""
    fonts = ["fonts-liberation", "fonts-noto-color-emoji"]
    needed = [
        (chromium.EXECUTABLE, "Chromium", ["chromium", *fonts]),
        ("Xvfb", "a virtual display", ["xvfb"]),
        (coturn.EXECUTABLE, "the TURN server coturn", ["coturn"]),
    ]
    missing = [(what, packages) for program, what, packages in needed if not shutil.which(program)]
    for program in ("nginx", "caddy"):
        if not proxies.find(program):
            missing.append((f"the proxy {program}", [program]))
    if not postgres.find():
        missing.append(("PostgreSQL", [postgres.PACKAGE]))
    if missing:
        what = " and ".join(what for what, _ in missing)
        packages = [package for _, packages in missing for package in packages]
        _must(["sh", "tests/system/debian.sh", what, *packages])
    if not shutil.which(chromium.SHELL):
        # It makes the tests faster; where there is none, the whole Chromium does its work.
        lighter = ["sh", "tests/system/debian.sh", "a lighter Chromium for tests", chromium.SHELL]
        subprocess.run(lighter, cwd=ROOT, check=False)


def _must(step: list[str]) -> None:
    """Each step says itself, in one sentence, what is wrong."""
    if subprocess.run(step, cwd=ROOT, check=False).returncode != 0:
        raise SystemExit(1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-static", action="store_true", help="linters and types only")
    parser.add_argument("--long", action="store_true", help="the long tests, and nothing else")
    parser.add_argument("pytest", nargs="*", help="arguments for pytest")
    arguments = parser.parse_args()
    prepare()
    if arguments.long:
        prepare_system()
        return 0 if report(run_tests(["-m", "long", *arguments.pytest])) else 1
    results: list[Result] = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for result in pool.map(run, static_checks()):
            results.append(result)
            if not result.passed:
                print(f"--- {result.check.name}\n{result.output}", flush=True)
    if not arguments.only_static:
        prepare_system()
        vitest = run(unit_tests_in_node())
        print(vitest.output, flush=True)
        results += [vitest, *run_tests(["-m", "not long", *arguments.pytest])]
    return 0 if report(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())

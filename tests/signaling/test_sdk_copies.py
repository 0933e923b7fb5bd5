"""Copies of the SDK on the disk: what is read under a name is what the name was given for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from media.mirror.fragments import VERSION
from signaling.assets import SDK
from signaling.cli import cli
from signaling.config import Settings, SettingsError
from signaling.messages import MIRROR_FORMAT
from signaling.sdk_copies.one import BrokenCopy, Manifest, SdkCopy, copy_of
from signaling.sdk_copies.service import open_copies
from signaling.sdk_copies.shelf import FOLDER, MANIFEST, Shelf, folder_of
from signaling.sdk_copies.use import MOST, CopyUse
from tests.helpers.broker import settings_for
from tests.helpers.stub_bundle import stub_assets


def build(says: str, since: float = 1.0) -> SdkCopy:
    return copy_of(stub_assets(says), "2.1", since)


def kept(folder: Path, says: str = "one", since: float = 1.0) -> tuple[Shelf, SdkCopy]:
    shelf = Shelf(folder)
    copy = build(says, since)
    shelf.keep(copy)
    return shelf, copy


def test_a_copy_is_what_was_kept(tmp_path: Path) -> None:
    shelf, copy = kept(tmp_path)
    assert shelf.copies() == [copy]
    assert set(copy.files) == set(SDK)
    # Another build has another name; the same one is kept once, since it came.
    shelf.keep(build("one", since=9.0))
    shelf.keep(build("two", since=2.0))
    assert [one.since for one in shelf.copies()] == [2.0, 1.0]
    assert len({one.name for one in shelf.copies()}) == 2
    assert copy.name.startswith("2.1-")


def cut(copy: Path) -> None:
    file = copy / "together.js"
    file.write_bytes(file.read_bytes()[:-1])


def changed(copy: Path) -> None:
    file = copy / "alongside.js"
    file.write_bytes(b"!" + file.read_bytes()[1:])


def linked_file(copy: Path) -> None:
    """To the very bytes: it could be led elsewhere later."""
    (copy / "alongside.js").rename(copy.parent / "elsewhere.js")
    (copy / "alongside.js").symlink_to(copy.parent / "elsewhere.js")


def linked_folder(copy: Path) -> None:
    copy.rename(copy.parent / "elsewhere")
    copy.symlink_to(copy.parent / "elsewhere")


def pipe(copy: Path) -> None:
    """Whoever opened it would wait for ever."""
    (copy / "alongside.js").unlink()
    os.mkfifo(copy / "alongside.js")


def huge(copy: Path) -> None:
    os.truncate(copy / "alongside.js", 2**40)


def listed(copy: Path, **changes: object) -> None:
    manifest = msgspec.json.decode((copy / MANIFEST).read_bytes(), type=Manifest)
    body = msgspec.json.encode(msgspec.structs.replace(manifest, **changes))
    (copy / MANIFEST).write_bytes(body)


ELSEWHERE = ("../../alongside.toml", "/etc/passwd", "a/b.js", "..", "", "a\0.js", ".js")
SPOILED: dict[str, Callable[[Path], object]] = {
    "cut": cut,
    "changed": changed,
    "file missing": lambda copy: (copy / "calling.js").unlink(),
    "manifest missing": lambda copy: (copy / MANIFEST).unlink(),
    "manifest empty": lambda copy: (copy / MANIFEST).write_bytes(b""),
    "manifest cut": lambda copy: os.truncate(copy / MANIFEST, 100),
    "manifest no text": lambda copy: (copy / MANIFEST).write_bytes(b"\xff\xfe\x00"),
    "nothing listed": lambda copy: listed(copy, files={}),
    "fewer listed": lambda copy: listed(copy, files={"alongside.js": "x"}),
    "many listed": lambda copy: listed(copy, files={f"a{n}.js": "x" for n in range(10_000)}),
    "other version": lambda copy: listed(copy, version="9"),
    "other wire": lambda copy: listed(copy, wire="0.0"),
    **{f"listed {name!r}": partial(listed, files={name: "x"}) for name in ELSEWHERE},
    "link to a file": linked_file,
    "link to a folder": linked_folder,
    "pipe": pipe,
    "huge": huge,
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_G05_what_is_not_as_it_was_is_no_copy(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    shelf, copy = kept(tmp_path)
    shelf.keep(build("other"))
    spoil(tmp_path / copy.name)
    assert [one.name for one in shelf.copies()] == [build("other").name]
    with pytest.raises((BrokenCopy, OSError)):
        shelf.read(copy.name)
    # A server that has this build puts it right.
    shelf.keep(copy)
    assert shelf.read(copy.name) == copy


@pytest.mark.parametrize("name", ["..", ".", "x", "2.1-short", "2.1-0123456789abcdeF", "-" * 17])
def test_what_has_no_name_of_a_copy_is_left_alone(tmp_path: Path, name: str) -> None:
    shelf, copy = kept(tmp_path / "shelf")
    stray = tmp_path / "shelf" / name
    if name not in ("..", "."):
        stray.mkdir()
        (stray / MANIFEST).write_text("{}")
    assert shelf.copies() == [copy]
    assert stray.exists()


FOR_EVER = """
import itertools, os, sys
from pathlib import Path
from signaling.sdk_copies.one import copy_of
from signaling.sdk_copies.shelf import Shelf
from tests.helpers.stub_bundle import stub_assets
print("ready", flush=True)
for number in itertools.count():
    Shelf(Path(sys.argv[1])).keep(copy_of(stub_assets(f"{number}" * 100_000), "1", 1.0))
"""


def test_G05_a_writer_that_is_killed_leaves_no_half_copy(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    writer = subprocess.Popen([sys.executable, "-c", FOR_EVER, str(tmp_path)])
    deadline = time.monotonic() + 60
    for wanted in ("1-*", ".part-*/together.js"):
        while not list(tmp_path.glob(wanted)):
            assert time.monotonic() < deadline and writer.poll() is None
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    # Whatever has a name is whole; what was being written has none.
    assert (
        {one.name for one in shelf.copies()} == {one.name for one in tmp_path.glob("1-*")} != set()
    )


def test_what_a_killed_writer_left_goes_in_time(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    folder = tmp_path / FOLDER
    for name, age in ((".part-old", 7_200), (".part-new", 0)):
        (folder / name).mkdir(parents=True)
        os.utime(folder / name, (time.time() - age,) * 2)
    open_copies(settings, stub_assets())
    assert {one.name for one in folder.glob(".part-*")} == {".part-new"}


def test_the_newest_are_kept_and_the_present_one(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, sdk_copies=2)
    for number in range(5):
        open_copies(settings, stub_assets(f"{number}"), float(number))
    # The first one is served anew, by whoever went back to it.
    copies = open_copies(settings, stub_assets("0"), 9.0)
    assert [one.since for one in copies.all()] == [9.0, 4.0, 3.0]
    assert copies.are_kept
    assert len(list((tmp_path / FOLDER).iterdir())) == 3
    again = open_copies(settings, stub_assets("0"), 20.0)
    assert again.present.since == 9.0


def test_a_server_starts_on_a_disk_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = settings_for(tmp_path, sdk_folder=str(tmp_path / "file" / "below"))
    copies = open_copies(settings, stub_assets())
    assert (len(copies.all()), copies.are_kept) == (1, False)


@pytest.mark.parametrize(
    ("url", "folder", "found"),
    [
        ("sqlite:////var/lib/x.sqlite3", "", "/var/lib/sdk_copies"),
        ("sqlite:///x.sqlite3", "", "sdk_copies"),
        ("postgresql://a@b/c", "", None),
        ("sqlite://", "", None),
        ("nonsense", "", None),
        ("postgresql://a@b/c", "/srv/sdk", "/srv/sdk"),
        ("sqlite:///x.sqlite3", "/srv/sdk", "/srv/sdk"),
    ],
)
def test_where_they_are_kept(url: str, folder: str, found: str | None) -> None:
    settings = Settings(database_url=url, sdk_folder=folder)
    assert folder_of(settings) == (None if found is None else Path(found))


@pytest.mark.parametrize("version", ["2.1", "2.1.dev3+gABC/../x", "../..", "", "ü" * 90, "%2e%2e"])
def test_any_version_gives_a_name(tmp_path: Path, version: str) -> None:
    shelf = Shelf(tmp_path)
    copy = copy_of(stub_assets(), version, 1.0)
    shelf.keep(copy)
    assert shelf.copies() == [copy]
    assert [one.name for one in tmp_path.iterdir()] == [copy.name]


def test_the_wire_is_what_the_pages_speak() -> None:
    framing = Path("client_js/src/mirror/framing.ts").read_text()
    assert f"const VERSION = {MIRROR_FORMAT}\n" in framing
    assert VERSION == MIRROR_FORMAT


def test_use_is_of_the_last_day_and_bounded() -> None:
    now = 1_000_000.0
    use = CopyUse(lambda: now)
    use.note("site", "https://a.example", "1-a")
    use.note("other", "https://a.example", "1-a")
    now += 50_000
    use.note("site", "https://b.example", "")
    assert [one.origin for one in use.of_site("site")] == ["https://b.example", "https://a.example"]
    now += 50_000
    assert [one.origin for one in use.of_site("site")] == ["https://b.example"]
    for number in range(MOST):
        use.note("other", f"https://{number}.example", "")
    assert use.of_site("site") == []
    assert len(use.of_site("other")) == MOST


def command(folder: Path, *arguments: str) -> tuple[int, str]:
    environment = {
        "ALONGSIDE_SDK_FOLDER": str(folder),
        "ALONGSIDE_PUBLIC_URL": "https://broker.example",
    }
    done = CliRunner().invoke(cli, ["sdk", *arguments], env=environment)
    return done.exit_code, done.output


def test_the_command_line_lists_and_removes_copies(tmp_path: Path) -> None:
    shelf, old = kept(tmp_path, "old", 1.0)
    _, new = kept(tmp_path, "new", 2.0)
    code, listed = command(tmp_path, "list")
    lines = listed.splitlines()[1:]
    assert code == 0 and [line.split()[3] for line in lines] == ["yes", "yes"]
    address = f"https://broker.example/sdk/v1/{new.name}/alongside.js"
    assert [address, new.files["alongside.js"].integrity] == lines[0].split()[4:]
    assert command(tmp_path, "prune", "--keep", "0")[0] == 2
    assert command(tmp_path, "prune", "--keep", "1") == (0, f"Removed: {old.name}\n")
    assert shelf.copies() == [new]
    done = CliRunner().invoke(
        cli, ["sdk", "list"], env={"ALONGSIDE_DATABASE_URL": "postgresql://x/y"}
    )
    assert isinstance(done.exception, SettingsError)

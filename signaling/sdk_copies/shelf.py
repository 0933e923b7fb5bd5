"""Where copies are kept: a folder of the server's, with one folder for each.

    COPY/manifest.json, COPY/alongside.js, ...

A copy gets its name when all of it is written, and what is read is checked against that name:
one that was half written, or changed later, is none. (So nothing here waits for the disk: a
copy that goes with the power is put right by the next start of the same build.)
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from signaling.config import Settings
from signaling.sdk_copies.one import NAME, BrokenCopy, SdkCopy, decoded, restored

FOLDER = "sdk_copies"
MANIFEST = "manifest.json"
# Begins what has no name yet, or none any more.
UNNAMED = ".part-"
# What a process that was killed has left behind is nobody's after so long.
UNNAMED_SECONDS = 3_600.0
# The whole SDK has half a megabyte.
BYTES_MOST = 8_388_608


def folder_of(settings: Settings) -> Path | None:
    """None: there is no folder that would outlive the server, and nothing is kept."""
    if settings.sdk_folder:
        return Path(settings.sdk_folder)
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        return None
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database)).parent / FOLDER


class Shelf:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, copy: SdkCopy) -> None:
        """In place of what is spoiled. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._has(copy.name):
            return
        part = self._folder / f"{UNNAMED}{secrets.token_hex(8)}"
        part.mkdir()
        for name, asset in copy.files.items():
            (part / name).write_bytes(asset.body)
        (part / MANIFEST).write_bytes(msgspec.json.encode(copy.manifest))
        self._take(copy.name)
        try:
            os.rename(part, self._folder / copy.name)
        except OSError:
            shutil.rmtree(part, ignore_errors=True)
            # Another process may have been faster.
            if not self._has(copy.name):
                raise

    def _has(self, name: str) -> bool:
        with suppress(BrokenCopy, OSError):
            self.read(name)
            return True
        return False

    def copies(self) -> list[SdkCopy]:
        """Those that are whole, the newest first."""
        return self.all()[0]

    def all(self) -> tuple[list[SdkCopy], dict[str, str]]:
        """And by name what is wrong with the others."""
        found, broken = [], {}
        for name in self._names():
            try:
                found.append(self.read(name))
            except (BrokenCopy, OSError) as problem:
                broken[name] = str(problem)
        return sorted(found, key=lambda copy: copy.since, reverse=True), broken

    def read(self, name: str) -> SdkCopy:
        """Raises BrokenCopy, FileNotFoundError where there is none, and other OSErrors."""
        folder = self._folder / name
        if folder.is_symlink():
            raise BrokenCopy("it is a link")
        manifest = decoded(_read(folder / MANIFEST))
        return restored(name, manifest, {file: _read(folder / file) for file in manifest.files})

    def remove(self, copy: SdkCopy) -> None:
        """Raises OSError."""
        self._take(copy.name)

    def tidy(self) -> None:
        """Without what processes that were killed left half done. Raises OSError."""
        for part in self._folder.glob(f"{UNNAMED}*"):
            if time.time() - part.lstat().st_mtime > UNNAMED_SECONDS:
                shutil.rmtree(part, ignore_errors=True)

    def _names(self) -> Iterator[str]:
        if not self._folder.is_dir():
            return
        for entry in os.scandir(self._folder):
            if NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                yield entry.name

    def _take(self, name: str) -> None:
        """What has this name loses it at once, and then goes."""
        taken = self._folder / f"{UNNAMED}{secrets.token_hex(8)}"
        with suppress(FileNotFoundError):
            os.rename(self._folder / name, taken)
            if taken.is_symlink():
                taken.unlink()
            else:
                shutil.rmtree(taken, ignore_errors=True)


def _read(path: Path) -> bytes:
    """A file of a size that can be; no link, which could lead anywhere, and nothing to wait for."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        body = file.read(BYTES_MOST + 1)
    if len(body) > BYTES_MOST:
        raise BrokenCopy(f"{path.name} is too large")
    return body

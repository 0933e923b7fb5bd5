"""One copy: what it is called, what it is made of, and whether the server still understands it.

Its name has a hash of all its files in it, so that a copy is checked against nothing but its name.
"""

import hashlib
import re

import msgspec

from signaling.assets import SDK, Asset, Assets, asset
from signaling.messages import WIRE

# What the server and its consoles understand. An older one stays for as long as they do.
SPOKEN = frozenset({WIRE})

NAME = re.compile(r"[0-9a-z][0-9a-z._-]{0,60}-[0-9a-f]{16}")
FILE = re.compile(r"[a-z][a-z0-9_]{0,60}\.js")
FILES_MOST = 40
_UNUSUAL = re.compile(r"[^0-9a-z._]+")


class BrokenCopy(Exception):
    """What is kept under a name is not what the name says."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept beside the files. `wire`: what it speaks (docs/protocol.md); `since`: when it
    was the server's own for the first time; `files`: the integrity of each by its name."""

    version: str
    wire: str
    since: float
    files: dict[str, str]


class SdkCopy(msgspec.Struct, frozen=True, kw_only=True):
    """`since` as in the manifest. `files`: by name, without folders."""

    name: str
    version: str
    wire: str
    since: float
    files: Assets

    @property
    def is_spoken(self) -> bool:
        return self.wire in SPOKEN

    @property
    def manifest(self) -> Manifest:
        files = {name: one.integrity for name, one in self.files.items()}
        return Manifest(version=self.version, wire=self.wire, since=self.since, files=files)


def copy_of(assets: Assets, version: str, now: float) -> SdkCopy:
    """Of the build that the server has with it."""
    return made({name: assets[name] for name in SDK}, version, WIRE, now)


def decoded(body: bytes) -> Manifest:
    """Raises BrokenCopy, also for files that could be anywhere but beside it."""
    try:
        manifest = msgspec.json.decode(body, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenCopy(f"its manifest is none: {error}") from None
    strange = [name for name in manifest.files if FILE.fullmatch(name) is None]
    if strange or not 0 < len(manifest.files) <= FILES_MOST:
        raise BrokenCopy("its manifest lists what is no file of the SDK")
    return manifest


def restored(name: str, manifest: Manifest, bodies: dict[str, bytes]) -> SdkCopy:
    """Raises BrokenCopy where the bytes are not those that the name was given for."""
    files = {file: asset(file, body) for file, body in bodies.items()}
    found = made(files, manifest.version, manifest.wire, manifest.since)
    if found.name != name:
        raise BrokenCopy("its files are not what they were")
    return found


def url_of(origin: str, copy: SdkCopy, file: str) -> str:
    return f"{origin}/sdk/v1/{copy.name}/{file}"


def made(files: dict[str, Asset], version: str, wire: str, since: float) -> SdkCopy:
    """The name comes from all that never changes."""
    listed = "".join(f"{name} {files[name].integrity}\n" for name in sorted(files))
    digest = hashlib.sha256(f"{version} {wire}\n{listed}".encode()).hexdigest()[:16]
    shown = _UNUSUAL.sub("-", version.lower())[:40].strip("-._") or "0"
    return SdkCopy(name=f"{shown}-{digest}", version=version, wire=wire, since=since, files=files)

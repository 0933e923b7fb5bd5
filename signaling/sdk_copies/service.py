"""Which copies the server serves. All of them are in memory: what a request names is looked up, and
never becomes a path."""

import time
from collections.abc import Mapping

import structlog

from signaling import __version__
from signaling.assets import Assets
from signaling.config import Settings
from signaling.errors import NoSuchPage, SdkOutdated
from signaling.sdk_copies.one import NAME, SPOKEN, SdkCopy, copy_of
from signaling.sdk_copies.shelf import Shelf, folder_of

log = structlog.get_logger()


class SdkCopies:
    """`present`: of the server's own build. `are_kept`: it is there after the next upgrade, too."""

    def __init__(self, present: SdkCopy, older: list[SdkCopy], *, are_kept: bool) -> None:
        self.present = present
        self.are_kept = are_kept
        self._all: Mapping[str, SdkCopy] = {copy.name: copy for copy in (present, *older)}

    def all(self) -> list[SdkCopy]:
        """The server's own, and then the newest first."""
        return list(self._all.values())

    def find(self, name: str) -> SdkCopy:
        """Raises NoSuchPage for what is no name of a copy, and SdkOutdated where one was or may
        have been."""
        copy = self._all.get(name)
        if copy is not None and copy.is_spoken:
            return copy
        raise SdkOutdated if NAME.fullmatch(name) else NoSuchPage

    def check_wire(self, wire: str | None) -> None:
        """Raises SdkOutdated for a page whose SDK nobody here would understand. (What says nothing
        is of a time when there was but one way to speak.)"""
        if wire is not None and wire not in SPOKEN:
            raise SdkOutdated

    def get(self, name: str) -> SdkCopy | None:
        """Also one that is served no longer."""
        return self._all.get(name)

    def known(self, name: str) -> str:
        """The name, or none where it is of no copy that the server has."""
        return name if name in self._all else ""


def open_copies(settings: Settings, assets: Assets, now: float | None = None) -> SdkCopies:
    """Keeps the server's own build, and reads those from before. A disk that does not take it stops
    no server: only its next upgrade would miss the copy."""
    present = copy_of(assets, __version__, time.time() if now is None else now)
    folder = folder_of(settings)
    if folder is None:
        return SdkCopies(present, [], are_kept=False)
    shelf, are_kept = Shelf(folder), True
    try:
        shelf.tidy()
        shelf.keep(present)
    except OSError as problem:
        log.error("sdk.copy_not_kept", copy=present.name, why=problem.strerror)
        are_kept = False
    found = {copy.name: copy for copy in _whole(shelf)}
    present = found.pop(present.name, present)
    older = list(found.values())
    prune(shelf, older, settings.sdk_copies)
    return SdkCopies(present, older[: settings.sdk_copies], are_kept=are_kept)


def _whole(shelf: Shelf) -> list[SdkCopy]:
    try:
        copies, broken = shelf.all()
    except OSError as problem:
        log.error("sdk.copies_not_read", why=problem.strerror)
        return []
    for name, why in broken.items():
        log.warning("sdk.copy_broken", copy=name, why=why)
    return copies


def prune(shelf: Shelf, older: list[SdkCopy], most: int) -> None:
    """The newest stay. What cannot be removed is left."""
    for copy in older[most:]:
        try:
            shelf.remove(copy)
            log.info("sdk.copy_removed", copy=copy.name)
        except OSError as problem:
            log.warning("sdk.copy_not_removed", copy=copy.name, why=problem.strerror)

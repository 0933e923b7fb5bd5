"""A screen of its own: Xvfb, for browsers with windows, and its mouse.

Headless browsers have no screen to share; what they hand out in its place is made up.
"""

from __future__ import annotations

import os
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH, HEIGHT = 1280, 800
_MOVE, _PRESS, _RELEASE = 6, 4, 5


class Display:
    """`start_display` makes them."""

    def __init__(self, number: str) -> None:
        self.name = f":{number}"
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(f"/tmp/.X11-unix/X{number}")
        self._socket.sendall(struct.pack("<BxHHHHxx", ord("l"), 11, 0, 0, 0))
        accepted, units = struct.unpack("<B5xH", self._read(8))
        said = self._read(4 * units)
        assert accepted == 1, said
        self._socket.sendall(struct.pack("<BxHHxx8s", 98, 4, 5, b"XTEST"))
        present, self._xtest = struct.unpack("<8xBB22x", self._read(32))
        assert present, "Xvfb has no XTEST"

    def click(self, x: int, y: int) -> None:
        """With the mouse, as a person does: on windows of the browser's own, too. Returns when the
        screen has taken it in."""
        self._fake(_MOVE, x=x, y=y)
        self._fake(_PRESS, button=1)
        self._fake(_RELEASE, button=1)
        # Any question: they are answered in their turn.
        self._socket.sendall(struct.pack("<BxH", 43, 1))
        self._read(32)

    def close(self) -> None:
        self._socket.close()

    def _fake(self, what: int, button: int = 0, x: int = 0, y: int = 0) -> None:
        event = struct.pack("<BBxxII8xhh8x", what, button, 0, 0, x, y)
        self._socket.sendall(struct.pack("<BBH", self._xtest, 2, 9) + event)

    def _read(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            more = self._socket.recv(count - len(got))
            assert more, "Xvfb has gone"
            got += more
        return got


@contextmanager
def start_display() -> Iterator[Display]:
    """On a free number."""
    ours, theirs = os.pipe()
    screen = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-noreset", "-nolisten", "tcp"]
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), *screen], pass_fds=[theirs], stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    try:
        with os.fdopen(ours) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        display = Display(number)
        yield display
        display.close()
    finally:
        process.terminate()
        process.wait()

"""Files that somebody made to do harm, written here: what they hold is known to the byte.

Each is refused for the reason that is given, or it is a harmless view: `VIEW`, where files like it
are common, and `ANY`, where the decoder may make of it what it likes, in time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

VIEW = "view"
ANY = "any"

# Given the address of a server that nothing may ask.
Make = Callable[[str], bytes]


class Case(NamedTuple):
    id: str
    make: Make
    outcome: str = VIEW
    # As picked, and what is shown of it.
    name: str = "file.pdf"
    shown: str | None = None
    # Takes the machine seconds.
    long: bool = False


def same(content: bytes) -> Make:
    return lambda _sink: content

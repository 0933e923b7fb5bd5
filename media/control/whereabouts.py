"""Where the customer is and which tabs she shares, as told on `input`: docs/control.md."""

from typing import Annotated

import msgspec
from msgspec import Meta

from media.control import wire
from media.control.input import MAX_ADDRESS, MAX_TAB
from media.control.wire import Count, at_most

MAX_TITLE = 200
MAX_TABS = 50


class Told(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """`grant` is that of the view."""

    grant: Count


class Whereabouts(Told, frozen=True, tag="page"):
    """`address`: origin and path; empty, as `title`, where that may not be known. `back`,
    `forward`: whether there is a page of the site to go to."""

    address: str
    title: str
    back: bool
    forward: bool

    def __post_init__(self) -> None:
        at_most(self.address, MAX_ADDRESS)
        at_most(self.title, MAX_TITLE)


class Tab(msgspec.Struct, frozen=True):
    """`tab`: its endpoint."""

    tab: str
    title: str

    def __post_init__(self) -> None:
        if not self.tab:
            raise ValueError("a tab without an endpoint")
        at_most(self.tab, MAX_TAB)
        at_most(self.title, MAX_TITLE)


class Tabs(Told, frozen=True, tag="tabs"):
    """All that she shares."""

    tabs: Annotated[list[Tab], Meta(max_length=MAX_TABS)]


_told = msgspec.json.Decoder(Whereabouts | Tabs)


def decode_told(data: bytes, grant: int) -> Whereabouts | Tabs | None:
    """None for whatever is none, and for another grant."""
    told = wire.decode(_told, data)
    return told if told is not None and told.grant == grant else None

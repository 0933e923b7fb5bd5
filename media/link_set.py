"""The links of one endpoint: which should exist is what the server says, and which may exist is
what the gate says. Connections are independent of the WebSocket: losing it touches none of them.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from media.link import Link, LinkState
from signaling.messages import (
    LinkChanged,
    LinkClosed,
    LinkOpened,
    LinkView,
    MediaLinkView,
    PageLinkView,
    Ready,
    RelayedCandidate,
    RelayedDescription,
    RelayedRestart,
    ServerMessage,
)

V = TypeVar("V", bound=PageLinkView | MediaLinkView)
L = TypeVar("L", bound=Link[Any, Any])


class LinkSet(Generic[V, L]):
    """Those of one kind. Hand in every server message; call `reconcile` whenever the gate may have
    moved."""

    def __init__(
        self,
        kind: type[V],
        may_flow: Callable[[V], bool],
        make: Callable[[V, Iterator[int]], L],
    ) -> None:
        """`may_flow`: the gate. `make`: a link of that kind, of the view and the rising numbers of
        this endpoint's attempts."""
        self._kind = kind
        self._may_flow = may_flow
        self._make = make
        self._attempts = itertools.count(1)
        self._wanted: dict[str, V] = {}
        self._links: dict[str, L] = {}
        self._closed: list[L] = []

    @property
    def links(self) -> list[L]:
        """Those that may exist, open or connecting."""
        return list(self._links.values())

    @property
    def open(self) -> list[L]:
        """Those that carry data now."""
        return [link for link in self._links.values() if link.state is LinkState.OPEN]

    @property
    def wanted(self) -> list[V]:
        """Those that the server wants, whether or not the gate permits them."""
        return list(self._wanted.values())

    def handle(self, message: ServerMessage) -> None:
        match message:
            case Ready():
                self._sync(message.links)
            case LinkOpened():
                self._want([message.link])
                self.reconcile(missed=False)
            case LinkChanged():
                if message.link.link in self._wanted:
                    self._want([message.link])
                    self.reconcile()
            case LinkClosed():
                self._wanted.pop(message.link, None)
                self.reconcile()
            case RelayedDescription() | RelayedCandidate() | RelayedRestart():
                link = self._links.get(message.link)
                if link is not None:
                    link.receive(message)
            case _:
                pass

    def reconcile(self, *, missed: bool = True) -> None:
        """Close, at once, what is not wanted or not permitted; start what is both.

        `missed`: signals for links that start now may have been lost.
        """
        for id, link in list(self._links.items()):
            view = self._wanted.get(id)
            if view is not None and self._may_flow(view):
                link.changed(view)
            else:
                del self._links[id]
                link.close()
                self._closed = [old for old in self._closed if not old.gone] + [link]
        for id, view in self._wanted.items():
            if id not in self._links and self._may_flow(view):
                link = self._make(view, self._attempts)
                self._links[id] = link
                link.start(missed=missed)

    async def close(self) -> None:
        """Close all links and wait until their sockets are closed."""
        self._wanted.clear()
        self.reconcile()
        for link in self._closed:
            await link.closed()
        self._closed.clear()

    def _sync(self, views: Iterable[LinkView]) -> None:
        self._wanted.clear()
        self._want(views)
        returning = list(self._links.values())
        self.reconcile()
        for link in returning:
            link.signaling_returned()

    def _want(self, views: Iterable[LinkView]) -> None:
        for view in views:
            if isinstance(view, self._kind):
                self._wanted[view.link] = view


AnyLinkSet = LinkSet[Any, Any]

"""The links of one endpoint: which should exist is what the server says, and which may exist is
what the gate says. Connections are independent of the WebSocket: losing it touches none of them.
"""

import itertools
from collections.abc import Iterable

from media.page_link import LinkDelegate, LinkState, PageLink, Signaling
from signaling.messages import (
    LinkChanged,
    LinkClosed,
    LinkOpened,
    LinkView,
    PageLinkView,
    Ready,
    RelayedCandidate,
    RelayedDescription,
    RelayedRestart,
    ServerMessage,
)


class LinkSet:
    """Hand in every server message; call `reconcile` whenever the gate may have moved."""

    def __init__(self, delegate: LinkDelegate, signaling: Signaling) -> None:
        self._delegate = delegate
        self._signaling = signaling
        self._attempts = itertools.count(1)
        self._wanted: dict[str, PageLinkView] = {}
        self._links: dict[str, PageLink] = {}
        self._closed: list[PageLink] = []

    @property
    def links(self) -> list[PageLink]:
        """Those that may exist, open or connecting."""
        return list(self._links.values())

    @property
    def open(self) -> list[PageLink]:
        """Those that carry data now."""
        return [link for link in self._links.values() if link.state is LinkState.OPEN]

    @property
    def wanted(self) -> list[PageLinkView]:
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
                self._change(message.link)
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
            if id not in self._wanted or not self._delegate.may_flow(link.view):
                del self._links[id]
                link.close()
                self._closed = [old for old in self._closed if not old.gone] + [link]
        for id, view in self._wanted.items():
            if id not in self._links and self._delegate.may_flow(view):
                link = PageLink(view, self._delegate, self._signaling, self._attempts)
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

    def _change(self, view: LinkView) -> None:
        if view.link not in self._wanted or not isinstance(view, PageLinkView):
            return
        self._wanted[view.link] = view
        link = self._links.get(view.link)
        if link is not None:
            link.changed(view)

    def _want(self, views: Iterable[LinkView]) -> None:
        for view in views:
            if isinstance(view, PageLinkView):
                self._wanted[view.link] = view

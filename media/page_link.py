"""The link between a page of the customer's and an agent's console."""

from collections.abc import Iterator
from typing import Protocol

from media.connection import Connection
from media.errors import BadSignal, NotConsented
from media.link import Link, LinkState, Signaling
from signaling.messages import PageLinkView


class LinkDelegate(Protocol):
    """Whom a link asks and reports to. None of these may block. `link_opened` comes once per
    attempt that succeeds, and then `link_lost` once, whoever closed it."""

    def may_flow(self, view: PageLinkView) -> bool:
        """The gate: asked before anything is made, answered or sent for this link."""
        ...

    def link_opened(self, link: "PageLink") -> None: ...

    def link_lost(self, link: "PageLink") -> None: ...

    def link_message(self, link: "PageLink", channel: str, data: bytes) -> None: ...


class PageLink(Link[PageLinkView, Connection]):
    def __init__(
        self,
        view: PageLinkView,
        delegate: LinkDelegate,
        signaling: Signaling,
        attempts: Iterator[int],
    ) -> None:
        """`attempts`: the rising numbers of this endpoint's attempts."""
        super().__init__(view, signaling, attempts)
        self._delegate = delegate
        self.bytes_sent = 0

    def send(self, channel: str, data: bytes) -> None:
        """Raises NotConsented if the gate is shut, BadSignal if the channels are not open."""
        if not self._delegate.may_flow(self.view):
            raise NotConsented(f"link {self.view.link} may not carry anything")
        if self._connection is None or self._state is not LinkState.OPEN:
            raise BadSignal("the link is not open")
        self._connection.send(channel, data)
        self.bytes_sent += len(data)

    def _may_exist(self) -> bool:
        return self._delegate.may_flow(self.view)

    def _connect(self) -> Connection:
        # A connection that has been replaced is silent, so this speaks of the present one.
        def received(channel: str, data: bytes) -> None:
            self._delegate.link_message(self, channel, data)

        return Connection(self.view.ice_servers, self._opened, received, self._lost)

    def _on_opened(self) -> None:
        self._delegate.link_opened(self)

    def _on_lost(self) -> None:
        self._delegate.link_lost(self)

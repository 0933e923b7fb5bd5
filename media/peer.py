"""What a headless customer's page and a headless agent's console have in common: page links."""

from abc import abstractmethod

from media.endpoint import WAIT_SECONDS, Endpoint
from media.link_set import AnyLinkSet, LinkSet
from media.page_link import PageLink
from signaling.messages import PageLinkView

__all__ = ["WAIT_SECONDS", "Peer"]


class Peer(Endpoint):
    def _make_link_sets(self) -> list[AnyLinkSet]:
        client = self.client
        self.links = LinkSet(
            PageLinkView,
            self.may_flow,
            lambda view, attempts: PageLink(view, self, client, attempts),
        )
        return [self.links]

    # --- for subclasses -----------------------------------------------------------------------

    @abstractmethod
    def may_flow(self, view: PageLinkView) -> bool: ...

    @abstractmethod
    def link_opened(self, link: PageLink) -> None: ...

    @abstractmethod
    def link_lost(self, link: PageLink) -> None: ...

    @abstractmethod
    def link_message(self, link: PageLink, channel: str, data: bytes) -> None: ...

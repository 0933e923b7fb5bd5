"""The call window of a headless customer: an endpoint of its own, from the broker's origin."""

from collections.abc import Callable

from media.call.call_end import CallEnd
from media.endpoint import Endpoint
from media.link_set import AnyLinkSet
from media.tickets import CustomerTickets, DockTickets, TicketSource
from signaling.messages import ServerMessage


class Dock(Endpoint):
    """`call_end` outlives it: what she has allowed does not depend on one window."""

    def __init__(
        self,
        base_url: str,
        tickets: CustomerTickets,
        call_end: CallEnd,
        changed: Callable[[], None],
    ) -> None:
        """`tickets`: those of her page. `changed` is called after every message."""
        self._page_tickets = tickets
        self._call_end = call_end
        self._page_changed = changed
        super().__init__(base_url)

    def _make_tickets(self) -> TicketSource:
        return DockTickets(self._base_url, self._page_tickets)

    def _make_link_sets(self) -> list[AnyLinkSet]:
        return [self._call_end.attach(self.client)]

    def _heard(self, message: ServerMessage) -> None:
        self._call_end.hear(message, self.conversations.values())
        self._page_changed()

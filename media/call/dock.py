"""The call window of a headless customer: an endpoint of its own, from the broker's origin."""

from collections.abc import Callable

from media.call.call_end import CallEnd
from media.endpoint import Endpoint
from media.link_set import AnyLinkSet
from media.signing import SigningKey, Told, conversation_of, signed
from media.tickets import CustomerTickets, DockTickets, TicketSource
from signaling.messages import AnyEvent, Request, ServerMessage


class Dock(Endpoint):
    """`call_end` outlives it: what she has allowed does not depend on one window."""

    def __init__(
        self,
        base_url: str,
        tickets: CustomerTickets,
        signing: SigningKey,
        page_timeline: Callable[[str], list[AnyEvent]],
        call_end: CallEnd,
        changed: Callable[[], None],
    ) -> None:
        """`tickets`: those of her page. `signing`: with the voucher of her page.
        `page_timeline`: what that was told of a conversation. `changed` is called after every
        message."""
        self._page_tickets = tickets
        self._signing = signing
        self._page_timeline = page_timeline
        self._call_end = call_end
        self._page_changed = changed
        super().__init__(base_url)

    def _make_tickets(self) -> TicketSource:
        return DockTickets(self._base_url, self._page_tickets)

    def _signing_key(self) -> str | None:
        return self._signing.public

    def _signed(self, message: Request) -> Request:
        id = conversation_of(message) or ""
        # Her page may have been told first.
        timeline = [*self._conversations.timeline(id), *self._page_timeline(id)]
        # What is decided in a dock does not come with control.
        told = Told(self.person.id, timeline, control_included=False)
        return signed(message, self._signing, told, self.client.now)

    def _make_link_sets(self) -> list[AnyLinkSet]:
        return [self._call_end.attach(self.client)]

    def _heard(self, message: ServerMessage) -> None:
        self._call_end.hear(message, self.conversations.values())
        self._page_changed()

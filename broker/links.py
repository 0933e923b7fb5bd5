"""Which endpoints should be connected to each other now, and who offers.

A lost WebSocket does not cut a connection between two browsers: a lost endpoint keeps its links
until it is closed, so the page flows on while the server restarts.
"""

import hashlib

import msgspec

from broker.conversation import Conversation
from broker.names import EndpointKind, LinkKind, Scope
from broker.session import Active


class Link(msgspec.Struct, frozen=True):
    """One RTCPeerConnection that should exist. `grant`: the number that every frame must carry.
    `offerer` and `answerer` are endpoint ids; the customer's endpoint always offers."""

    id: str
    kind: LinkKind
    conversation: str
    session: str
    grant: int
    offerer: str
    answerer: str

    def other_end(self, endpoint: str) -> str:
        """For `endpoint`, one of the two."""
        return self.answerer if endpoint == self.offerer else self.offerer


def links(conversation: Conversation) -> dict[str, Link]:
    """All links that should exist now, by id. The ids depend on session, grant and endpoints only,
    so every node computes the same ones, and the difference between two calls is what to open
    and to close."""
    state = conversation.state
    session = None if state is None else state.open_session
    if state is None or state.page is None or session is None:
        return {}
    granted = session.granted(Scope.VIEW)
    if granted is None or not isinstance(session.settled, Active):
        return {}
    found = (
        _page_link(state.id, session.id, granted.grant, state.page, endpoint.id)
        for endpoint in state.endpoints.values()
        if endpoint.kind is EndpointKind.CONSOLE and session.holds(Scope.VIEW, endpoint.person.id)
    )
    return {link.id: link for link in found}


def _page_link(conversation: str, session: str, grant: int, page: str, console: str) -> Link:
    # "/" is in no id, so no two links are spelled alike.
    spelled = "/".join((LinkKind.PAGE, session, str(grant), page, console))
    return Link(
        id="link-" + hashlib.blake2b(spelled.encode(), digest_size=16).hexdigest(),
        kind=LinkKind.PAGE,
        conversation=conversation,
        session=session,
        grant=grant,
        offerer=page,
        answerer=console,
    )

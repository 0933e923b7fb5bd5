"""What a headless agent believes: grants that the customer has signed, and no others.

A browser's console shows nothing of what is not proved; a peer for tests fails loudly instead.
"""

from media.errors import Unproved
from signaling.messages import (
    ConsentState,
    ConversationOpened,
    ConversationStateMessage,
    ConversationView,
    LinkOpened,
    LinkView,
    Ready,
    RelayedDescription,
    Scope,
    ScopeView,
    ServerMessage,
    Signed,
    SignedAct,
    fingerprints_of,
    is_signed,
    is_under,
    offer_text,
    verify_signed,
)


class Proofs:
    """`roots`: by conversation, the key that the customer signed with first, which is hers from
    then on."""

    def __init__(self) -> None:
        self.roots: dict[str, str] = {}
        self._seen: set[Signed] = set()
        self._links: dict[str, LinkView] = {}

    def check(self, message: ServerMessage) -> None:
        """Raises Unproved."""
        match message:
            case Ready():
                for opened in message.conversations:
                    self._view(opened.state)
                self._links = {link.link: link for link in message.links}
            case LinkOpened():
                self._links[message.link.link] = message.link
            case RelayedDescription():
                self._offer(message)
            case ConversationOpened() | ConversationStateMessage():
                self._view(message.state)
            case _:
                pass

    def _view(self, view: ConversationView) -> None:
        session = view.session
        for name, scope in view.scopes.items():
            self._scope(view, None, Scope(name), scope)
        for name, scope in ({} if session is None else session.scopes).items():
            assert session is not None
            self._scope(view, session.session, Scope(name), scope)

    def _scope(
        self, view: ConversationView, session: str | None, scope: Scope, found: ScopeView
    ) -> None:
        if found.state is not ConsentState.GRANTED:
            return
        signed = found.signed
        if signed is None or not says(signed, view, session, scope, found):
            raise Unproved(f"{scope} is granted by nothing that the customer signed")
        if signed not in self._seen and not is_signed(signed, verify_signed):
            raise Unproved(f"what {scope} is granted by has a false signature")
        self._seen.add(signed)
        if self.roots.setdefault(view.conversation, signed.root) != signed.root:
            raise Unproved(f"{scope} is signed with another key than before")

    def _offer(self, message: RelayedDescription) -> None:
        """Whom DTLS will connect to must be her, and nobody between."""
        link = self._links.get(message.link)
        if link is None or message.description.type != "offer":
            return
        signature, customer = message.signed, link.peer.id
        found = fingerprints_of(message.description.sdp)
        text = offer_text(customer, message.link, message.attempt, found)
        if signature is None or not is_under(signature, customer, text, verify_signed):
            raise Unproved("an offer is not signed by the customer")
        if self.roots.setdefault(link.conversation, signature.root) != signature.root:
            raise Unproved("an offer is signed with another key than the customer's")


def says(
    signed: Signed, view: ConversationView, session: str | None, scope: Scope, found: ScopeView
) -> bool:
    """Whether what is signed is what the server says that she said yes to."""
    said = signed.statement
    if said.customer != view.customer.id or scope not in said.scopes:
        return False
    if said.act is SignedAct.START:
        return found.asker is None and session is not None
    if said.conversation != view.conversation:
        return False
    if said.act is SignedAct.ASK:
        return session is None
    if said.session != session:
        return False
    main = said.scopes[0] is scope
    if said.act is SignedAct.GIVE:
        return main and said.person == found.to
    if not main:
        return True
    asker = None if found.asker is None else found.asker.id
    return said.act is SignedAct.ALLOW and said.person == asker and said.limit == found.limit

"""What a headless agent believes: grants that the customer has signed, and no others.

A browser's console shows nothing of what is not proved; a peer for tests fails loudly instead.
"""

from media.errors import Unproved
from signaling.messages import (
    ConsentState,
    ConversationOpened,
    ConversationStateMessage,
    ConversationView,
    Ready,
    Scope,
    ScopeView,
    ServerMessage,
    Signed,
    SignedAct,
    is_signed,
    verify_signed,
)


class Proofs:
    """`roots`: by conversation, the key that the customer signed with first, which is hers from
    then on."""

    def __init__(self) -> None:
        self.roots: dict[str, str] = {}
        self._seen: set[Signed] = set()

    def check(self, message: ServerMessage) -> None:
        """Raises Unproved."""
        match message:
            case Ready():
                for opened in message.conversations:
                    self._view(opened.state)
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

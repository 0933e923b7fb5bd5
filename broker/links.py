"""Which endpoints should be connected to each other now, who offers, and what may flow.

A lost WebSocket does not cut a connection between two browsers: a lost endpoint keeps its links
until it is closed, so page and voice flow on while the server restarts.
"""

import hashlib
from collections.abc import Iterator
from typing import ClassVar

import msgspec

from broker.conversation import Conversation
from broker.names import EndpointKind, LinkKind, MediaSlot, Permission, Scope
from broker.permission import Permissions, has_scope
from broker.policy import Policy
from broker.session import Active
from broker.state import State

Slots = frozenset[MediaSlot]
NONE: Slots = frozenset()
VIEWERS = (EndpointKind.CONSOLE, EndpointKind.GUEST)


class _Link(msgspec.Struct, frozen=True, kw_only=True):
    """One RTCPeerConnection that should exist. `offerer` and `answerer` are endpoint ids; the
    customer's endpoint always offers."""

    id: str
    conversation: str
    offerer: str
    answerer: str

    def other_end(self, endpoint: str) -> str:
        """For `endpoint`, one of the two."""
        return self.answerer if endpoint == self.offerer else self.offerer


class PageLink(_Link, frozen=True, kw_only=True):
    """`grant`: the number that every frame must carry. No media flows on it."""

    kind: ClassVar[LinkKind] = LinkKind.PAGE
    session: str
    grant: int


class MediaLink(_Link, frozen=True, kw_only=True):
    """The slots in which each end may send now, and whether the two share a document: that
    changes while the link stays."""

    kind: ClassVar[LinkKind] = LinkKind.MEDIA
    offerer_sends: Slots
    answerer_sends: Slots
    document: bool

    def sends(self, endpoint: str) -> Slots:
        """What `endpoint`, one of the two, may send."""
        return self.offerer_sends if endpoint == self.offerer else self.answerer_sends

    def receives(self, endpoint: str) -> Slots:
        """What `endpoint`, one of the two, may receive."""
        return self.sends(self.other_end(endpoint))


Link = PageLink | MediaLink


def links(conversation: Conversation) -> dict[str, Link]:
    """All links that should exist now, by id. The ids depend on session, grant and endpoints only,
    so every node computes the same ones, and the difference between two calls is what to open
    and to close; and what to change, where a link of the same id has other slots."""
    state = conversation.state
    if state is None or state.paused:
        return {}
    found: list[Link] = [*_page_links(state), *_media_links(state, conversation)]
    return {link.id: link for link in found}


def _page_links(state: State) -> Iterator[PageLink]:
    session, granted = state.open_session, state.granted(Scope.VIEW)
    if session is None or granted is None or state.page is None:
        return
    if not isinstance(session.settled, Active):
        return
    # Of windows of one agent's, the one that is there for this page shows it.
    alone = {one.person.id for one in state.consoles if one.alone and one.present}
    for console in state.endpoints.values():
        if console.kind not in VIEWERS or console.alone is False:
            continue
        if not console.alone and console.person.id in alone:
            continue
        if session.holds(Scope.VIEW, console.person.id):
            yield PageLink(
                id=_id(LinkKind.PAGE, session.id, str(granted.grant), state.page, console.id),
                conversation=state.id,
                session=session.id,
                grant=granted.grant,
                offerer=state.page,
                answerer=console.id,
            )


def _media_links(state: State, conversation: Conversation) -> Iterator[MediaLink]:
    """Between the customer's dock and every console of agents who take part, as long as there is
    something to send that the agent is permitted to have."""
    for console in state.consoles:
        permitted = conversation.permits(console.person.id)
        both = _of_the_call(state, permitted)
        shown = NONE
        if Permission.SCREEN in permitted:
            shown = _of_the_screen(state, conversation.policy, console.person.id)
        document = Permission.DOCUMENT in permitted
        document = document and _shares_a_document(state, console.person.id)
        if not both | shown and not document:
            continue
        for dock in state.docks:
            yield MediaLink(
                id=_id(LinkKind.MEDIA, state.id, dock.id, console.id),
                conversation=state.id,
                offerer=dock.id,
                answerer=console.id,
                offerer_sends=both | shown,
                answerer_sends=both,
                document=document,
            )


def _of_the_call(state: State, permitted: Permissions) -> Slots:
    slots = {Scope.VOICE: MediaSlot.VOICE, Scope.VIDEO: MediaSlot.CAMERA}
    return frozenset(
        slot
        for scope, slot in slots.items()
        if state.granted(scope) is not None and has_scope(permitted, scope)
    )


def _of_the_screen(state: State, policy: Policy, agent: str) -> Slots:
    session = state.open_session
    if session is None or not session.holds(Scope.SCREEN, agent):
        return NONE
    sound = {MediaSlot.SOUND} if policy.screen_sound else NONE
    return frozenset({MediaSlot.SCREEN, *sound})


def _shares_a_document(state: State, agent: str) -> bool:
    """Whoever looks at her page with her sees it, too; whoever has left, not."""
    granted, session = state.granted(Scope.DOCUMENT), state.open_session
    if granted is None or not granted.is_for(agent):
        return False
    is_owner = state.owner is not None and state.owner.id == agent
    return is_owner or (session is not None and agent in session.participants)


def _id(*parts: str) -> str:
    # "/" is in no id, so no two links are spelled alike.
    return "link-" + hashlib.blake2b("/".join(parts).encode(), digest_size=16).hexdigest()

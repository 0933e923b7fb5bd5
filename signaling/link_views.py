"""A link as one of its two ends is told of it (messages/)."""

from broker.conversation import Conversation
from broker.links import Link, MediaLink, Slots
from broker.names import MediaSlot
from signaling.messages import IceServer, LinkView, MediaLinkView, PageLinkView
from signaling.peer import Peer


def link_view(
    conversation: Conversation,
    link: Link,
    endpoint: str,
    other: Peer | None,
    ice_servers: list[IceServer],
) -> LinkView:
    """`endpoint` is one of the two ends, `other` the other one, where it is connected: for its key
    for the sealed relay. What a media link carries never goes through the server."""
    peer = conversation.endpoints[link.other_end(endpoint)].person
    if isinstance(link, MediaLink):
        return MediaLinkView(
            link=link.id,
            conversation=link.conversation,
            offerer=link.offerer == endpoint,
            peer=peer,
            ice_servers=ice_servers,
            send=_in_order(link.sends(endpoint)),
            receive=_in_order(link.receives(endpoint)),
            document=link.document,
        )
    return PageLinkView(
        link=link.id,
        conversation=link.conversation,
        session=link.session,
        grant=link.grant,
        offerer=link.offerer == endpoint,
        peer=peer,
        ice_servers=ice_servers,
        peer_key=None if other is None else other.key,
        peer_key_signed=None if other is None else other.key_signed,
    )


def _in_order(slots: Slots) -> list[MediaSlot]:
    return [slot for slot in MediaSlot if slot in slots]

"""A link as one of its two ends is told of it (messages/)."""

from broker.conversation import Conversation
from broker.links import Link, MediaLink, Slots
from broker.names import MediaSlot
from signaling.messages import IceServer, LinkView, MediaLinkView, PageLinkView


def link_view(
    conversation: Conversation,
    link: Link,
    endpoint: str,
    peer_key: str | None,
    ice_servers: list[IceServer],
) -> LinkView:
    """`endpoint` is one of the two ends, `peer_key` the other one's: what a media link carries
    never goes through the server."""
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
        peer_key=peer_key,
    )


def _in_order(slots: Slots) -> list[MediaSlot]:
    return [slot for slot in MediaSlot if slot in slots]

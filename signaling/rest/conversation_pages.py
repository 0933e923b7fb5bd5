"""Lists of conversations, page by page: which are wanted, and where a page goes on.

Open ones are in memory, the longest waiting first; ended ones are read from the store, the newest
first. What a page was filtered by may leave it shorter than `limit`: the list is at its end where
`next` is null.
"""

import math
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from broker.names import ConversationState
from signaling.contact_centre import ConversationInfo, info
from signaling.hub import Hub
from signaling.rest.paging import Paged, Place, cursor_of
from signaling.rooms import Room
from signaling.store.sites import Site

State = Annotated[ConversationState, msgspec.Meta(description="Without: all that are open.")]
SiteKey = Annotated[str, msgspec.Meta(description="Key of the site.")]
Owner = Annotated[str, msgspec.Meta(description="Id or user name of whose they are.")]


class Wanted(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`after`: when it was queued (ended), and its id."""

    state: State | UnsetType = UNSET
    site: SiteKey | UnsetType = UNSET
    owner: Owner | UnsetType = UNSET


class Page(msgspec.Struct, frozen=True, kw_only=True):
    conversations: list[ConversationInfo]
    next: str | None


async def page_of(hub: Hub, wanted: Wanted, site: Site | None, owner: str | None) -> Page:
    """`site`, `owner`: those that `wanted` names; `owner` by id."""
    found: list[tuple[Place, Room]]
    after = wanted.after
    if wanted.state is ConversationState.ENDED:
        before = after or (math.inf, "")
        site_id = None if site is None else site.id
        places = await hub.store.streams.ended_conversations(site_id, before, wanted.limit + 1)
        found = [(place, await hub.rooms.get(place[1])) for place in places[: wanted.limit]]
        goes_on = len(places) > wanted.limit
        rooms = [room for _, room in found if _is_wanted(room, wanted, site, owner)]
    else:
        everything = sorted(
            (
                ((room.conversation.queued_at, room.conversation.id), room)
                for room in hub.rooms
                if _is_wanted(room, wanted, site, owner)
            ),
            key=lambda pair: pair[0],
        )
        left = [one for one in everything if after is None or one[0] > after]
        found, goes_on = left[: wanted.limit], len(left) > wanted.limit
        rooms = [room for _, room in found]
    return Page(
        conversations=[info(room) for room in rooms],
        next=cursor_of(found[-1][0]) if goes_on else None,
    )


def _is_wanted(room: Room, wanted: Wanted, site: Site | None, owner: str | None) -> bool:
    conversation = room.conversation
    return (
        (wanted.state is UNSET or conversation.conversation_state is wanted.state)
        and (site is None or room.site.id == site.id)
        and (owner is None or (conversation.owner is not None and conversation.owner.id == owner))
    )

"""Lists of conversations, page by page: which are wanted, and where a page goes on.

Open ones are in memory, the longest waiting first; ended ones are read from the store, the newest
first. What a page was filtered by may leave it shorter than `limit`: the list is at its end where
`next` is null.
"""

import math
from collections.abc import Mapping

import msgspec

from broker.names import ConversationState
from signaling.contact_centre import ConversationInfo, info
from signaling.errors import BadRequest
from signaling.hub import Hub
from signaling.rest.paging import Place, check_query, cursor_of, limit_of, place_of
from signaling.rooms import Room
from signaling.store.sites import Site

_NAMES = {"state", "site", "owner", "limit", "cursor"}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: None: all that are open. `site`: a key. `owner`: an id or a user name. `after`: when
    it was queued (ended), and its id."""

    state: ConversationState | None
    site: str | None
    owner: str | None
    limit: int
    after: Place | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    conversations: list[ConversationInfo]
    next: str | None


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """Raises BadRequest."""
    check_query(query, _NAMES)
    state = query.get("state")
    if state is not None and state not in list(ConversationState):
        raise BadRequest(why=f"a state is one of {', '.join(ConversationState)}")
    return Wanted(
        state=None if state is None else ConversationState(state),
        site=query.get("site"),
        owner=query.get("owner"),
        limit=limit_of(query),
        after=place_of(query),
    )


async def page_of(hub: Hub, wanted: Wanted, site: Site | None, owner: str | None) -> Page:
    """`site`, `owner`: those that `wanted` names; `owner` by id."""
    found: list[tuple[Place, Room]]
    if wanted.state is ConversationState.ENDED:
        before = wanted.after or (math.inf, "")
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
        left = [one for one in everything if wanted.after is None or one[0] > wanted.after]
        found, goes_on = left[: wanted.limit], len(left) > wanted.limit
        rooms = [room for _, room in found]
    return Page(
        conversations=[info(room) for room in rooms],
        next=cursor_of(found[-1][0]) if goes_on else None,
    )


def _is_wanted(room: Room, wanted: Wanted, site: Site | None, owner: str | None) -> bool:
    conversation = room.conversation
    return (
        (wanted.state is None or conversation.conversation_state is wanted.state)
        and (site is None or room.site.id == site.id)
        and (owner is None or (conversation.owner is not None and conversation.owner.id == owner))
    )

"""Lists of conversations, page by page: which are wanted, and where a page goes on.

Open ones are in memory, the longest waiting first; ended ones are read from the store, the newest
first. What a page was filtered by may leave it shorter than `limit`: the list is at its end where
`next` is null.
"""

import base64
import math
from collections.abc import Mapping

import msgspec

from broker.names import ConversationState
from signaling.contact_centre import ConversationInfo, info
from signaling.errors import BadRequest
from signaling.hub import Hub
from signaling.rooms import Room
from signaling.store.sites import Site

MOST = 100
USUAL = 50
_NAMES = {"state", "site", "owner", "limit", "cursor"}

# When it was queued (ended), and its id: the last one of the page before.
Place = tuple[float, str]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: None: all that are open. `site`: a key. `owner`: an id or a user name."""

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
    # `len` counts the values, and there may be several of one name.
    if len(query) != len(set(query)) or set(query) - _NAMES:
        raise BadRequest(why=f"it takes {', '.join(sorted(_NAMES))}, each once")
    if any(len(value) > 200 or not value.isprintable() for value in query.values()):
        raise BadRequest(why="a parameter is too long, or has characters that nothing has")
    state, limit = query.get("state"), query.get("limit", str(USUAL))
    if state is not None and state not in list(ConversationState):
        raise BadRequest(why=f"a state is one of {', '.join(ConversationState)}")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= MOST):
        raise BadRequest(why=f"the limit is 1 to {MOST}")
    cursor = query.get("cursor")
    return Wanted(
        state=None if state is None else ConversationState(state),
        site=query.get("site"),
        owner=query.get("owner"),
        limit=int(limit),
        after=None if cursor is None else _place(cursor),
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
        next=_cursor(found[-1][0]) if goes_on else None,
    )


def _is_wanted(room: Room, wanted: Wanted, site: Site | None, owner: str | None) -> bool:
    conversation = room.conversation
    return (
        (wanted.state is None or conversation.conversation_state is wanted.state)
        and (site is None or room.site.id == site.id)
        and (owner is None or (conversation.owner is not None and conversation.owner.id == owner))
    )


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def _place(cursor: str) -> Place:
    try:
        at, id = msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=Place)
        return at, id
    except (ValueError, UnicodeDecodeError, RecursionError, msgspec.DecodeError):
        raise BadRequest(why="the cursor is none of ours") from None

"""`/api/v1/sessions`: what is going on now.

    GET   ?limit&cursor   ->  {sessions, next}; the longest going on first
    POST  {session}/end   ->  {}

For operators (gate.py). Ids, names, states, scopes and times; nothing that is said or shown.
Whoever takes part in a session reads that an operator ended it. Errors: `bad_token`, `bad_request`,
`not_found`, `wrong_state`.
"""

import re

import msgspec
from aiohttp import web

from broker import commands
from broker.acts import Act
from broker.audit import Fact
from broker.consent import Granted
from broker.errors import UnknownThing, WrongState
from broker.events import SessionStarted
from broker.names import Scope, SessionState
from broker.session import Session
from signaling.contact_centre import Somebody, somebody
from signaling.keys import HUB
from signaling.rest.bodies import answer, read_query
from signaling.rest.contract import contract
from signaling.rest.paging import Paged, cursor_of
from signaling.rooms import Room, Rooms, operator

PATH = "/api/v1/sessions"
END = PATH + "/{session}/end"

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class SiteName(msgspec.Struct, frozen=True):
    key: str
    name: str


class LiveSession(msgspec.Struct, frozen=True, kw_only=True):
    """`people`: who is in it, the customer first. `scopes`: what is granted now."""

    session: str
    conversation: str
    site: SiteName
    state: SessionState
    started_at: float
    scopes: list[Scope]
    people: list[Somebody]


class LivePage(msgspec.Struct, frozen=True):
    sessions: list[LiveSession]
    next: str | None


class Ended(msgspec.Struct, frozen=True):
    """Nothing to say."""


@contract("List what is going on now", query=Paged, answers={200: LivePage})
async def several(request: web.Request) -> web.Response:
    wanted = read_query(request, Paged)
    limit = wanted.limit
    after = wanted.after or (0.0, "")
    found = [
        _info(room, session)
        for room in request.app[HUB].rooms
        if (session := room.conversation.session) is not None and session.is_open
    ]
    left = sorted(
        (one for one in found if (one.started_at, one.session) > after),
        key=lambda one: (one.started_at, one.session),
    )
    shown = left[:limit]
    goes_on = cursor_of((shown[-1].started_at, shown[-1].session)) if len(left) > limit else None
    return answer(LivePage(sessions=shown, next=goes_on))


@contract("End a session", answers={200: Ended}, errors=(UnknownThing, WrongState))
async def end(request: web.Request) -> web.Response:
    hub = request.app[HUB]
    room, session = _find(hub.rooms, request.match_info["session"])
    command = commands.EndSession(by=operator(room.site), session=session)
    what: dict[str, Fact] = {"session": session, "conversation": room.conversation.id}
    also = hub.store.acts.noting(Act.SESSION_ENDED, what, room.site.id)
    await hub.decide(room, command, also=also)
    return answer(Ended())


def _find(rooms: Rooms, wanted: str) -> tuple[Room, str]:
    """Raises UnknownThing."""
    if _ID.fullmatch(wanted) is not None:
        for room in rooms:
            session = room.conversation.session
            if session is not None and session.id == wanted:
                return room, session.id
    raise UnknownThing(what="session")


def _info(room: Room, session: Session) -> LiveSession:
    started = next(
        event
        for event in reversed(room.events)
        if isinstance(event, SessionStarted) and event.session == session.id
    )
    conversation = room.conversation
    assert conversation.state is not None
    people = [conversation.state.customer, *session.participants.values()]
    granted = {
        scope for scope, consent in conversation.state.consents() if isinstance(consent, Granted)
    }
    return LiveSession(
        session=session.id,
        conversation=conversation.id,
        site=SiteName(room.site.key, room.site.name),
        state=session.state,
        started_at=started.at,
        scopes=[scope for scope in Scope if scope in granted],
        people=[somebody(room, person) for person in people],
    )

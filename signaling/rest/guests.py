"""`POST /api/v1/guests`: somebody without an account comes with an invitation.

    {invitation, name}  ->  {guest, token, ticket, conversation, session, organisation, site_name}
    {token}             ->  the same, for the same guest: after a reload, say

`name` is what the guest calls themselves, 1 to 80 visible characters. The `ticket` is for one
WebSocket, on which `participant.ask` asks the customer. Only for pages of the broker's own origin.
Errors: `bad_request`, `bad_name`, `bad_invitation`, `invitation_expired`, `invitation_used`,
`session_over`, `bad_token`, `too_many_tries`, `origin_not_allowed`.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from broker.names import EndpointKind
from signaling.errors import (
    BadGuestName,
    BadInvitation,
    BadRequest,
    BadToken,
    InvitationExpired,
    InvitationUsed,
    SessionOver,
    TooManyTries,
)
from signaling.invitations import person_of
from signaling.keys import ADMISSION, HUB, SOURCES
from signaling.rest.bodies import answer, read_json
from signaling.rest.contract import contract
from signaling.rooms import Room
from signaling.store.guests import Guest

PATH = "/api/v1/guests"

Short = Annotated[str, msgspec.Meta(max_length=128)]


class Coming(msgspec.Struct, frozen=True):
    invitation: Short | None = None
    name: Annotated[str, msgspec.Meta(max_length=400)] = ""
    token: Short | None = None


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    guest: str
    name: str
    token: str
    ticket: str
    conversation: str
    session: str
    organisation: str
    site_name: str
    site: str


@contract(
    "A guest comes with an invitation, or again with a token",
    body=Coming,
    answers={200: Welcome},
    errors=(
        BadGuestName,
        BadInvitation,
        BadToken,
        InvitationExpired,
        InvitationUsed,
        SessionOver,
        TooManyTries,
    ),
)
async def come(request: web.Request) -> web.Response:
    guest, room, token = await _guest(request, await read_json(request, Coming))
    now = request.app[HUB].clock()
    ticket = await request.app[ADMISSION].ticket(person_of(guest), EndpointKind.GUEST, "", now)
    return answer(
        Welcome(
            guest=guest.id,
            name=guest.name,
            token=token,
            ticket=ticket,
            conversation=guest.conversation,
            session=guest.session,
            organisation=room.site.organisation,
            site_name=room.site.name,
            site=room.site.id,
        )
    )


async def _guest(request: web.Request, coming: Coming) -> tuple[Guest, Room, str]:
    invitations = request.app[HUB].invitations
    match coming:
        case Coming(invitation=None, token=str(token)):
            guest, room = await invitations.returning(token)
            return guest, room, token
        case Coming(invitation=str(invitation), token=None):
            source = request.app[SOURCES].of(request)
            return await invitations.redeem(invitation, coming.name, source)
        case _:
            raise BadRequest(why="it needs an invitation or a token")

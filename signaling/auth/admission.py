"""Who may open a WebSocket: somebody with a fresh ticket, from the origin it was made for."""

import msgspec
from aiohttp import web

from broker.events import Person
from broker.names import EndpointKind
from signaling.auth.origins import Origins
from signaling.auth.sources import Sources
from signaling.auth.tokens import hash_token, new_id, new_token
from signaling.errors import BadTicket, OriginNotAllowed
from signaling.store import Store
from signaling.store.doors import Ticket, TicketKind


class Admitted(msgspec.Struct, frozen=True):
    """Whoever stands behind a new WebSocket. `site` is empty for agents."""

    endpoint: str
    kind: EndpointKind
    person: Person
    site: str
    source: str
    sign_in: str = ""


class Admission:
    def __init__(self, store: Store, origins: Origins, sources: Sources, *, seconds: float) -> None:
        self._store = store
        self._origins = origins
        self._sources = sources
        self._seconds = seconds

    async def ticket(
        self, person: Person, kind: EndpointKind, site: str, now: float, sign_in: str = ""
    ) -> str:
        """A ticket for one new endpoint of `person`; `sign_in`: the id of the agent's."""
        ticket = new_token()
        kept = Ticket(
            kind=TicketKind.CONNECT,
            endpoint=new_id("endpoint"),
            endpoint_kind=kind,
            person=person,
            site=site,
            sign_in=sign_in,
            expires_at=now + self._seconds,
        )
        await self._store.doors.add_ticket(hash_token(ticket), kept)
        return ticket

    async def admit(self, request: web.Request, now: float) -> Admitted:
        """Judge the upgrade request. Raises OriginNotAllowed (before the ticket is touched, if the
        origin is nobody's) or BadTicket. A ticket that came from a wrong origin is used up. An
        agent's ticket is worth as much as the sign-in behind it."""
        origin = request.headers.get("Origin")
        if origin is None or not await self._origins.is_known(origin):
            raise OriginNotAllowed(origin=shown(origin))
        ticket = await self._store.doors.redeem_ticket(
            hash_token(request.query.get("ticket", "")), now
        )
        if ticket is None:
            raise BadTicket
        if ticket.endpoint_kind is EndpointKind.PAGE:
            allowed = await self._origins.allows(ticket.site, origin)
        else:
            allowed = origin in self._origins.own
        is_console = ticket.endpoint_kind is EndpointKind.CONSOLE
        if is_console and not await self._store.sign_ins.is_alive(ticket.sign_in, now):
            raise BadTicket
        if not allowed:
            raise OriginNotAllowed(origin=shown(origin))
        return Admitted(
            endpoint=ticket.endpoint,
            kind=ticket.endpoint_kind,
            person=ticket.person,
            site=ticket.site,
            source=self._sources.of(request),
            sign_in=ticket.sign_in,
        )


def shown(origin: str | None) -> str:
    """What a refusal may repeat of a header that anybody can write."""
    text = "none" if origin is None else origin
    return "".join(letter for letter in text[:100] if letter.isascii() and letter.isprintable())

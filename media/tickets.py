"""The REST calls that lead to a WebSocket: who one is, and a ticket that says so once."""

from collections.abc import Mapping
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import aiohttp
import msgspec

from media.errors import Refused

T = TypeVar("T")

REST_SECONDS = 10.0


class CustomerAdmitted(msgspec.Struct, frozen=True):
    """`token` makes the next page of this customer the same person; `ticket` opens one
    WebSocket. `control_included`: whoever shares a page lets agents use it, too."""

    customer: str
    token: str
    ticket: str
    control_included: bool = False


class Ticket(msgspec.Struct, frozen=True):
    ticket: str


class RestError(msgspec.Struct, frozen=True):
    code: str
    message: str = ""


class TicketSource(Protocol):
    """Gives a ticket for one WebSocket, as often as asked."""

    @property
    def origin(self) -> str:
        """The Origin header that goes with the ticket (RFC 6454)."""
        ...

    async def fresh(self) -> str: ...


def origin_of(url: str) -> str:
    """The ASCII serialization of the origin of `url` (RFC 6454 section 6.2)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class CustomerTickets:
    """For a customer of the site that `site_key` names, on a page of `origin`."""

    def __init__(
        self, http: aiohttp.ClientSession, base_url: str, site_key: str, origin: str
    ) -> None:
        self._http = http
        self._url = f"{base_url}/api/v1/customers"
        self._site_key = site_key
        self._origin = origin
        self._token: str | None = None
        # Whoever shares a page of this site lets agents use it, too.
        self.control_included = False

    @property
    def origin(self) -> str:
        return self._origin

    async def fresh(self) -> str:
        return await self._admit({})

    async def for_dock(self) -> str:
        """A ticket for her call window. Call it when she has been admitted herself."""
        return await self._admit({"dock": True})

    async def _admit(self, more: dict[str, object]) -> str:
        body: dict[str, object] = {"site": self._site_key, **more}
        if self._token is not None:
            body["token"] = self._token
        admitted = await post(self._http, self._url, self._origin, body, CustomerAdmitted)
        self._token = admitted.token
        self.control_included = admitted.control_included
        return admitted.ticket


class DockTickets:
    """For the call window of the customer whose page has `tickets`, at the broker's own origin."""

    def __init__(self, base_url: str, tickets: CustomerTickets) -> None:
        self._base_url = base_url
        self._tickets = tickets

    @property
    def origin(self) -> str:
        return origin_of(self._base_url)

    async def fresh(self) -> str:
        return await self._tickets.for_dock()


class AgentTickets:
    """For an agent's local account; the sign-in is a cookie of the client session."""

    def __init__(
        self, http: aiohttp.ClientSession, base_url: str, user_name: str, password: str
    ) -> None:
        self._http = http
        self._base_url = base_url
        self._user_name = user_name
        self._password = password
        self._signed_in = False

    @property
    def origin(self) -> str:
        return origin_of(self._base_url)

    async def fresh(self) -> str:
        if not self._signed_in:
            await self._sign_in()
        url = f"{self._base_url}/api/v1/agents/tickets"
        return (await post(self._http, url, self.origin, {}, Ticket)).ticket

    async def _sign_in(self) -> None:
        url = f"{self._base_url}/api/v1/agents/sign-in"
        body = {"user_name": self._user_name, "password": self._password}
        await post(self._http, url, self.origin, body, dict[str, object])
        self._signed_in = True


async def post(
    http: aiohttp.ClientSession, url: str, origin: str, body: Mapping[str, object], answer: type[T]
) -> T:
    """Raises Refused for every status other than 2xx, aiohttp.ClientError for no answer at all."""
    async with http.post(
        url,
        json=body,
        headers={"Origin": origin},
        timeout=aiohttp.ClientTimeout(total=REST_SECONDS),
    ) as response:
        payload = await response.read()
        if not response.ok:
            raise _refusal(response.status, payload)
        return msgspec.json.decode(payload or b"{}", type=answer)


def _refusal(status: int, payload: bytes) -> Refused:
    try:
        error = msgspec.json.decode(payload, type=RestError)
    except msgspec.DecodeError:
        return Refused(f"http_{status}", "no reason given")
    return Refused(error.code, error.message)

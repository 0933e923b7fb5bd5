"""`/api/v1/conversations`: contact centres open conversations, say whose they are, and end them.

    POST  (collection) {site, customer, agent?}  ->  201 the conversation; 200 if she has one
    POST  (collection) {site, agent?, page?}     ->  201 the conversation with a {join_url}
    GET   (collection) ?state&site&owner&limit&cursor  ->  {conversations, next}
    GET   {id}                                   ->  the conversation
    GET   {id}/link                              ->  {agent_url}
    POST  {id}/assign {agent}                    ->  the conversation
    POST  {id}/requeue | deactivate | activate | end  ->  the conversation

For operators (gate.py). Ids, states, people and times; never what was said or shown. A
wish that has come true already is no error. Errors: `bad_token`, `bad_request`, `not_found`,
`unknown_site`, `peer_absent`, `policy_forbids`, `wrong_state`.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from aiohttp import web

from broker import commands
from broker.errors import UnknownThing
from signaling.auth.accounts import find_agent
from signaling.contact_centre import ContactCentre, info
from signaling.errors import BadRequest, UnknownSite
from signaling.keys import HUB, SETTINGS, STORE
from signaling.rest.bodies import answer, read_body, read_json
from signaling.rest.conversation_pages import page_of, wanted_of
from signaling.rooms import Room
from signaling.store.sites import Site
from signaling.system import operator

PATH = "/api/v1/conversations"
ONE = PATH + "/{id}"

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:@-]+\Z")]
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class Open(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`customer`: None: somebody who is not known yet, and gets a link that leads to `page`.
    `agent`: id or user name of whose it is to be."""

    site: Short
    customer: Short | None = None
    agent: Short | None = None
    page: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


class Assign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    agent: Short


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


async def open_one(request: web.Request) -> web.Response:
    wanted = await read_json(request, Open)
    site = await _site(request, wanted.site)
    centre = ContactCentre(request.app[HUB])
    owner = None if wanted.agent is None else await centre.console(wanted.agent)
    if wanted.customer is not None:
        if wanted.page is not None:
            raise BadRequest(why="a page is for a customer who gets a link")
        room, is_new = await centre.open(site, wanted.customer, owner)
        return answer(info(room), status=201 if is_new else 200)
    page = _page_of(site, wanted.page)
    seconds = request.app[SETTINGS].customer_seconds
    room, invitation = await centre.invite(site, owner, seconds)
    # After the `#`: no server's log ever holds it.
    shown = msgspec.to_builtins(info(room)) | {"join_url": f"{page}#alongside={invitation}"}
    return web.json_response(shown, status=201)


async def several(request: web.Request) -> web.Response:
    wanted = wanted_of(request.query)
    site = None if wanted.site is None else await _site(request, wanted.site)
    store = request.app[STORE]
    owner = None if wanted.owner is None else (await find_agent(store, wanted.owner)).id
    return answer(await page_of(request.app[HUB], wanted, site, owner))


async def one(request: web.Request) -> web.Response:
    return answer(info(await _room(request)))


async def link(request: web.Request) -> web.Response:
    """A URL of the console, for an agent who takes part or may accept the conversation."""
    room = await _room(request)
    url = f"{request.app[SETTINGS].origin}/agent/?conversation={room.conversation.id}"
    return web.json_response({"agent_url": url})


async def assign(request: web.Request) -> web.Response:
    room = await _room(request)
    wanted = await read_json(request, Assign)
    centre = ContactCentre(request.app[HUB])
    await centre.assign(room, await centre.console(wanted.agent))
    return answer(info(room))


async def end(request: web.Request) -> web.Response:
    room = await _room(request)
    await _read_nothing(request)
    await ContactCentre(request.app[HUB]).end(room)
    return answer(info(room))


def carries_out(
    command: Callable[..., commands.AnyCommand],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler for a command that has no fields but `by`."""

    async def handler(request: web.Request) -> web.Response:
        room = await _room(request)
        await _read_nothing(request)
        await request.app[HUB].decide(room, command(by=operator(room.site)))
        return answer(info(room))

    return handler


requeue = carries_out(commands.RequeueConversation)
deactivate = carries_out(commands.DeactivateConversation)
activate = carries_out(commands.ActivateConversation)


async def _room(request: web.Request) -> Room:
    """Raises UnknownThing."""
    id = request.match_info["id"]
    if _ID.fullmatch(id) is None:
        raise UnknownThing(what="conversation")
    return await request.app[HUB].rooms.get(id)


async def _site(request: web.Request, key: str) -> Site:
    site = await request.app[STORE].sites.by_key(key)
    if site is None:
        raise UnknownSite
    return site


def _page_of(site: Site, page: str | None) -> str:
    """A page of the site, in ASCII as browsers write addresses. Raises BadRequest."""
    if page is None:
        return f"{site.origins[0]}/"
    is_address = page.isascii() and page.isprintable() and not set(page) & set(' "<>\\#')
    scheme, _, rest = page.partition("://")
    if not is_address or f"{scheme}://{rest.partition('/')[0]}" not in site.origins:
        raise BadRequest(why="the page is none of this site's, or has a fragment")
    return page


async def _read_nothing(request: web.Request) -> None:
    """Raises BadRequest for a body that wants something."""
    body = await read_body(request)
    if not body:
        return
    try:
        msgspec.json.decode(body, type=Nothing)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest(why="this call takes no body") from None

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
`unknown_site`, `peer_absent`, `not_permitted`, `policy_forbids`, `wrong_state`.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from broker import commands
from broker.acts import Act
from broker.errors import PolicyForbids, UnknownThing, WrongState
from signaling.auth.accounts import find_agent
from signaling.contact_centre import ContactCentre, ConversationInfo, info
from signaling.errors import BadRequest, PeerAbsent, UnknownSite
from signaling.keys import HUB, SETTINGS, STORE
from signaling.rest.bodies import answer, read_body, read_json, read_query
from signaling.rest.contract import contract
from signaling.rest.conversation_pages import Page, Wanted, page_of
from signaling.rest.gate import check_site, sites_of
from signaling.rooms import Room, operator
from signaling.store.sites import Site

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


class Opened(ConversationInfo, frozen=True, kw_only=True):
    """`join_url`: makes whoever follows it the customer, once; missing where she is known."""

    join_url: str | UnsetType = UNSET


class Link(msgspec.Struct, frozen=True):
    agent_url: str


# What any change of a conversation may be refused with.
CHANGES = (UnknownThing, PolicyForbids, WrongState)


@contract(
    "Open a conversation",
    body=Open,
    answers={200: Opened, 201: Opened},
    errors=(UnknownSite, UnknownThing, PeerAbsent, PolicyForbids, WrongState),
    creates=True,
)
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
    fields = msgspec.structs.asdict(info(room))
    return answer(Opened(**fields, join_url=f"{page}#alongside={invitation}"), status=201)


@contract(
    "List conversations",
    query=Wanted,
    answers={200: Page},
    errors=(UnknownSite, UnknownThing),
)
async def several(request: web.Request) -> web.Response:
    wanted = read_query(request, Wanted)
    if wanted.site is UNSET and sites_of(request) is not None:
        raise BadRequest(why="with a key for certain sites, say of which: site=KEY")
    site = None if wanted.site is UNSET else await _site(request, wanted.site)
    store = request.app[STORE]
    owner = None if wanted.owner is UNSET else (await find_agent(store, wanted.owner)).id
    return answer(await page_of(request.app[HUB], wanted, site, owner))


@contract("Show a conversation", answers={200: ConversationInfo}, errors=(UnknownThing,))
async def one(request: web.Request) -> web.Response:
    return answer(info(await _room(request)))


@contract("Where an agent opens this conversation", answers={200: Link}, errors=(UnknownThing,))
async def link(request: web.Request) -> web.Response:
    """A URL of the console, for an agent who takes part or may accept the conversation."""
    room = await _room(request)
    url = f"{request.app[SETTINGS].origin}/agent/?conversation={room.conversation.id}"
    return answer(Link(agent_url=url))


@contract(
    "Say whose the conversation is",
    body=Assign,
    answers={200: ConversationInfo},
    errors=(*CHANGES, PeerAbsent),
)
async def assign(request: web.Request) -> web.Response:
    room = await _room(request)
    wanted = await read_json(request, Assign)
    centre = ContactCentre(request.app[HUB])
    await centre.assign(room, await centre.console(wanted.agent))
    return answer(info(room))


@contract("End the conversation", answers={200: ConversationInfo}, errors=CHANGES)
async def end(request: web.Request) -> web.Response:
    room = await _room(request)
    await _read_nothing(request)
    await ContactCentre(request.app[HUB]).end(room)
    return answer(info(room))


def carries_out(
    does: str,
    command: Callable[..., commands.AnyCommand],
    act: Act,
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler for a command that has no fields but `by`."""

    @contract(does, answers={200: ConversationInfo}, errors=CHANGES)
    async def handler(request: web.Request) -> web.Response:
        room = await _room(request)
        await _read_nothing(request)
        centre = ContactCentre(request.app[HUB])
        await centre.carry_out(room, command(by=operator(room.site)), act)
        return answer(info(room))

    return handler


requeue = carries_out(
    "Put it back into the queue", commands.RequeueConversation, Act.CONVERSATION_REQUEUED
)
deactivate = carries_out(
    "Let it rest: nothing is shared in it",
    commands.DeactivateConversation,
    Act.CONVERSATION_DEACTIVATED,
)
activate = carries_out("Go on with it", commands.ActivateConversation, Act.CONVERSATION_ACTIVATED)


async def _room(request: web.Request) -> Room:
    """Raises UnknownThing."""
    id = request.match_info["id"]
    if _ID.fullmatch(id) is None:
        raise UnknownThing(what="conversation")
    room = await request.app[HUB].rooms.get(id)
    only = sites_of(request)
    if only is not None and room.site.key not in only:
        raise UnknownThing(what="conversation")
    return room


async def _site(request: web.Request, key: str) -> Site:
    check_site(request, key)
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

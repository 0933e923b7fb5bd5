"""`/api/v1/settings`: what an operator sets for the whole server while it runs.

    GET                                                    ->  the settings
    PATCH {co_browse?, organisation?, accent?, languages?, keeping?}
                                                           ->  they; what is not said stays
    GET due ?chat_days&conversation_days                   ->  {words, conversations}

For operators (gate.py). `co_browse: false` ends every session within a second, on all nodes, and no
new one begins; calls and chats go on. An empty `organisation`, `accent` or `languages` is as the
server was configured; so is null in `keeping`, {chat_days?, conversation_days?, audit_days?,
analytics_days?}: what is older is deleted within the hour, and 0 is for ever. `due`: in how many
conversations something is older than so many days.
Errors: `bad_token`, `bad_request`.

`GET /look.css`: the accent as a style sheet of the consoles.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec.structs import replace

from broker.names import Language
from signaling.auth.accounts import checked_name
from signaling.errors import BadRequest
from signaling.keys import HUB, STORE, SYSTEM
from signaling.look import ACCENT
from signaling.rest.bodies import answer, read_json, read_query
from signaling.rest.contract import contract
from signaling.retention import DAY
from signaling.system import Keeping, SetKeeping, System

PATH = "/api/v1/settings"
DUE = PATH + "/due"

Text = Annotated[str, msgspec.Meta(max_length=300)]


# A day at least: nobody empties the store by one wrong figure. What proves something stays longer.
Days = Annotated[int, msgspec.Meta(ge=0, le=36_500)]
AUDIT_LEAST = 30
AskedDays = Annotated[int, msgspec.Meta(ge=1, le=36_500, description="Older than so many days.")]
AuditDays = Annotated[
    int, msgspec.Meta(ge=0, le=36_500, description=f"0, or {AUDIT_LEAST} at least.")
]
AnalyticsDays = Annotated[int, msgspec.Meta(ge=1, le=3_650)]


class ChangeKeeping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is missing stays. Null: as the server is configured. 0: for ever."""

    chat_days: Days | msgspec.UnsetType | None = msgspec.UNSET
    conversation_days: Days | msgspec.UnsetType | None = msgspec.UNSET
    audit_days: AuditDays | msgspec.UnsetType | None = msgspec.UNSET
    analytics_days: AnalyticsDays | msgspec.UnsetType | None = msgspec.UNSET


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    co_browse: bool | None = None
    organisation: Text | None = None
    accent: Text | None = None
    languages: Annotated[tuple[Language, ...], msgspec.Meta(max_length=20)] | None = None
    keeping: ChangeKeeping | None = None


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    chat_days: AskedDays | msgspec.UnsetType = msgspec.UNSET
    conversation_days: AskedDays | msgspec.UnsetType = msgspec.UNSET


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """In so many conversations; null: not asked."""

    words: int | None
    conversations: int | None


class SetKeepingInfo(msgspec.Struct, frozen=True, kw_only=True):
    chat_days: int | None
    conversation_days: int | None
    audit_days: int | None
    analytics_days: int | None


class SettingsInfo(msgspec.Struct, frozen=True, kw_only=True):
    """`configured_organisation`: what holds where `organisation` is empty. `keeping`: for how many
    days, 0 for ever; `set_keeping`: what of it was set here; `configured_keeping`: what holds
    where nothing was."""

    co_browse: bool
    organisation: str
    configured_organisation: str
    accent: str
    languages: tuple[Language, ...]
    keeping: Keeping
    set_keeping: SetKeepingInfo
    configured_keeping: Keeping


@contract("Show what holds for the whole server", answers={200: SettingsInfo})
async def shown(request: web.Request) -> web.Response:
    return answer(_info(request.app[SYSTEM]))


@contract("Change what holds for the whole server", body=Change, answers={200: SettingsInfo})
async def change(request: web.Request) -> web.Response:
    wanted = await read_json(request, Change)
    system = request.app[SYSTEM]
    before = system.settings
    changed = replace(
        before,
        co_browse=before.co_browse if wanted.co_browse is None else wanted.co_browse,
        organisation=before.organisation
        if wanted.organisation is None
        else wanted.organisation.strip() and checked_name(wanted.organisation),
        accent=before.accent if wanted.accent is None else _checked_accent(wanted.accent),
        languages=before.languages
        if wanted.languages is None
        else tuple(dict.fromkeys(wanted.languages)),
        keeping=_kept(before.keeping, wanted.keeping),
    )
    if changed != before:
        await system.change(before, changed)
        # Here at once; other nodes look every second.
        await request.app[HUB].site_watch.look()
    return answer(_info(system))


@contract("Count what is older than so many days", query=Wanted, answers={200: Due})
async def due(request: web.Request) -> web.Response:
    wanted = read_query(request, Wanted)
    erasure, now = request.app[STORE].erasure, request.app[HUB].clock()

    async def count(
        days: int | msgspec.UnsetType, of: Callable[[float], Awaitable[int]]
    ) -> int | None:
        return None if isinstance(days, msgspec.UnsetType) else await of(now - days * DAY)

    return answer(
        Due(
            words=await count(wanted.chat_days, erasure.count_words),
            conversations=await count(wanted.conversation_days, erasure.count_conversations),
        )
    )


async def look(request: web.Request) -> web.Response:
    return web.Response(text=request.app[SYSTEM].look, content_type="text/css")


def _checked_accent(text: str) -> str:
    """It goes into a style sheet: a colour, and nothing that only looks like one."""
    accent = text.strip().lower()
    if accent and ACCENT.fullmatch(accent) is None:
        raise BadRequest(why="an accent is a colour such as #3b4cca")
    return accent


def _kept(before: SetKeeping, wanted: ChangeKeeping | None) -> SetKeeping:
    if wanted is None:
        return before
    if isinstance(wanted.audit_days, int) and 0 < wanted.audit_days < AUDIT_LEAST:
        raise BadRequest(why=f"the audit log is kept for {AUDIT_LEAST} days at least")
    said = msgspec.structs.asdict(wanted)
    return replace(before, **{k: v for k, v in said.items() if v is not msgspec.UNSET})


def _info(system: System) -> SettingsInfo:
    settings = system.settings
    return SettingsInfo(
        co_browse=settings.co_browse,
        organisation=settings.organisation,
        configured_organisation=system.configured,
        accent=settings.accent,
        languages=settings.languages,
        keeping=system.keeping,
        set_keeping=SetKeepingInfo(**msgspec.structs.asdict(settings.keeping)),
        configured_keeping=system.configured_keeping,
    )

"""`/api/v1/audit/acts`: what operators did, in a chain of its own (broker/acts.py).

    GET  ?who&act&site&since&until&limit&cursor  ->  {items, next}, the newest first
    GET  export                                  ->  the whole, JSON Lines, to be verified
    GET  checkpoint                              ->  a checkpoint of now, a signed note

For operators (gate.py). `who`: the id of an account or of an API key, `operator_token`, `cli` (the
command line), `set_up_code` or `server`. Errors: `bad_token`, `bad_request`, `unknown_site`.
"""

from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from broker.acts import OPERATORS, Act
from broker.audit import AuditRecord, Fact, Small
from signaling.errors import UnknownSite
from signaling.keys import STORE
from signaling.rest import audit
from signaling.rest.bodies import answer, read_query
from signaling.rest.contract import contract
from signaling.rest.paging import Paged, cursor_of
from signaling.rest.sites import number_of
from signaling.store import acts

PATH = "/api/v1/audit/acts"
EXPORT = PATH + "/export"
CHECKPOINT = PATH + "/checkpoint"
# Above the numbers of all rows that a cursor can name.
END = 10**9
# Until the year 2286, when milliseconds get another digit.
LAST = 9_999_999_999

Who = Annotated[
    str, msgspec.Meta(max_length=64, pattern=r"^[A-Za-z0-9_.:-]+\Z", description="Whose acts.")
]
Kind = Annotated[Act, msgspec.Meta(description="Which acts.")]
SiteKey = Annotated[str, msgspec.Meta(max_length=64, description="Key of the site.")]
Since = Annotated[float, msgspec.Meta(ge=0, le=LAST, description="Seconds since 1970.")]
Until = Annotated[float, msgspec.Meta(ge=0, le=LAST, description="The same, not included.")]


class Wanted(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    who: Who | UnsetType = UNSET
    act: Kind | UnsetType = UNSET
    site: SiteKey | UnsetType = UNSET
    since: Since | UnsetType = UNSET
    until: Until | UnsetType = UNSET


class ActInfo(msgspec.Struct, frozen=True, kw_only=True):
    """`seq`: the number of the row in the chain. `site`: its key. `what`: ids, and where something
    was changed what it was `before` and is `after`; `changed`: the names of all that is another,
    also where neither is told. `sites` in it: keys."""

    seq: int
    time: float
    who: str
    act: str
    site: str | None
    what: dict[str, Fact]


class ActPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[ActInfo]
    next: str | None


@contract(
    "List what operators did, the newest first",
    query=Wanted,
    answers={200: ActPage},
    errors=(UnknownSite,),
)
async def several(request: web.Request) -> web.Response:
    wanted = read_query(request, Wanted)
    before = END if wanted.after is None else number_of(wanted.after[1])
    store = request.app[STORE]
    sites = await store.sites.all()
    filters = acts.Wanted(
        who=wanted.who or None,
        act=wanted.act or None,
        site=_id_of(wanted.site, {site.key: site.id for site in sites}),
        since=None if wanted.since is UNSET else wanted.since,
        until=None if wanted.until is UNSET else wanted.until,
    )
    found = await store.acts.page(filters, before, wanted.limit + 1)
    shown, rest = found[: wanted.limit], found[wanted.limit :]
    goes_on = cursor_of((0.0, str(shown[-1].number))) if rest else None
    keys = {site.id: site.key for site in sites}
    items = [_info(one.number, one.record, keys) for one in shown]
    return answer(ActPage(items=items, next=goes_on))


@contract(
    "What operators did, with signed checkpoints", answers={200: str}, media="application/jsonl"
)
async def export(request: web.Request) -> web.StreamResponse:
    return await audit.stream(request, OPERATORS)


@contract(
    "A signed checkpoint of what operators did, to keep elsewhere",
    answers={200: str},
    media="text/plain",
)
async def checkpoint(request: web.Request) -> web.Response:
    made = await request.app[STORE].checkpoints.make(OPERATORS)
    return web.Response(text=made.note)


def _id_of(key: str | UnsetType, ids: dict[str, str]) -> str | None:
    """Raises UnknownSite."""
    if key is UNSET:
        return None
    if key not in ids:
        raise UnknownSite
    return ids[key]


def _info(number: int, record: AuditRecord, keys: dict[str, str]) -> ActInfo:
    what: dict[str, Fact] = {
        name: _with_keys(fact, keys) if isinstance(fact, dict) else fact
        for name, fact in record.what.items()
    }
    if record.erased:
        what = {"reason": record.reason, "rows": sum(e - b + 1 for b, e in record.erased)}
    return ActInfo(
        seq=number,
        time=record.at / 1000,
        who=record.by or acts.SERVER,
        act=record.type,
        site=None if record.site is None else keys.get(record.site, record.site),
        what=what,
    )


def _with_keys(facts: dict[str, Small], keys: dict[str, str]) -> dict[str, Small]:
    """Outside, sites have their keys."""
    sites = facts.get("sites")
    if not isinstance(sites, list):
        return facts
    return facts | {"sites": [keys.get(site, site) for site in sites]}

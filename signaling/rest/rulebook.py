"""`/api/v1/sites/{key}/redaction/` and `.../policy/`: how a site's rules are drafted, published and
restored. The same calls for both kinds:

    GET    draft                                        ->  {published, draft}
    PUT    draft {body, revision}                       ->  the draft
    DELETE draft ?revision                              ->  204
    POST   publish {revision, over, note?}              ->  the version
    GET    versions ?limit&cursor                       ->  {versions, next}, the newest first
    GET    versions/{number}                            ->  it, with its body and its changes
    POST   versions/{number}/restore {over, note?}      ->  the new version, with that one's body

and what browsers could not carry out:

    GET    redaction/failures                           ->  {failures}: {rule, pages, last_at}

or what other products were told may become of it; nothing is saved (broker/rule_import.py):

    POST   redaction/import {text}  ->  {mode, rules, aliases, unshared, skipped, more}

`body` is what `PUT redaction` and `PATCH policy` take (rest/sites.py), which publish at once, and
is answered like what they answer. `revision`: of the draft that the caller has read, 0 for none;
`over`: the number of the version that the caller knows as published. Where somebody else was
faster, the answer is `version_changed` and nothing happens. `changes`: what differs from what is
published, or from the version before. For operators (gate.py). Errors: `bad_token`,
`unknown_site`, `not_found`, `bad_request`, `version_changed`, `bad_redaction_policy`,
`bad_policy`, `bad_import`.
"""

from typing import Annotated, Any

import msgspec
from aiohttp import web

from broker.errors import BadImport, BadPolicy, BadRedactionPolicy, UnknownThing
from broker.policy import PRESETS, Policy
from broker.policy_changes import shown
from broker.redaction_policy import RedactionPolicy
from broker.rule_changes import Change, policy_changes, redaction_changes
from broker.rule_import import Imported, imported
from signaling.errors import BadRequest, UnknownSite, VersionChanged
from signaling.keys import RULEBOOK, STORE
from signaling.rest.bodies import answer, read_json, read_query
from signaling.rest.contract import contract
from signaling.rest.gate import Handler
from signaling.rest.paging import Paged, cursor_of
from signaling.rest.sites import number_of, site_of, who
from signaling.store.rule_failures import rule_id
from signaling.store.versions import END, Draft, Kind, Version

IMPORT = "/api/v1/sites/{key}/redaction/import"
FAILURES = "/api/v1/sites/{key}/redaction/failures"
PRESETS_PATH = "/api/v1/presets"

Number = Annotated[int, msgspec.Meta(ge=0, le=END)]
Note = Annotated[str, msgspec.Meta(max_length=1000)]


class Save(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: msgspec.Raw
    revision: Number


class Publish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    revision: Number
    over: Number
    note: Note = ""


class Restore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    over: Number
    note: Note = ""


class VersionInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`by`: the operator's user name, `operator_token`, `command_line`; none for the first."""

    number: int
    at: float
    by: str | None
    note: str
    body: msgspec.Raw | None = None
    changes: list[Change] | None = None


class DraftInfo(msgspec.Struct, frozen=True, kw_only=True):
    """`based_on`: the version that was published when it was begun."""

    revision: int
    based_on: int
    at: float
    by: str
    body: msgspec.Raw
    changes: list[Change]


class DraftPage(msgspec.Struct, frozen=True, kw_only=True):
    published: VersionInfo
    draft: DraftInfo | None


class VersionPage(msgspec.Struct, frozen=True, kw_only=True):
    versions: list[VersionInfo]
    next: str | None


class Dropped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    revision: Number


_BAD = (BadPolicy, BadRedactionPolicy)


class Calls:
    """Of one kind of rules."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.path = f"/api/v1/sites/{{key}}/{kind.value}"

    def routes(self) -> list[tuple[str, str, Handler]]:
        one = self.path + "/versions/{number}"
        return [
            ("GET", self.path + "/draft", self.draft),
            ("PUT", self.path + "/draft", self.save),
            ("DELETE", self.path + "/draft", self.drop),
            ("POST", self.path + "/publish", self.publish),
            ("GET", self.path + "/versions", self.several),
            ("GET", one, self.one),
            ("POST", one + "/restore", self.restore),
        ]

    @contract(
        "Show the draft, beside what is published", answers={200: DraftPage}, errors=(UnknownSite,)
    )
    async def draft(self, request: web.Request) -> web.Response:
        site = await site_of(request)
        published = await request.app[RULEBOOK].published(site, self.kind)
        draft = await request.app[STORE].versions.draft(site.id, self.kind)
        shown_draft = None if draft is None else self._draft(draft, published)
        return answer(DraftPage(published=self._version(published, whole=True), draft=shown_draft))

    @contract(
        "Save a draft",
        body=Save,
        answers={200: DraftInfo},
        errors=(UnknownSite, VersionChanged, *_BAD),
    )
    async def save(self, request: web.Request) -> web.Response:
        site = await site_of(request)
        wanted = await read_json(request, Save)
        book = request.app[RULEBOOK]
        draft = await book.save(
            site, self.kind, bytes(wanted.body), by=who(request), revision=wanted.revision
        )
        return answer(self._draft(draft, await book.published(site, self.kind)))

    @contract(
        "Drop the draft", query=Dropped, answers={204: None}, errors=(UnknownSite, VersionChanged)
    )
    async def drop(self, request: web.Request) -> web.Response:
        site = await site_of(request)
        revision = read_query(request, Dropped).revision
        await request.app[RULEBOOK].drop(site, self.kind, revision=revision)
        return web.Response(status=204)

    @contract(
        "Publish the draft",
        body=Publish,
        answers={200: VersionInfo},
        errors=(UnknownSite, UnknownThing, VersionChanged, *_BAD),
    )
    async def publish(self, request: web.Request) -> web.Response:
        site = await site_of(request)
        wanted = await read_json(request, Publish)
        version = await request.app[RULEBOOK].publish_draft(
            site,
            self.kind,
            by=who(request),
            note=wanted.note,
            revision=wanted.revision,
            over=wanted.over,
        )
        return answer(self._version(version, whole=True))

    @contract(
        "List the versions, the newest first",
        query=Paged,
        answers={200: VersionPage},
        errors=(UnknownSite,),
    )
    async def several(self, request: web.Request) -> web.Response:
        site = await site_of(request)
        wanted = read_query(request, Paged)
        limit, place = wanted.limit, wanted.after
        before = END if place is None else number_of(place[1])
        found = await request.app[STORE].versions.page(site.id, self.kind, before, limit + 1)
        page, rest = found[:limit], found[limit:]
        goes_on = cursor_of((page[-1].at, str(page[-1].number))) if rest else None
        return answer(VersionPage(versions=[self._version(one) for one in page], next=goes_on))

    @contract(
        "Show a version, and what it changed",
        answers={200: VersionInfo},
        errors=(UnknownSite, UnknownThing, BadRequest),
    )
    async def one(self, request: web.Request) -> web.Response:
        site = await site_of(request)
        number = number_of(request.match_info["number"])
        version = await request.app[RULEBOOK].version(site, self.kind, number)
        before = await request.app[STORE].versions.one(site.id, self.kind, number - 1)
        changes = None if before is None else self._changes(before.body, version.body)
        return answer(self._version(version, whole=True, changes=changes))

    @contract(
        "Publish a version anew",
        body=Restore,
        answers={200: VersionInfo},
        errors=(UnknownSite, UnknownThing, VersionChanged, *_BAD),
    )
    async def restore(self, request: web.Request) -> web.Response:
        site = await site_of(request)
        number = number_of(request.match_info["number"])
        wanted = await read_json(request, Restore)
        version = await request.app[RULEBOOK].restore(
            site, self.kind, number, by=who(request), note=wanted.note, over=wanted.over
        )
        return answer(self._version(version, whole=True))

    def _version(
        self, version: Version, *, whole: bool = False, changes: list[Change] | None = None
    ) -> VersionInfo:
        return VersionInfo(
            number=version.number,
            at=version.at,
            by=version.by or None,
            note=version.note,
            body=self._body(version.body) if whole else None,
            changes=changes,
        )

    def _draft(self, draft: Draft, published: Version) -> DraftInfo:
        return DraftInfo(
            revision=draft.revision,
            based_on=draft.based_on,
            at=draft.at,
            by=draft.by,
            body=self._body(draft.body),
            changes=self._changes(published.body, draft.body),
        )

    def _body(self, body: str) -> msgspec.Raw:
        if self.kind is Kind.REDACTION:
            rules = msgspec.json.decode(body, type=RedactionPolicy)
            return msgspec.Raw(msgspec.json.encode(rules))
        return msgspec.Raw(shown(msgspec.json.decode(body, type=Policy)))

    def _changes(self, before: str, after: str) -> list[Change]:
        if self.kind is Kind.REDACTION:
            of = RedactionPolicy
            return redaction_changes(
                msgspec.json.decode(before, type=of), msgspec.json.decode(after, type=of)
            )
        return policy_changes(
            msgspec.json.decode(before, type=Policy), msgspec.json.decode(after, type=Policy)
        )


class Import(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(max_length=65_536)]


@contract(
    "Tell what may become of what another product was told",
    body=Import,
    answers={200: Imported},
    errors=(UnknownSite, BadImport),
)
async def import_rules(request: web.Request) -> web.Response:
    """Raises BadImport."""
    await site_of(request)
    return answer(imported((await read_json(request, Import)).text))


class FailureInfo(msgspec.Struct, frozen=True):
    """`rule`: its place among the published ones. `pages`: so many had a browser that does not
    understand it, and did not show what it is for."""

    rule: int
    pages: int
    last_at: float


class Failures(msgspec.Struct, frozen=True):
    failures: list[FailureInfo]


@contract(
    "List rules that browsers do not understand", answers={200: Failures}, errors=(UnknownSite,)
)
async def failures(request: web.Request) -> web.Response:
    """`GET redaction/failures` -> {failures}: of the rules that are published now."""
    site = await site_of(request)
    found = await request.app[STORE].rule_failures.of_site(site.id)
    failed = [
        FailureInfo(place, known.pages, known.last_at)
        for place, rule in enumerate(site.redaction.rules)
        if (known := found.get(rule_id(rule))) is not None
    ]
    return answer(Failures(failed))


@contract("Show all presets", answers={200: dict[str, Any]})
async def presets(request: web.Request) -> web.Response:
    """`GET /api/v1/presets` -> {NAME: policy}"""
    return answer({name: msgspec.Raw(shown(policy)) for name, policy in PRESETS.items()})

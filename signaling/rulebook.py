"""A site's policy and redaction policy are drafted, published and restored: one way, for REST and
the command line alike. What customers and agents are told of it is site_watch.py's."""

from collections.abc import Callable

import msgspec

from broker.errors import UnknownThing
from broker.policy import Policy
from broker.policy_changes import changed
from broker.redaction_policy import RedactionPolicy, read_policy
from signaling.errors import BadRequest, VersionChanged
from signaling.store import Conflict, Store
from signaling.store.sites import Site
from signaling.store.versions import Changed, Draft, Kind, Version

LONGEST_NOTE = 300
# More than so many others who publish at once is not a race any more.
TRIES = 5

# Who publishes without an account of their own.
TOKEN = "operator_token"
COMMAND_LINE = "command_line"


class Rulebook:
    """`on_publish` hears of every version that a site has from now on."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float],
        on_publish: Callable[[Version], None] = lambda version: None,
    ) -> None:
        self._versions = store.versions
        self._clock = clock
        self._on_publish = on_publish

    async def published(self, site: Site, kind: Kind) -> Version:
        found = await self._versions.latest(site.id, kind)
        assert found is not None  # a site has a first version from its beginning on
        return found

    async def publish(
        self, site: Site, kind: Kind, text: bytes, *, by: str, over: int | None = None
    ) -> Version:
        """At once, without a draft: what operators wrote, as `read` takes it. `over`: the version
        that it may follow. Raises BadPolicy, BadRedactionPolicy, VersionChanged."""
        for _ in range(TRIES):
            before = await self.published(site, kind)
            if over is not None and over != before.number:
                raise VersionChanged
            body = read(kind, text, before.body)
            if body == before.body:
                return before
            try:
                return await self._publish(before.number, site, kind, body, "", by)
            except VersionChanged:
                continue
        raise Conflict

    async def save(self, site: Site, kind: Kind, text: bytes, *, by: str, revision: int) -> Draft:
        """`revision`: of the draft in whose place it comes; 0: there is none. Raises BadPolicy,
        BadRedactionPolicy, VersionChanged."""
        before = await self.published(site, kind)
        old = await self._versions.draft(site.id, kind)
        draft = Draft(
            site=site.id,
            kind=kind,
            revision=revision + 1,
            based_on=before.number if old is None else old.based_on,
            body=read(kind, text, before.body),
            by=by,
            at=self._clock(),
        )
        try:
            await self._versions.save(draft)
        except Changed:
            raise VersionChanged from None
        return draft

    async def drop(self, site: Site, kind: Kind, *, revision: int) -> None:
        """Raises VersionChanged."""
        try:
            await self._versions.drop(site.id, kind, revision)
        except Changed:
            raise VersionChanged from None

    async def publish_draft(
        self, site: Site, kind: Kind, *, by: str, note: str, revision: int, over: int
    ) -> Version:
        """Raises UnknownThing, VersionChanged, BadRequest."""
        draft = await self._versions.draft(site.id, kind)
        if draft is None:
            raise UnknownThing(what="draft")
        note = checked_note(note)
        return await self._publish(over, site, kind, draft.body, note, by, revision=revision)

    async def restore(
        self, site: Site, kind: Kind, number: int, *, by: str, note: str, over: int
    ) -> Version:
        """What was published as `number` is published again, as a version of its own. Raises
        UnknownThing, VersionChanged, BadRequest."""
        old = await self.version(site, kind, number)
        note = checked_note(note)
        return await self._publish(over, site, kind, old.body, note, by, restored=number)

    async def version(self, site: Site, kind: Kind, number: int) -> Version:
        """Raises UnknownThing."""
        found = await self._versions.one(site.id, kind, number)
        if found is None:
            raise UnknownThing(what="version")
        return found

    async def _publish(
        self,
        over: int,
        site: Site,
        kind: Kind,
        body: str,
        note: str,
        by: str,
        *,
        revision: int | None = None,
        restored: int | None = None,
    ) -> Version:
        version = Version(
            site=site.id,
            kind=kind,
            number=over + 1,
            body=body,
            note=note,
            by=by,
            at=self._clock(),
        )
        try:
            await self._versions.publish(version, revision=revision, restored=restored)
        except Changed:
            raise VersionChanged from None
        self._on_publish(version)
        return version


def read(kind: Kind, text: bytes, before: str) -> str:
    """What operators wrote, as it is stored; of a policy they write what to change of the one
    `before`. Raises BadPolicy, BadRedactionPolicy."""
    if kind is Kind.REDACTION:
        return stored(read_policy(text))
    return stored(changed(msgspec.json.decode(before, type=Policy), text))


def stored(rules: Policy | RedactionPolicy) -> str:
    # A set has no order of its own, and must not look different each time.
    return msgspec.json.encode(rules, order="deterministic").decode()


def checked_note(note: str) -> str:
    """Raises BadRequest."""
    note = note.strip()
    if len(note) > LONGEST_NOTE or not all(c.isprintable() or c == "\n" for c in note):
        raise BadRequest(why=f"a note has at most {LONGEST_NOTE} visible characters")
    return note

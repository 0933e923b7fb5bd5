"""Where a site's rules failed: how many pages had a browser that does not understand the rule."""

import hashlib

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from broker.redaction_policy import RedactionRule
from signaling.store.engine import Database
from signaling.store.tables import rule_failures
from signaling.store.writer import Writer

_r = rule_failures.c
_OF_SITE = select(rule_failures).where(_r.site == bindparam("of"))
_MORE = (
    update(rule_failures)
    .where(_r.site == bindparam("of"), _r.rule == bindparam("which"))
    .values(pages=_r.pages + 1, last_at=bindparam("now"))
)


class RuleFailure(msgspec.Struct, frozen=True):
    pages: int
    last_at: float


class RuleFailures:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def add(self, site: str, rules: set[str], now: float) -> None:
        """One more page has failed with each of `rules` (`rule_id`)."""

        def job(connection: Connection) -> None:
            for rule in sorted(rules):
                values = {"of": site, "which": rule, "now": now}
                if connection.execute(_MORE, values).rowcount == 0:
                    first = {"site": site, "rule": rule, "pages": 1, "last_at": now}
                    connection.execute(insert(rule_failures), first)

        await self._writer.run(job)

    async def of_site(self, site: str) -> dict[str, RuleFailure]:
        """By the ids of the rules, also of those that the site has no more."""
        rows = await self._database.read(lambda c: c.execute(_OF_SITE, {"of": site}).all())
        return {row.rule: RuleFailure(row.pages, row.last_at) for row in rows}


def rule_id(rule: RedactionRule) -> str:
    """The same wherever the rule stands, and in every version."""
    return hashlib.sha256(msgspec.json.encode(rule)).hexdigest()[:32]

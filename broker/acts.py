"""What operators do, as records of the audit log: in one chain of its own for the whole server,
beside those of the sites, with the same records, hashes and checkpoints (audit.py).

A record says who has done what to what: ids, names of ours and numbers, what they were before and
are now. What people wrote (names, addresses of webhooks, rules, notes) and secrets are in none: of
those it says only that they were changed.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from broker.audit import AuditRecord, Fact, Small

# Where the audit log has the id of a site: no site has this one.
OPERATORS = "operators"


class Act(StrEnum):
    """`noun.verb`, as events: what has happened."""

    AGENT_ADDED = "agent.added"
    AGENT_CHANGED = "agent.changed"
    AGENT_TEAMS_CHANGED = "agent.teams_changed"
    OPERATOR_SIGNED_IN = "operator.signed_in"
    SIGN_IN_CODE_MADE = "sign_in_code.made"
    SECOND_FACTOR_REMOVED = "second_factor.removed"
    TEAM_ADDED = "team.added"
    TEAM_CHANGED = "team.changed"
    TEAM_REMOVED = "team.removed"
    API_KEY_ADDED = "api_key.added"
    API_KEY_REVOKED = "api_key.revoked"
    SITE_ADDED = "site.added"
    SITE_CHANGED = "site.changed"
    POLICY_PUBLISHED = "policy.published"
    POLICY_RESTORED = "policy.restored"
    REDACTION_PUBLISHED = "redaction.published"
    REDACTION_RESTORED = "redaction.restored"
    PREVIEW_OPENED = "preview.opened"
    WEBHOOK_ADDED = "webhook.added"
    WEBHOOK_CHANGED = "webhook.changed"
    WEBHOOK_REMOVED = "webhook.removed"
    WEBHOOK_REDELIVERED = "webhook.redelivered"
    SETTINGS_CHANGED = "settings.changed"
    CUSTOMER_ERASED = "customer.erased"
    SESSION_ENDED = "session.ended"
    CONVERSATION_OPENED = "conversation.opened"
    CONVERSATION_ASSIGNED = "conversation.assigned"
    CONVERSATION_REQUEUED = "conversation.requeued"
    CONVERSATION_DEACTIVATED = "conversation.deactivated"
    CONVERSATION_ACTIVATED = "conversation.activated"
    CONVERSATION_ENDED = "conversation.ended"
    AUDIT_EXPORTED = "audit.exported"
    SERVER_SET_UP = "server.set_up"
    BACKUP_RESTORED = "backup.restored"


# For docs/audit.md: what `what` has of each, beside `before`, `after` and `changed`.
MEANING = {
    Act.AGENT_ADDED: "an account was made: `agent`",
    Act.AGENT_CHANGED: "its name, password, role, permissions, sites, or whether it is on: `agent`",
    Act.AGENT_TEAMS_CHANGED: "in which teams somebody is: `agent`",
    Act.OPERATOR_SIGNED_IN: "in a browser: `how`, as in `sign_ins`",
    Act.SIGN_IN_CODE_MADE: "a code that signs somebody in, in another product: `agent`",
    Act.SECOND_FACTOR_REMOVED: "a second factor was taken away: `agent`",
    Act.TEAM_ADDED: "a team was made: `team`",
    Act.TEAM_CHANGED: "its name, permissions, sites or members: `team`",
    Act.TEAM_REMOVED: "a team is gone: `team`",
    Act.API_KEY_ADDED: "a key for a program: `key`, `scopes`, `sites` (keys), `expires_at`",
    Act.API_KEY_REVOKED: "a key opens nothing any more: `key`",
    Act.SITE_ADDED: "a website was registered",
    Act.SITE_CHANGED: "its name, organisation or origins",
    Act.POLICY_PUBLISHED: "how sessions behave: `version` before and after",
    Act.POLICY_RESTORED: "the same as an older version: `restored`",
    Act.REDACTION_PUBLISHED: "what agents may see: `version` before and after",
    Act.REDACTION_RESTORED: "the same as an older version: `restored`",
    Act.PREVIEW_OPENED: "a draft can be tried on a page of the site",
    Act.WEBHOOK_ADDED: "a system is told what happens: `webhook`",
    Act.WEBHOOK_CHANGED: "its address, secret, events, or whether it is on: `webhook`",
    Act.WEBHOOK_REMOVED: "a system is told no more: `webhook`",
    Act.WEBHOOK_REDELIVERED: "what was given up is tried again: `webhook`, `messages` (how many)",
    Act.SETTINGS_CHANGED: "what holds for the whole server, co-browse on or off among it",
    Act.CUSTOMER_ERASED: "`conversations`, `audit_rows` (how many of each), `keep_audit`",
    Act.SESSION_ENDED: "by an operator: `session`, `conversation`",
    Act.CONVERSATION_OPENED: "by an operator or a program: `conversation`, `agent`",
    Act.CONVERSATION_ASSIGNED: "`conversation`, `agent`",
    Act.CONVERSATION_REQUEUED: "`conversation`",
    Act.CONVERSATION_DEACTIVATED: "`conversation`",
    Act.CONVERSATION_ACTIVATED: "`conversation`",
    Act.CONVERSATION_ENDED: "`conversation`",
    Act.AUDIT_EXPORTED: "an export of this log was made; `chain`, where it was this chain",
    Act.SERVER_SET_UP: "the first operator came in: `agent`",
    Act.BACKUP_RESTORED: "this store was filled from a backup: `made_at`, `rows`",
}


def record_of(
    act: Act, by: str, at: float, site: str | None = None, what: Mapping[str, Fact] | None = None
) -> AuditRecord:
    """`by`: the id of an account or of a key, or one of ours for who has neither. `site`: its id,
    where the act is about one."""
    return AuditRecord(
        conversation="",
        seq=0,
        type=act.value,
        at=round(at * 1000),
        by=by,
        site=site,
        what=dict(what or {}),
    )


def made(what: Mapping[str, Small], *, untold: Collection[str] = ()) -> dict[str, Fact]:
    """What something new is; `untold`: members that are not told."""
    return {"after": {name: value for name, value in what.items() if name not in untold}}


def changes(
    before: Mapping[str, Small], after: Mapping[str, Small], *, untold: Collection[str] = ()
) -> dict[str, Fact]:
    """What differs: `changed` are the names, `before` and `after` the values; those of `untold` are
    not in them. None: there is none. Nothing where nothing differs."""
    names = sorted({*before, *after})
    changed = [name for name in names if before.get(name) != after.get(name)]
    if not changed:
        return {}
    told = [name for name in changed if name not in untold]
    what: dict[str, Fact] = {"changed": changed}
    if told:
        what["before"] = {name: before.get(name) for name in told}
        what["after"] = {name: after.get(name) for name in told}
    return what

"""The tables. Only what SQLite and PostgreSQL both do; times are seconds since the epoch.

Whatever opens a door (tickets, codes, tokens, sign-ins) is stored as a hash: a stolen copy of the
store opens none.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The server's own secrets, made at the first start.
secrets = Table(
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# What operators set while the server runs, JSON by name (signaling/system.py), and that the way in
# for the first of them is shut.
settings = Table(
    "settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

set_up_codes = Table(
    "set_up_codes",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("expires_at", Double, nullable=False, index=True),
)

sites = Table(
    "sites",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("organisation", String(200), nullable=False, default=""),
    Column("origins", Text, nullable=False),  # a JSON list
    Column("policy", Text, nullable=False),  # JSON of broker.policy.Policy
    # JSON of broker.redaction_policy.RedactionPolicy
    Column("redaction", Text, nullable=False, server_default="{}"),
    Column("created_at", Double, nullable=False),
)

# Where the SDK of a site has introduced a customer, or tried to: origins only.
sightings = Table(
    "sightings",
    metadata,
    Column("site", ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True),
    Column("origin", String(300), primary_key=True),
    Column("seen_at", Double, nullable=False),
)

agents = Table(
    "agents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user_name", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("password", String(256), nullable=False),  # argon2id, PHC string
    Column("role", String(16), nullable=False, server_default="agent"),  # | supervisor | operator
    Column("enabled", Boolean, nullable=False, default=True),
    # JSON lists of broker.names.Permission and of ids of sites; null: all, also those to come.
    Column("permissions", Text, nullable=True),
    Column("sites", Text, nullable=True),
    Column("created_at", Double, nullable=False),
)

# What several agents may do, and where, beside what each account gives (broker/permission.py).
teams = Table(
    "teams",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("permissions", Text, nullable=True),
    Column("sites", Text, nullable=True),
    Column("created_at", Double, nullable=False),
)

team_members = Table(
    "team_members",
    metadata,
    Column("team", ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
    Column("agent", ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True, index=True),
)

# `id` names a sign-in where it is listed, and opens nothing. `how`: signaling.store.people.How.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("agent", ForeignKey("agents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("how", String(16), nullable=False),
    Column("browser", String(64), nullable=False),  # which, coarsely
    Column("since", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
)

# RFC 6238. The secret makes codes, so it cannot be a hash: whoever reads the store can make them.
# `last_step`: of the last code that was taken; it is taken once.
second_factors = Table(
    "second_factors",
    metadata,
    Column("agent", ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("since", Double, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("agent", ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
)

# Whose account somebody has who signs in at another provider.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(500), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("agent", ForeignKey("agents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("since", Double, nullable=False),
)

# Who is at the other provider's now; by the `state` of the request, once.
provider_flows = Table(
    "provider_flows",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("browser", LargeBinary, nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(64), nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
)

# What was good once, for as long as it would be good again.
spent_tokens = Table(
    "spent_tokens",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("expires_at", Double, nullable=False, index=True),
)

# What programs call with. `scopes`, `sites`: JSON lists; no `sites`: all of them.
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("prefix", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("sites", Text, nullable=True),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double, nullable=True),
    Column("used_on", Double, nullable=True),  # the day of the last call
)

customers = Table(
    "customers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token", LargeBinary, nullable=False, unique=True),
    Column("site", ForeignKey("sites.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
)

# One use each: redeeming is a DELETE ... RETURNING. `person` is JSON of broker.events.Person.
tickets = Table(
    "tickets",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("kind", String(16), nullable=False),  # connect | resume | sign_in
    Column("endpoint", String(64), nullable=False, index=True),
    Column("endpoint_kind", String(16), nullable=False),  # broker.names.EndpointKind
    Column("person", Text, nullable=False),
    Column("site", String(64), nullable=False),
    # The id of the agent's sign-in; empty: of a customer or a guest.
    Column("sign_in", String(64), nullable=False, server_default=""),
    Column("expires_at", Double, nullable=False, index=True),
)

codes = Table(
    "codes",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("conversation", String(64), nullable=False, index=True),
    Column("session", String(64), nullable=False),
    Column("site", String(64), nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
)

# Who was invited to a session. Before somebody has come, with the invitation and until `until`,
# there is no `name` and no `token`.
guests = Table(
    "guests",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("invitation", LargeBinary, nullable=False, unique=True),
    Column("token", LargeBinary, nullable=True, unique=True),
    Column("name", String(200), nullable=False, server_default=""),
    Column("conversation", String(64), nullable=False),
    Column("session", String(64), nullable=False),
    Column("until", Double, nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
)

# What is open, found without reading all events. Written in the same transaction as they are.
conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("site", ForeignKey("sites.id"), nullable=False, index=True),
    Column("ended_at", Double, nullable=True, index=True),
)

# `content` holds what people wrote, apart from the payload, so that it can be erased.
events = Table(
    "events",
    metadata,
    Column("stream", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("type", String(64), nullable=False),
    Column("payload", Text, nullable=False),
    Column("content", Text, nullable=True),
    Column("at", Double, nullable=False),
)

# One hash chain per site (broker/audit.py).
audit = Table(
    "audit",
    metadata,
    Column("site", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("record", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("site", "hash"),
)

# The secrets sign, so they cannot be hashes: whoever reads the store can sign as this server.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("site", ForeignKey("sites.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("url", String(2000), nullable=False),
    Column("events", Text, nullable=False),  # a JSON list; empty: all
    Column("secret", LargeBinary, nullable=False),
    Column("previous_secret", LargeBinary, nullable=True),
    Column("previous_until", Double, nullable=True),
    Column("enabled", Boolean, nullable=False),
    Column("off_because", String(16), nullable=True),  # operator | gone | failing | overflow
    Column("failing_since", Double, nullable=True),
    Column("created_at", Double, nullable=False),
)

# What webhooks have to deliver, in the order of `number`; what was delivered is deleted. Written in
# the same transaction as the events it tells of. `died_at`: nobody tries any more.
outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("webhook", ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("type", String(64), nullable=False),
    Column("body", Text, nullable=False),  # as it is signed and sent
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failure", String(32), nullable=True),  # of the last attempt
    Column("died_at", Double, nullable=True),
    Index("ix_outbox_queue", "webhook", "died_at", "number"),
)

# What webhooks were sent last, and how it ended; a test that an operator sent, too.
deliveries = Table(
    "deliveries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("webhook", ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("message", String(64), nullable=False),
    Column("type", String(64), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("status", Integer, nullable=True),
    Column("failure", String(32), nullable=True),
    Column("at", Double, nullable=False, index=True),
    Index("ix_deliveries_webhook_number", "webhook", "number"),
)

# Signed checkpoints of the chains (broker/checkpoints.py): only ever added to.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("site", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Double, nullable=False),
    Index("ix_checkpoints_site_rows", "site", "rows"),
)

# Ed25519: the public halves of all keys that have ever signed.
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("public", LargeBinary, primary_key=True),
    Column("since", Double, nullable=False),
)

# Answers to calls that create something, by a hash of who called with which Idempotency-Key;
# `answer` is encrypted, and null while the call is under way.
answers = Table(
    "answers",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("caller", LargeBinary, nullable=False, index=True),
    Column("request", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=True),
    Column("expires_at", Double, nullable=False, index=True),
)

# What analytics count (broker/facts.py): of whom and when, never what. Written in the same
# transaction as the events it is folded from; `connected_at` and `picture_at` come from what the
# ends of links report.
facts = Table(
    "facts",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("site", String(64), nullable=False),
    Column("agent", String(64), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("session", String(64), nullable=False),
    Column("asked_at", Double, nullable=False),
    Column("granted_at", Double, nullable=True),
    Column("ended_at", Double, nullable=True),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("request", String(64), nullable=True),
    Column("grant", Integer, nullable=True),
    Column("connected_at", Double, nullable=True),
    Column("picture_at", Double, nullable=True),
    # Everything that is counted by: the table itself is not looked at.
    Index(
        "ix_facts_counted",
        *("kind", "asked_at", "site", "agent", "scope", "outcome", "granted_at", "ended_at"),
        *("connected_at", "picture_at"),
    ),
)

# How links came about, as their viewing end reports it: kinds of paths and causes only.
link_reports = Table(
    "link_reports",
    metadata,
    Column("link", String(64), primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("session", String(64), nullable=False),
    Column("site", String(64), nullable=False),
    Column("agent", String(64), nullable=False),
    Column("kind", String(16), nullable=False),  # broker.names.LinkKind
    Column("at", Double, nullable=False, index=True),
    Column("path", String(16), nullable=False),  # the last one; none: it never stood
    Column("cause", String(16), nullable=False),  # of the last failure; empty: none
    Column("connected_at", Double, nullable=True),
    Column("picture_at", Double, nullable=True),
    Index("ix_link_reports_conversation", "conversation"),
)

# What a site's policy and its redaction policy have been, the newest as in `sites`: only ever added
# to, but for the oldest of very many. `by` is empty for the first.
policy_versions = Table(
    "policy_versions",
    metadata,
    Column("site", ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),  # policy | redaction
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),  # JSON, as in `sites`
    Column("note", String(500), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", Double, nullable=False),
)

# At most one of each kind; `revision` rises with every change, `based_on` is the version that was
# published when it was begun.
policy_drafts = Table(
    "policy_drafts",
    metadata,
    Column("site", ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("based_on", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", Double, nullable=False),
)

# How many pages had browsers that do not understand a rule: by a hash of the rule.
rule_failures = Table(
    "rule_failures",
    metadata,
    Column("site", ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True),
    Column("rule", String(32), primary_key=True),
    Column("pages", Integer, nullable=False),
    Column("last_at", Double, nullable=False),
)

# Who may read a site's draft in a page of the site: `hash` of a code that is good once, then of the
# token that it was changed for.
previews = Table(
    "previews",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("site", ForeignKey("sites.id", ondelete="CASCADE"), nullable=False),
    Column("by", String(64), nullable=False),  # id of an operator's account, or empty
    Column("redeemed", Boolean, nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
)

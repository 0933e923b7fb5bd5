"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

Id = sa.String(64)


def upgrade() -> None:
    _people()
    _doors()
    _streams()


def _people() -> None:
    op.create_table(
        "secrets",
        sa.Column("name", Id),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
    op.create_table(
        "sites",
        sa.Column("id", Id),
        sa.Column("key", Id, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("origins", sa.Text, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.UniqueConstraint("key", name="uq_sites_key"),
    )
    op.create_table(
        "agents",
        sa.Column("id", Id),
        sa.Column("user_name", Id, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password", sa.String(256), nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("user_name", name="uq_agents_user_name"),
    )


def _doors() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("token", sa.LargeBinary),
        sa.Column("agent", Id, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_sign_ins"),
        sa.ForeignKeyConstraint(
            ["agent"], ["agents.id"], name="fk_sign_ins_agent", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_sign_ins_agent", "sign_ins", ["agent"])
    op.create_table(
        "customers",
        sa.Column("id", Id),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("site", Id, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("token", name="uq_customers_token"),
        sa.ForeignKeyConstraint(
            ["site"], ["sites.id"], name="fk_customers_site", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "tickets",
        sa.Column("hash", sa.LargeBinary),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("endpoint", Id, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("site", Id, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_tickets"),
    )
    op.create_index("ix_tickets_endpoint", "tickets", ["endpoint"])
    op.create_table(
        "codes",
        sa.Column("hash", sa.LargeBinary),
        sa.Column("conversation", Id, nullable=False),
        sa.Column("session", Id, nullable=False),
        sa.Column("site", Id, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_codes"),
    )
    op.create_index("ix_codes_conversation", "codes", ["conversation"])
    for table in ("sign_ins", "customers", "tickets", "codes"):
        op.create_index(f"ix_{table}_expires_at", table, ["expires_at"])


def _streams() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", Id),
        sa.Column("site", Id, nullable=False),
        sa.Column("ended_at", sa.Double, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name="fk_conversations_site"),
    )
    op.create_index("ix_conversations_site", "conversations", ["site"])
    op.create_index("ix_conversations_ended_at", "conversations", ["ended_at"])
    op.create_table(
        "events",
        sa.Column("stream", Id),
        sa.Column("seq", sa.Integer),
        sa.Column("type", Id, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name="pk_events"),
    )
    op.create_table(
        "audit",
        sa.Column("site", Id),
        sa.Column("number", sa.Integer),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("hash", Id, nullable=False),
        sa.PrimaryKeyConstraint("site", "number", name="pk_audit"),
        sa.UniqueConstraint("site", "hash", name="uq_audit_site"),
    )


def downgrade() -> None:
    for table in (
        "audit",
        "events",
        "conversations",
        "codes",
        "tickets",
        "customers",
        "sign_ins",
        "agents",
        "sites",
        "secrets",
    ):
        op.drop_table(table)

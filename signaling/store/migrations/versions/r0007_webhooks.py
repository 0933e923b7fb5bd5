"""Webhooks, and what they have not delivered yet."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

Id = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", Id),
        sa.Column("site", Id, nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("previous_secret", sa.LargeBinary, nullable=True),
        sa.Column("previous_until", sa.Double, nullable=True),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("off_because", sa.String(16), nullable=True),
        sa.Column("failing_since", sa.Double, nullable=True),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.ForeignKeyConstraint(
            ["site"], ["sites.id"], name="fk_webhooks_site", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_webhooks_site", "webhooks", ["site"])
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer),
        sa.Column("id", Id, nullable=False),
        sa.Column("webhook", Id, nullable=False),
        sa.Column("type", Id, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("failure", sa.String(32), nullable=True),
        sa.Column("died_at", sa.Double, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_outbox"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
        sa.ForeignKeyConstraint(
            ["webhook"], ["webhooks.id"], name="fk_outbox_webhook", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_outbox_queue", "outbox", ["webhook", "died_at", "number"])


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("webhooks")

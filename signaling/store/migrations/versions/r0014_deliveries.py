"""What webhooks were sent last."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None

Id = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("number", sa.Integer),
        sa.Column("webhook", Id, nullable=False),
        sa.Column("message", Id, nullable=False),
        sa.Column("type", Id, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("failure", sa.String(32), nullable=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_deliveries"),
        sa.ForeignKeyConstraint(
            ["webhook"], ["webhooks.id"], name="fk_deliveries_webhook", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_deliveries_webhook_number", "deliveries", ["webhook", "number"])
    op.create_index("ix_deliveries_at", "deliveries", ["at"])


def downgrade() -> None:
    op.drop_table("deliveries")

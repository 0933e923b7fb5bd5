"""Guests: people without an account who are invited to a session."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "guests",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("invitation", sa.LargeBinary, nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=True),
        sa.Column("name", sa.String(200), nullable=False, server_default=""),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_guests"),
        sa.UniqueConstraint("invitation", name="uq_guests_invitation"),
        sa.UniqueConstraint("token", name="uq_guests_token"),
    )
    op.create_index("ix_guests_expires_at", "guests", ["expires_at"])


def downgrade() -> None:
    op.drop_table("guests")

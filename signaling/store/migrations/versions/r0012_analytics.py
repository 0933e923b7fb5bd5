"""What analytics count. The server fills it from the events when it starts."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None

Id = sa.String(64)
Kind = sa.String(16)


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("conversation", Id),
        sa.Column("seq", sa.Integer),
        sa.Column("kind", Kind, nullable=False),
        sa.Column("site", Id, nullable=False),
        sa.Column("agent", Id, nullable=False),
        sa.Column("scope", Kind, nullable=False),
        sa.Column("session", Id, nullable=False),
        sa.Column("asked_at", sa.Double, nullable=False),
        sa.Column("granted_at", sa.Double, nullable=True),
        sa.Column("ended_at", sa.Double, nullable=True),
        sa.Column("outcome", Kind, nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("request", Id, nullable=True),
        sa.Column("grant", sa.Integer, nullable=True),
        sa.Column("connected_at", sa.Double, nullable=True),
        sa.Column("picture_at", sa.Double, nullable=True),
        sa.PrimaryKeyConstraint("conversation", "seq", name="pk_facts"),
    )
    op.create_index(
        "ix_facts_counted",
        "facts",
        [
            *("kind", "asked_at", "site", "agent", "scope", "outcome", "granted_at", "ended_at"),
            *("connected_at", "picture_at"),
        ],
    )
    op.create_table(
        "link_reports",
        sa.Column("link", Id),
        sa.Column("conversation", Id, nullable=False),
        sa.Column("session", Id, nullable=False),
        sa.Column("site", Id, nullable=False),
        sa.Column("agent", Id, nullable=False),
        sa.Column("kind", Kind, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("path", Kind, nullable=False),
        sa.Column("cause", Kind, nullable=False),
        sa.Column("connected_at", sa.Double, nullable=True),
        sa.Column("picture_at", sa.Double, nullable=True),
        sa.PrimaryKeyConstraint("link", name="pk_link_reports"),
    )
    op.create_index("ix_link_reports_at", "link_reports", ["at"])
    op.create_index("ix_link_reports_conversation", "link_reports", ["conversation"])


def downgrade() -> None:
    op.drop_table("link_reports")
    op.drop_table("facts")

"""What agents may do, and on which sites: by their accounts and by teams."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None

Id = sa.String(64)


def upgrade() -> None:
    # Null: all. Whoever has an account may do what they could before.
    op.add_column("agents", sa.Column("permissions", sa.Text, nullable=True))
    op.add_column("agents", sa.Column("sites", sa.Text, nullable=True))
    op.create_table(
        "teams",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("permissions", sa.Text, nullable=True),
        sa.Column("sites", sa.Text, nullable=True),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("name", name="uq_teams_name"),
    )
    op.create_table(
        "team_members",
        sa.Column("team", Id, nullable=False),
        sa.Column("agent", Id, nullable=False),
        sa.PrimaryKeyConstraint("team", "agent", name="pk_team_members"),
        sa.ForeignKeyConstraint(
            ["team"], ["teams.id"], name="fk_team_members_team", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["agent"], ["agents.id"], name="fk_team_members_agent", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_team_members_agent", "team_members", ["agent"])


def downgrade() -> None:
    op.drop_table("team_members")
    op.drop_table("teams")
    op.drop_column("agents", "sites")
    op.drop_column("agents", "permissions")

"""What an account is for: an agent or a supervisor."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    # The accounts that there are stay agents.
    op.add_column(
        "agents", sa.Column("role", sa.String(16), nullable=False, server_default="agent")
    )


def downgrade() -> None:
    op.drop_column("agents", "role")

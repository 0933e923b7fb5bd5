"""What a ticket opens: a page, a call window, or a console."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    # Whoever is about to resume while the server is updated must not lose the endpoint. Agents
    # have no site, and of customers there were pages only.
    column = sa.Column("endpoint_kind", sa.String(16), nullable=False, server_default="page")
    op.add_column("tickets", column)
    op.execute("UPDATE tickets SET endpoint_kind = 'console' WHERE site = ''")
    with op.batch_alter_table("tickets") as table:
        table.alter_column("endpoint_kind", server_default=None)


def downgrade() -> None:
    op.drop_column("tickets", "endpoint_kind")

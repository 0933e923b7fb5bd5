"""What agents may see of a site's pages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    # The sites that there are get the defaults.
    op.add_column("sites", sa.Column("redaction", sa.Text, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("sites", "redaction")

"""What operators set for the whole server, how the first of them comes in, and where the SDK was
seen.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(64)),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
    op.create_table(
        "set_up_codes",
        sa.Column("hash", sa.LargeBinary),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_set_up_codes"),
    )
    op.create_index("ix_set_up_codes_expires_at", "set_up_codes", ["expires_at"])
    op.create_table(
        "sightings",
        sa.Column("site", sa.String(64)),
        sa.Column("origin", sa.String(300)),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("site", "origin", name="pk_sightings"),
        sa.ForeignKeyConstraint(
            ["site"], ["sites.id"], name="fk_sightings_site", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("sightings")
    op.drop_table("set_up_codes")
    op.drop_table("settings")

"""Versions and drafts of the sites' rules, where rules fail, and previews of drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None

Id = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "policy_versions",
        sa.Column("site", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("site", "kind", "number", name="pk_policy_versions"),
        sa.ForeignKeyConstraint(
            ["site"], ["sites.id"], name="fk_policy_versions_site", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "policy_drafts",
        sa.Column("site", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("based_on", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("site", "kind", name="pk_policy_drafts"),
        sa.ForeignKeyConstraint(
            ["site"], ["sites.id"], name="fk_policy_drafts_site", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "rule_failures",
        sa.Column("site", Id, nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("last_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("site", "rule", name="pk_rule_failures"),
        sa.ForeignKeyConstraint(
            ["site"], ["sites.id"], name="fk_rule_failures_site", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "previews",
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("site", Id, nullable=False),
        sa.Column("by", Id, nullable=False),
        sa.Column("redeemed", sa.Boolean, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_previews"),
        sa.ForeignKeyConstraint(
            ["site"], ["sites.id"], name="fk_previews_site", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_previews_expires_at", "previews", ["expires_at"])
    # What every site has now is its first version.
    for kind, column in (("policy", "policy"), ("redaction", "redaction")):
        op.execute(
            "INSERT INTO policy_versions (site, kind, number, body, note, by, at) "
            f"SELECT id, '{kind}', 1, {column}, '', '', created_at FROM sites"
        )


def downgrade() -> None:
    op.drop_table("previews")
    op.drop_table("rule_failures")
    op.drop_table("policy_drafts")
    op.drop_table("policy_versions")

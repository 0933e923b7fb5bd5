"""Keys of programs, second factors, identities of other providers; where agents are signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None

Id = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", Id),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("sites", sa.Text, nullable=True),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=True),
        sa.Column("used_on", sa.Double, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("hash", name="uq_api_keys_hash"),
    )
    # Nothing is known of those from before: who was signed in signs in once more.
    op.drop_table("sign_ins")
    op.create_table(
        "sign_ins",
        sa.Column("token", sa.LargeBinary),
        sa.Column("id", Id, nullable=False),
        sa.Column("agent", Id, nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_sign_ins"),
        sa.UniqueConstraint("id", name="uq_sign_ins_id"),
        sa.ForeignKeyConstraint(
            ["agent"], ["agents.id"], name="fk_sign_ins_agent", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_sign_ins_agent", "sign_ins", ["agent"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])
    op.add_column("tickets", sa.Column("sign_in", Id, nullable=False, server_default=""))
    _create_proofs()


def _create_proofs() -> None:
    op.create_table(
        "second_factors",
        sa.Column("agent", Id),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("agent", name="pk_second_factors"),
        sa.ForeignKeyConstraint(
            ["agent"], ["agents.id"], name="fk_second_factors_agent", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("agent", Id),
        sa.Column("hash", sa.LargeBinary),
        sa.PrimaryKeyConstraint("agent", "hash", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(
            ["agent"], ["agents.id"], name="fk_recovery_codes_agent", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(500)),
        sa.Column("subject", sa.String(255)),
        sa.Column("agent", Id, nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identities"),
        sa.ForeignKeyConstraint(
            ["agent"], ["agents.id"], name="fk_identities_agent", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_identities_agent", "identities", ["agent"])
    op.create_table(
        "provider_flows",
        sa.Column("hash", sa.LargeBinary),
        sa.Column("browser", sa.LargeBinary, nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_provider_flows"),
    )
    op.create_index("ix_provider_flows_expires_at", "provider_flows", ["expires_at"])
    op.create_table(
        "spent_tokens",
        sa.Column("hash", sa.LargeBinary),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_spent_tokens"),
    )
    op.create_index("ix_spent_tokens_expires_at", "spent_tokens", ["expires_at"])


def downgrade() -> None:
    for table in (
        "spent_tokens",
        "provider_flows",
        "identities",
        "recovery_codes",
        "second_factors",
        "sign_ins",
        "api_keys",
    ):
        op.drop_table(table)
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_column("sign_in")
    op.create_table(
        "sign_ins",
        sa.Column("token", sa.LargeBinary),
        sa.Column("agent", Id, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_sign_ins"),
        sa.ForeignKeyConstraint(
            ["agent"], ["agents.id"], name="fk_sign_ins_agent", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_sign_ins_agent", "sign_ins", ["agent"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])

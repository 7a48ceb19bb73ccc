"""Campaigns invite contacts to a flow; WhatsApp's templates and their approval."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("released_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sid", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", "name", "language", "digest", name=op.f("pk_template")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("flow_version_id", sa.String(length=32), nullable=True),
        sa.Column("segment", JSON, nullable=False),
        sa.Column("cap", sa.Integer(), nullable=True),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("remind_after_hours", sa.Integer(), nullable=False),
        sa.Column("days_apart", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("next_batch_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("forecast", JSON, nullable=False),
        sa.Column("results", JSON, nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["flow_version_id"], ["flow_version.id"], name=op.f("fk_campaign_flow_version_id_flow_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("run_id", sa.String(length=32), nullable=True),
        sa.Column("message_id", NUMBER, nullable=True),
        sa.Column("reminder_id", NUMBER, nullable=True),
        sa.Column("result_id", NUMBER, nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("invited_at", MOMENT, nullable=True),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_invitation_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_invitation_contact_id_contact")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_invitation_run_id_run")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_invitation_message_id_message")),
        sa.ForeignKeyConstraint(["reminder_id"], ["message.id"], name=op.f("fk_invitation_reminder_id_message")),
        sa.ForeignKeyConstraint(["result_id"], ["message.id"], name=op.f("fk_invitation_result_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("campaign_id", "contact_id", name=op.f("uq_invitation_campaign_id_contact_id")),
        sa.UniqueConstraint("run_id", name=op.f("uq_invitation_run_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_invitation_message_id")),
        sa.UniqueConstraint("reminder_id", name=op.f("uq_invitation_reminder_id")),
        sa.UniqueConstraint("result_id", name=op.f("uq_invitation_result_id")),
    )
    op.create_index(op.f("ix_invitation_campaign_id"), "invitation", ["campaign_id"])
    op.create_index(op.f("ix_invitation_contact_id"), "invitation", ["contact_id"])
    op.create_index(
        "uq_invitation_open", "invitation", ["contact_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("campaign")
    op.drop_table("template")

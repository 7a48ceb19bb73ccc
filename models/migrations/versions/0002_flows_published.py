"""Flows are published, answers carry labels, and what contacts told about themselves is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("flow_version") as table:
        table.add_column(sa.Column("number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("created_by", sa.String(), nullable=True))
    # Versions that exist are counted in the order in which they came; all of them came with the software.
    op.execute(
        "UPDATE flow_version SET created_by = 'release', number = (SELECT count(*) FROM flow_version AS earlier "
        "WHERE earlier.flow = flow_version.flow AND (earlier.created_at < flow_version.created_at "
        "OR (earlier.created_at = flow_version.created_at AND earlier.id <= flow_version.id)))"
    )
    with op.batch_alter_table("flow_version") as table:
        table.alter_column("number", existing_type=sa.Integer(), nullable=False)
        table.alter_column("created_by", existing_type=sa.String(), nullable=False)
        table.create_unique_constraint(op.f("uq_flow_version_flow_number"), ["flow", "number"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE flow_version ALTER COLUMN definition TYPE json USING definition::text::json")
    op.create_table(
        "flow",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("published_id", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["published_id"], ["flow_version.id"], name=op.f("fk_flow_published_id_flow_version")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_flow")),
    )
    with op.batch_alter_table("run") as table:
        table.add_column(sa.Column("about", sa.String(), nullable=True))
        table.add_column(sa.Column("language", sa.String(), nullable=True))
    with op.batch_alter_table("turn") as table:
        table.add_column(sa.Column("run_id", sa.String(), nullable=True))
    with op.batch_alter_table("answer") as table:
        table.add_column(sa.Column("label", sa.String(), nullable=True))
    op.create_table(
        "fact",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("flow_version_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_fact_contact_id_contact")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_fact_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("contact_id", "name", name=op.f("uq_fact_contact_id_name")),
    )
    op.create_index(op.f("ix_fact_contact_id"), "fact", ["contact_id"])
    op.create_table(
        "call_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_call_request_contact_id_contact")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_call_request_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_request")),
    )
    op.create_index(op.f("ix_call_request_contact_id"), "call_request", ["contact_id"])
    op.create_index(op.f("ix_call_request_run_id"), "call_request", ["run_id"])


def downgrade() -> None:
    op.drop_table("call_request")
    op.drop_table("fact")
    with op.batch_alter_table("answer") as table:
        table.drop_column("label")
    with op.batch_alter_table("turn") as table:
        table.drop_column("run_id")
    with op.batch_alter_table("run") as table:
        table.drop_column("language")
        table.drop_column("about")
    op.drop_table("flow")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE flow_version ALTER COLUMN definition TYPE jsonb USING definition::text::jsonb")
    with op.batch_alter_table("flow_version") as table:
        table.drop_constraint(op.f("uq_flow_version_flow_number"), type_="unique")
        table.drop_column("created_by")
        table.drop_column("number")

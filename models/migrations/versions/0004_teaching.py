"""What was not understood waits to be labelled; labelled examples."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "misunderstanding",
        sa.Column("message_id", NUMBER, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("thought", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("meant", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_misunderstanding_message_id_message"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_misunderstanding")),
    )
    op.create_table(
        "example",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("labelled_by", sa.String(), nullable=False),
        sa.Column("labelled_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example")),
        sa.UniqueConstraint("language", "text", name=op.f("uq_example_language_text")),
    )


def downgrade() -> None:
    op.drop_table("example")
    op.drop_table("misunderstanding")

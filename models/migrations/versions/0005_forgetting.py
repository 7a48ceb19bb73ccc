"""Contacts who asked to be forgotten wait for it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WAITING = sa.text("forgetting_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("contact", sa.Column("forgetting_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_contact_forgetting", "contact", ["forgetting_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )


def downgrade() -> None:
    op.drop_index("ix_contact_forgetting", "contact")
    with op.batch_alter_table("contact") as table:
        table.drop_column("forgetting_at")

"""A report says how its area was understood."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("area_by", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("report", "area_by")

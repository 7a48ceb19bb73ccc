"""How Alembic reaches the database and compares it with the models."""

from alembic import context

from models import Base
from models.base import Moment
from models.engine import connect


def render(kind: str, item: object, _: object) -> str | bool:
    """Plain types in migrations: they must not change when the models do."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


engine = connect(context.config.attributes["url"], pool=2)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()

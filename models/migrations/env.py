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
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        # A changed table is copied and the old one dropped: with keys enforced that would take its children along, or fail.
        # Before the transaction: inside one SQLite does not listen.
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render,
        render_as_batch=on_sqlite,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if on_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RuntimeError("a migration left rows that refer to nothing; nothing was changed")
    connection.commit()
engine.dispose()

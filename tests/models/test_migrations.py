"""The migrations make exactly the tables that the models describe, and can be taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from models import Base, migrate
from models.engine import connect
from settings import Settings

SCHEMA = "izwi_migrations"


@pytest.fixture
def url(settings: Settings, tmp_path: Path) -> Iterator[str]:
    """A database without tables, beside the one of the other tests."""
    whole = make_url(settings.sqlalchemy_url)
    if whole.drivername.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'new' / 'izwi.db'}"
        return
    engine = connect(settings.sqlalchemy_url, pool=1)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    yield whole.update_query_dict({"options": f"-csearch_path={SCHEMA}"}).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
    engine.dispose()


def tables(url: str) -> set[str]:
    engine = connect(url, pool=1)
    names = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return names


def test_the_migrations_make_what_the_models_describe(url: str) -> None:
    migrate.upgrade(url)
    engine = connect(url, pool=1)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)
        assert differences == [], "make a migration for these"
        for table in Base.metadata.sorted_tables:
            made = {index["name"]: index for index in inspect(connection).get_indexes(table.name)}
            for index in table.indexes:
                assert bool(made[index.name]["unique"]) == index.unique
                partial = index.dialect_options[connection.dialect.name]["where"]
                wanted = str(partial) if partial is not None else None
                found = made[index.name].get("dialect_options", {}).get(f"{connection.dialect.name}_where")
                assert (found is None) == (wanted is None), index.name
    engine.dispose()


def test_a_downgrade_takes_everything_back_and_an_upgrade_makes_it_anew(url: str) -> None:
    migrate.upgrade(url)
    made = tables(url)
    assert made == set(Base.metadata.tables)
    command.downgrade(migrate.configuration(url), "base")
    assert tables(url) == set()
    migrate.upgrade(url)
    assert tables(url) == made


def test_an_upgrade_may_be_repeated(url: str) -> None:
    migrate.upgrade(url)
    migrate.upgrade(url)
    assert tables(url) == set(Base.metadata.tables)


def test_a_new_sqlite_file_gets_its_folder_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "var"
    migrate.upgrade(f"sqlite:///{folder / 'izwi.db'}")
    assert (folder / "izwi.db").exists()
    assert folder.stat().st_mode & 0o077 == 0


REPORTED = """
INSERT INTO contact (id, city, language_chosen, created_at, seen_at)
VALUES ('c', 'durban', false, '2026-11-01', '2026-11-01');
INSERT INTO flow_version (id, flow, digest, number, definition, created_by, created_at)
VALUES ('v', 'report', 'd', 1, '{}', 'release', '2026-11-01');
INSERT INTO run (id, contact_id, flow_version_id, city, channel, state, path, unclear, page, started_at, updated_at)
VALUES ('r', 'c', 'v', 'durban', 'sms', 'completed', '[]', 0, 0, '2026-11-01', '2026-11-01');
INSERT INTO report (id, reference, city, contact_id, run_id, category, dimensions, sensitive, text, follow_up, language,
                    channel, state, received_at)
VALUES ('p', '7K3-9RX-2MW', 'durban', 'c', 'r', 'water', '[]', false, 'Amanzi aphelile', true, 'zu',
        'sms', 'resolved', '2026-11-01');
INSERT INTO "update" (id, report_id, state, actor, at) VALUES
    ('u1', 'p', 'received', 'resident', '2026-11-02'),
    ('u2', 'p', 'acknowledged', 'x', '2026-11-03'),
    ('u3', 'p', 'resolved', 'x', '2026-11-04')
"""


def test_reports_from_before_officials_keep_everything_and_are_dated_by_what_happened(url: str, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    command.upgrade(migrate.configuration(url), "0006")
    engine = connect(url, pool=1)
    with engine.begin() as connection:
        for each in REPORTED.split(";"):
            connection.execute(text(each))
    migrate.upgrade(url)
    with engine.connect() as connection:
        report = connection.execute(text("SELECT * FROM report")).mappings().one()
        assert (report["text"], report["reference"], report["contact_id"]) == ("Amanzi aphelile", "7K3-9RX-2MW", "c")
        dates = [str(report[name])[:10] for name in ("received_at", "filed_at", "acknowledged_at", "resolved_at")]
        assert dates == ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04"]
        kept = connection.execute(text('SELECT count(*) FROM "update" WHERE notice IS NULL')).scalar()
        assert kept == 3, "nobody is told today of what happened before"
    engine.dispose()
    command.downgrade(migrate.configuration(url), "0006")
    engine = connect(url, pool=1)
    with engine.connect() as connection:
        assert connection.execute(text('SELECT count(*) FROM "update" JOIN report ON report.id = report_id')).scalar() == 3
    engine.dispose()

"""Copies of everything: taken while residents write, put back elsewhere, and refused where they would replace something."""

import json
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url

from models import Message, Report, backup
from models.engine import Sessions, connect
from settings import Settings
from tests.line import Line
from tests.messaging.outgoing import DURBAN, SIPHO, THANDI
from tests.reports.runs import file
from webhook.app import create_app

PHOTO = b"the picture of a lamp that is off"


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """An installation with the same keys, an empty database and no files."""
    url = make_url(settings.sqlalchemy_url)
    folder = tmp_path / "elsewhere"
    if url.drivername.startswith("sqlite"):
        yield settings.model_copy(update={"data_dir": folder, "database_url": ""})
        return
    engine = connect(settings.sqlalchemy_url, pool=1)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS izwi_elsewhere"))
        connection.execute(text("CREATE DATABASE izwi_elsewhere"))
    other = url.set(database="izwi_elsewhere").render_as_string(hide_password=False)
    yield settings.model_copy(update={"data_dir": folder, "database_url": other})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE izwi_elsewhere WITH (FORCE)"))
    engine.dispose()


def run(settings: Settings, *words: str) -> Result:
    app = create_app(settings)
    try:
        return app.test_cli_runner().invoke(args=["db", *words])
    finally:
        app.extensions["switchboard"].sessions.engine.dispose()


@pytest.fixture
def told(line: Line) -> Iterator[Report]:
    """A report, and a photo beside it."""
    photo = line.settings.media_dir / "ab" / "photo.jpg"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(PHOTO)
    yield file(line)
    photo.unlink()


def test_what_was_copied_is_there_again_elsewhere(line: Line, told: Report, elsewhere: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "izwi.tar"
    made = run(line.settings, "backup", str(copy))
    assert made.exit_code == 0, made.output
    assert copy.stat().st_mode & 0o077 == 0, "for its owner only"
    put_back = run(elsewhere, "restore", str(copy))
    assert put_back.exit_code == 0, put_back.output
    assert run(elsewhere, "upgrade").exit_code == 0
    engine = connect(elsewhere.sqlalchemy_url, pool=1)
    with Sessions(engine).reading() as session:
        report = session.scalars(select(Report)).one()
        assert (report.reference, report.text) == (told.reference, told.text)
    engine.dispose()
    assert (elsewhere.media_dir / "ab" / "photo.jpg").read_bytes() == PHOTO
    line.receives(SIPHO, DURBAN, "the first line goes on as if nothing had been")


def test_residents_who_write_meanwhile_are_neither_kept_waiting_nor_half_copied(
    line: Line, told: Report, elsewhere: Settings, tmp_path: Path
) -> None:
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            line.receives(THANDI, DURBAN, "hello")
            written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not written:
            pass
        assert run(line.settings, "backup", str(tmp_path / "izwi.tar")).exit_code == 0
    finally:
        stop.set()
        writer.join()
    assert run(elsewhere, "restore", str(tmp_path / "izwi.tar")).exit_code == 0
    engine = connect(elsewhere.sqlalchemy_url, pool=1)
    with Sessions(engine).reading() as session:
        ids = session.scalars(select(Message.id).order_by(Message.id)).all()
        assert ids, "what came before the copy is in it"
        assert session.scalar(select(func.count(Report.id))) == 1
    engine.dispose()
    with line.board.sessions.reading() as session:
        everything = session.scalars(select(Message.id).order_by(Message.id)).all()
    assert list(ids) == list(everything[: len(ids)]), "one moment's state: no gap"


def test_nothing_that_exists_is_replaced(line: Line, told: Report, elsewhere: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "izwi.tar"
    assert run(line.settings, "backup", str(copy)).exit_code == 0
    assert "is there already" in run(line.settings, "backup", str(copy)).output
    assert "the database is not empty" in run(line.settings, "restore", str(copy)).output
    elsewhere.media_dir.mkdir(parents=True)
    (elsewhere.media_dir / "old.jpg").write_bytes(b"old")
    assert "is not empty" in run(elsewhere, "restore", str(copy)).output


@pytest.mark.parametrize("harm", ["cut", "changed", "another file"])
def test_a_copy_that_is_damaged_is_refused_before_anything_is_written(
    line: Line, told: Report, elsewhere: Settings, tmp_path: Path, harm: str
) -> None:
    copy = tmp_path / "izwi.tar"
    assert run(line.settings, "backup", str(copy)).exit_code == 0
    whole = copy.read_bytes()
    at = whole.index(PHOTO)
    copy.write_bytes(
        {"cut": whole[:1000], "changed": whole[:at] + b"X" + whole[at + 1 :], "another file": b"no tar at all"}[harm]
    )
    refused = run(elsewhere, "restore", str(copy))
    assert refused.exit_code == 1
    assert "damaged" in refused.output or "no copy of ours" in refused.output
    assert not elsewhere.media_dir.exists()
    assert run(elsewhere, "upgrade").exit_code == 0, "the database was left empty"


def test_a_path_that_leads_outside_is_not_followed(line: Line, elsewhere: Settings, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar"
    inside = tmp_path / "x"
    inside.write_text("x")
    with tarfile.open(bad, "w") as tar:
        tar.add(inside, "../../outside")
    with pytest.raises(backup.BackupError, match="no copy of ours"):
        backup.restore(bad, elsewhere.sqlalchemy_url, elsewhere.media_dir)


def test_the_copy_holds_no_key(line: Line, told: Report, tmp_path: Path) -> None:
    copy = tmp_path / "izwi.tar"
    assert run(line.settings, "backup", str(copy)).exit_code == 0
    content = copy.read_bytes()
    assert line.settings.hash_key.get_secret_value().encode() not in content
    assert THANDI.encode() not in content
    with tarfile.open(copy) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert set(manifest) == {"made_at", "kind", "revision", "sha256"}

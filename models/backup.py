"""A copy of the database and the residents' files, taken while everything runs, and put back into an empty place.

The keys are not in it: without ENCRYPTION_KEYS and HASH_KEY nobody can read a number from a copy.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.engine import URL, make_url

from models.engine import connect

MANIFEST, MEDIA = "manifest.json", "media"
DATABASE = {"sqlite": "izwi.db", "postgresql": "izwi.dump"}
PAGES = 1000
"""SQLite's pages copied at a time: writers come in between."""


class BackupError(Exception):
    """A copy cannot be made, or not be put back; the message says why."""


def backup(url: str, media: Path, target: Path, now: datetime) -> dict[str, Any]:
    """Copy everything into the tar file ``target``, readable by its owner alone, and return its manifest.

    The database is one moment's state; files that arrive later are not missed, those that were erased meanwhile are gone.
    The file appears only when it is complete. Raises BackupError.
    """
    address = make_url(url)
    kind = address.get_backend_name()
    if target.exists():
        raise BackupError(f"{target} is there already")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / DATABASE[kind]
        _copy_sqlite(address, copy) if kind == "sqlite" else _dump(address, copy)
        sums = {DATABASE[kind]: _sha256(copy)}
        manifest = {"made_at": now.isoformat(), "kind": kind, "revision": _revision(url), "sha256": sums}
        whole = Path(folder) / "whole.tar"
        whole.touch(mode=0o600)
        with tarfile.open(whole, "w") as tar:
            for file in _files(media):
                tar.add(file, f"{MEDIA}/{file.relative_to(media)}", recursive=False)
                sums[f"{MEDIA}/{file.relative_to(media)}"] = _sha256(file)
            tar.add(copy, copy.name)
            note = Path(folder) / MANIFEST
            note.write_text(json.dumps(manifest, indent=1))
            tar.add(note, MANIFEST)
        with whole.open("rb") as complete:
            os.fsync(complete.fileno())
        whole.replace(target)
    return manifest


def restore(source: Path, url: str, media: Path) -> dict[str, Any]:
    """Put a copy into an empty database and media folder, and return its manifest. Nothing that exists is ever replaced.

    Every file is compared with its checksum before anything is written. Raises BackupError.
    """
    address = make_url(url)
    kind = address.get_backend_name()
    if not _is_empty(address):
        raise BackupError("the database is not empty: a copy goes into an empty one")
    if any(_files(media)):
        raise BackupError(f"{media} is not empty")
    with tempfile.TemporaryDirectory(prefix="izwi-restore-") as folder:
        manifest = _unpack(source, Path(folder))
        if manifest["kind"] != kind:
            raise BackupError(f"this is a copy of {manifest['kind']}, and the database is {kind}")
        copy = Path(folder) / DATABASE[kind]
        if kind == "sqlite":
            file = Path(str(address.database))
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _copy_sqlite(address.set(database=str(copy)), file)
        else:
            _run(
                address,
                "pg_restore",
                "--no-owner",
                "--exit-on-error",
                "--single-transaction",
                "--dbname",
                _name(address),
                str(copy),
            )
        for each in _files(Path(folder) / MEDIA):
            kept = media / each.relative_to(Path(folder) / MEDIA)
            kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            kept.touch(mode=0o600)
            kept.write_bytes(each.read_bytes())
    return manifest


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file()) if folder.is_dir() else iter(())


def _copy_sqlite(address: URL, target: Path) -> None:
    """SQLite's own online copy: consistent, also while others write."""
    source = Path(str(address.database))
    if not source.exists():
        raise BackupError(f"{source} is not there")
    target.touch(mode=0o600)
    old, new = sqlite3.connect(f"file:{source}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        old.backup(new, pages=PAGES, sleep=0.01)
        if new.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupError("the copy is damaged")
    except sqlite3.Error as error:
        raise BackupError(f"SQLite: {type(error).__name__}") from None
    finally:
        old.close()
        new.close()


def _dump(address: URL, target: Path) -> None:
    target.touch(mode=0o600)
    _run(address, "pg_dump", "--format=custom", "--no-owner", "--file", str(target), "--dbname", _name(address))


def _run(address: URL, program: str, *words: str) -> None:
    """PostgreSQL's own programs; the password goes by the environment, never by the command line."""
    environment = dict(os.environ)
    if address.password:
        environment["PGPASSWORD"] = str(address.password)
    try:
        done = subprocess.run([program, *words], env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BackupError(f"{program} is not installed (Debian: postgresql-client)") from None
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip().splitlines()[0] if done.stderr.strip() else done.returncode}")


def _name(address: URL) -> str:
    """The database as libpq writes it, without the password."""
    plain = URL.create("postgresql", address.username, None, address.host, address.port, address.database, address.query)
    return plain.render_as_string()


def _revision(url: str) -> str:
    engine = connect(url, pool=1)
    try:
        with engine.connect() as connection:
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    finally:
        engine.dispose()


def _is_empty(address: URL) -> bool:
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return True
    engine = connect(address.render_as_string(hide_password=False), pool=1)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        sums = dict(manifest["sha256"])
    except (OSError, tarfile.TarError, ValueError, LookupError) as error:
        raise BackupError(f"{source} is no copy of ours ({type(error).__name__})") from None
    for name, sha256 in sums.items():
        if not (folder / name).is_file() or _sha256(folder / name) != sha256:
            raise BackupError(f"{source} is damaged: {name}")
    return manifest


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()

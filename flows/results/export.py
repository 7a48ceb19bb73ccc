"""A flow's results into files: what is asked for is laid out, read and written."""

import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from flows import definition as definitions
from flows import languages
from flows.results import codebook, csv_files, json_file, records, spss, workbook
from flows.results.layout import CODEBOOK, Layout, Version, lay_out
from flows.results.records import Filter, Shape
from flows.results.sheets import sheets
from models import FlowVersion

KINDS = ("csv", "json", "spss", "xlsx")


class NoResults(Exception):
    """There is nothing to export: the message says, for the operator, what is not there."""


def write(
    session: Session,
    flow: str,
    kind: str,
    target: Path,
    *,
    labels: bool = False,
    language: str = "",
    groups: bool = True,
    texts: bool = True,
    bom: bool = False,
    key: bytes | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    city: str | None = None,
    version: str | int | None = None,
) -> list[Path]:
    """Write the runs of a flow, oldest first, and the codebook. Returns the files written, the main one first.

    ``target`` is a folder or a ``.zip`` for csv, a ``.zip`` for spss, else the file. ``labels`` shows what choices and
    questions are called in ``language`` (the form's default without one); ``groups`` heads columns with the whole path;
    ``texts=False`` leaves out all that residents typed; ``bom`` lets Excel recognise UTF-8; ``key`` gives each
    contact a code in ``_respondent``, to be made anew for each export. ``since`` and ``until`` (aware) mean when a run began.
    ``version`` is a version's number, or what its author calls it.

    Raises NoResults when there is no such flow, version or language, and ValueError for another kind of file.
    """
    if kind not in KINDS:
        raise ValueError(f"results are written as {', '.join(KINDS)}, not {kind}")
    labels = labels and kind != "spss"  # which has labels beside its codes
    layout = lay_out(flow, _versions(session, flow, version), with_texts=texts, respondents=key is not None, city=city)
    language = _language(layout, language)
    found = records.entries(session, layout, Filter(since, until, city), Shape(labels, language, texts, key))
    tables = sheets(layout, labels=labels, language=language, groups=groups)
    book = codebook.of(layout, groups=groups or kind == "json", spss=kind == "spss")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as made:  # what breaks off half way leaves nothing behind
        folder = Path(made)
        if kind == "xlsx":
            return _moved([workbook.write(folder / target.name, tables, found, book)], target.parent)
        if kind == "json":
            codes = csv_files.write_codebook(folder / f"{target.stem}-{CODEBOOK}.csv", book, bom=bom)
            return _moved([json_file.write(folder / target.name, found), codes], target.parent)
        codes = csv_files.write_codebook(folder / f"{CODEBOOK}.csv", book, bom=bom)
        if kind == "spss":
            return [_packed([*spss.write(folder, tables, found, language), codes], target)]
        paths = [*csv_files.write(folder, tables, found, bom=bom), codes]
        return [_packed(paths, target)] if target.suffix == ".zip" else _moved(paths, target)


def _packed(paths: list[Path], target: Path) -> Path:
    """The files as one archive."""
    packed = paths[0].with_name("packed")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    return packed.replace(target)


def _moved(paths: list[Path], folder: Path) -> list[Path]:
    """The files where they were asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    return [path.replace(folder / path.name) for path in paths]


def _versions(session: Session, flow: str, wanted: str | int | None) -> list[Version]:
    stored: list[FlowVersion] = records.versions(session, flow)
    if not stored:
        raise NoResults(f"there is no flow {flow}")
    found = stored
    if wanted is not None:
        by_number = [each for each in stored if str(each.number) == str(wanted)]
        found = by_number or [each for each in stored if _named(each) == str(wanted)]
    if not found:
        there = ", ".join(f"{each.number} ({_named(each)})" if _named(each) else str(each.number) for each in reversed(stored))
        raise NoResults(f"{flow} has no version {wanted}; there are {there}")
    return [_read(each) for each in found]


def _read(stored: FlowVersion) -> Version:
    try:
        return Version(stored.id, stored.number, definitions.of_version(stored.digest, stored.definition))
    except definitions.FlowError as error:
        raise NoResults(f"{stored.flow} version {stored.number} cannot be read any more, name another one: {error}") from None


def _named(stored: FlowVersion) -> str:
    return str((stored.definition.get("settings") or {}).get("version") or "")


def _language(layout: Layout, wanted: str) -> str:
    if wanted and layout.languages and wanted not in layout.languages:
        raise NoResults(f"{layout.name} has no words in {wanted}; it has {', '.join(filter(None, layout.languages))}")
    newest = next(iter(layout.versions.values())).definition
    return wanted or languages.code(str(newest.settings.get("default_language") or ""))

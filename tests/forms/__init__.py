"""Forms as people send them: small ones for one feature of XLSForm each, long ones as surveys really are, refused ones.

A form is a Markdown table as pyxform reads it (``.md``) or a CSV in XLSForm's layout (``.csv``); the files that it names
lie in ``<form>-media/``. A refused form begins with who refuses it, a piece of the reason, and where the fault stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pyxform.xls2json_backends import md_table_to_workbook

from flows import sheets
from tests.oracle.compile import compiled

FOLDER = Path(__file__).parent
LONG = "long_"

UNLOADABLE = {"empty_group": "ODK's engine finds no place for a group that holds nothing; pyxform and Collect take it."}
"""Forms that pyxform takes and the oracle cannot load, with the reason."""


@dataclass(frozen=True)
class Form:
    """One form of the corpus, in all the shapes that a test may want."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def xform(self) -> str:
        """What pyxform makes of it. Raises pyxform's PyXFormError."""
        return compiled(self.text, self.path.suffix)

    @cached_property
    def files(self) -> dict[str, str]:
        """The texts of the attached files by their names."""
        folder = self.path.with_name(f"{self.name}-media")
        return {each.name: each.read_text("utf-8") for each in sorted(folder.glob("*"))}

    @cached_property
    def source(self) -> dict[str, Any]:
        """What our import keeps of it, with its attached tables."""
        return sheets.read(self.path)

    def save_workbook(self, folder: Path) -> Path:
        """The form as a workbook, as most people have it."""
        assert self.path.suffix == ".md"
        path = folder / f"{self.name}.xlsx"
        md_table_to_workbook(self.text).save(path)
        return path


@dataclass(frozen=True)
class Refusal:
    """A form that must not be taken."""

    form: Form

    def _said(self, what: str) -> str:
        start = f"# {what}:"
        return next((line.removeprefix(start).strip() for line in self.form.text.splitlines() if line.startswith(start)), "")

    @property
    def by_pyxform(self) -> bool:
        """False for a form that pyxform takes and our own checks must refuse."""
        return self._said("refused by") == "pyxform"

    @property
    def reason(self) -> str:
        """A piece of pyxform's reason; empty where the refusal is ours."""
        return self._said("reason")

    @property
    def sheet(self) -> str:
        return self._said("sheet")

    @property
    def row(self) -> int:
        """Number of the row in its sheet; 0 for a fault that stands in no row."""
        return int(self._said("row"))


def accepted() -> list[Form]:
    """Every form that runs, by name."""
    return [Form(path) for path in sorted(FOLDER.iterdir()) if path.suffix in (".md", ".csv")]


def refused() -> list[Refusal]:
    """Every form that is refused, by name."""
    return [Refusal(Form(path)) for path in sorted((FOLDER / "refused").glob("*.md"))]

"""What a check finds: one sentence, and the place it is about."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """An ``error`` keeps a flow from being published; a ``warning`` is for its author to judge."""

    level: Level
    check: str
    """Name of the check that found it."""

    sheet: str
    row: int
    """As the sheet counts, headings being row 1; 0 where it is about no row."""

    column: str
    sentence: str

    def __str__(self) -> str:
        place = [self.sheet, f"row {self.row}" if self.row else "", self.column]
        return f"{self.level}: {', '.join(part for part in place if part)}: {self.sentence}"

"""Does the city's line still work with it? Residents can always report, and what they say finds its place in the report."""

from collections.abc import Iterator

from flows.checks.draft import Draft
from flows.definition import REPORT
from flows.finding import Finding

NEEDED = {"what_happened", "category"}
FILED = {"where", "when", "dangerous", "follow_up"}
"""Questions that filing knows by their names (reports/filing.py)."""


def report_questions(draft: Draft) -> Iterator[Finding]:
    """The report's own questions may say anything, but must keep their names."""
    if draft.definition.name != REPORT:
        return
    there = {item.path for item in draft.definition.items}
    for name in sorted((NEEDED | FILED) - there):
        level, what = ("error", "cannot be filed") if name in NEEDED else ("warning", "is filed without it")
        yield Finding(level, "report_questions", "survey", 0, "name", f"There is no question {name!r}: the report {what}.")  # type: ignore[arg-type]

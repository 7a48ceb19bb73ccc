"""What is wrong with a form before residents meet it. One function a check; each finding is one sentence and its place."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flows.checks import compiling, conversation, dependencies, line, patterns, reachable, reading_level, sizes, translations
from flows.checks.draft import Draft
from flows.definition import Definition
from flows.finding import Finding
from flows.sheets.tables import Places

__all__ = ["ALWAYS", "CHECKS", "Draft", "Finding", "check"]

Check = Callable[[Draft], Iterator[Finding]]

ALWAYS: tuple[Check, ...] = (compiling.compiles, compiling.runs, compiling.attachments)
"""Checks of any form, also of one that cannot run."""

CHECKS: tuple[Check, ...] = (
    dependencies.circles,
    reachable.unreachable,
    reachable.unknown_choice,
    reachable.dead_end,
    reachable.asked_too_late,
    patterns.exploding_pattern,
    sizes.too_long,
    sizes.whatsapp_limits,
    sizes.sms_segments,
    translations.missing_translation,
    translations.stale_translation,
    translations.placeholders,
    conversation.without_message,
    conversation.single_choice,
    conversation.reserved_word,
    conversation.without_consent,
    conversation.without_meaning,
    reading_level.reading_level,
    line.report_questions,
)
"""Checks of a form that runs."""


def check(source: Mapping[str, Any], *, places: Places | None = None, earlier: Mapping[str, Any] | None = None) -> list[Finding]:
    """All that is found, errors first, then by place. ``places``: rows of the workbook; ``earlier``: the version before."""
    draft = Draft(source, places or Places.of(source), earlier)
    found = [finding for each in ALWAYS for finding in each(draft)]
    if isinstance(draft.parsed, Definition):
        found += [finding for each in CHECKS for finding in each(draft)]
    return sorted(dict.fromkeys(found), key=lambda finding: (finding.level, finding.sheet, finding.row))

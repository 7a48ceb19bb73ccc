"""Two models beside one another, and what keeps the new one out."""

from collections.abc import Iterator
from dataclasses import dataclass

from teaching.registry import Scores

EMERGENCY_RECALL = "emergency_recall"
NO_SHARES = frozenset({"n", "emergencies", "milliseconds"})
"""Measures that tell how much, not how well."""


@dataclass(frozen=True)
class Change:
    """A score that is another now: of a set and a measure, or of the recall of an intent."""

    of: str
    name: str
    language: str
    before: float | None
    after: float | None


def changes(before: Scores, after: Scores) -> list[Change]:
    """Every share that differs, by set, measure and language; then the recall of each intent by language."""
    return [change for change in _all(before, after) if change.before != change.after]


def reasons_against(before: Scores, after: Scores) -> list[str]:
    """Why the new model must not go into service: floors that break, and languages in which emergencies are missed more often."""
    found = list(after.broken)
    for change in _all(before, after):
        worse = change.before is not None and change.after is not None and change.after < change.before
        if worse and (change.name == EMERGENCY_RECALL or (change.of == "recall" and change.name == "emergency")):
            found.append(f"{change.of}, {change.language}: {change.name} falls from {change.before:.4g} to {change.after:.4g}")
    return found


def _all(before: Scores, after: Scores) -> Iterator[Change]:
    for name, languages in after.sets.items():
        for language, measures in languages.items():
            for measure, value in measures.items():
                if measure not in NO_SHARES:
                    yield Change(name, measure, language, before.sets.get(name, {}).get(language, {}).get(measure), value)
    for language in sorted(after.recall.keys() | before.recall.keys()):
        old, new = before.recall.get(language, {}), after.recall.get(language, {})
        for intent in sorted(old.keys() | new.keys()):
            yield Change("recall", intent, language, old.get(intent), new.get(intent))

"""The floors of floors.yml: what no model may fall below, and no language behind the others."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent / "floors.yml"

ByLanguage = Mapping[str, Mapping[str, float]]
"""The scores of a set in each language, and of all of them under `all`."""


def broken(sets: Mapping[str, ByLanguage], floors: Mapping[str, Any] | None = None) -> list[str]:
    """A line for each floor that does not hold, in each language; empty when all hold."""
    asked = floors or yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = []
    for name, limits in asked.items():
        languages = {language: scores for language, scores in sets[name].items() if language != "all"}
        for measure, least in limits.get("at_least", {}).items():
            found += [_line(name, at, measure, s[measure], "<", least) for at, s in languages.items() if s[measure] < least]
        for measure, most in limits.get("at_most", {}).items():
            found += [_line(name, at, measure, s[measure], ">", most) for at, s in languages.items() if s[measure] > most]
        for measure, most in limits.get("behind_the_best", {}).items():
            best = max(scores[measure] for scores in languages.values())
            late = {at: round(best - s[measure], 4) for at, s in languages.items()}
            found += [_line(name, at, f"{measure} behind the best", by, ">", most) for at, by in late.items() if by > most]
    return found


def _line(name: str, language: str, measure: str, value: float, sign: str, limit: float) -> str:
    return f"{name}, {language}: {measure} {value:.4g} {sign} {limit:g}"

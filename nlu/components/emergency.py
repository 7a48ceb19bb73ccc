"""Cues that someone is in danger now, in three languages: they outvote the classifier, because a missed one costs most.

Reads nlu/emergency/*.yml, regular expressions over folded text. No Rasa here, so that the app and its tests can ask the same.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import List, Pattern, Sequence, Tuple

import yaml

from nlu.fold import fold, words_only

FOLDER = Path(__file__).resolve().parents[1] / "emergency"


@dataclass(frozen=True)
class Cues:
    """One language's cues. `whole` are whole texts; the others are searched anywhere in the folded text."""

    whole: Tuple[str, ...]
    certain: Pattern[str]
    plea: Pattern[str]
    ongoing: Pattern[str]
    grave: Pattern[str]
    danger: Pattern[str]
    now: Pattern[str]
    past: Pattern[str]
    over: Pattern[str]
    everyday: Pattern[str]

    def found_in(self, text: str) -> bool:
        """True when this language's cues say that someone is in danger now, or asks for help at once.

        A plea counts unless it is about the city's everyday troubles (water, light, rubbish); what is going on and what
        is grave by itself count unless the text speaks of the past and of nothing now; a danger counts with a word for now.
        """
        if words_only(text) in self.whole:
            return True
        said = fold(text)
        if self.certain.search(said):
            return True
        now, danger = bool(self.now.search(said)), bool(self.danger.search(said))
        present = bool(self.ongoing.search(said) or self.grave.search(said))
        over = bool(self.past.search(said)) and not now
        if present and not over:
            return True
        if danger and now:
            return True
        return bool(self.plea.search(said)) and not over and (danger or not self.everyday.search(said))


def load(folder: Path = FOLDER) -> List[Cues]:
    """The cues of every language file in a folder."""
    return [_cues(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.yml"))]


def is_emergency(text: str, languages: Sequence[Cues]) -> bool:
    """True when the cues of any language are found: people mix languages when they are afraid."""
    return any(cues.found_in(text) for cues in languages)


def _cues(content: dict) -> Cues:  # type: ignore[type-arg]
    patterns = {name: _any_of(content[name]) for name in Cues.__annotations__ if name != "whole"}
    return Cues(whole=tuple(words_only(str(text)) for text in content["whole"]), **patterns)


def _any_of(parts: Sequence[str]) -> Pattern[str]:
    # One boundary before all of them: looked for once at each letter, not once for each part.
    return re.compile(rf"\b(?:{'|'.join(f'(?:{part})' for part in parts)})") if parts else re.compile(r"(?!)")

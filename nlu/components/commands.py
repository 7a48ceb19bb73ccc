"""Exact commands in three languages: short phrases a resident can type at any point, small typos forgiven.

Reads nlu/commands/*.yml. No Rasa here, so that the app and its tests can ask the same question.
"""

from pathlib import Path
from typing import Dict, FrozenSet, List, Optional, Tuple

import yaml
from rapidfuzz.distance import OSA

from nlu.fold import words_only

FOLDER = Path(__file__).resolve().parents[1] / "commands"
SHORTEST_WITH_TYPO = 5
LONGEST_WORDS = 4


class Commands:
    """The phrases that are commands, each with its intent, and the near misses that are ordinary words."""

    def __init__(self, phrases: Dict[str, str], ordinary: FrozenSet[str] = frozenset()) -> None:
        self._phrases = {words_only(phrase): intent for phrase, intent in phrases.items()}
        self._squeezed = {_squeeze(phrase): intent for phrase, intent in self._phrases.items()}
        self._ordinary = frozenset(words_only(word) for word in ordinary)

    @property
    def phrases(self) -> Dict[str, str]:
        """Every phrase, folded, with its intent."""
        return dict(self._phrases)

    def match(self, text: str) -> Optional[str]:
        """The intent when the whole text is one command, else None.

        Forgiven are case, accents, punctuation, drawn-out letters ("STOOOP"), and one slip in a word of five letters
        or more (a swap of neighbours in four) as long as the first letter stands and the result is no ordinary word.
        """
        said = words_only(text)
        exact = self._phrases.get(said)
        if exact is not None:
            return exact
        if not said or len(said.split()) > LONGEST_WORDS or said in self._ordinary:
            return None
        return self._squeezed.get(_squeeze(said)) or self._nearest(said)

    def _nearest(self, said: str) -> Optional[str]:
        near: List[Tuple[int, str]] = []
        for phrase, intent in self._phrases.items():
            if phrase[0] == said[0] and abs(len(phrase) - len(said)) <= 1 and _is_slip(said, phrase):
                near.append((OSA.distance(said, phrase), intent))
        intents = {intent for _, intent in near}
        # Two commands equally near would be a guess.
        return min(near)[1] if len(intents) == 1 else None


def load(folder: Path = FOLDER) -> Commands:
    """The commands of every language file in a folder.

    Raises:
        ValueError: a phrase stands for two intents.
    """
    phrases: Dict[str, str] = {}
    ordinary: List[str] = []
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        ordinary += content.get("ordinary_words", [])
        for intent, said in content["commands"].items():
            for phrase in said:
                folded = words_only(str(phrase))
                if phrases.setdefault(folded, intent) != intent:
                    raise ValueError(f"{path.name}: “{folded}” is a command for {intent} and for {phrases[folded]}")
    return Commands(phrases, frozenset(ordinary))


def is_wordless(text: str) -> bool:
    """True when no letter of any script is in it: nothing, a number, punctuation, an emoji."""
    return not any(character.isalpha() for character in text)


def _squeeze(text: str) -> str:
    return "".join(letter for letter, before in zip(text, " " + text) if letter != before)


def _is_slip(said: str, phrase: str) -> bool:
    if len(phrase) < SHORTEST_WITH_TYPO - 1 or len(said.split()) != len(phrase.split()):
        return False
    if len(phrase) < SHORTEST_WITH_TYPO:
        return sorted(said) == sorted(phrase) and OSA.distance(said, phrase) == 1
    return OSA.distance(said, phrase, score_cutoff=1) <= 1

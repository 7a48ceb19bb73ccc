"""The held-out messages: what was said, in which language, and what it means. No Rasa here."""

from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("es", "en", "zu")
SETS = ("first", "second", "unseen")
"""None is trained on. Errors of the numbered sets were read while other examples were added, so they flatter the model;
`unseen` was written when that was done, and tells how well strangers are understood."""
MEANS = {"past_crimes": "report"}
ANSWERS = "answers"
NEVER_AN_ANSWER = frozenset({"stop", "start", "cancel", "back", "emergency", "language", "status", "human"})
"""Meanings that would carry a resident away from a question they have just answered."""


@dataclass(frozen=True)
class Said:
    """One held-out message and the group it stands in; `intent` is empty for an answer, which may mean several things."""

    language: str
    group: str
    text: str

    @property
    def intent(self) -> str:
        """What it means."""
        return "" if self.group == ANSWERS else MEANS.get(self.group, self.group)


def load(name: str, folder: Path = FOLDER) -> list[Said]:
    """Every message of one of the `SETS`, in the three languages."""
    said = []
    for language in LANGUAGES:
        groups = yaml.safe_load((folder / name / f"{language}.yml").read_text(encoding="utf-8"))
        said += [Said(language, group, str(text)) for group, texts in groups.items() for text in texts]
    return said


def examples(language: str, folder: Path = FOLDER.parent) -> list[str]:
    """Every example the model learns from in a language."""
    texts: list[str] = []
    for path in sorted((folder / language).glob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            texts += [line[2:].strip() for line in item["examples"].splitlines() if line.startswith("- ")]
    return texts

"""The held-out messages: what was said, in which language, and what it means. No Rasa here."""

from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
LANGUAGES = ("es", "en", "zu")
SETS = ("first", "second", "third", "fourth", "unseen")
"""None is trained on. Errors of all but the last were read while examples were added, so they flatter the model;
`unseen` was never read for that, and tells how well strangers are understood."""

MEANS = {"past_crimes": "report"}
ANSWERS = "answers"
NEVER_AN_ANSWER = frozenset({"stop", "start", "cancel", "back", "emergency", "language", "status", "human", "forget_me"})
"""Meanings that would carry a resident away from a question they have just answered."""


@dataclass(frozen=True)
class Said:
    """One held-out message and the group it stands in; `intent` is empty for an answer, which may mean several things."""

    language: str
    group: str
    situation: str
    text: str

    @property
    def intent(self) -> str:
        """What it means."""
        return "" if self.group == ANSWERS else MEANS.get(self.group, self.group)


def load(name: str, folder: Path = HERE / "sets") -> list[Said]:
    """Every message of one of the `SETS`, in the three languages."""
    said = []
    for language in LANGUAGES:
        groups = yaml.safe_load((folder / name / f"{language}.yml").read_text(encoding="utf-8"))
        for group, texts in groups.items():
            situations = texts if isinstance(texts, dict) else {group: texts}
            said += [Said(language, group, situation, str(text)) for situation, told in situations.items() for text in told]
    return said


def examples(language: str, folder: Path = HERE.parent) -> list[str]:
    """Every example the model learns from in a language."""
    texts: list[str] = []
    for path in sorted((folder / language).rglob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            texts += [line[2:].strip() for line in item["examples"].splitlines() if line.startswith("- ")]
    return texts

"""The catalogue of words: by key, language and channel."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "bot" / "words"
LANGUAGES = ("es", "en", "zu")


class WordsError(Exception):
    """A text is missing or cannot be read; the message names the file and the key."""


@dataclass(frozen=True)
class Text:
    """One wording, and where it stands."""

    key: str
    language: str
    channel: str | None
    """sms or whatsapp for a wording made for that channel, nothing for the general one."""

    wording: str


class Catalogue:
    """All words of bot/words/. A key is ``file.name``: ``report.filed``."""

    def __init__(self, texts: Mapping[tuple[str, str, str | None], str]) -> None:
        self._texts = dict(texts)

    def say(self, key: str, language: str, channel: str, **values: object) -> str:
        """The wording of this key in this language, made for this channel if there is one.

        Raises WordsError when it is missing: a gap is a defect, not a sentence in another language.
        """
        wording = self._texts.get((key, language, channel)) or self._texts.get((key, language, None))
        if wording is None:
            raise WordsError(f"no words for {key} in {language}")
        return wording.format(**values)

    def phrases(self, key: str) -> dict[str, str]:
        """The wording of this key in every language."""
        return {language: self._texts[key, language, None] for language in LANGUAGES}

    def __iter__(self) -> Iterator[Text]:
        for (key, language, channel), wording in self._texts.items():
            yield Text(key, language, channel, wording)

    @property
    def keys(self) -> set[str]:
        return {key for key, _, _ in self._texts}


def placeholders(wording: str) -> set[str]:
    """Names of what is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


@cache
def load(folder: Path = FOLDER) -> Catalogue:
    """Read every file of the folder. Raises WordsError with file and key."""
    texts: dict[tuple[str, str, str | None], str] = {}
    for file in sorted(folder.glob("*.yml")):
        for name, entry in (yaml.safe_load(file.read_text("utf-8")) or {}).items():
            if not isinstance(entry, dict):
                raise WordsError(f"{file.name}: {name} must have a wording for each of {', '.join(LANGUAGES)}")
            for part, wording in entry.items():
                if part in LANGUAGES:
                    texts[f"{file.stem}.{name}", part, None] = str(wording).strip()
                elif part in ("sms", "whatsapp"):
                    for language, special in wording.items():
                        texts[f"{file.stem}.{name}", language, part] = str(special).strip()
                else:
                    raise WordsError(f"{file.name}: {name}: {part} is neither a language nor a channel")
    return Catalogue(texts)

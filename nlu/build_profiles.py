"""Builds the language profiles from the project's own texts: `python -m nlu.build_profiles`.

isiZulu is counted from our texts alone (langdetect ships none); Spanish and English are langdetect's own
profiles with our texts mixed in, because newspaper prose does not know what a short message looks like.
"""

import json
from pathlib import Path

import langdetect
from langdetect.utils.lang_profile import LangProfile

from nlu.fold import fold

HERE = Path(__file__).parent / "profiles"
SHIPPED = Path(langdetect.__file__).parent / "profiles"
OWN_SHARE = 0.2
"""How much of the mixed Spanish and English profiles comes from our own texts."""


def count(name: str, texts: list[str]) -> LangProfile:
    """The n-grams (1 to 3 letters) of these texts, lower-cased and closed by a space as messages are."""
    profile = LangProfile(name)
    for text in texts:
        lowered = text.lower()
        profile.update(f" {lowered} ")
        if (bare := fold(text)) != lowered:  # half of all phones' owners type no accents
            profile.update(f" {bare} ")
    return profile


def mix(shipped: LangProfile, own: LangProfile, share: float) -> LangProfile:
    """The shipped profile with `share` of each n-gram length's mass coming from our own texts."""
    mixed = LangProfile(shipped.name, dict(shipped.freq), list(shipped.n_words))
    for length in (1, 2, 3):
        factor = share / (1 - share) * shipped.n_words[length - 1] / own.n_words[length - 1]
        added = {gram: round(n * factor) for gram, n in own.freq.items() if len(gram) == length}
        for gram, n in added.items():
            mixed.freq[gram] += n
        mixed.n_words[length - 1] += sum(added.values())
    return mixed


def texts(language: str) -> list[str]:
    """Our utterances in this language, one a line."""
    lines = (HERE / "texts" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip()]


def build(language: str) -> LangProfile:
    """The profile of one of our languages."""
    own = count(language, texts(language))
    shipped_file = SHIPPED / language
    if not shipped_file.exists():
        own.omit_less_freq()
        return own
    return mix(LangProfile(**json.loads(shipped_file.read_text(encoding="utf-8"))), own, OWN_SHARE)


def as_json(profile: LangProfile) -> str:
    """One n-gram order for ever, so that a rebuilt file differs only where the texts do."""
    record = {"freq": dict(sorted(profile.freq.items())), "n_words": profile.n_words, "name": profile.name}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    for language in ("en", "es", "zu"):
        path = HERE / f"{language}.json"
        path.write_text(as_json(build(language)), encoding="utf-8")
        print(f"{path.name}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()

"""Builds the language profiles from what the assistant is taught: ``python -m nlu.build_profiles`` (`make profiles`).

isiZulu is counted from our examples alone (langdetect ships none); Spanish and English are langdetect's own profiles
with our examples mixed in, because newspaper prose does not know what a short message looks like. Examples switch
between languages as people do: a word counts for the language whose examples use it most.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import langdetect
from langdetect.utils.lang_profile import LangProfile

from nlu.eval import language_sets
from nlu.eval.heldout import examples
from nlu.fold import fold, words_only
from nlu.profiles import LANGUAGES, folded_word, spelled_words

HERE = Path(__file__).parent / "profiles"
SHIPPED = Path(langdetect.__file__).parent / "profiles"
OWN_SHARE = 0.5
"""How much of the mixed Spanish and English profiles comes from our own examples."""
SEEN = 2
"""A word that was used less often stands in no profile: it may be a name, or a slip of the thumb."""
FEW_WORDS = 3
"""A held-out message of so few words ("yebo", "me robaron") is everybody's, and may stand among the examples."""
MOST_WORDS, MOST_GRAMS = 2000, 2800
"""The most frequent ones of a language: more make the files larger, and were measured to tell no more."""


def texts() -> dict[str, list[str]]:
    """Examples of each language, each once, less the sentences that somebody also wrote to measure us by: as many of each, spread
    over its files, since the language with the most examples would know the most rare words, those of others among them."""
    held_out = {words_only(text) for text in language_sets.everything_said() if len(text.split()) > FEW_WORDS}
    told = {
        language: [text for text in dict.fromkeys(examples(language)) if words_only(text) not in held_out]
        for language in LANGUAGES
    }
    fewest = min(len(lines) for lines in told.values())
    return {language: [lines[at * len(lines) // fewest] for at in range(fewest)] for language, lines in told.items()}


def count_words(taught: Mapping[str, Iterable[str]]) -> dict[str, Counter[str]]:
    """How often each language's examples use a word as it is spelled."""
    return {language: Counter(word for text in lines for word in spelled_words(text)) for language, lines in taught.items()}


def own_words(counted: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """The words less those that another language's examples use more often, text for text."""
    folded = {language: _folded(words) for language, words in counted.items()}
    whole = {language: words.total() for language, words in folded.items()}

    def is_own(word: str, language: str) -> bool:
        name = folded_word(word)
        return all(folded[language][name] * whole[other] >= folded[other][name] * whole[language] for other in counted)

    return {
        language: Counter({word: n for word, n in words.items() if is_own(word, language)}) for language, words in counted.items()
    }


def _folded(words: Mapping[str, int]) -> Counter[str]:
    folded: Counter[str] = Counter()
    for word, n in words.items():
        folded[folded_word(word)] += n
    return folded


def count_grams(name: str, words: Mapping[str, int]) -> LangProfile:
    """The n-grams (1 to 3 letters) of these words, each closed by spaces as in a message."""
    profile = LangProfile(name)
    for word, n in sorted(words.items()):
        # Half of all phones' owners type no accents.
        for spelled in {word, fold(word)}:
            once = LangProfile(name)
            once.update(f" {spelled} ")
            for gram, times in once.freq.items():
                profile.freq[gram] = profile.freq.get(gram, 0) + n * times
            profile.n_words = [whole + n * more for whole, more in zip(profile.n_words, once.n_words, strict=True)]
    return profile


def mix(shipped: LangProfile, own: LangProfile, share: float) -> LangProfile:
    """The shipped profile with `share` of each n-gram length's mass coming from our own examples."""
    mixed = LangProfile(shipped.name, dict(shipped.freq), list(shipped.n_words))
    for length in (1, 2, 3):
        factor = share / (1 - share) * shipped.n_words[length - 1] / own.n_words[length - 1]
        added = {gram: round(n * factor) for gram, n in own.freq.items() if len(gram) == length}
        for gram, n in added.items():
            mixed.freq[gram] = mixed.freq.get(gram, 0) + n
        mixed.n_words[length - 1] += sum(added.values())
    return mixed


def build() -> dict[str, str]:
    """Each language's profile as it stands in its file: one order for ever, so that it differs only where examples do."""
    counted = count_words(texts())
    own = own_words(counted)
    built = {}
    for language in LANGUAGES:
        profile = count_grams(language, own[language])
        if (SHIPPED / language).exists():
            shipped = LangProfile(**json.loads((SHIPPED / language).read_text(encoding="utf-8")))
            profile = mix(shipped, profile, OWN_SHARE)
        said = _folded(counted[language])
        record = {
            "freq": _most_frequent(profile.freq, MOST_GRAMS),
            "n_words": profile.n_words,
            "name": language,
            "said": said.total(),
            "words": _most_frequent({word: n for word, n in said.items() if n >= SEEN}, MOST_WORDS),
        }
        built[language] = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
    return built


def _most_frequent(counted: Mapping[str, int], most: int) -> dict[str, int]:
    first = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]
    return dict(sorted(first))


def main() -> None:
    for language, profile in build().items():
        path = HERE / f"{language}.json"
        path.write_text(profile, encoding="utf-8")
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()

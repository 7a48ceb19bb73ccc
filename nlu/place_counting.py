"""Whether a name counts where it stands: streets and people are called like places, and so are ordinary things."""

from collections.abc import Sequence
from dataclasses import replace

from nlu.gazetteer import Hit, Name
from nlu.place_words import Word, little_words

_AREA_WORDS = little_words("area_words")
_ARTICLES = little_words("articles")
_FILLERS = little_words("fillers")
_IS = little_words("is_words")
_LEADS = little_words("leads")
_LIGHTS = little_words("lights")
_NEARBY = little_words("nearby")
_PARTS = little_words("part_words")
_PERSONS = little_words("persons")
_ROADS = little_words("roads")
_STREETS = little_words("streets")
_SPANISH_LEADS = frozenset({"en", "por", "de", "desde", "a", "hasta", "hacia"})
_CORNERS = frozenset({"esquina", "esq"})
_LOCATIVE_STARTS = ("e", "nga", "ku", "kwa", "base", "wase", "yase", "lase", "sase", "zase", "nase", "o")
_FEW_WORDS = 4
_CROSSING = 6
"""Words before a name among which its "entre" and its street are looked for."""


def counting(hit: Hit, words: Sequence[Word], text: str) -> Hit | None:
    """The hit with those of its names that count where they stand; None if none does."""
    names = tuple(name for name in hit.names if _counts(name, hit, words, text))
    return replace(hit, names=names) if names else None


def _counts(name: Name, hit: Hit, words: Sequence[Word], text: str) -> bool:
    """A name that counts only as the whole message must be all that is said, but for little words; an ordinary word
    needs something that leads to a place; "a section of" something is no address; streets and people have areas' names."""
    if name.area is None:
        return True
    if name.part:
        return hit.last + 1 == len(words) or words[hit.last + 1].key != "of"
    if hit.is_near and not _is_placed(hit, words):
        return False
    alone = all(word.key in _FILLERS for word in [*words[: hit.first], *words[hit.last + 1 :]])
    if name.whole or (name.led and not _is_led(hit, words)):
        return alone
    return not _is_a_person(hit, words) and (name.area.kind == "road" or not _is_a_street(name, hit, words, text))


def _is_led(hit: Hit, words: Sequence[Word]) -> bool:
    """colonia Hidalgo, en la Hidalgo, en Hidalgo, in jacobs, eVirginia; but not "en libertad", "the waterfall"."""
    said = words[hit.first].said
    if said[0].islower() and said[0] != "u" and any(letter.isupper() for letter in said[1:]):
        return True
    at = hit.first - 1
    article = at >= 0 and words[at].key in _ARTICLES
    at -= int(article)
    if at < 0:
        return False
    if words[at].key in _AREA_WORDS:
        return True
    if words[at].key not in _LEADS:
        return False
    spanish = words[at].key in _SPANISH_LEADS
    return article or not spanish or (words[at].key == "en" and said[0].isupper())


def _is_placed(hit: Hit, words: Sequence[Word]) -> bool:
    """Whether something says that a misspelled name of one word is a place: a capital letter, what leads to a place, a
    locative, a part of an address beside it, or that hardly anything else is said."""
    first = words[hit.first]
    if (
        hit.first != hit.last
        or len(words) <= (_FEW_WORDS if hit.first else 2 * _FEW_WORDS)
        or first.said[0].isupper()
        or _is_led(hit, words)
    ):
        return True
    beside = [word.key for word in [*words[max(0, hit.first - 2) : hit.first], *words[hit.last + 1 : hit.last + 3]]]
    return bool(_NEARBY.intersection(beside[:2]) or _PARTS.intersection(beside)) or first.key.startswith(_LOCATIVE_STARTS)


def _is_a_person(hit: Hit, words: Sequence[Word]) -> bool:
    before = [word.key for word in words[max(0, hit.first - 3) : hit.first]]
    while before and before[-1] in _IS:
        before.pop()
    return bool(before) and before[-1] in _PERSONS


def _is_a_street(name: Name, hit: Hit, words: Sequence[Word], text: str) -> bool:
    """calle Zaragoza, Inanda Road, entre Altavista y Bellavista; not the street lights of Phoenix."""
    before = [word.key for word in words[max(0, hit.first - _CROSSING) : hit.first]]
    if before and before[-1] in _STREETS:
        return True
    if before[-1:] in (["con"], ["de"]) and before[-2:-1] and before[-2] in _CORNERS:
        return True
    crossing = before[-1:] == ["entre"] or (before[-1:] == ["y"] and "entre" in before[-4:])
    if crossing and _STREETS.intersection(before):
        return True
    after = words[hit.last + 1 : hit.last + 3]
    together = bool(after) and not text[words[hit.last].end : after[0].start].strip(" ")
    if not together or after[0].key not in _ROADS or after[0].key in name.keys:
        return False
    return len(after) == 1 or after[1].key not in _LIGHTS

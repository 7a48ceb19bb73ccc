"""Which place of the city a message names, in whatever spelling, and which is nearest to a pin."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cities import Area, City, distance_km
from nlu.addresses import around
from nlu.gazetteer import Hit, gazetteer
from nlu.place_words import Word, compose, little_words, words_of

SURE = 0.75
"""From this score on the place can be taken without asking: one area, named, and not merely the city's name."""

_AMBIGUOUS = 0.6
_COARSE = 0.5
_KIND_ORDER = {"place": 0, "district": 1, "city": 2}
_ELSEWHERE = little_words("elsewhere")
_FILLERS = little_words("fillers")


@dataclass(frozen=True)
class Found:
    """A place in a message: the area, the resident's own words for it with the street or section beside it, a score
    from 0 to 1, and, when it is ambiguous, the other areas that are meant as likely."""

    area: Area
    said: str
    score: float
    others: list[Area] = field(default_factory=list)


def find(text: str, city: City) -> Found | None:
    """The place a message names, or None. The most specific wins: a colonia over its district, both over the city."""
    composed = compose(text)
    words = words_of(composed)
    hits = _apart([hit for hit in gazetteer(city).hits(words, composed) if _allowed(hit, words)])
    named = [hit for hit in hits if not hit.names[0].part]
    return _best(named or hits, words, composed)


def nearest(lat: float, lon: float, city: City) -> tuple[Area, float] | None:
    """The area whose centre is nearest and its distance in km; None outside the city. Few areas have a centre:
    beyond a few kilometres the distance says that the pin, not the area, is the place."""
    if not city.contains(lat, lon):
        return None
    centres = [
        (distance_km(lat, lon, area.lat, area.lon), area) for area in city.areas if area.lat is not None and area.lon is not None
    ]
    if not centres:
        return None
    km, area = min(centres, key=lambda centre: centre[0])
    return area, km


def _allowed(hit: Hit, words: Sequence[Word]) -> bool:
    """A name that counts only as the whole message must be all that is said, but for little words; "a section of"
    something is no address."""
    if hit.names[0].part:
        return hit.last + 1 == len(words) or words[hit.last + 1].key != "of"
    if not hit.names[0].whole:
        return True
    rest = [*words[: hit.first], *words[hit.last + 1 :]]
    return all(word.key in _FILLERS for word in rest)


def _apart(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those that overlap a longer or closer one, in the text's order; phrases that are no place go."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.letters * hit.score**4, hit.first)):
        if all(hit.last < other.first or hit.first > other.last for other in kept):
            kept.append(hit)
    return sorted((hit for hit in kept if hit.names[0].area), key=lambda hit: hit.first)


def _areas(hit: Hit) -> list[Area]:
    return [name.area for name in hit.names if name.area]


def _best(hits: Sequence[Hit], words: Sequence[Word], text: str) -> Found | None:
    if not hits:
        return None
    ranked = sorted(hits, key=lambda hit: (*_rank(hit, words), hit.first))
    best = ranked[0]
    areas: list[Area] = []
    for hit in ranked:
        if _rank(hit, words) == _rank(best, words):
            areas.extend(area for area in _areas(hit) if area not in areas)
    first, last = around(words, text, best.first, best.last)
    said = text[words[first].start : words[last].end]
    return Found(areas[0], said, _score(best, areas), areas[1:])


def _rank(hit: Hit, words: Sequence[Word]) -> tuple[bool, bool, int]:
    before = {word.key for word in words[max(0, hit.first - 2) : hit.first]}
    kind = _areas(hit)[0].kind
    return kind == "city", bool(before & _ELSEWHERE), _KIND_ORDER[kind]


def _score(hit: Hit, areas: Sequence[Area]) -> float:
    score = hit.score
    if areas[0].kind == "city" or hit.names[0].part:
        score = min(score, _COARSE)
    return min(score, _AMBIGUOUS) if len(areas) > 1 else score

"""Which place of the city a message names, in whatever spelling, and which is nearest to a pin."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cities import Area, City, distance_km
from nlu.addresses import around
from nlu.gazetteer import Hit, gazetteer
from nlu.place_counting import counting
from nlu.place_words import Word, compose, little_words, words_of

SURE = 0.75
"""From this score on the place can be taken without asking: one area, named, and not merely the city's name."""

_AMBIGUOUS = 0.6
_COARSE = 0.5
_KIND_ORDER = {"place": 0, "road": 1, "district": 2, "city": 3}
_ELSEWHERE = little_words("elsewhere")
_AREA_WORDS = little_words("area_words")


@dataclass(frozen=True)
class Found:
    """A place in a message: the area, the resident's own words for it with the street or section beside it, a score
    from 0 to 1, and, when it is ambiguous, the other areas that are meant as likely. `near` says that the name is spelled
    otherwise than the city has it, `start` is where `said` begins in the NFC text."""

    area: Area
    said: str
    score: float
    others: list[Area] = field(default_factory=list)
    near: bool = False
    start: int = 0

    @property
    def candidates(self) -> list[Area]:
        """Every area that may be meant."""
        return [self.area, *self.others]


def find(text: str, city: City) -> Found | None:
    """The place a message names, or None. The most specific wins: a colonia over its district, both over the city."""
    composed = compose(text)
    words = words_of(composed)
    hits = [kept for hit in gazetteer(city).hits(words, composed) if (kept := counting(hit, words, composed))]
    hits = _apart(hits)
    named = [hit for hit in hits if not hit.names[0].part and _areas(hit)[0].kind != "road"]
    return _best(_without_wider(named or hits, city), words, composed)


def nearest(lat: float, lon: float, city: City) -> tuple[Area, float] | None:
    """The area whose centre is nearest and its distance in km; None outside the city. Few areas have a centre:
    beyond a few kilometres the distance says that the pin, not the area, is the place."""
    if not city.contains(lat, lon):
        return None
    centres = [
        (distance_km(lat, lon, area.lat, area.lon), area)
        for area in city.areas
        if area.lat is not None and area.lon is not None and area.kind != "city"
    ]
    if not centres:
        return None
    km, area = min(centres, key=lambda centre: centre[0])
    return area, km


def _without_wider(hits: Sequence[Hit], city: City) -> list[Hit]:
    """The hits without those of areas that another one is a part of: Amaoti, Inanda."""
    wider = set()
    for hit in hits:
        for area in _areas(hit):
            within = city.area(area.within) if area.within else None
            while within is not None and within.name not in wider:
                wider.add(within.name)
                within = city.area(within.within) if within.within else None
    kept = [hit for hit in hits if any(area.name not in wider for area in _areas(hit))]
    return kept or list(hits)


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
    spans = [around(words, text, hit.first, hit.last) for hit in ranked if _areas(hit)[0] is areas[0]]
    first, last = max(spans, key=lambda span: span[1] - span[0])
    said = text[words[first].start : words[last].end]
    return Found(areas[0], said, _score(best, areas), areas[1:], best.is_near, words[first].start)


def _rank(hit: Hit, words: Sequence[Word]) -> tuple[bool, bool, bool, int]:
    """Lowest is best: what is called a colonia, a township comes before what is merely named."""
    before = {word.key for word in words[max(0, hit.first - 2) : hit.first]}
    called = bool(hit.first) and words[hit.first - 1].key in _AREA_WORDS
    kind = _areas(hit)[0].kind
    return kind == "city", bool(before & _ELSEWHERE), not called, _KIND_ORDER[kind]


def _score(hit: Hit, areas: Sequence[Area]) -> float:
    score = hit.score
    if areas[0].kind == "city" or hit.names[0].part:
        score = min(score, _COARSE)
    return min(score, _AMBIGUOUS) if len(areas) > 1 else score

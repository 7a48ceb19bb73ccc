"""How well place, time and kind of problem are read from messages: `python -m nlu.eval.finding [--wrong]`.

The sets are `sets/places`, `sets/places_unseen`, `sets/times` and `sets/categories`, a file for each language. What is
measured is what the line goes on with: `resolved` means read as it was meant (or rightly as nothing, or as several to ask
about), `wrong` taken for something else without asking, the rest is asked for.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

import cities
from cities import City
from nlu import categories, places, times

SETS = Path(__file__).resolve().parent / "sets"
LANGUAGES = ("es", "en", "zu")
CITY = {"es": "juarez", "en": "durban", "zu": "durban"}
"""Where messages of a language come from, unless the set says otherwise."""

NOW = datetime(2026, 3, 18, 15, 20, tzinfo=UTC)
"""The local moment, whatever the zone, of every message about time: a Wednesday afternoon."""

NONE = "none"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Read:
    """A message, what it means and what it was read as."""

    text: str
    meant: str
    found: str
    wrong: bool

    @property
    def resolved(self) -> bool:
        return self.found == self.meant


def read_places(language: str, name: str = "places") -> list[Read]:
    """Messages that say where. Several areas are several candidates to ask about; the city as a whole is no guess."""
    read = []
    for text, meant, *city in _rows(name, language):
        found = _place(str(text), cities.load()[city[0] if city else CITY[language]])
        asked = found in (NONE, "durban", "ciudad_juarez") or "|" in found
        read.append(Read(str(text), _sorted(str(meant)), found, found != _sorted(str(meant)) and not asked))
    return read


def read_times(language: str) -> list[Read]:
    """Messages that say when."""
    zone = cities.load()[CITY[language]].time_zone
    read = []
    for text, interval, *precision in _rows("times", language):
        meant = _interval(str(interval), str(precision[0]), zone) if precision else NONE
        found = _time(str(text), zone)
        read.append(Read(str(text), meant, found, found not in (meant, NONE)))
    return read


def read_categories(language: str) -> list[Read]:
    """Messages that tell of a problem; below `categories.CONFIDENT` the kind is asked for."""
    city = cities.load()[CITY[language]]
    return [_category(str(text), kind, city) for kind, texts in _rows("categories", language).items() for text in texts]


def share(hits: Iterable[bool]) -> float:
    """The share of true ones, from 0 to 1."""
    counted = list(hits)
    return sum(counted) / len(counted) if counted else 0.0


def _rows(name: str, language: str) -> Any:
    return yaml.safe_load((SETS / name / f"{language}.yml").read_text(encoding="utf-8"))


def _sorted(codes: str) -> str:
    return "|".join(sorted(codes.split("|")))


def _place(text: str, city: City) -> str:
    found = places.find(text, city)
    return _sorted("|".join(area.name for area in (found.area, *found.others))) if found else NONE


def _interval(written: str, precision: str, zone: ZoneInfo) -> str:
    begin, _, end = written.partition(" - ")
    start = _moment(begin, zone)
    return _spelled(start, _moment(end, zone) if end else _moment(begin, zone, _DAY), precision)


def _moment(written: str, zone: ZoneInfo, later: timedelta = timedelta()) -> datetime:
    """ "03-17", "03-17 19:00" or with the year before it: local time."""
    day, _, clock = written.partition(" ")
    dated = day if day.count("-") == 2 else f"{NOW.year}-{day}"
    return (datetime.fromisoformat(f"{dated} {clock or '00:00'}") + later).replace(tzinfo=zone)


def _time(text: str, zone: ZoneInfo) -> str:
    when = times.find(text, NOW.replace(tzinfo=zone), zone)
    return _spelled(when.start.astimezone(zone), when.end.astimezone(zone), when.precision) if when else NONE


def _spelled(start: datetime, end: datetime, precision: str) -> str:
    return f"{start:%Y-%m-%d %H:%M} - {end:%Y-%m-%d %H:%M} {precision}"


def _category(text: str, kind: str, city: City) -> Read:
    meant = next(category.name for category in city.categories if kind in (category.name, *category.covers))
    matches = categories.find(text, city.categories)
    found = matches[0].category.name if matches else NONE
    sure = bool(matches) and matches[0].score >= categories.CONFIDENT
    return Read(text, meant, found if sure or found == meant else NONE, sure and found != meant)


def everything() -> Mapping[str, Mapping[str, Sequence[Read]]]:
    """Every set in every language."""
    return {
        "places": {language: read_places(language) for language in LANGUAGES},
        "places_unseen": {language: read_places(language, "places_unseen") for language in LANGUAGES},
        "times": {language: read_times(language) for language in LANGUAGES},
        "categories": {language: read_categories(language) for language in LANGUAGES},
    }


def main(arguments: Sequence[str]) -> int:
    """Print the shares of each set and language."""
    parser = argparse.ArgumentParser(description="Measure how well place, time and kind are read.")
    parser.add_argument("--wrong", action="store_true", help="list what was not read as it was meant")
    options = parser.parse_args(arguments)
    print(f"{'set':16}{'language':>10}{'messages':>10}{'resolved':>10}{'wrong':>8}")
    for name, languages in everything().items():
        for language, read in languages.items():
            resolved, wrong = share(each.resolved for each in read), share(each.wrong for each in read)
            print(f"{name:16}{language:>10}{len(read):10}{resolved:10.1%}{wrong:8.1%}")
            if options.wrong:
                for each in read:
                    if not each.resolved:
                        print(f"    {'WRONG' if each.wrong else 'asked'}  {each.text}: {each.meant}, read {each.found}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

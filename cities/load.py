"""Reads the city folders and refuses, naming the file and the row, what would fail in front of a resident."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from cities.check import (
    CityError,
    check_codes,
    check_languages,
    number_in,
    require,
)
from cities.city import LANGUAGES, City
from cities.tables import read_areas, read_categories, read_helplines

HERE = Path(__file__).resolve().parent
_COUNTRY = re.compile(r"[A-Z]{2}")
_SENDER = re.compile(r"(whatsapp:)?\+\d{7,15}|\d{3,6}")

__all__ = ["CityError", "load", "of_sender", "read_city", "read_folder"]


@lru_cache(maxsize=1)
def load() -> dict[str, City]:
    """Every city of this project by its key (the folder's name), read once."""
    return read_folder(HERE)


def of_sender(sender: str, default: str) -> City:
    """The city one of whose lines `sender` is ("+27…", "whatsapp:+27…"), else the city with the key `default`.

    Raises CityError when no city has that key.
    """
    cities = load()
    for city in cities.values():
        if sender.strip() in city.senders:
            return city
    if default not in cities:
        raise CityError(f"There is no city {default!r}; the cities are {', '.join(sorted(cities))}.")
    return cities[default]


def read_folder(folder: Path) -> dict[str, City]:
    """Every sub-folder that holds a city.yml, as a city. A sender may belong to one city only."""
    cities: dict[str, City] = {}
    owner: dict[str, str] = {}
    for path in sorted(folder.glob("*/city.yml")):
        city = read_city(path.parent)
        for sender in city.senders:
            require(sender not in owner, path, f"the sender {sender} already belongs to {owner.get(sender)}")
            owner[sender] = city.key
        cities[city.key] = city
    return cities


def read_city(folder: Path) -> City:
    """One city from its folder; its key is the folder's name. Raises CityError with the file and the row."""
    path = folder / "city.yml"
    about = _mapping(path)
    languages = check_languages(about.get("languages"), path)
    helplines = read_helplines(folder / "helplines.yml", languages)
    check_codes([line.name for line in helplines], folder / "helplines.yml")
    known = {line.name for line in helplines}
    return City(
        key=folder.name,
        name=_text(about, "name", path),
        time_zone=_zone(_text(about, "time_zone", path), path),
        languages=languages,
        language_prior=_prior(about.get("language_prior"), languages, path),
        senders=_senders(about.get("senders"), path),
        center=_point(about.get("center"), path),
        radius_km=number_in(about.get("radius_km"), 0.1, 500, path, "radius_km"),
        areas=read_areas(folder / "areas.csv"),
        categories=read_categories(folder / "categories.csv", languages, known),
        helplines=helplines,
        country=_country(_text(about, "country", path), path),
    )


def _mapping(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as problem:
        raise CityError(f"{path.parent.name}/{path.name}: cannot be read ({problem}).") from problem
    require(isinstance(found, dict), path, "must be names with values")
    return dict(found)


def _text(about: dict[str, Any], key: str, path: Path) -> str:
    value = about.get(key)
    require(isinstance(value, str) and bool(value.strip()), path, f"{key} is missing")
    return str(value).strip()


def _country(code: str, path: Path) -> str:
    require(bool(_COUNTRY.fullmatch(code)), path, f"country must be two letters of ISO 3166 such as ZA, not {code!r}")
    return code


def _zone(name: str, path: Path) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise CityError(f"{path.parent.name}/{path.name}: the time zone {name!r} is unknown.") from problem


def _prior(value: object, languages: tuple[str, ...], path: Path) -> dict[str, float]:
    """How likely each language is before anything was read; the languages of the line that are not named get 1 %."""
    given = dict(value) if isinstance(value, dict) else dict.fromkeys(languages, 1.0)
    for language in given:
        require(language in LANGUAGES, path, f"language_prior names {language!r}, which the line does not speak")
    shares = {language: number_in(given.get(language, 0.01), 0.001, 1, path, "language_prior") for language in LANGUAGES}
    whole = sum(shares.values())
    return {language: share / whole for language, share in shares.items()}


def _senders(value: object, path: Path) -> tuple[str, ...]:
    require(isinstance(value, list), path, "senders must be a list")
    senders = tuple(str(sender).strip() for sender in value) if isinstance(value, list) else ()
    for sender in senders:
        require(bool(_SENDER.fullmatch(sender)), path, f"the sender {sender} is not like +27…, whatsapp:+27… or 31531")
    require(len(set(senders)) == len(senders), path, "a sender is named twice")
    return senders


def _point(value: object, path: Path) -> tuple[float, float]:
    require(isinstance(value, list) and len(value) == 2, path, "center must be [latitude, longitude]")
    lat, lon = value if isinstance(value, list) else (None, None)
    return number_in(lat, -90, 90, path, "center"), number_in(lon, -180, 180, path, "center")

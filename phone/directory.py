"""Who can be on either end: the invented residents, and the lines of the cities."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from cities import City
from phone.records import WHATSAPP, channel_of

MOST_PINS = 12
_RESIDENTS = Path(__file__).with_name("residents.yml")


class Directory:
    """Looks cities up when they are asked for, so that the phone starts even if a city file is broken."""

    def __init__(self, cities: Callable[[], Mapping[str, City]]) -> None:
        self._cities = cities
        people: dict[str, list[dict[str, str]]] = yaml.safe_load(_RESIDENTS.read_text("utf-8"))
        self._residents = [_resident(city, entry) for city, entries in people.items() for entry in entries]

    def senders(self) -> set[str]:
        return {sender for city in self._cities().values() for sender in city.senders}

    def name_of(self, address: str) -> str | None:
        return next((str(one["name"]) for one in self._residents if address in (one["sms"], one["whatsapp"])), None)

    def center_of(self, line: str) -> tuple[float, float]:
        """The middle of the city that this line belongs to; the null island when no city claims it."""
        return next((city.center for city in self._cities().values() if line in city.senders), (0.0, 0.0))

    def as_page(self) -> dict[str, Any]:
        """Cities with their lines and pins, and residents, as the page's choosers show them."""
        cities = [
            {"key": key, "name": city.name, "lines": _lines(city), "pins": _pins(city)} for key, city in self._cities().items()
        ]
        return {"cities": cities, "residents": self._residents}


def _resident(city: str, entry: dict[str, str]) -> dict[str, str | None]:
    number = entry.get("number")
    whatsapp = entry.get("whatsapp") or f"{WHATSAPP}{number}"
    return {"name": entry["name"], "city": city, "sms": number, "whatsapp": whatsapp}


def _lines(city: City) -> dict[str, str]:
    """The first sender of each channel."""
    return {channel_of(sender): sender for sender in reversed(city.senders)}


def _pins(city: City) -> list[dict[str, Any]]:
    lat, lon = city.center
    areas = [area for area in city.areas if area.lat is not None and area.lon is not None]
    pins = [{"label": area.label, "lat": area.lat, "lon": area.lon} for area in areas]
    if not any((pin["lat"], pin["lon"]) == (lat, lon) for pin in pins):
        pins.insert(0, {"label": city.name, "lat": lat, "lon": lon})
    return pins[:MOST_PINS]

"""Summaries made by hand: what a Durban and a Juárez morning may look like, for whoever words or shows them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import cities
from cities import City
from digests.about import About
from digests.figures import Figures, Group, Item, Line, Pulse, Quality
from digests.period import DAILY, Period

DUE = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Seven in the morning in Durban, a Monday."""

DIGEST_ID = "0f" * 16
EIGHT_WEEKS = 56


def line(name: str, count: int | None, low: int = 0, high: int = 4, verdict: str = "usual", usual: float = 2.0) -> Line:
    return Line(name, count, usual, low, high, verdict)


def item(number: int, tag: str | None, category: str, area: str | None, days: int, **about: Any) -> Item:
    values: dict[str, Any] = {"dangerous": False, "state": "received", "overdue": False, "sensitive": False} | about
    filed = DUE - timedelta(days=days, hours=3)
    return Item(f"{number:032x}", tag, category, area, filed.isoformat(), days, **values)


def busy(**other: Any) -> Figures:
    """A morning on which much is to be done in Durban."""
    values: dict[str, Any] = {
        "total": line("total", 1214, 876, 1098, "more", 987.4),
        "categories": (
            line("robbery", 314, 180, 240, "more", 208.6),
            line("water", 267, 210, 290, usual=251.0),
            line("gunshots", 141, 60, 96, "more", 77.5),
            line("street_light", 133, 120, 171, usual=144.3),
            line("roads", 102, 84, 128, usual=105.1),
            line("dumping", 61, 77, 121, "less", 98.2),
            line("drugs", 58, 41, 73, usual=56.9),
            line("assault", 47, 30, 58, usual=43.5),
            line("flood", 41, 3, 17, "more", 9.2),
            line("hunger", 22, 14, 34, usual=23.5),
            line("threats", 17, 9, 25, usual=16.0),
            line("xenophobia", None, 0, 8, "few"),
            line("other", 11, 4, 18, usual=10.2),
        ),
        "dimensions": (
            line("personal", 601, 480, 640, usual=561.0),
            line("environmental", 584, 520, 690, usual=603.0),
            line("health", 326, 290, 380, usual=334.0),
            line("economic", 314, 180, 240, "more", 208.6),
            line("community", 141, 60, 96, "more", 77.5),
            line("food", 22, 14, 34, usual=23.5),
        ),
        "areas": (
            line("umlazi", 201, 120, 168, "more", 143.0),
            line("kwamashu", 144, 130, 180, usual=152.0),
            line("inanda", 131, 110, 160, usual=135.0),
            line("durban_central", 121, 100, 151, usual=124.0),
            line("phoenix", 92, 80, 126, usual=101.0),
            line("chatsworth", 61, 50, 88, usual=68.0),
            line("pinetown", 44, 30, 61, usual=45.0),
            line("ntuzuma", 21, 14, 36, usual=24.0),
            line("tongaat", 13, 6, 22, usual=13.0),
            line("berea", 9, 4, 19, usual=10.0),
            line("folweni", None, 0, 6, "few"),
        ),
        "protected": line("protected", 23, 14, 31, usual=21.6),
        "changed": ("category:flood", "category:gunshots", "category:robbery", "area:umlazi", "category:dumping"),
        "urgent": (
            item(1, "R7K3", "gunshots", "umlazi", 0, dangerous=True),
            item(2, "X2MF", "flood", "inanda", 0, dangerous=True),
            item(3, "9CT4", "threats", None, 1, dangerous=True, sensitive=True),
        ),
        "unanswered": 312,
        "overdue": 41,
        "oldest_days": 19,
        "waiting": (
            item(4, "H4W9", "water", "kwamashu", 19, overdue=True),
            item(5, "K7P2", "street_light", "phoenix", 12, overdue=True),
            item(6, "M3XC", "dumping", None, 6),
        ),
        "groups": (
            Group("cluster", "robbery", "durban_central", (f"{2:032x}", f"{5:032x}"), 6, 310, 540),
            Group("duplicates", "flood", "inanda", (f"{2:032x}", f"{7:032x}"), 2, None, 35),
        ),
        "silent": ("chatsworth", "cato_manor"),
        "pulse": Pulse("fear", "dark", 46, {"1": 21, "2": 15, "3": 10}),
        "quality": Quality({"zu": (1201, 1330), "en": (988, 1041), "es": (9, 10)}, 5120, 87, 4, 2),
        "days": days(1214),
        "urgent_in_all": 5,
    }
    return Figures(**values | other)


def calm(**other: Any) -> Figures:
    """A morning on which nothing happened."""
    values: dict[str, Any] = {
        "total": line("total", 0, 0, 4, usual=1.3),
        "categories": (),
        "dimensions": (),
        "areas": (),
        "protected": None,
        "changed": (),
        "urgent": (),
        "unanswered": 0,
        "overdue": 0,
        "oldest_days": 0,
        "waiting": (),
        "groups": (),
        "silent": (),
        "pulse": None,
        "quality": Quality({}, 0, 0, 0, 0),
        "days": (),
    }
    return Figures(**values | other)


def days(last: int) -> tuple[tuple[str, int], ...]:
    """Eight weeks that rise and fall with the weekday, and end with ``last``."""
    first = date(2026, 11, 22) - timedelta(days=EIGHT_WEEKS - 1)
    counts = [700 + 90 * (number % 7) + 13 * (number % 5) for number in range(EIGHT_WEEKS - 1)]
    return tuple(((first + timedelta(days=number)).isoformat(), count) for number, count in enumerate([*counts, last]))


def about(language: str = "en", city: str | City = "durban", **other: Any) -> About:
    """The summary of an official of the metro police, due on Monday the 23rd."""
    found = cities.load()[city] if isinstance(city, str) else city
    body = {"es": "Policía metropolitana", "en": "Metro Police", "zu": "Amaphoyisa eMetro"}[language]
    values: dict[str, Any] = {
        "digest_id": DIGEST_ID,
        "language": language,
        "city": found,
        "period": Period(DAILY, "2026-11-23", DUE - timedelta(days=1), DUE),
        "zone": ZoneInfo("Africa/Johannesburg"),
        "body": body,
        "link": f"https://izwi.example/officials/digests/{DIGEST_ID}",
    }
    return About(**values | other)

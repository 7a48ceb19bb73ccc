"""In which language a page speaks, and what it says."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, request
from flask import session as cookie

import words
from console import session
from words import LANGUAGES

FIRST = "en"
"""Where a browser names none of ours."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def language() -> str:
    """The official's own; before they are known the one they chose, else the one of their browser."""
    if (who := g.get("official")) is not None:
        return str(who.language)
    chosen = request.args.get("language", "")
    if chosen in LANGUAGES:
        cookie["language"] = chosen
    return str(cookie.get("language") or request.accept_languages.best_match(LANGUAGES) or FIRST)


def say(name: str, **values: object) -> str:
    """The wording of ``console.<name>`` for whoever reads this page."""
    return words.load().say(f"console.{name}", language(), "page", **values)


def names_of_languages() -> dict[str, str]:
    """What each language calls itself."""
    return words.load().phrases("console.language_name")


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Day and clock as all three languages write them."""
    return at.astimezone(zone).strftime("%d/%m/%Y %H:%M")


def typed(text: str, longest: int) -> str:
    """What somebody typed into one line, without what no column takes and no page should repeat."""
    return " ".join(_CONTROL.sub(" ", text).split())[:longest]


def for_templates() -> dict[str, Any]:
    return {
        "say": say,
        "language": language(),
        "languages": names_of_languages(),
        "official": g.get("official"),
        "token": session.token,
    }

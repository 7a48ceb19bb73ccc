"""What an official may see and do: by their role, as data in officials/roles.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from cities import City
from models import Official, Report
from reports.scope import Scope

FILE = Path(__file__).with_name("roles.yml")


class RolesError(Exception):
    """officials/roles.yml cannot be used; the message says what is wrong."""


@dataclass(frozen=True)
class Role:
    """Whose reports somebody counts and acts on. ``own``: those of their body. ``city``: all. ``none``."""

    reads: str
    acts: str
    protected: bool
    duty: bool


@cache
def load() -> Mapping[str, Role]:
    """Every role by its name. Raises RolesError."""
    roles = {str(name): Role(**entry) for name, entry in yaml.safe_load(FILE.read_text("utf-8")).items()}
    for name, role in roles.items():
        if role.reads not in ("own", "city") or role.acts not in ("none", "own", "city"):
            raise RolesError(f"{FILE.name}: {name}: reads is own or city, acts is none, own or city")
    return roles


def of(official: Official) -> Role:
    return load()[official.role]


def sight(official: Official, city: City) -> Scope:
    """The reports that they may count: of their own city only, without what their role must not know of."""
    role = of(official)
    hidden = frozenset() if role.protected else frozenset(each.name for each in city.categories if each.protected)
    return Scope(city.key, body_id=official.body_id if role.reads == "own" else None, hidden=hidden)


def may_act(official: Official, report: Report, city: City) -> bool:
    """True when they may acknowledge this report, give it to somebody and call it done."""
    role = of(official)
    if official.left_at is not None or role.acts == "none" or not sight(official, city).holds(report):
        return False
    return role.acts == "city" or report.body_id == official.body_id

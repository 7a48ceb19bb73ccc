"""What a run knows besides the answers: where, in which language, on which channel, when, and about what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from cities import City

Tables = Mapping[str, Sequence[Mapping[str, str]]]
"""Attached tables by name: each row a mapping of column to cell."""


@dataclass(frozen=True)
class Context:
    """One turn's surroundings. ``now`` is when the message came, so that a turn that runs again reads the same."""

    city: City
    language: str
    channel: str
    now: datetime
    contact: str = ""
    """The contact's opaque id: what XLSForm's phonenumber, deviceid and username give."""

    run: str = ""
    """The run's id: what random numbers are drawn from, so that a turn that runs again draws the same."""

    started: datetime | None = None
    """When the run began."""

    about: Mapping[str, str] = field(default_factory=dict)
    """The report that the run is about, if it is about one: reference, day, category."""

    last_saved: Mapping[str, str] = field(default_factory=dict)
    """Values of this contact's last completed run of the same form, by name."""

    @cached_property
    def tables(self) -> Tables:
        """What forms can look up beside their own attachments: the city's lists, and this chat."""
        language = self.language
        categories = [
            {
                "name": category.name,
                "label": category.label(language),
                "sensitive": "yes" if category.sensitive else "no",
                "dimension": " ".join(category.dimensions),
                # Only the numbers: the names of some lines would tell whoever else holds the phone.
                "helplines": ", ".join(line.number for line in self.city.helplines_for(category)),
            }
            for category in self.city.categories
        ]
        chat = {"name": "this", "channel": self.channel, "city": self.city.key, "language": language}
        return {
            "categories": categories,
            "areas": [{"name": area.name, "label": area.label} for area in self.city.areas],
            "lines": [{"name": "emergency", "lines": spoken_lines(self.city.emergency_lines, language)}],
            "chat": [chat],
            "report": [{"name": "this", **self.about}] if self.about else [],
        }


def spoken_lines(lines: object, language: str) -> str:
    """Telephone lines as they are written to a resident: ``10111 (Police), 10177 (Ambulance and fire)``."""
    return ", ".join(f"{line.number} ({line.label(language)})" for line in lines)  # type: ignore[attr-defined]

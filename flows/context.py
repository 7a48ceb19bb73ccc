"""What a run knows besides the answers: where, in which language, on which channel, and when."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cities import City
from flows.definition import Choice, Definition, Question
from flows.expressions import Files


@dataclass(frozen=True)
class Context:
    """One turn's surroundings. ``now`` is when the message came, so that a turn that runs again reads the same."""

    city: City
    language: str
    channel: str
    now: datetime

    @cached_property
    def files(self) -> Files:
        """The attached tables: ``categories`` is the city's own list."""
        rows = [
            {
                "name": category.name,
                "sensitive": "yes" if category.sensitive else "no",
                "dimension": " ".join(category.dimensions),
                # Only the numbers: the names of some lines would tell whoever else holds the phone.
                "helplines": ", ".join(line.number for line in self.city.helplines_for(category)),
            }
            for category in self.city.categories
        ]
        lines = {"name": "emergency", "lines": spoken_lines(self.city.emergency_lines, self.language)}
        return {"categories": rows, "lines": [lines]}

    def choices(self, definition: Definition, question: Question) -> tuple[Choice, ...]:
        """What a question offers, in order."""
        if question.type == "select_one_from_file":
            return tuple(Choice(category.name, category.labels) for category in self.city.categories)
        return definition.choices.get(question.list_name, ())


def spoken_lines(lines: object, language: str) -> str:
    """Telephone lines as they are written to a resident: ``10111 (Police), 10177 (Ambulance and fire)``."""
    return ", ".join(f"{line.number} ({line.label(language)})" for line in lines)  # type: ignore[attr-defined]

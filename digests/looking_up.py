"""What a summary says beside its figures: residents' words, codes of reports, wordings of a survey's question.

Figures are kept and hold none of it. Here it is looked up anew each time, so that what was erased is gone from the next one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City
from digests import quoting
from digests.figures import Figures, Pulse
from flows import definition as definitions
from flows import versions
from flows.definition import Wording
from models import Report

CHANNEL = "whatsapp"
"""Of a survey's wordings: e-mail has none of its own."""


@dataclass(frozen=True)
class Asked:
    """A survey's question and its answers, worded."""

    question: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LookedUp:
    """By report id: what may be quoted, and codes."""

    quotes: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    asked: Asked = Asked()


def look_up(session: Session, figures: Figures, city: City, language: str) -> LookedUp:
    """Everything that a mail of these figures may say, from this city's reports only."""
    shown = [item.report_id for item in (*figures.urgent, *figures.waiting)]
    grouped = [each for group in figures.groups for each in group.report_ids]
    found = _reports(session, city, [*shown, *grouped])
    withheld = {item.report_id for item in (*figures.urgent, *figures.waiting) if item.sensitive}
    return LookedUp(
        quotes={
            each.id: words
            for each in found
            if each.id not in withheld and _may_be_quoted(each, city) and (words := quoting.quotation(each.text))
        },
        tags={each.id: each.tag for each in found if each.tag},
        asked=_asked(session, figures.pulse, language) if figures.pulse else Asked(),
    )


def _reports(session: Session, city: City, ids: Iterable[str]) -> list[Report]:
    wanted = sorted(set(ids))
    if not wanted:
        return []
    # By their ids alone: asked for the city as well, SQLite would go through all of its reports.
    found = session.scalars(select(Report).where(Report.id.in_(wanted)))
    return [each for each in found if each.city == city.key]


def _may_be_quoted(report: Report, city: City) -> bool:
    """Never where the report, or its kind as the city has it now, could harm its author. An unknown kind counts as such."""
    kind = city.category(report.category)
    return kind is not None and not (report.sensitive or kind.sensitive or kind.protected)


def _asked(session: Session, pulse: Pulse, language: str) -> Asked:
    """The wordings of the flow that is published now; nothing where it has none of this question."""
    version = versions.published(session, pulse.flow)
    if version is None:
        return Asked()
    definition = definitions.of_version(version.digest, version.definition)
    item = next((each for each in definition.questions if pulse.question in (each.path, each.name)), None)
    if item is None:
        return Asked()
    choices = definition.choices.get(item.list_name, ())
    return Asked(
        _worded(item.summary or item.label, language), {choice.name: _worded(choice.label, language) for choice in choices}
    )


def _worded(wording: Wording | None, language: str) -> str:
    return quoting.short(quoting.line(wording.on(CHANNEL, language)), quoting.LONGEST) if wording else ""

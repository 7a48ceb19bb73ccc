"""What a campaign found, told back to those who took part: one question, their own area beside their city.

A flow says in its settings what is told: ``headline`` is the path of a select question, ``headline_codes`` the answers that
are counted, ``headline_consent`` the path of the question whose *yes* asks for the result. Without a headline nothing is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

import words
from cities import City
from flows import definition as definitions
from flows import facts
from flows.definition import Definition
from models import Campaign, Invitation, Run
from surveys.people import MAY_ASK, YES
from surveys.saying import Kind

FEWEST = 10
"""Answers below which a share is told to nobody: fewer could be recognised."""

AREA = "area"
"""The fact, and the part of a place's value, that says where somebody lives."""


@dataclass(frozen=True)
class Headline:
    """The one question whose result is given back."""

    definition: Definition
    path: str
    codes: tuple[str, ...]
    consent: str
    """Path of the question that asks whether they want the result; empty: having agreed to be asked is enough."""

    def question(self, channel: str, language: str) -> str:
        item = self.definition.item(self.path)
        wording = item.summary or item.label
        return wording.on(channel, language) if wording else item.name

    def answers(self, channel: str, language: str) -> str:
        """Labels of the counted answers: "Very safe or Fairly safe"."""
        choices = {choice.name: choice for choice in self.definition.choices[self.definition.item(self.path).list_name]}
        either = f" {words.load().say('survey.or', language, channel)} "
        return either.join(choices[code].label.on(channel, language) for code in self.codes)


def headline(definition: Definition) -> Headline | None:
    """What the flow wants told; nothing where it names no select question, or answers that this one does not have."""
    settings = {key: str(definition.settings.get(key) or "") for key in ("headline", "headline_codes", "headline_consent")}
    item = next((item for item in definition.questions if item.path == settings["headline"]), None)
    codes = tuple(settings["headline_codes"].split())
    if item is None or not codes:
        return None
    known = {choice.name for choice in definition.choices.get(item.list_name, ())}
    return Headline(definition, item.path, codes, settings["headline_consent"]) if known.issuperset(codes) else None


def count(session: Session, campaign: Campaign, cities: Mapping[str, City]) -> int:
    """Count the completed runs of the campaign, keep the counts with it, and mark whom to tell. Returns how many."""
    told = headline(definitions.of_version(campaign.version.digest, campaign.version.definition)) if campaign.version else None
    if told is None:
        return 0
    done = (
        select(Invitation)
        .join(Run, Run.id == Invitation.run_id)
        .where(Invitation.campaign_id == campaign.id, Run.state == "completed")
        .options(selectinload(Invitation.run).selectinload(Run.answers))
    )
    finished = [(each, each.run) for each in session.scalars(done) if each.run is not None]
    answers = [(run.city, area_of(session, run), _code(run, told.path)) for _, run in finished]
    campaign.results = counted((answer for answer in answers if answer[2]), told.codes)
    due = [
        each for each, run in finished if _wants(session, run, told) and _find(campaign.results, run.city, area_of(session, run))
    ]
    for each in due:
        each.result = "due"
    session.flush()
    return len(due)


def counted(answers: Iterable[tuple[str, str, str]], codes: tuple[str, ...]) -> dict[str, Any]:
    """``{city: {"count", "chosen", "areas": {area: {"count", "chosen"}}}}`` of (city, area or nothing, code) of every answer.

    Who skipped the question is not counted; every answer given is, "I don't know" too.
    """
    found: dict[str, Any] = {}
    for city, area, code in answers:
        whole = found.setdefault(city, {"count": 0, "chosen": 0, "areas": {}})
        parts = [whole, whole["areas"].setdefault(area, {"count": 0, "chosen": 0})] if area else [whole]
        for part in parts:
            part["count"] += 1
            part["chosen"] += code in codes
    return found


def for_run(
    session: Session, campaign: Campaign, run: Run, city: City, channel: str, language: str
) -> tuple[Kind, dict[str, object]] | None:
    """What this participant is told, and with which values; nothing where too few answered."""
    told = headline(definitions.of_version(run.version.digest, run.version.definition))
    area = area_of(session, run)
    shares = _find(campaign.results or {}, run.city, area)
    if told is None or shares is None:
        return None
    whole, part = shares
    values: dict[str, object] = {
        "question": told.question(channel, language).rstrip("?!. "),
        "answers": told.answers(channel, language),
        "city": city.name,
        "city_share": _share(whole),
        "city_count": whole["count"],
    }
    place = city.area(area)
    if part is None or place is None:
        return "result_city", values
    return "result", values | {AREA: place.label, "area_share": _share(part), "area_count": part["count"]}


def area_of(session: Session, run: Run) -> str:
    """The area that the run's own answer names, else the one that the contact told us about before; empty without one."""
    definition = definitions.of_version(run.version.digest, run.version.definition)
    asked = {item.path for item in definition.questions if item.remembers == AREA}
    said = next((str(each.value.get(AREA) or "") for each in run.answers if each.question in asked), "")
    if said:
        return said
    fact = facts.known(session, run.contact_id, AREA)
    return str(fact.value.get(AREA) or "") if fact else ""


def _find(results: Mapping[str, Any], city: str, area: str) -> tuple[Mapping[str, int], Mapping[str, int] | None] | None:
    """Counts of the city, and of the area if enough answered there; nothing if too few answered in the city."""
    whole = results.get(city)
    if whole is None or whole["count"] < FEWEST:
        return None
    part = whole["areas"].get(area)
    return whole, part if part and part["count"] >= FEWEST else None


def _wants(session: Session, run: Run, told: Headline) -> bool:
    if told.consent:
        return _code(run, told.consent) == YES
    fact = facts.known(session, run.contact_id, MAY_ASK)
    return fact is not None and fact.value.get("code") == YES


def _code(run: Run, path: str) -> str:
    return next((str(each.value.get("code") or "") for each in run.answers if each.question == path), "")


def _share(part: Mapping[str, int]) -> int:
    """Whole percent, halves up."""
    return (200 * part["chosen"] + part["count"]) // (2 * part["count"])

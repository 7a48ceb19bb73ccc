"""A finished run of the report flow becomes a report: once, however often the turn is repeated."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import Category, City
from models import AuditEntry, Message, Report, Run, Update
from reports import reference, routing

OTHER = "other"


def file(session: Session, run: Run, city: City, language: str, now: datetime, filed_at: datetime | None = None) -> Report:
    """File the run's answers. A run that was filed before gives the same report. The caller commits.

    ``now`` is the turn's; ``filed_at`` the clock's, where a turn may be late: summaries count by it, and one that is made
    meanwhile must not close over a report that nobody can see yet.
    """
    known = session.scalars(select(Report).where(Report.run_id == run.id)).first()
    if known is not None:
        return known
    answers = {answer.question: answer for answer in run.answers}
    values: dict[str, dict[str, Any]] = {name: answer.value for name, answer in answers.items()}
    category = _category(city, values)
    where, when = values.get("where", {}), values.get("when", {})
    report = Report(
        reference=_unused_reference(session),
        city=city.key,
        contact_id=run.contact_id,
        run_id=run.id,
        category=category.name if category else OTHER,
        dimensions=list(category.dimensions) if category else [],
        iccs=category.iccs if category else None,
        sensitive=bool(category and category.sensitive),
        text=str(values.get("what_happened", {}).get("code") or ""),
        area=where.get("area"),
        place=where.get("place"),
        area_by=where.get("area_by"),
        lat=where.get("lat"),
        lon=where.get("lon"),
        located_by=where.get("located_by"),
        occurred_at=_moment(when.get("start")),
        occurred_until=_moment(when.get("end")),
        occurred_precision=when.get("precision"),
        occurred_said=when.get("when") or when.get("code") or None,
        dangerous=values.get("dangerous", {}).get("code") or None,
        follow_up=values.get("follow_up", {}).get("code") == "yes",
        language=language,
        channel=run.channel,
        state="received",
        received_at=_began(session, run, now),
        filed_at=filed_at or now,
    )
    routing.route(session, city, report)
    report.updates.append(Update(state="received", actor="resident", at=now))
    session.add(report)
    session.flush()
    session.add(AuditEntry(actor="system", action="filed", thing=f"report {report.id}", details={"run": run.id}, at=now))
    return report


def _category(city: City, values: dict[str, dict[str, Any]]) -> Category | None:
    return city.category(str(values.get("category", {}).get("code", ""))) or city.category(OTHER)


def _began(session: Session, run: Run, now: datetime) -> datetime:
    """When the resident first told us, not when the last question was answered."""
    origin = session.get(Message, run.origin_message_id) if run.origin_message_id else None
    return origin.created_at if origin else now


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _unused_reference(session: Session) -> str:
    while session.scalar(select(Report.id).where(Report.reference == (fresh := reference.new()))) is not None:
        pass
    return fresh

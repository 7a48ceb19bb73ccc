"""What stays of a report when its author asks to be forgotten: what a count needs, of nobody."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contact, Report, Run
from reports import reference

NOBODY = "nobody-"
"""How the id begins of the contact, one a city, to whom the reports of those who were forgotten belong."""

NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def keep_as_count(session: Session, report: Report) -> None:
    """Take author, words, files and exact point out of a report; kind, area, time and state stay.

    Of a sensitive one kind, month and state stay, under another reference: one that is found on a phone leads nowhere.
    """
    nobody = _nobody(session, report.city)
    report.contact_id = nobody.id
    report.text, report.place, report.occurred_said, report.follow_up = "", None, None, False
    if report.located_by != "area" or report.sensitive:
        report.lat = report.lon = report.located_by = None
    for update in report.updates:
        update.note = update.notice = update.sent_as = None
    if report.sensitive:
        _keep_the_least(session, report)
    _empty(report.run, report)
    session.flush()


def _keep_the_least(session: Session, report: Report) -> None:
    report.reference = _another_reference(session)
    report.received_at, report.filed_at = _month(report.received_at), _month(report.filed_at)
    report.acknowledged_at = report.acknowledged_at and _month(report.acknowledged_at)
    report.resolved_at = report.resolved_at and _month(report.resolved_at)
    report.tag = report.incident_id = report.assigned_to = None
    report.area = report.area_by = report.dangerous = None
    report.occurred_at = report.occurred_until = report.occurred_precision = None
    report.language = report.channel = ""
    for update in report.updates:
        update.at = _month(update.at)


def _another_reference(session: Session) -> str:
    while session.scalar(select(Report.id).where(Report.reference == (other := reference.new()))) is not None:
        pass
    return other


def _month(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _empty(run: Run, report: Report) -> None:
    """A report needs the run that filed it; nothing is left in that one."""
    run.contact_id, run.channel = report.contact_id, report.channel
    run.answers.clear()
    run.path, run.question, run.about, run.language, run.origin_message_id = [], None, None, None, None
    run.unclear = run.page = 0
    run.started_at = run.updated_at = run.ended_at = report.received_at


def _nobody(session: Session, city: str) -> Contact:
    """The contact without any address to whom nobody's reports belong."""
    nobody = session.get(Contact, f"{NOBODY}{city}")
    if nobody is None:
        nobody = Contact(id=f"{NOBODY}{city}", city=city, created_at=NO_TIME, seen_at=NO_TIME)
        session.add(nobody)
        session.flush()
    return nobody

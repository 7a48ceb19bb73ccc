"""What a resident says about a report that the city calls resolved: it stays so, or it is open again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditEntry, Report, Run
from reports import states


def confirm(session: Session, run: Run, now: datetime) -> Report | None:
    """Take over what the run says about its report: opened again when they wish so. The caller commits.

    Returns the report, or nothing when the run is about none of this contact.
    """
    report = session.scalars(select(Report).where(Report.reference == run.about, Report.contact_id == run.contact_id)).first()
    if report is None:
        return None
    answers = {answer.question: str(answer.value.get("code", "")) for answer in run.answers}
    if answers.get("reopen") == "yes":
        states.reopen(session, report, states.RESIDENT, now)
    session.add(
        AuditEntry(
            actor="resident",
            action="confirmed",
            thing=f"report {report.id}",
            details={"run": run.id, "fixed": answers.get("fixed", ""), "state": report.state},
            at=now,
        )
    )
    return report

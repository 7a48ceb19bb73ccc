"""Four weeks after the city called a report resolved, its author is asked whether it is: once for each time it was resolved.

The question is an invitation to the flow ``was_it_fixed`` about that report; reports/confirming.py takes the answers over.
One contact is asked in one transaction that holds their row: a process that dies has asked or not asked, never half.
"""

import logging
from datetime import UTC, datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

import words
from flows import run as runs
from flows import versions
from flows.context import Context
from messaging import hours, outbox, templates, unasked
from messaging.replies import Outgoing
from messaging.switchboard import Switchboard
from messaging.window import Reach
from models import Contact, FlowVersion, Invitation, Message, Report, Run
from reports import authors, states

FLOW = "was_it_fixed"

AFTER = timedelta(days=28)
LATEST = timedelta(days=56)
"""What was resolved longer ago is not asked about any more: after a long downtime nobody would know what we mean."""

BUSY = timedelta(hours=1)
"""Whoever wrote within this time is in the middle of something."""

AT_ONCE = 300
"""Questions in one tick: after a spring-clean of old reports the outbox is not buried."""

UNANSWERED = timedelta(days=7)
"""How long the question waits to be taken up."""

BEGUN_OR_INVITED = ("invited", "active")

log = logging.getLogger(__name__)


def ask_whether_fixed(board: Switchboard) -> int:
    """One tick. Returns how many were asked."""
    now = datetime.now(UTC)
    _end_unanswered(board, now)
    with board.sessions.reading() as session:
        if versions.published(session, FLOW) is None:
            return 0
        found = session.execute(_due(now).order_by(Report.resolved_at, Report.id)).all()
        # Looked at before the writing: whom no message reaches now costs no lock at every tick.
        reached = ((report, contact) for report, contact in found if _way(board, session, contact, report, now) is not None)
        chosen = [(report.id, contact.id) for report, contact in islice(reached, AT_ONCE)]
    asked = sum(_ask(board, contact_id, report_id, now) for report_id, contact_id in chosen)
    if asked:
        log.info("asked whether fixed=%s", asked)
    return asked


def _due(now: datetime) -> Select[Report, Contact]:
    """Reports to ask about, with their authors."""
    return (
        select(Report, Contact)
        .join(Contact, Contact.id == Report.contact_id)
        .where(
            Report.resolved_at <= now - AFTER,
            Report.resolved_at > now - LATEST,
            Report.state == states.RESOLVED,
            Report.follow_up,
            Report.fixed_asked_at.is_(None),
            Contact.stopped_at.is_(None),
            Contact.notices_stopped_at.is_(None),
            Contact.forgetting_at.is_(None),
            authors.is_at_leisure(now, BUSY),
            ~_was_asked(),
            ~_has_another_question(),
        )
    )


def _was_asked() -> ColumnElement[bool]:
    """True for reports that a survey asked about, or its author answered by themselves, since they were resolved."""
    return exists().where(
        Run.about == Report.reference,
        Run.contact_id == Report.contact_id,
        Run.started_at >= Report.resolved_at,
        Run.flow_version_id == FlowVersion.id,
        FlowVersion.flow == FLOW,
    )


def _has_another_question() -> ColumnElement[bool]:
    """True for whoever has an invitation open: one "begin" must not mean two things."""
    return exists().where(Run.contact_id == Contact.id, Run.state.in_(BEGUN_OR_INVITED))


def _ask(board: Switchboard, contact_id: str, report_id: str, now: datetime) -> bool:
    with board.sessions.writing() as session:
        # Whoever is being answered at this moment is skipped; so is whom another scheduler holds.
        held = select(Contact.id).where(Contact.id == contact_id).with_for_update(skip_locked=True, key_share=True)
        if session.scalar(held) is None:
            return False
        # Read after the lock was given, and locked too: an official may be moving it on.
        still_due = _due(now).where(Report.id == report_id).with_for_update(of=Report, skip_locked=True)
        row = session.execute(still_due).first()
        version = versions.published(session, FLOW)
        way = _way(board, session, row.Contact, row.Report, now) if row is not None else None
        if row is None or version is None or way is None:
            return False
        to, outgoing, language = way
        report: Report = row.Report
        context = Context(board.cities[report.city], language, to.channel, now, contact=contact_id)
        run = runs.begin(session, contact_id, version, context, None, "invited", report.reference)
        outgoing.details["run"] = run.id
        outbox.queue_unasked(session, to, outgoing, language, now)
        report.fixed_asked_at = now
        return True


def _way(
    board: Switchboard, session: Session, contact: Contact, report: Report, now: datetime
) -> tuple[Reach, Outgoing, str] | None:
    """The first of their ways on which the question arrives, and the question in their language; nothing at night."""
    city = board.cities.get(report.city)
    if city is None or hours.is_night(city, now):
        return None
    language = authors.language(contact, report, city)
    values = {"city": city.name, "reference": report.reference}
    sms = words.load().say("notices.fixed", language, "sms", **values)
    template = templates.load()["report_fixed"]
    for to in authors.ways(session, report):
        outgoing = unasked.compose(session, board.account, template, sms, to, language, values, now)
        if outgoing is not None:
            return to, outgoing, language
    return None


def _end_unanswered(board: Switchboard, now: datetime) -> None:
    """A question that the outbox dropped, because it was night by then, is taken back and due again; one that nobody took up
    within a week ends, so that other invitations may follow."""
    by_survey = exists().where(Invitation.run_id == Run.id)
    of_flow = exists().where(Run.flow_version_id == FlowVersion.id, FlowVersion.flow == FLOW)
    dropped = exists().where(
        Message.contact_id == Run.contact_id,
        Message.state == "dropped",
        Message.created_at >= Run.started_at,
        Message.details["run"].as_string() == Run.id,
    )
    over = select(Run, dropped).where(
        Run.state == "invited", of_flow, ~by_survey, or_(dropped, Run.started_at <= now - UNANSWERED)
    )
    with board.sessions.reading() as session:
        ids = [run.id for run, _ in session.execute(over)]
    for run_id in ids:
        with board.sessions.writing() as session:
            found = session.execute(over.where(Run.id == run_id).with_for_update(of=Run, skip_locked=True)).first()
            if found is None:
                continue
            run, was_dropped = found
            if was_dropped:
                _take_back(session, run)
            else:
                runs.end(run, "expired", now)


def _take_back(session: Session, run: Run) -> None:
    """As if it had never been asked."""
    report = session.scalars(select(Report).where(Report.reference == run.about, Report.contact_id == run.contact_id)).first()
    if report is not None:
        report.fixed_asked_at = None
    session.delete(run)

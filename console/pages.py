"""What the links in messages lead to: one digest, one report, and what can be done with it."""

import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts import incidents
from cities import City
from console import digest_page, report_page, session, wording
from console.blueprint import officials, with_inline_styles
from models import Official, Report
from officials import acting, handing, people, roles
from officials.acting import Outcome
from officials.commands import LONGEST_NOTE

log = logging.getLogger(__name__)


@officials.get("/")
@session.signed_in
def home(reader: Official) -> ResponseReturnValue:
    with session.switchboard().sessions.reading() as rows:
        return render_template("officials/home.html", digests=digest_page.latest(rows, reader), zone=_zone(reader))


@officials.get("/digests/<digest_id>")
@session.signed_in
def digest(reader: Official, digest_id: str) -> ResponseReturnValue:
    board, bar = session.switchboard(), render_template("officials/bar.html")
    with board.sessions.reading() as rows:
        found = digest_page.find(rows, reader, digest_id)
        if found is None:
            abort(404)
        html = digest_page.document(rows, found, reader, _city(reader), bar)
    return with_inline_styles(Response(html, mimetype="text/html"))


@officials.get("/reports/<tag>")
@session.signed_in
def report(reader: Official, tag: str) -> ResponseReturnValue:
    city = _city(reader)
    with session.switchboard().sessions.reading() as rows:
        found = _found(rows, reader, tag, city)
        shown = report_page.of(rows, found, reader, city)
        return render_template(
            "officials/report.html",
            shown=shown,
            zone=_zone(reader),
            colleagues=report_page.colleagues(rows, found, city) if shown.acts else [],
            longest_note=LONGEST_NOTE,
        )


@officials.post("/reports/<tag>")
@session.signed_in
def act(reader: Official, tag: str) -> ResponseReturnValue:
    """Do what the pressed button says, and show the report again: reloading that does nothing twice."""
    city, now = _city(reader), datetime.now(UTC)
    with session.switchboard().sessions.writing() as rows:
        who = rows.get_one(Official, reader.id)
        found = _found(rows, who, tag, city)
        does = DOES.get(request.form.get("act", ""))
        outcome = does(rows, who, found, city, now) if does is not None else abort(400)
        if outcome.what in ("may_not", "may_not_take"):
            abort(403)
        still_theirs = roles.sight(who, city).holds(found)
    log.info("report=%s %s", found.id, outcome.what)
    flash("did_nothing" if outcome.what == "already" else f"did_{request.form['act']}")
    # Who gave it to another body does not see it any more.
    return redirect(url_for("officials.report", tag=found.tag) if still_theirs else url_for("officials.home"), 303)


@officials.route("/<path:anything>")
def nothing_there(anything: str) -> ResponseReturnValue:
    abort(404)


def _acknowledge(rows: Session, who: Official, found: Report, city: City, now: datetime) -> Outcome:
    outcome = acting.acknowledge(rows, who, found, city, now)
    if outcome.what != "may_not":
        incidents.acknowledged(rows, found, who, now)
    return outcome


def _done(rows: Session, who: Official, found: Report, city: City, now: datetime) -> Outcome:
    note = wording.typed(request.form.get("note", ""), LONGEST_NOTE)
    outcome = acting.done(rows, who, found, city, now, note or None)
    if outcome.what != "may_not":
        incidents.ended(rows, found, who, now)
    return outcome


def _assign(rows: Session, who: Official, found: Report, city: City, now: datetime) -> Outcome:
    """Give it to the chosen colleague, and tell them. Raises 404 for one that this city does not have."""
    to = people.by_handle(rows, city.key, wording.typed(request.form.get("colleague", ""), LONGEST_NOTE))
    if to is None:
        abort(404)
    outcome = acting.assign(rows, who, found, to, city, now)
    if outcome.what == "assigned":
        incidents.acknowledged(rows, found, who, now)
        if to.id != who.id:
            board = session.switchboard()
            handing.tell(rows, handing.Handing(found, city, who, ""), to, board.account, board.mail_from, now)
    return outcome


DOES = {report_page.ACKNOWLEDGE: _acknowledge, report_page.DONE: _done, report_page.ASSIGN: _assign}


def _found(rows: Session, reader: Official, tag: str, city: City) -> Report:
    return report_page.find(rows, reader, tag, city) or abort(404)


def _city(reader: Official) -> City:
    return session.switchboard().cities[reader.city]


def _zone(reader: Official) -> ZoneInfo:
    return ZoneInfo(reader.time_zone) if reader.time_zone else _city(reader).time_zone

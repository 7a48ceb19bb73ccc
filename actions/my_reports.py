"""The state of a contact's own reports, in plain words; nobody else's can be asked for."""

from collections.abc import Sequence
from datetime import datetime

from rapidfuzz.distance import OSA
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from actions.turn import Turn
from flows.reply import Reply
from models import Report, Update
from nlu import references
from reports import authors, notes, states
from words import segments

MOST = 3
"""Reports named in one answer: those that are not done first, the newest first."""

MOST_SEGMENTS = 2
LONGEST_NOTE = 100
"""Characters of an official's words."""

BRIEF, FULL, WITH_NOTE = range(3)
"""How much is said of a report: its state; also since when and who has it; also what the city wrote."""


def tell(turn: Turn) -> None:
    """Name the report whose reference the message holds, else the newest ones, with their states.

    A reference that is not among their own gets the same answer whether it is somebody else's, mistyped or nobody's; an
    official's tag for a report is no reference.
    """
    own = turn.session.scalars(
        select(Report)
        .where(Report.contact_id == turn.contact.id)
        .order_by(Report.received_at.desc(), Report.id)
        .options(selectinload(Report.updates))
    ).all()
    mention = references.find(turn.told.text)
    meant = _named(mention.value, own) if mention else []
    if mention and not meant:
        turn.say("status.not_found")
    elif not own:
        turn.say("status.none")
    told = sorted(meant or own, key=lambda report: report.state in states.DONE)[:MOST]
    turn.replies += [Reply(line) for line in _lines(turn, told, in_full=len(told) == 1)]


def _lines(turn: Turn, reports: Sequence[Report], *, in_full: bool) -> list[str]:
    """A line for each report; what is done briefly. The oldest say less where all would be too long for an SMS."""
    much = [BRIEF if report.state in states.DONE and not in_full else WITH_NOTE for report in reports]
    lines = [_line(turn, report, how) for report, how in zip(reports, much, strict=True)]
    while not _fit(turn, lines) and any(much):
        longest = max(much)
        last = max(number for number, how in enumerate(much) if how == longest)
        much[last] -= 1
        lines[last] = _line(turn, reports[last], much[last])
    return lines


def _fit(turn: Turn, lines: Sequence[str]) -> bool:
    said = segments.for_sms("\n".join([*(reply.text for reply in turn.replies), *lines]))
    return turn.message.channel != "sms" or segments.count(said).segments <= MOST_SEGMENTS


def _line(turn: Turn, report: Report, much: int) -> str:
    changes = [update for update in report.updates if update.state == report.state]
    is_reopened = report.state == states.RECEIVED and len(changes) > 1
    state = _say(turn, f"status.{report.state}" if not is_reopened else "status.reopened")
    parts = [_say(turn, "status.one", reference=report.reference, state=state, day=_day(turn, report.received_at))]
    if much >= FULL:
        if changes and changes[-1] is not report.updates[0]:
            parts.append(_say(turn, "status.since", day=_day(turn, changes[-1].at)))
        if not _is_discreet(turn, report):
            parts += _who_has_it(turn, report)
            parts += _what_they_wrote(turn, changes[-1:]) if much == WITH_NOTE else []
    return " ".join(parts)


def _who_has_it(turn: Turn, report: Report) -> list[str]:
    """The body; never a person."""
    if report.body is None or report.state in states.DONE:
        return []
    return [_say(turn, "status.with", body=report.body.label(turn.language))]


def _what_they_wrote(turn: Turn, last: Sequence[Update]) -> list[str]:
    note = notes.plain(last[0].note, turn.message.channel) if last else ""
    return [_say(turn, "status.writes", note=notes.cut(note, lambda kept: len(kept) <= LONGEST_NOTE))] if note else []


def _is_discreet(turn: Turn, report: Report) -> bool:
    return report.city != turn.city.key or authors.is_discreet(report, turn.city)


def _say(turn: Turn, key: str, **values: object) -> str:
    return turn.words.say(key, turn.language, turn.message.channel, **values)


def _day(turn: Turn, moment: datetime) -> str:
    day = moment.astimezone(turn.city.time_zone)
    return f"{day.day}/{day.month}"


def _named(reference: str, own: Sequence[Report]) -> list[Report]:
    """The contact's own reports whose reference holds these symbols, or all of them with one slip."""
    symbols = references.symbols_of(reference)
    if len(symbols) < references.SHORTEST_PART:
        return []
    whole = {report.reference: references.symbols_of(report.reference) for report in own}
    holding = [report for report in own if symbols in whole[report.reference]]
    return holding or [report for report in own if OSA.distance(symbols, whole[report.reference]) <= 1]

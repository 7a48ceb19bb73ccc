"""What an official's message from their enrolled telephone does; and the one answer that everybody else gets to the same text.

An official's sound command comes before everything else: "DONE R7K3 fire is out" is no emergency. A command without a code
that is within their sight is nobody's: whoever sent it is answered as a stranger is, and nothing is written.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from actions import earlier
from actions.turn import Turn
from alerts import incidents
from digests import about, composing
from digests.figures import Figures
from digests.period import Period
from flows.reply import Reply
from models import Alert, Digest, Message, Official, Report
from models import Turn as TurnRow
from officials import acting, commands, enrolling, handing, people, roles
from officials.acting import Outcome
from officials.commands import Command
from reports import tags

MEANING, MEANING_MORE = "official", "official_more"
"""What stands in the turn instead of the meaning that a model guessed: nobody learns residents' words from these texts."""

MOST_REPORTS = 3
"""Of an incident, told in one answer."""


def acts(turn: Turn) -> bool:
    """Do what an official's message says. True if there was anything in it that is theirs to do."""
    text = turn.message.text
    if turn.payload or turn.contact.forgetting_at is not None:
        return False
    if (sent_back := commands.enrolment(text)) is not None:
        return _enrol(turn, sent_back.code)
    wanted = commands.read(text)
    wants_more = not wanted and commands.asks_for_more(text)
    official = people.by_contact(turn.session, turn.contact.id, turn.city.key) if wanted or wants_more else None
    if official is None:
        return False
    spoken = turn.language
    turn.language = official.language
    if not (_tell_more(turn, official) if wants_more else _obey(turn, official, wanted)):
        turn.language = spoken
        return False
    if turn.contact.stopped_at is not None:
        turn.say("stop.is_stopped")  # what they do counts, but no alert reaches them
    turn.language = spoken
    turn.repeat()
    return True


def is_refused(turn: Turn) -> bool:
    """Answer a text of an official that is not theirs to send, or a code that is not theirs to use: always the same words.

    True if it was one.
    """
    text = turn.message.text
    if turn.payload or (commands.enrolment(text) is None and not commands.read(text)):
        return False
    _understood(turn, MEANING)
    turn.say("official.not_found")
    turn.repeat()
    return True


def _understood(turn: Turn, meaning: str) -> None:
    turn.intent, turn.confidence = meaning, 1.0


def _enrol(turn: Turn, code: str | None) -> bool:
    if code is None or turn.vault is None:
        return False
    now = turn.context.now
    official = enrolling.confirm(turn.session, turn.vault, turn.contact, turn.city.key, code, now)
    if official is None:
        return False
    _understood(turn, MEANING)
    if not turn.contact.language_chosen:
        turn.contact.language = official.language
    turn.language = official.language
    turn.say("official.enrolled", who=official.name, body=official.body.label(official.language))
    if turn.contact.stopped_at is not None:
        turn.say("stop.is_stopped")
    return True


def _obey(turn: Turn, official: Official, wanted: tuple[Command, ...]) -> bool:
    """Every command in its order; those with a wrong code are answered together, once. False if none was sound."""
    first = wanted[: commands.MOST]
    found = [each.tag and acting.seen(turn.session, official, each.tag, turn.city) for each in first]
    if not any(found):
        return False
    _understood(turn, MEANING)
    for command, report in zip(first, found, strict=True):
        if isinstance(report, Report):
            OBEYS[command.verb](turn, official, report, command.rest)
    if not all(found):
        turn.say("official.not_found")
    if len(wanted) > commands.MOST:
        turn.say("official.too_many", number=commands.MOST)
    return True


def _acknowledge(turn: Turn, official: Official, report: Report, note: str) -> None:
    now = turn.context.now
    outcome = acting.acknowledge(turn.session, official, report, turn.city, now, note or None)
    if outcome.what != "may_not":
        incidents.acknowledged(turn.session, report, official, now)
    _tell_outcome(turn, official, outcome)


def _done(turn: Turn, official: Official, report: Report, note: str) -> None:
    now = turn.context.now
    outcome = acting.done(turn.session, official, report, turn.city, now, note or None)
    if outcome.what != "may_not":
        incidents.ended(turn.session, report, official, now)
    _tell_outcome(turn, official, outcome)


def _assign(turn: Turn, official: Official, report: Report, rest: str) -> None:
    now = turn.context.now
    if not roles.may_act(official, report, turn.city):
        turn.say("official.may_not", tag=report.tag)
        return
    to, note = _colleague(turn, official, rest)
    if to is None:
        turn.say("official.unknown_colleague", tag=report.tag)
        return
    outcome = acting.assign(turn.session, official, report, to, turn.city, now)
    if outcome.what != "assigned":
        _tell_outcome(turn, official, outcome, to)
        return
    incidents.acknowledged(turn.session, report, official, now)
    if to.id == official.id:
        turn.say("official.in_progress", tag=report.tag)
    else:
        given = handing.Handing(report, turn.city, official, note)
        told = handing.tell(turn.session, given, to, turn.desk.account, turn.desk.mail_from, now)
        turn.say("official.assigned" if told else "official.assigned_untold", tag=report.tag, who=to.name)
    _tell_of_the_others(turn, outcome)


def _who(turn: Turn, official: Official, report: Report, rest: str) -> None:
    standing = acting.standing(turn.session, report)
    holder = standing.holder.name if standing.holder else _word(turn, "official.nobody")
    body = report.body.label(turn.language) if report.body else _word(turn, "official.no_body")
    when = _when(turn, official, standing.since)
    turn.say("official.who", tag=report.tag, state=_word(turn, f"official.state_{standing.state}"), body=body, who=holder, **when)


def _about(turn: Turn, official: Official, report: Report, rest: str = "") -> None:
    what = handing.what(report, turn.city, turn.language)
    turn.say("official.about", tag=report.tag, what=what, **_when(turn, official, report.filed_at))
    if report.dangerous == "yes" and not report.sensitive:
        turn.say("official.still_dangerous")
    _who(turn, official, report, rest)


OBEYS = {
    commands.ACKNOWLEDGE: _acknowledge,
    commands.DONE: _done,
    commands.ASSIGN: _assign,
    commands.WHO: _who,
    commands.MORE: _about,
}


def _tell_outcome(turn: Turn, official: Official, outcome: Outcome, to: Official | None = None) -> None:
    tag = outcome.report.tag
    if outcome.what == "already":
        state = _word(turn, f"official.state_{outcome.report.state}")
        when = _when(turn, official, outcome.at or outcome.report.filed_at)
        if outcome.by is None:
            turn.say("official.already_so", tag=tag, state=state, **when)
        else:
            turn.say("official.already", tag=tag, state=state, who=outcome.by, **when)
    elif outcome.what == "may_not_take" and to is not None:
        turn.say("official.may_not_take", tag=tag, who=to.name)
    else:
        turn.say(f"official.{outcome.what}", tag=tag)
    _tell_of_the_others(turn, outcome)


def _tell_of_the_others(turn: Turn, outcome: Outcome) -> None:
    if outcome.others:
        turn.say("official.together", count=len(outcome.others))


def _colleague(turn: Turn, official: Official, rest: str) -> tuple[Official | None, str]:
    """The colleague of this city who is named first in these words, and what is left of them."""
    for name in commands.colleague(rest):
        found = official if commands.means_me(name) else people.called(turn.session, turn.city.key, name)
        if found is not None:
            return found, commands.behind(rest, name)
    return None, ""


def _tell_more(turn: Turn, official: Official) -> bool:
    """The rest of the summary, or more of the alert, that we told last; "more" means nothing of ours at any other time."""
    lately = earlier.unasked_before(turn.session, turn.message) if turn.run is None else ()
    if not lately:
        return False
    last = lately[0]
    digest = turn.session.scalars(select(Digest).where(Digest.sent_as == last.id)).first()
    if digest is not None and digest.subscription.official_id == official.id and digest.figures is not None:
        _tell_page(turn, digest, last)
    elif not _tell_incident(turn, official, last):
        return False
    _understood(turn, MEANING_MORE)
    return True


def _tell_page(turn: Turn, digest: Digest, told: Message) -> None:
    period = Period(digest.subscription.period, digest.period_key, digest.covers_from, digest.covers_until)
    frame = about.of(digest.subscription, turn.city, period, digest.id, "")
    pages = (
        select(func.count())
        .select_from(TurnRow)
        .join(Message, Message.id == TurnRow.message_id)
        .where(Message.contact_id == turn.contact.id, Message.id > told.id, TurnRow.intent == MEANING_MORE)
    )
    page = turn.session.scalar(pages) or 0
    if "template" not in told.details:
        page += 1  # the template only told that there is a summary: after it the summary itself comes first
    figures, channel = Figures.of_json(digest.figures or {}), turn.message.channel
    text = composing.more(figures, frame, channel, page) if page else composing.short(figures, frame, channel)
    turn.replies.append(Reply(text))


def _tell_incident(turn: Turn, official: Official, told: Message) -> bool:
    alert = turn.session.scalars(select(Alert).where(Alert.sent_as == told.id)).first()
    if alert is None or alert.official_id != official.id:
        return False
    sight = roles.sight(official, turn.city)
    of_it = select(Report).where(Report.incident_id == alert.incident_id, *sight.where()).order_by(Report.filed_at, Report.id)
    reports = turn.session.scalars(of_it.limit(MOST_REPORTS)).all()
    for report in reports:
        tags.give(turn.session, report)
        _about(turn, official, report)
    return bool(reports)


def _when(turn: Turn, official: Official, moment: datetime) -> dict[str, str]:
    """A moment by the official's clock."""
    local = moment.astimezone(ZoneInfo(official.time_zone) if official.time_zone else turn.city.time_zone)
    return {"day": f"{local.day}/{local.month}", "time": f"{local:%H:%M}"}


def _word(turn: Turn, key: str) -> str:
    return turn.words.say(key, turn.language, turn.message.channel)

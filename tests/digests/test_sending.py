"""What a tick makes of what is due, by the clock and by whom it can reach."""

import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from digests import sending, subscriptions
from digests.sending import SETTLES
from flows import versions
from messaging import outbox
from models import Message, Report, Run, Subscription
from reports import filing, tags
from tests.digests.conftest import DUE, SUNDAY
from tests.digests.office import (
    PHONES,
    Counted,
    appoint,
    digests,
    enrol,
    figures,
    item,
    subscribe,
    subscription,
    told,
)
from tests.line import SMS_SENDERS, Line
from tests.messaging.outgoing import THANDI
from tests.reports.runs import file
from tests.surveys.conftest import Clock

ONE_DAY = timedelta(days=1)


def said(line: Line) -> list[tuple[str, str]]:
    return [(message.channel, message.text) for message in told(line.board)]


def states(line: Line, subscription_id: str) -> list[tuple[str, str]]:
    return [(digest.period_key, digest.state) for digest in digests(line.board, subscription_id)]


def at_seven(clock: Clock, days: int = 0) -> None:
    """The first tick that may make Monday's summary, or one so many days later."""
    clock.strikes(DUE + days * ONE_DAY + SETTLES)


def test_naidoo_gets_mondays_summary_by_mail_once(line: Line, clock: Clock, counted: Counted) -> None:
    daily = subscribe(line.board, appoint(line))
    clock.strikes(DUE)
    assert counted.tick(line.board) == 0, "a report of this very minute may not be committed yet"
    at_seven(clock)
    assert [counted.tick(line.board) for _ in range(3)] == [1, 0, 0]
    (digest,) = digests(line.board, daily)
    (message,) = told(line.board)
    assert (digest.period_key, digest.state, digest.sent_as) == ("2026-11-23", "queued", message.id)
    assert (digest.covers_from, digest.covers_until) == (DUE - ONE_DAY, DUE)
    assert digest.figures is not None
    assert digest.figures["total"]["count"] == 3
    assert (message.channel, message.text, message.sender) == ("email", "2026-11-23 3", line.board.mail_from)
    assert message.details == {"mail_id": f"<{digest.id}@izwi.example>", "official": True}
    assert subscription(line.board, daily).next_due_at == DUE + ONE_DAY


def test_what_is_filed_at_the_cut_off_belongs_to_the_next_one(line: Line, clock: Clock, counted: Counted) -> None:
    subscribe(line.board, appoint(line))
    counted.filed.append(DUE)
    at_seven(clock)
    counted.tick(line.board)
    at_seven(clock, 1)
    counted.tick(line.board)
    assert said(line) == [("email", "2026-11-23 3"), ("email", "2026-11-24 1")]


def test_a_report_whose_turn_is_late_is_filed_after_the_cut_off_and_told_the_next_day(line: Line, clock: Clock) -> None:
    """She wrote ten minutes before seven; the assistant was down until after Monday's summary was made."""
    clock.strikes(DUE - timedelta(minutes=10))
    line.receives(THANDI, SMS_SENDERS["durban"], "the light is off")
    clock.strikes(SUNDAY)
    daily = subscribe(line.board, appoint(line))
    at_seven(clock)
    sending.send_due(line.board)
    clock.passes(minutes=5)
    with line.board.sessions.writing() as session:
        (message,) = session.scalars(select(Message).where(Message.direction == "in"))
        run = Run(
            contact_id=message.contact_id,
            version=versions.published(session, "report"),
            origin_message_id=message.id,
            started_at=message.created_at,
            updated_at=message.created_at,
            city="durban",
            channel="sms",
            state="completed",
            path=[],
        )
        session.add(run)
        session.flush()
        filing.file(session, run, line.board.cities["durban"], "en", message.created_at, clock.now)
    at_seven(clock, 1)
    sending.send_due(line.board)
    totals = [digest.figures["total"]["count"] for digest in digests(line.board, daily) if digest.figures]
    assert totals == [0, 1]


@pytest.mark.parametrize(("hours", "state"), [(17, "queued"), (18.5, "skipped")])
def test_a_daily_one_is_caught_up_for_eighteen_hours(
    line: Line, clock: Clock, counted: Counted, hours: float, state: str
) -> None:
    daily = subscribe(line.board, appoint(line))
    clock.strikes(DUE + timedelta(hours=hours))
    counted.tick(line.board)
    assert states(line, daily) == [("2026-11-23", state)]


@pytest.mark.parametrize(("kind", "days", "state"), [("weekly", 3, "queued"), ("weekly", 4, "skipped"), ("monthly", 6, "queued")])
def test_a_longer_period_is_caught_up_for_longer(
    line: Line, clock: Clock, counted: Counted, kind: str, days: int, state: str
) -> None:
    longer = subscribe(line.board, appoint(line), period=kind, day=1 if kind == "weekly" else 23)
    at_seven(clock)
    clock.passes(days=days, minutes=-2)
    counted.tick(line.board)
    assert [digest.state for digest in digests(line.board, longer)] == [state]


def test_after_four_days_without_power_the_next_one_names_what_was_skipped(line: Line, clock: Clock, counted: Counted) -> None:
    daily = subscribe(line.board, appoint(line))
    counted.filed.append(DUE + 3.5 * ONE_DAY)
    at_seven(clock, 4)
    assert counted.tick(line.board) == 1
    assert states(line, daily) == [(f"2026-11-{day}", "skipped") for day in (23, 24, 25, 26)] + [("2026-11-27", "queued")]
    assert said(line) == [("email", "2026-11-27 1 2026-11-23 2026-11-24 2026-11-25 2026-11-26")]
    at_seven(clock, 5)
    counted.tick(line.board)
    assert said(line)[1] == ("email", "2026-11-28 0"), "each is named once"


def test_nothing_is_sent_on_a_quiet_saturday_and_monday_covers_the_weekend(line: Line, clock: Clock, counted: Counted) -> None:
    daily = subscribe(line.board, appoint(line), quiet_days=(6, 7))
    friday, sunday = DUE + 4 * ONE_DAY, DUE + 6 * ONE_DAY
    counted.filed = [friday + timedelta(hours=1), sunday]
    for day in range(8):
        at_seven(clock, day)
        counted.tick(line.board)
    assert [key for key, _ in states(line, daily)] == [f"2026-11-{day}" for day in (23, 24, 25, 26, 27, 30)]
    assert said(line)[-1] == ("email", "2026-11-30 2")


def test_an_outage_that_ends_on_a_quiet_day_hands_its_reports_to_the_next_one(line: Line, clock: Clock, counted: Counted) -> None:
    """Friday afternoon's summary could only be sent on Saturday."""
    daily = subscribe(line.board, appoint(line), at="17:00", quiet_days=(6, 7))
    friday = DUE + 4 * ONE_DAY + timedelta(hours=10)
    counted.filed = [friday - timedelta(hours=1), friday + timedelta(hours=1)]
    clock.strikes(friday - timedelta(hours=2))
    counted.tick(line.board)
    clock.strikes(friday + timedelta(hours=9))
    counted.tick(line.board)
    assert states(line, daily)[-1] == ("2026-11-27", "quiet")
    clock.strikes(friday + 3 * ONE_DAY + SETTLES)
    counted.tick(line.board)
    assert states(line, daily)[-1] == ("2026-11-30", "queued")
    assert said(line)[-1][1].startswith("2026-11-30 2")


def test_one_that_is_due_a_minute_before_a_quiet_day_is_sent_at_its_time(line: Line, clock: Clock, counted: Counted) -> None:
    daily = subscribe(line.board, appoint(line), at="23:59", quiet_days=(2,))
    clock.strikes(DUE + timedelta(hours=16, minutes=59) + SETTLES)
    counted.tick(line.board)
    assert states(line, daily) == [("2026-11-22", "skipped"), ("2026-11-23", "queued")]


def test_too_few_wait_until_they_are_worth_a_message(line: Line, clock: Clock, counted: Counted) -> None:
    daily = subscribe(line.board, appoint(line), least=4, when_less="nothing")
    at_seven(clock)
    assert counted.tick(line.board) == 0
    counted.filed.append(DUE + timedelta(hours=1))
    at_seven(clock, 1)
    assert counted.tick(line.board) == 1
    assert states(line, daily) == [("2026-11-23", "few"), ("2026-11-24", "queued")]
    assert said(line) == [("email", "2026-11-24 4")], "the three of the day before are in it"


def test_too_few_are_told_in_a_line_where_that_is_wanted(line: Line, clock: Clock, counted: Counted) -> None:
    daily = subscribe(line.board, appoint(line), least=4)
    at_seven(clock)
    assert counted.tick(line.board) == 1
    assert states(line, daily) == [("2026-11-23", "queued")]


def test_who_has_no_mailbox_is_told_by_telephone(line: Line, clock: Clock, counted: Counted) -> None:
    official = appoint(line, mail=False)
    enrol(line, official, PHONES["naidoo"])
    subscribe(line.board, official, channel="email")
    at_seven(clock)
    counted.tick(line.board)
    assert said(line) == [("sms", "2026-11-23 3")]


def test_where_whatsapp_takes_nothing_but_a_template_that_is_not_approved_it_is_mail(
    line: Line, clock: Clock, counted: Counted
) -> None:
    official = appoint(line)
    enrol(line, official, f"whatsapp:{PHONES['naidoo']}")
    subscribe(line.board, official, channel="whatsapp")
    at_seven(clock)
    Counted(counted.filed, refuse=("whatsapp",)).tick(line.board)
    at_seven(clock, 1)
    counted.tick(line.board)
    assert said(line) == [("email", "2026-11-23 3"), ("whatsapp", "2026-11-24 0")]


def test_who_cannot_be_reached_is_told_later_what_they_missed(line: Line, clock: Clock, counted: Counted) -> None:
    official = appoint(line, mail=False)
    daily = subscribe(line.board, official)
    at_seven(clock)
    assert counted.tick(line.board) == 0
    (digest,) = digests(line.board, daily)
    assert (digest.state, digest.sent_as) == ("unreachable", None)
    assert digest.figures is not None, "the page can still show it"
    enrol(line, official, PHONES["naidoo"])
    at_seven(clock, 1)
    counted.tick(line.board)
    assert said(line) == [("sms", "2026-11-24 0 2026-11-23")]


def test_who_has_left_gets_nothing_and_nothing_is_counted_for_them(line: Line, clock: Clock, counted: Counted) -> None:
    daily = subscribe(line.board, appoint(line, left_at=None))
    with line.board.sessions.writing() as session:
        session.get_one(Subscription, daily).official.left_at = clock.now
    at_seven(clock)
    assert counted.tick(line.board) == 0
    assert digests(line.board, daily) == []


def test_one_that_was_ended_while_it_was_counted_is_not_sent(line: Line, clock: Clock, counted: Counted) -> None:
    daily = subscribe(line.board, appoint(line))

    def ended_meanwhile(*about: Any) -> Any:
        with line.board.sessions.writing() as session:
            subscriptions.end(session, session.get_one(Subscription, daily), "N. M.", clock.now)
        return figures(3)

    at_seven(clock)
    assert sending.send_due(line.board, ended_meanwhile, counted.compose) == 0
    assert (digests(line.board, daily), told(line.board)) == ([], [])


def test_one_that_fails_keeps_no_other_waiting_and_says_nothing_in_the_log(
    line: Line, clock: Clock, counted: Counted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    broken = subscribe(line.board, appoint(line, "salas", "juarez"), at="22:00")
    sound = subscribe(line.board, appoint(line))

    def count(session: Any, city: Any, scope: Any, period: Any) -> Any:
        if city.key == "juarez":
            raise ValueError("a resident's words")
        return counted.count(session, city, scope, period)

    at_seven(clock)
    assert sending.send_due(line.board, count, counted.compose) == 1
    assert (states(line, broken), states(line, sound)) == ([], [("2026-11-23", "queued")])
    assert f"subscription={broken} was not served: ValueError" in caplog.text
    assert "words" not in caplog.text
    assert counted.tick(line.board) == 1, "the next tick tries again"


def test_every_report_that_is_shown_has_a_tag_before_it_is_worded(line: Line, clock: Clock) -> None:
    report = file(line, at=clock.now)
    daily = subscribe(line.board, appoint(line))
    shown = Counted([clock.now], shown=(item(report.id),))
    at_seven(clock)
    shown.tick(line.board)
    with line.board.sessions.reading() as session:
        tag = session.scalars(select(Report.tag)).one()
    assert tag is not None
    assert tags.read(tag) == tag
    assert told(line.board)[-1].text == f"2026-11-23 1 {tag}"
    (digest,) = digests(line.board, daily)
    assert digest.figures is not None
    assert digest.figures["urgent"][0]["tag"] == tag
    at_seven(clock, 1)
    shown.tick(line.board)
    assert told(line.board)[-1].text == f"2026-11-24 0 {tag}", "it keeps its tag"


def test_times_changed_back_to_a_period_that_was_told_make_no_second_one(line: Line, clock: Clock, counted: Counted) -> None:
    """As when an official moves to a zone where it is still yesterday."""
    daily = subscribe(line.board, appoint(line))
    at_seven(clock)
    counted.tick(line.board)
    counted.filed.append(DUE + timedelta(hours=1))
    with line.board.sessions.writing() as session:
        session.get_one(Subscription, daily).next_due_at = DUE + timedelta(hours=2)
    clock.passes(hours=3)
    assert counted.tick(line.board) == 0
    at_seven(clock, 1)
    counted.tick(line.board)
    assert said(line) == [("email", "2026-11-23 3"), ("email", "2026-11-24 1")]


def test_a_scheduler_that_finds_another_at_work_counts_nothing(line: Line, clock: Clock, counted: Counted) -> None:
    """Row locks would not do on SQLite: there it is counted twice, and entered once."""
    subscribe(line.board, appoint(line))
    counts: list[int] = []

    def count(session: Any, city: Any, scope: Any, period: Any) -> Any:
        counts.append(1)
        if len(counts) == 1:
            assert sending.send_due(line.board, count, counted.compose) == (0 if is_postgresql else 1)
        return counted.count(session, city, scope, period)

    is_postgresql = line.board.sessions.engine.dialect.name == "postgresql"
    at_seven(clock)
    assert sending.send_due(line.board, count, counted.compose) == (1 if is_postgresql else 0)
    assert len(counts) == (1 if is_postgresql else 2)
    assert said(line) == [("email", "2026-11-23 3")]


def test_the_real_figures_and_words_are_sent_by_the_job_itself(line: Line, clock: Clock) -> None:
    """Nothing is injected: the scheduler's own tick, for every channel."""
    file(line, at=clock.now)
    official = appoint(line)
    enrol(line, official, PHONES["naidoo"])
    subscribe(line.board, official)
    subscribe(line.board, official, channel="sms")
    at_seven(clock)
    assert sending.send_due(line.board) == 2
    by_channel = {message.channel: message for message in told(line.board)}
    assert set(by_channel) == {"email", "sms"}
    with line.board.sessions.reading() as session:
        tag = str(session.scalars(select(Report.tag)).one())
    mail = SimpleNamespace(**by_channel["email"].details)
    assert tag in by_channel["email"].text
    assert tag in mail.html
    assert mail.mail_id.startswith("<digest-")
    assert (by_channel["sms"].segments or 9) <= 2
    while outbox.mail_next(line.board):
        pass
    assert [parcel.details["mail_id"] for parcel in line.mail.sent] == [mail.mail_id]

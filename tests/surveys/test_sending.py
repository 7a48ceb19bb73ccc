"""Invitations and reminders on their way: to whom, how, when, and never twice."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from flows import versions
from messaging import outbox
from messaging.gateway import OutsideWindow, Unknown
from messaging.replies import as_text
from models import AuditEntry, Contact, Invitation, Message, Run
from surveys import campaigns, sending
from tests.line import SMS_SENDERS, Line
from tests.messaging.outgoing import queue
from tests.surveys import neighbours
from tests.surveys.conftest import MONDAY, Clock
from tests.surveys.neighbours import (
    LUPITA,
    LUPITA_WHATSAPP,
    NOMVULA,
    SIPHO,
    THANDI,
    THANDI_WHATSAPP,
    Approvals,
    agrees,
    answers,
    invitation,
    plan,
    stops,
    tells,
    tick,
    wrote,
)

PAYLOADS = ["survey=begin", "survey=no", "survey=never"]


def test_thandi_who_agreed_is_invited_by_sms_with_numbers(town: Line) -> None:
    thandi = agrees(town, THANDI)
    plan(town)
    assert tick(town) == 1
    (said,) = town.said_to(THANDI)
    assert said.startswith("Izwi Durban: would you answer about 3 short questions?")
    assert said.endswith("\n1 Begin\n2 Not now\n3 Do not invite me")
    (parcel,) = town.gateway.sent
    assert [option["id"] for option in parcel.details["options"]] == PAYLOADS
    found = invitation(town, thandi)
    assert (found.state, found.message and found.message.segments) == ("invited", 1)
    assert found.run is not None
    assert (found.run.state, found.run.origin_message_id, found.run.path) == ("invited", None, [])


def test_sipho_who_never_agreed_and_nomvula_who_stopped_are_not_asked(town: Line) -> None:
    neighbours.settle(town, SIPHO)
    agrees(town, THANDI)
    stops(town, agrees(town, NOMVULA))
    tells(town, agrees(town, "+27605550104"), may_ask="no")
    plan(town)
    with town.board.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Invitation)) == 1
    assert tick(town) == 1
    assert [parcel.to for parcel in town.gateway.sent] == [THANDI]


@pytest.mark.parametrize("what", ["stopped", "withdrew", "unreachable"])
def test_who_changes_their_mind_before_it_leaves_is_left_out(town: Line, clock: Clock, what: str) -> None:
    thandi = agrees(town, THANDI)
    plan(town, starts_at=clock.now + timedelta(hours=2))
    if what == "stopped":
        stops(town, thandi)
    elif what == "withdrew":
        tells(town, thandi, may_ask="no")
    else:
        with town.board.sessions.writing() as session:
            session.get_one(Contact, thandi).addresses[0].unreachable_code = 21614
    clock.passes(hours=2)
    assert tick(town) == 0
    assert (invitation(town, thandi).state, invitation(town, thandi).reason) == ("left_out", what)
    assert town.gateway.sent == []


def test_nothing_leaves_before_its_hour(town: Line, clock: Clock) -> None:
    agrees(town, THANDI)
    plan(town, starts_at=clock.now + timedelta(hours=2))
    clock.passes(minutes=119)
    assert tick(town) == 0
    clock.passes(minutes=1)
    assert tick(town) == 1


# WhatsApp's window


def test_in_an_open_window_lupita_gets_an_ordinary_message_with_buttons(town: Line, clock: Clock) -> None:
    clock.strikes(MONDAY + timedelta(hours=8))
    agrees(town, LUPITA_WHATSAPP, "es")
    plan(town)
    assert tick(town) == 1
    (parcel,) = town.gateway.sent
    assert (parcel.template, parcel.details["kind"]) == (None, "buttons")
    assert [option["title"] for option in parcel.details["options"]] == ["Empezar", "Ahora no", "No invitarme más"]
    assert parcel.text.startswith("Hola, te escribe Izwi, la línea de seguridad de Ciudad Juárez.")


def test_in_a_closed_window_she_gets_the_approved_template_that_says_the_same(town: Line, clock: Clock) -> None:
    clock.strikes(MONDAY + timedelta(hours=8))
    agrees(town, LUPITA_WHATSAPP, "es", hours_ago=24)
    sid = Approvals(town).give("survey_invitation", "es")
    plan(town)
    assert tick(town) == 1
    (parcel,) = town.gateway.sent
    assert parcel.template is not None
    assert (parcel.template.sid, dict(parcel.template.variables)) == (sid, {"1": "Ciudad Juárez", "2": "3"})
    assert "Ciudad Juárez" in parcel.text
    assert [option["id"] for option in parcel.details["options"]] == PAYLOADS


@pytest.mark.parametrize("status", ["pending", "rejected", "paused"])
def test_a_template_that_is_not_approved_reaches_nobody(town: Line, status: str) -> None:
    thandi = agrees(town, THANDI_WHATSAPP, "zu", hours_ago=22)
    plan(town)
    wrote(town, thandi, 24)
    Approvals(town).give("survey_invitation", "zu", status)
    Approvals(town).give("survey_invitation", "en")
    assert tick(town) == 0
    assert (invitation(town, thandi).state, invitation(town, thandi).reason) == ("left_out", "no_template")


@pytest.mark.parametrize(("hours", "by_template"), [(22.9, False), (23.1, True), (24.1, True)])
def test_a_window_that_is_about_to_close_counts_as_closed(town: Line, hours: float, by_template: bool) -> None:
    agrees(town, THANDI_WHATSAPP, hours_ago=hours)
    Approvals(town).give("survey_invitation", "en")
    plan(town)
    tick(town)
    assert [parcel.template is not None for parcel in town.gateway.sent] == [by_template]


def test_a_template_that_twilio_refuses_does_not_become_text(town: Line, clock: Clock) -> None:
    thandi = agrees(town, THANDI_WHATSAPP, hours_ago=30)
    for name in ("survey_invitation", "survey_reminder"):
        Approvals(town).give(name, "en")
    plan(town)
    town.gateway.failures = [OutsideWindow(63016)]
    tick(town)
    assert town.gateway.sent == []
    clock.passes(days=3)
    assert tick(town) == 0, "who was not reached is not reminded"
    assert invitation(town, thandi).state == "invited"


def test_she_is_written_to_where_she_wrote_last(town: Line, clock: Clock) -> None:
    agrees(town, THANDI)
    clock.passes(minutes=1)
    agrees(town, THANDI_WHATSAPP)
    plan(town)
    tick(town)
    assert [parcel.to for parcel in town.gateway.sent] == [THANDI_WHATSAPP]


def test_a_segment_of_one_channel_is_written_to_on_that_channel(town: Line, clock: Clock) -> None:
    agrees(town, THANDI)
    clock.passes(minutes=1)
    agrees(town, THANDI_WHATSAPP)
    plan(town, "channel=sms")
    tick(town)
    assert [parcel.to for parcel in town.gateway.sent] == [THANDI]


# Night


def test_each_city_sleeps_in_its_own_night(town: Line, clock: Clock) -> None:
    agrees(town, THANDI)
    agrees(town, LUPITA, "es")
    plan(town)
    assert tick(town) == 1
    assert [parcel.to for parcel in town.gateway.sent] == [THANDI], "it is three in the morning in Juárez"
    clock.strikes(datetime(2026, 11, 23, 15, 59, tzinfo=UTC))
    assert tick(town) == 0
    clock.strikes(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    assert tick(town) == 1, "nine in Juárez"
    assert [parcel.to for parcel in town.gateway.sent] == [THANDI, LUPITA]


def test_a_city_that_sleeps_does_not_hold_up_one_that_is_awake(town: Line, clock: Clock) -> None:
    for number in range(5):
        agrees(town, f"+5265655{52000 + number}", "es")
    agrees(town, THANDI)
    plan(town, per_minute=1)
    assert tick(town) == 1
    assert [parcel.to for parcel in town.gateway.sent] == [THANDI]


@pytest.mark.parametrize(
    ("nine", "day"),
    [
        (datetime(2027, 3, 13, 16, 0, tzinfo=UTC), "the last of winter time"),
        (datetime(2027, 3, 14, 15, 0, tzinfo=UTC), "the day the clocks go forward"),
        (datetime(2027, 11, 6, 15, 0, tzinfo=UTC), "the last of summer time"),
        (datetime(2027, 11, 7, 16, 0, tzinfo=UTC), "the day the clocks go back"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_the_morning_begins_at_nine_on_the_days_when_the_clocks_change(
    town: Line, clock: Clock, nine: datetime, day: str
) -> None:
    clock.strikes(nine - timedelta(minutes=1))
    agrees(town, LUPITA, "es")
    plan(town)
    assert tick(town) == 0
    clock.strikes(nine)
    assert tick(town) == 1


def test_what_waited_in_the_outbox_until_night_is_not_sent_but_decided_again_in_the_morning(town: Line, clock: Clock) -> None:
    thandi, sipho = agrees(town, THANDI), agrees(town, SIPHO)
    plan(town)
    clock.strikes(datetime(2026, 11, 23, 18, 59, tzinfo=UTC))
    assert sending.send_surveys(town.board) == 2
    clock.passes(minutes=1)
    while outbox.send_next(town.board):
        pass
    assert town.gateway.sent == [], "it is nine in the evening"
    tells(town, sipho, may_ask="no")
    clock.passes(hours=11, minutes=59)
    assert tick(town) == 0
    clock.passes(minutes=1)
    assert tick(town) == 1
    assert [parcel.to for parcel in town.gateway.sent] == [THANDI]
    assert (invitation(town, thandi).state, invitation(town, sipho).reason) == ("invited", "withdrew")
    with town.board.sessions.reading() as session:
        runs = session.scalars(select(Run.contact_id).where(Run.state == "invited")).all()
    assert sorted(runs) == sorted([thandi, sipho]), "the morning begins no second run"


@pytest.mark.parametrize("taken", [True, False], ids=["it had been sent", "it had not"])
def test_a_message_in_doubt_is_looked_for_at_night_and_not_repeated(town: Line, clock: Clock, taken: bool) -> None:
    agrees(town, THANDI)
    plan(town)
    clock.strikes(datetime(2026, 11, 23, 18, 59, tzinfo=UTC))
    unknown = Unknown(504)
    unknown.taken = taken  # type: ignore[attr-defined]
    town.gateway.failures = [unknown]
    tick(town)
    clock.passes(minutes=5)
    tick(town)
    clock.passes(minutes=5)
    tick(town)
    assert len(town.gateway.present) == taken
    clock.passes(hours=12)
    tick(town)
    assert len(town.gateway.present) == 1
    clock.passes(hours=1)
    tick(town)
    assert len(town.gateway.present) == 1


# In the middle of something


def test_who_wrote_within_the_hour_is_left_in_peace(town: Line, clock: Clock) -> None:
    agrees(town, THANDI, hours_ago=0.5)
    plan(town)
    assert tick(town) == 0
    clock.passes(minutes=29)
    assert tick(town) == 0
    clock.passes(minutes=1)
    assert tick(town) == 1


def test_an_answer_goes_before_an_invitation_that_was_queued_earlier(town: Line, clock: Clock) -> None:
    agrees(town, THANDI)
    agrees(town, SIPHO)
    plan(town)
    assert sending.send_surveys(town.board) == 2
    queue(town, SIPHO, "thank you, Sipho")
    queue(town, NOMVULA, "thank you, Nomvula")
    while outbox.send_next(town.board):
        pass
    first, second, *others = town.gateway.sent
    assert {first.to, second.to} == {SIPHO, NOMVULA} or [first.to, second.to] == [SIPHO, SIPHO]
    assert first.text == "thank you, Sipho"
    assert len(others) == 2


def test_who_began_by_themselves_meanwhile_is_not_invited(town: Line, clock: Clock) -> None:
    thandi = agrees(town, THANDI)
    plan(town, starts_at=clock.now + timedelta(hours=2))
    with town.board.sessions.writing() as session:
        version = versions.published(session, "night_walk")
        assert version is not None
        at = datetime.now(UTC)
        common = {"city": "durban", "channel": "sms", "path": [], "started_at": at, "updated_at": at}
        session.add(Run(contact_id=thandi, version=version, state="completed", ended_at=at, **common))
    clock.passes(hours=2)
    assert tick(town) == 0
    assert invitation(town, thandi).reason == "taken"


# Reminders


def test_who_does_not_begin_is_reminded_once_and_never_a_third_time(town: Line, clock: Clock) -> None:
    thandi = agrees(town, THANDI)
    plan(town, remind_after_hours=48)
    tick(town)
    clock.passes(hours=47, minutes=59)
    assert tick(town) == 0
    clock.passes(minutes=1)
    assert tick(town) == 1
    clock.passes(days=5)
    assert tick(town) == 0
    clock.passes(days=5)
    assert tick(town) == 0
    invited, reminded = town.said_to(THANDI)
    assert "are still open" in reminded
    assert reminded.endswith("\n1 Begin\n2 Not now\n3 Do not invite me")
    assert invited != reminded
    assert invitation(town, thandi).state == "reminded"


def test_who_began_and_did_not_finish_is_reminded_in_other_words(town: Line, clock: Clock) -> None:
    thandi = agrees(town, THANDI)
    plan(town)
    tick(town)
    clock.passes(hours=1)
    answers(town, thandi, "active", walking__dark="unsafe")
    clock.passes(hours=48)
    assert tick(town) == 1
    assert "left some questions unanswered" in town.said_to(THANDI)[-1]


@pytest.mark.parametrize("state", ["completed", "cancelled", "expired", "withdrawn"])
def test_who_finished_or_said_no_is_not_reminded(town: Line, clock: Clock, state: str) -> None:
    thandi = agrees(town, THANDI)
    plan(town)
    tick(town)
    answers(town, thandi, state)
    clock.passes(days=3)
    assert tick(town) == 0


def test_who_said_never_or_stopped_is_not_reminded(town: Line, clock: Clock) -> None:
    thandi, sipho = agrees(town, THANDI), agrees(town, SIPHO)
    plan(town)
    assert tick(town) == 2
    tells(town, thandi, may_ask="no")
    stops(town, sipho)
    clock.passes(days=3)
    assert tick(town) == 0
    assert (invitation(town, thandi).reason, invitation(town, sipho).reason) == ("withdrew", "stopped")


def test_a_reminder_waits_for_the_morning_too(town: Line, clock: Clock) -> None:
    clock.strikes(datetime(2026, 11, 23, 18, 30, tzinfo=UTC))
    agrees(town, THANDI)
    plan(town, remind_after_hours=1)
    assert tick(town) == 1
    clock.passes(hours=2)
    assert tick(town) == 0
    clock.strikes(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    assert tick(town) == 1


def test_without_a_reminder_nobody_is_reminded(town: Line, clock: Clock) -> None:
    agrees(town, THANDI)
    plan(town, remind_after_hours=0)
    assert tick(town) == 1
    clock.passes(days=10)
    assert tick(town) == 0


def test_a_reminder_outside_the_window_is_a_template_or_nothing(town: Line, clock: Clock) -> None:
    thandi = agrees(town, THANDI_WHATSAPP)
    sipho = agrees(town, neighbours.SIPHO_WHATSAPP, "zu")
    plan(town)
    assert tick(town) == 2
    sid = Approvals(town).give("survey_reminder", "en")
    clock.passes(days=2)
    assert tick(town) == 1
    assert town.gateway.sent[-1].template is not None
    assert town.gateway.sent[-1].template.sid == sid
    assert (invitation(town, thandi).state, invitation(town, sipho).reason) == ("reminded", "no_template")


# Exactly once


def test_many_schedulers_at_once_send_one_invitation_to_each(town: Line) -> None:
    for number in range(20):
        agrees(town, f"+2760555{2000 + number}")
    plan(town)
    together = threading.Barrier(4)
    queued: list[int] = []

    def schedule() -> None:
        together.wait()
        queued.append(sending.send_surveys(town.board))

    schedulers = [threading.Thread(target=schedule) for _ in range(4)]
    for each in schedulers:
        each.start()
    for each in schedulers:
        each.join()
    assert sorted(queued) == [0, 0, 0, 20]
    with town.board.sessions.reading() as session:
        each_got = (
            select(func.count()).where(Message.in_reply_to.is_(None), Message.direction == "out").group_by(Message.contact_id)
        )
        assert session.scalars(each_got).all() == [1] * 20


def test_a_scheduler_that_dies_leaves_all_of_a_batch_or_none(town: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    agrees(town, THANDI)
    agrees(town, SIPHO)
    plan(town)
    usual, calls = outbox.queue_unasked, []

    def dying(*given: object) -> Message:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return usual(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "queue_unasked", dying)
        with pytest.raises(KeyboardInterrupt):
            sending.send_surveys(town.board)
    with town.board.sessions.reading() as session:
        assert session.scalars(select(Invitation.state)).all() == ["planned", "planned"]
        assert session.scalar(select(func.count()).select_from(Message).where(Message.direction == "out")) == 0
    assert tick(town) == 2
    assert len(town.gateway.sent) == 2


def test_no_more_than_the_rate_enters_the_outbox_in_a_minute_and_nothing_more_while_it_waits(town: Line, clock: Clock) -> None:
    for number in range(7):
        agrees(town, f"+2760555{2000 + number}")
    plan(town, per_minute=3)
    assert tick(town) == 3
    assert tick(town) == 0, "the minute is not over"
    clock.passes(minutes=1)
    assert sending.send_surveys(town.board) == 3
    clock.passes(minutes=1)
    assert sending.send_surveys(town.board) == 0, "the outbox has not sent them yet"
    while outbox.send_next(town.board):
        pass
    clock.passes(minutes=1)
    assert tick(town) == 1
    assert len({parcel.to for parcel in town.gateway.sent}) == len(town.gateway.sent) == 7


# The version


def test_everyone_is_asked_what_was_published_when_the_first_invitation_left(town: Line, clock: Clock) -> None:
    thandi, lupita = agrees(town, THANDI), agrees(town, LUPITA, "es")
    plan(town)
    tick(town)
    neighbours.publish(town, neighbours.changed(version="2"))
    clock.strikes(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    assert tick(town) == 1
    versions_asked = {invitation(town, each).run.flow_version_id for each in (thandi, lupita)}  # type: ignore[union-attr]
    assert versions_asked == {neighbours.campaign(town).flow_version_id}


def test_a_withdrawn_flow_ends_its_campaign(town: Line, clock: Clock) -> None:
    lupita = agrees(town, LUPITA, "es")
    plan(town)
    tick(town)
    with town.board.sessions.writing() as session:
        versions.withdraw(session, "night_walk", "A. D.", clock.now)
    clock.strikes(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    assert tick(town) == 0
    assert neighbours.campaign(town).state == "cancelled"
    assert (invitation(town, lupita).state, invitation(town, lupita).reason) == ("left_out", "cancelled")
    with town.board.sessions.reading() as session:
        done = session.execute(select(AuditEntry.actor, AuditEntry.action).where(AuditEntry.thing.startswith("campaign"))).all()
    assert [tuple(each) for each in done] == [
        ("M. K.", "campaign.planned"),
        ("scheduler", "campaign.begun"),
        ("scheduler", "campaign.cancelled"),
    ]


def test_after_a_cancel_nothing_more_is_sent_and_who_has_begun_may_finish(town: Line, clock: Clock) -> None:
    thandi, sipho, lupita = agrees(town, THANDI), agrees(town, SIPHO), agrees(town, LUPITA, "es")
    key = plan(town)
    assert tick(town) == 2
    answers(town, thandi, "active", walking__dark="unsafe")
    with town.board.sessions.writing() as session:
        assert campaigns.cancel(session, campaigns.named(session, key), "M. K.", clock.now) == 1
    clock.passes(days=3, hours=8)
    assert tick(town) == 0
    states = [run.state if (run := invitation(town, each).run) else "" for each in (thandi, sipho, lupita)]
    assert states == ["active", "cancelled", ""]


def test_the_words_go_to_the_gateway_and_into_no_log(town: Line, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    agrees(town, THANDI)
    plan(town)
    tick(town)
    assert THANDI not in caplog.text
    assert "short questions" not in caplog.text
    assert as_text(town.gateway.sent[0].text, town.gateway.sent[0].details) not in caplog.text
    assert SMS_SENDERS["durban"] not in caplog.text

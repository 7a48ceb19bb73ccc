"""What became of a report reaches its author: once, by day, in their language, on their channel, and no more than they want."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from messaging import outbox
from models import Contact, Message, Report, Run, Update
from reports import notices, states
from tests.line import Line
from tests.reports.authors import contact, moves, report, reports, tick, told
from tests.surveys.conftest import MONDAY, Clock
from tests.surveys.neighbours import LUPITA_WHATSAPP, NOMVULA, SIPHO, THANDI, THANDI_WHATSAPP, Approvals, settle, stops, wrote
from words import segments

LUPITA = "+526565550101"
MORNING_IN_JUAREZ = MONDAY + timedelta(hours=7)


# What is said


def test_thandi_is_told_that_the_city_works_on_it_and_how_to_hear_no_more(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    moves(line, reference, "in_progress")
    assert tick(line) == 1
    assert line.said_to(THANDI) == [
        f"Izwi Durban: there is news of your report {reference} (Street lights, 23/11): the city is working on it. "
        "STATUS: how your reports stand. NO NOTICES: we stop telling you."
    ]
    assert told(line, reference) == ["queued"]
    assert tick(line) == 0
    assert told(line, reference) == ["sent"], "written down by the next tick"


@pytest.mark.parametrize(
    ("who", "language", "said"),
    [
        (LUPITA, "es", ("hay novedades de tu reporte", "la ciudad dice que quedo resuelto", "SIN AVISOS")),
        (SIPHO, "zu", ("kunezindaba ngombiko wakho", "idolobha lithi inkinga isixazululiwe", "YEKA IZAZISO")),
    ],
)
def test_everybody_is_told_in_their_own_language(
    line: Line, clock: Clock, who: str, language: str, said: tuple[str, ...]
) -> None:
    clock.strikes(MORNING_IN_JUAREZ)
    moves(line, reports(line, who, language=language), "resolved")
    assert tick(line) == 1
    (text,) = line.said_to(who)
    assert all(piece in text for piece in said), text


def test_who_never_wrote_enough_to_tell_is_told_in_the_language_of_the_report(line: Line, clock: Clock) -> None:
    reference = reports(line, SIPHO, language="zu")
    with line.board.sessions.writing() as session:
        session.get_one(Contact, contact(line, reference)).language = None
    moves(line, reference, "acknowledged")
    tick(line)
    assert "ukhona edolobheni osewufundile" in line.said_to(SIPHO)[0]


@pytest.mark.parametrize("kind", ["domestic_violence", "threats", "police_abuse"])
def test_of_a_sensitive_kind_only_reference_and_state_are_said(line: Line, clock: Clock, kind: str) -> None:
    reference = reports(line, NOMVULA, kind)
    moves(line, reference, "acknowledged", "the women's unit will call about your husband")
    assert tick(line) == 1
    (text,) = line.said_to(NOMVULA)
    assert text == (
        f"Izwi Durban: there is news of your report {reference}: somebody of the city has read it. "
        "STATUS: how your reports stand. NO NOTICES: we stop telling you."
    )


def test_an_officials_words_are_told_as_theirs(line: Line, clock: Clock) -> None:
    moves(line, reports(line, THANDI), "resolved", "lamp replaced this morning")
    tick(line)
    assert 'The city writes: "lamp replaced this morning"' in line.said_to(THANDI)[0]


@pytest.mark.parametrize(
    "note",
    [
        "x" * 1600,
        "the lamp " * 180,
        "🙂" * 200 + " done",
        "\u202eevil\u202c \u200bdone\x01\x07\nand\r\nmore \u2066x\u2069",
        '=HYPERLINK("http://x")',
        "<script>alert(1)</script>",
        "Улица починена, всё хорошо",
        "{reference} {0} %s",
    ],
    ids=lambda note: note[:12].encode("unicode_escape").decode(),
)
@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
def test_whatever_an_official_writes_stays_text_of_two_segments(line: Line, clock: Clock, note: str, first: bool) -> None:
    reference = reports(line, THANDI)
    if not first:
        moves(line, reference, "acknowledged")
        tick(line)
    clock.passes(minutes=10)
    moves(line, reference, "resolved", note)
    assert tick(line) == 1
    text = line.said_to(THANDI)[-1]
    counted = segments.count(text)
    assert (counted.encoding, counted.segments <= 2) == ("GSM-7", True)
    assert text.isprintable()
    assert "resolved" in text
    assert not first or "NO NOTICES" in text, "the first always tells how to stop them"


def test_a_later_note_takes_the_room_of_what_was_told_before(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    moves(line, reference, "acknowledged")
    tick(line)
    clock.passes(hours=1)
    note = "we found the cable under the road broken, and need a week to dig it out " * 2 + "and to put in a new one"
    moves(line, reference, "in_progress", note)
    tick(line)
    first, second = line.said_to(THANDI)
    assert "NO NOTICES" in first
    assert note in second and "NO NOTICES" not in second


# On which channel


def test_in_an_open_window_lupita_gets_an_ordinary_message(line: Line, clock: Clock) -> None:
    clock.strikes(MORNING_IN_JUAREZ)
    reference = reports(line, LUPITA_WHATSAPP, language="es")
    moves(line, reference, "resolved", "ya se cambió la lámpara")
    assert tick(line) == 1
    (parcel,) = line.gateway.sent
    assert parcel.template is None
    assert f"tu reporte {reference} (Alumbrado público, 23/11)" in parcel.text
    assert 'La ciudad escribe: "ya se cambió la lámpara".' in parcel.text


@pytest.mark.parametrize("with_note", [True, False])
def test_in_a_closed_window_she_gets_what_is_approved(line: Line, clock: Clock, with_note: bool) -> None:
    clock.strikes(MORNING_IN_JUAREZ)
    moves(line, reports(line, LUPITA_WHATSAPP, language="es", hours_ago=30), "resolved", "lámpara nueva")
    sid = Approvals(line).give("report_update", "es")
    if with_note:
        sid = Approvals(line).give("report_update_note", "es")
    assert tick(line) == 1
    (parcel,) = line.gateway.sent
    assert parcel.template is not None and parcel.template.sid == sid
    assert ("lámpara nueva" in parcel.template.variables.values()) == with_note


@pytest.mark.parametrize("status", [None, "pending", "rejected"])
def test_without_an_approved_template_she_is_told_by_sms_if_she_ever_wrote_one(
    line: Line, clock: Clock, status: str | None
) -> None:
    settle(line, THANDI)
    reference = reports(line, THANDI_WHATSAPP, hours_ago=30)
    if status:
        Approvals(line).give("report_update", "en", status)
    moves(line, reference, "in_progress")
    assert tick(line) == 1
    assert [parcel.to for parcel in line.gateway.sent] == [THANDI]


def test_without_template_and_sms_it_is_left_out_for_good(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI_WHATSAPP, hours_ago=30)
    moves(line, reference, "in_progress")
    assert tick(line) == 0
    assert told(line, reference) == ["left_out"]
    Approvals(line).give("report_update", "en")
    assert tick(line) == 0


def test_she_is_told_where_she_reported_and_not_where_she_wrote_last(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    wrote(line, settle(line, THANDI_WHATSAPP), 3)
    moves(line, reference, "in_progress")
    tick(line)
    assert [parcel.to for parcel in line.gateway.sent] == [THANDI]


def test_a_report_to_one_city_is_told_from_that_citys_line(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    line.receives(THANDI, "+526565550100", "hola")
    with line.board.sessions.writing() as session:
        for message in session.scalars(select(Message)):
            message.state = "answered"
    clock.passes(hours=1)
    moves(line, reference, "in_progress")
    tick(line)
    assert [(parcel.to, parcel.sender) for parcel in line.gateway.sent] == [(THANDI, "+27605550100")]


# To whom not


@pytest.mark.parametrize("what", ["stopped", "notices_stopped", "forgetting", "unreachable"])
def test_who_wants_no_more_is_not_told(line: Line, clock: Clock, what: str) -> None:
    reference = reports(line, THANDI)
    moves(line, reference, "in_progress")
    with line.board.sessions.writing() as session:
        thandi = session.get_one(Contact, contact(line, reference))
        if what == "unreachable":
            thandi.addresses[0].unreachable_code = 21614
        else:
            setattr(thandi, f"{what}_at", clock.now)
    assert tick(line) == 0
    assert told(line, reference) == ["left_out"]


def test_who_did_not_ask_to_be_told_is_not(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI, follow_up="no")
    moves(line, reference, "in_progress")
    assert tick(line) == 0
    assert told(line, reference) == []


def test_who_opened_it_again_is_not_told_that_it_was_resolved(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    moves(line, reference, "resolved")
    with line.board.sessions.writing() as session:
        states.reopen(session, report(line, reference, session), states.RESIDENT, clock.now)
    assert tick(line) == 0
    assert told(line, reference) == ["left_out"]


# When


def test_what_happens_at_night_is_told_in_the_morning_and_only_the_last_of_it(line: Line, clock: Clock) -> None:
    reference = reports(line, LUPITA, language="es")
    for state in ("acknowledged", "in_progress", "resolved"):
        moves(line, reference, state)
        assert tick(line) == 0, "it is night in Juárez"
        clock.passes(minutes=20)
    assert told(line, reference) == ["due", "due", "due"]
    clock.strikes(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    assert tick(line) == 1, "nine in the morning"
    (text,) = line.said_to(LUPITA)
    assert "quedo resuelto" in text
    assert told(line, reference) == ["left_out", "left_out", "queued"]


def test_what_waited_in_the_outbox_until_night_is_decided_again_in_the_morning(line: Line, clock: Clock) -> None:
    hers, his = reports(line, THANDI), reports(line, SIPHO)
    clock.strikes(datetime(2026, 11, 23, 18, 59, tzinfo=UTC))
    moves(line, hers, "in_progress")
    moves(line, his, "in_progress")
    assert notices.tell_residents(line.board) == 2
    clock.passes(minutes=1)
    assert tick(line) == 0
    assert line.gateway.sent == [], "it is nine in the evening"
    stops(line, contact(line, his))
    clock.strikes(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    assert tick(line) == 1
    assert [parcel.to for parcel in line.gateway.sent] == [THANDI]
    assert (told(line, hers), told(line, his)) == (["queued"], ["left_out"])


def test_who_wrote_a_moment_ago_is_told_a_little_later(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI, hours_ago=0)
    moves(line, reference, "acknowledged")
    clock.passes(minutes=4)
    assert tick(line) == 0
    clock.passes(minutes=1)
    assert tick(line) == 1


def test_who_is_telling_of_something_else_is_told_afterwards(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    with line.board.sessions.writing() as session:
        done = session.scalars(select(Run)).one()
        common = {"version": done.version, "city": "durban", "channel": "sms", "path": [], "started_at": clock.now}
        other = Run(contact_id=done.contact_id, state="active", updated_at=clock.now, **common)
        session.add(other)
    moves(line, reference, "acknowledged")
    assert tick(line) == 0
    clock.passes(minutes=61)
    assert tick(line) == 1, "what was left lying an hour ago keeps nobody waiting"


def test_two_reports_of_one_person_are_two_notices(line: Line, clock: Clock) -> None:
    first, second = reports(line, THANDI), reports(line, THANDI, "water")
    moves(line, first, "in_progress")
    moves(line, second, "resolved")
    assert tick(line) == 2
    one, two = line.said_to(THANDI)
    assert (first in one and second in two) or (second in one and first in two)
    assert "NO NOTICES" in one and "NO NOTICES" in two


# Exactly once


def test_many_schedulers_at_once_tell_each_of_them_once(line: Line, clock: Clock) -> None:
    for number in range(12):
        moves(line, reports(line, f"+2760555{2000 + number}"), "in_progress")
    together = threading.Barrier(3)
    queued: list[int] = []

    def schedule() -> None:
        together.wait()
        queued.append(notices.tell_residents(line.board))

    schedulers = [threading.Thread(target=schedule) for _ in range(3)]
    for each in schedulers:
        each.start()
    for each in schedulers:
        each.join()
    assert sum(queued) == 12
    with line.board.sessions.reading() as session:
        unasked = Message.in_reply_to.is_(None) & (Message.direction == "out")
        assert session.scalars(select(func.count()).where(unasked).group_by(Message.contact_id)).all() == [1] * 12
        assert set(session.scalars(select(Update.notice).where(Update.notice.is_not(None)))) == {"queued"}


@pytest.mark.parametrize("dies_after", range(1, 4))
def test_a_scheduler_that_dies_tells_nobody_twice_and_forgets_nobody(
    line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch, dies_after: int
) -> None:
    for number in range(3):
        moves(line, reports(line, f"+2760555{2000 + number}"), "in_progress")
    usual, calls = outbox.queue_unasked, []

    def dying(*given: object, **named: object) -> Message:
        message = usual(*given, **named)  # type: ignore[arg-type]
        calls.append(message)
        if len(calls) == dies_after:
            raise KeyboardInterrupt  # as a kill does: between the message and what is written down of it
        return message

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "queue_unasked", dying)
        with pytest.raises(KeyboardInterrupt):
            notices.tell_residents(line.board)
    tick(line)
    assert sorted(parcel.to for parcel in line.gateway.sent) == [f"+2760555{2000 + number}" for number in range(3)]


def test_no_notice_holds_a_tag_or_who_did_it(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    with line.board.sessions.writing() as session:
        report(line, reference, session).tag = "R7K3"
    moves(line, reference, "resolved")
    tick(line)
    (text,) = line.said_to(THANDI)
    assert "R7K3" not in text and "0" * 32 not in text


def test_a_report_of_a_city_that_is_gone_keeps_nobody_waiting(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    moves(line, reference, "resolved")
    with line.board.sessions.writing() as session:
        session.scalars(select(Report)).one().city = "atlantis"
    assert tick(line) == 0
    assert told(line, reference) == ["left_out"]

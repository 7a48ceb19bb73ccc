"""Officials answer from their telephones; everybody else who sends the same gets one answer that tells nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.base import TurnAction
from alerts.saying import Desk
from digests import composing
from digests.figures import Figures
from messaging import mailbox
from models import (
    Alert,
    Body,
    Contact,
    Digest,
    Incident,
    Message,
    Misunderstanding,
    Report,
    Run,
    Subscription,
)
from officials import commands, staffing
from tests.actions.turns import Chat
from tests.line import Line
from tests.officials.office import (
    BOTHA,
    CELE,
    LUPITA,
    NEUTRAL,
    SIPHO,
    THANDI,
    audited,
    changes,
    contact,
    official,
    open_offices,
    report,
    reported,
    resident,
    rows,
    works,
)
from words import segments

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EVERY = ("ACK {tag}", "DONE {tag} lamp replaced", "ASSIGN {tag} Cele", "WHO {tag}", "MORE {tag}")
"""One text for each verb."""

UNKNOWN_TAG = "X2MX"


@pytest.fixture
def offices(line: Line) -> Line:
    open_offices(line)
    return line


def state(line: Line, tag: str, city: str = "durban") -> str:
    return report(line, tag, city).state


def unasked(line: Line, number: str) -> list[str]:
    """What was queued for this number without their asking."""
    with line.board.sessions.reading() as session:
        found = select(Message).where(Message.contact_id == contact(line, number), Message.direction == "out")
        return [each.text for each in session.scalars(found.where(Message.in_reply_to.is_(None)))]


# What each command does


def test_an_acknowledgement_is_written_down_and_its_author_is_to_be_told(offices: Line) -> None:
    tag, botha = reported(offices), works(offices, "botha")
    assert botha.hears(f"ACK {tag}", "out_of_scope") == f"{tag}: acknowledged."
    assert (state(offices, tag), report(offices, tag).acknowledged_at is not None) == ("acknowledged", True)
    assert changes(offices, tag) == [("acknowledged", "botha", None, "due")]
    (entry,) = audited(offices, "report.acknowledged")
    assert entry.thing == f"report {report(offices, tag).id}"


def test_done_with_a_note(offices: Line) -> None:
    tag, botha = reported(offices), works(offices, "botha")
    assert botha.hears(f"DONE {tag} lamp replaced", "report") == f"{tag}: done."
    assert changes(offices, tag) == [("resolved", "botha", "lamp replaced", "due")]
    (entry,) = audited(offices, "report.resolved")
    assert "lamp" not in str(entry.details), "an audit entry holds nobody's words"


def test_a_note_may_follow_and_a_colleague_is_told_who_did_it_and_when(offices: Line) -> None:
    tag, botha, cele = reported(offices), works(offices, "botha"), works(offices, "cele")
    botha.says(f"DONE {tag}", "report")
    assert botha.hears(f"DONE {tag} lamp replaced", "report") == f"{tag}: note added."
    told = cele.hears(f"DONE {tag} me too", "report")
    done_at = report(offices, tag).resolved_at
    assert done_at is not None
    assert told.startswith(f"{tag}: besekuvele kwenziwe, ngu-botha, ")
    assert f"{done_at.hour + 2:02}:" in told.replace(" 00:", " 24:").replace(" 01:", " 25:"), "by Durban's clock"
    assert [note for _, _, note, _ in changes(offices, tag)] == [None, "lamp replaced"]


def test_assigned_to_a_colleague_who_is_told_and_answers_that_it_is_under_way(offices: Line) -> None:
    tag, mthembu, cele = reported(offices), works(offices, "mthembu"), works(offices, "cele")
    said = mthembu.hears(f"ASSIGN {tag} Cele check the cable", "out_of_scope")
    assert said == f"{tag}: given to T. Cele, who is being told."
    assert unasked(offices, CELE) == [
        f"U-S. Mthembu ukunika i-{tag}: Izibani zomgwaqo, Umlazi. Phendula uthi NGITHOLILE {tag} noma KWENZIWE {tag}.\n"
        "Inothi: check the cable"
    ]
    held = official(offices, "cele")
    assert held is not None
    assert (report(offices, tag).assigned_to, state(offices, tag)) == (held.id, "acknowledged")
    assert cele.hears(f"NGITHOLILE {tag}", "out_of_scope") == f"{tag}: unawo wena, uyalungiswa."
    assert state(offices, tag) == "in_progress"
    assert len(audited(offices, "assigned")) == 1


def test_a_report_given_to_another_body_is_that_bodys(offices: Line) -> None:
    tag, botha, dlamini = reported(offices, "roads"), works(offices, "botha"), works(offices, "dlamini")
    assert dlamini.hears(f"WHO {tag}", "out_of_scope") == NEUTRAL["en"], "not of her body yet"
    botha.says(f"ASSIGN {tag} Dlamini", "out_of_scope")
    assert dlamini.hears(f"ACK {tag}", "out_of_scope") == f"{tag}: it is with you, in progress."
    assert botha.hears(f"WHO {tag}", "out_of_scope") == NEUTRAL["en"], "and no longer of his"


def test_a_colleague_without_any_telephone_must_be_told_by_whoever_gave_it(offices: Line) -> None:
    tag, mthembu = reported(offices), works(offices, "mthembu")
    assert (
        mthembu.hears(f"ASSIGN {tag} Cele", "out_of_scope") == f"{tag}: given to T. Cele, whom we cannot reach. Please tell them."
    )


def test_a_colleague_with_a_mailbox_only_is_told_by_email(offices: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    tag, mthembu = reported(offices), works(offices, "mthembu")
    with offices.board.sessions.writing() as session:
        cele = staffing.named(session, "durban", "cele")
        staffing.give_mailbox(session, offices.board.vault, cele, "Cele@Works.Example", "N. M.", NOW)
    monkeypatch.setattr(TurnAction, "desk", Desk("", "Izwi <izwi@izwi.example>"))
    assert "who is being told" in mthembu.hears(f"ASSIGN {tag} T. Cele <b>now</b>", "out_of_scope")
    with offices.board.sessions.reading() as session:
        (mail,) = session.scalars(select(Message).where(Message.channel == mailbox.EMAIL))
        assert "<b>now" not in mail.details["html"]
        assert mail.details["mail_id"].endswith("@izwi.example>")
        assert tag in mail.details["subject"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("ASSIGN {tag} Nobody", "{tag}: to whom? I know no colleague of that name."),
        ("ASSIGN {tag}", "{tag}: to whom? I know no colleague of that name."),
        ("ASSIGN {tag} Ortega", "{tag}: to whom? I know no colleague of that name."),
        ("ASSIGN {tag} Naidoo", "{tag}: P. Naidoo may not take it."),
    ],
)
def test_nobody_is_given_what_they_may_not_take(offices: Line, said: str, answer: str) -> None:
    tag, mthembu = reported(offices), works(offices, "mthembu")
    assert mthembu.hears(said.format(tag=tag), "out_of_scope") == answer.format(tag=tag)
    assert report(offices, tag).assigned_to is None


def test_what_must_not_be_known_to_a_role_is_given_to_nobody_of_it(offices: Line) -> None:
    tag, mthembu = reported(offices, "domestic_violence"), works(offices, "mthembu")
    assert mthembu.hears(f"ASSIGN {tag} Botha", "out_of_scope") == f"{tag}: J. Botha may not take it."
    assert "given to Z. Ngubane" in mthembu.hears(f"ASSIGN {tag} ngubane", "out_of_scope")


def test_taking_it_oneself(offices: Line) -> None:
    tag, botha = reported(offices), works(offices, "botha")
    assert botha.hears(f"ASSIGN {tag} me", "out_of_scope") == f"{tag}: it is with you, in progress."
    assert unasked(offices, BOTHA) == []


def test_who_has_it_and_more_about_it_without_a_word_of_the_resident(offices: Line) -> None:
    tag, botha = reported(offices), works(offices, "botha")
    assert "Public works: nobody yet." in botha.hears(f"WHO {tag}", "out_of_scope")
    botha.says(f"ASSIGN {tag} Cele", "out_of_scope")
    told = botha.hears(f"MORE {tag}", "out_of_scope")
    assert f"{tag}: Street lights, Umlazi. Reported " in told
    assert "still dangerous" in told
    assert "Public works: T. Cele." in told
    assert "Bheki" not in told


def test_where_a_sensitive_one_was_is_not_told(offices: Line) -> None:
    tag, dlamini = reported(offices, "threats"), works(offices, "dlamini")
    told = dlamini.hears(f"MORE {tag}", "out_of_scope")
    assert "Threats or extortion" in told
    assert "Umlazi" not in told


def test_who_only_reads_is_told_so_and_changes_nothing(offices: Line) -> None:
    tag, naidoo = reported(offices), works(offices, "naidoo")
    before = rows(offices)
    for text in ("ACK {}", "DONE {} x", "ASSIGN {} Cele"):
        assert naidoo.hears(text.format(tag), "out_of_scope") == f"{tag}: your role may only read it."
    assert "nobody yet" in naidoo.hears(f"WHO {tag}", "out_of_scope")
    assert rows(offices) == before


def test_several_in_one_message_one_of_them_wrong(offices: Line) -> None:
    first, second, theirs, botha = reported(offices), reported(offices), reported(offices, "robbery"), works(offices, "botha")
    said = botha.hears(f"DONE {first} lamp replaced, wiring too; ACK {theirs}\nACK {second} and WHO X2M9", "report")
    assert said == f"{first}: done.\n{second}: acknowledged.\n{NEUTRAL['en']}"
    assert [state(offices, each) for each in (first, second, theirs)] == ["resolved", "acknowledged", "received"]
    assert changes(offices, first)[0][2] == "lamp replaced, wiring too"


def test_more_commands_than_are_obeyed_are_said_to_be(offices: Line) -> None:
    tags, botha = [reported(offices) for _ in range(commands.MOST + 1)], works(offices, "botha")
    said = botha.hears("ACK " + ", ".join(tags), "out_of_scope")
    assert said.endswith("I took only the first 12. Send the others again.")
    assert [state(offices, tag) for tag in tags] == ["acknowledged"] * commands.MOST + ["received"]


@pytest.mark.parametrize(
    ("handle", "texts", "answer"),
    [
        ("botha", ("ack {}", "Got it {}", "aknowledge {}", "ENTERADO {}", "Ngitholile {}"), "{}: acknowledged."),
        ("cele", ("fixed {}", "hecho {}", "arreglado el {}", "Kwenziwe {}", "sekulungisiwe {}"), "{}: kwenziwe."),
    ],
)
def test_the_words_of_three_languages_and_the_answer_in_their_own(
    offices: Line, handle: str, texts: tuple[str, ...], answer: str
) -> None:
    chat = works(offices, handle)
    for text in texts:
        tag = reported(offices)
        assert chat.hears(text.format(tag.lower()), "out_of_scope") == answer.format(tag)


def test_each_answer_is_one_sms_segment(offices: Line) -> None:
    for handle in ("botha", "cele"):
        tag, chat = reported(offices), works(offices, handle)
        for text in ("ACK {}", "WHO {}", "ASSIGN {} Mthembu", "ASSIGN {} nobody", "DONE {}", "DONE {}"):
            for reply in chat.says(text.format(tag), "out_of_scope"):
                assert segments.count(segments.for_sms(reply["text"])).segments == 1


# One incident


def incident(line: Line, *tags: str) -> str:
    """These reports are of one incident that nobody has taken up. Returns its id."""
    with line.board.sessions.writing() as session:
        body = session.scalars(select(Body).where(Body.city == "durban", Body.name == "metro_police")).one()
        made = Incident(
            city="durban", rule="shooting", body_id=body.id, category="robbery", state="open",
            opened_at=NOW, last_report_at=NOW, next_at=NOW,
        )  # fmt: skip
        session.add(made)
        session.flush()
        for found in session.scalars(select(Report).where(Report.city == "durban", Report.tag.in_(tags))):
            found.incident_id = made.id
        return made.id


def incident_state(line: Line, incident_id: str) -> str:
    with line.board.sessions.reading() as session:
        return session.get_one(Incident, incident_id).state


def test_all_reports_of_one_incident_move_together(offices: Line) -> None:
    first, second, other = (reported(offices, "robbery") for _ in range(3))
    id_, dlamini = incident(offices, first, second), works(offices, "dlamini")
    said = dlamini.hears(f"ACK {first}", "out_of_scope")
    assert said == f"{first}: acknowledged.\nThe same for 1 more of this incident."
    assert [state(offices, tag) for tag in (first, second, other)] == ["acknowledged", "acknowledged", "received"]
    assert incident_state(offices, id_) == "acknowledged"
    dlamini.says(f"DONE {second}", "out_of_scope")
    assert [state(offices, tag) for tag in (first, second, other)] == ["resolved", "resolved", "received"]
    assert incident_state(offices, id_) == "ended"


def test_what_joined_an_incident_later_is_taken_up_by_the_same_code(offices: Line) -> None:
    first = reported(offices, "robbery")
    dlamini = works(offices, "dlamini")
    dlamini.says(f"ACK {first}", "out_of_scope")
    second = reported(offices, "robbery")
    incident(offices, first, second)
    said = dlamini.hears(f"ACK {first}", "out_of_scope")
    assert "already acknowledged, by dlamini" in said
    assert "The same for 1 more" in said
    assert state(offices, second) == "acknowledged"


def test_giving_it_to_a_colleague_ends_the_escalation(offices: Line) -> None:
    tag, mthembu = reported(offices, "robbery"), works(offices, "mthembu")
    id_ = incident(offices, tag)
    mthembu.says(f"ASSIGN {tag} Dlamini", "out_of_scope")
    assert incident_state(offices, id_) == "acknowledged"


# Nobody else


@pytest.mark.parametrize("text", EVERY)
def test_the_same_from_a_number_that_is_not_enrolled(offices: Line, text: str) -> None:
    tag, sipho = reported(offices), resident(offices)
    before = rows(offices)
    answers = [sipho.says(text.format(tag=each), "out_of_scope") for each in (tag, UNKNOWN_TAG, "R7K8")]
    assert answers[0] == answers[1] == answers[2] == [{"text": NEUTRAL["en"], "options": (), "list_label": ""}]
    assert rows(offices) == before


@pytest.mark.parametrize("text", EVERY)
@pytest.mark.parametrize("handle", ["botha", "mthembu"])
def test_a_tag_of_the_other_city_is_nobodys_here(offices: Line, handle: str, text: str) -> None:
    theirs, chat, sipho = reported(offices, who=LUPITA), works(offices, handle), resident(offices)
    before = rows(offices)
    said = chat.says(text.format(tag=theirs), "out_of_scope")
    assert said == sipho.says(text.format(tag=theirs), "out_of_scope"), "word for word what a stranger is told"
    assert said == chat.says(text.format(tag=UNKNOWN_TAG), "out_of_scope")
    assert rows(offices) == before
    assert state(offices, theirs, "juarez") == "received"


@pytest.mark.parametrize("text", EVERY)
def test_an_official_who_writes_to_the_other_citys_line_is_a_stranger_there(offices: Line, text: str) -> None:
    theirs = reported(offices, who=LUPITA)
    rios = works(offices, "mthembu")
    rios.sender = Chat(offices, LUPITA).sender  # he writes to Juárez from his Durban telephone
    before = rows(offices)
    said = rios.hears(text.format(tag=theirs), "out_of_scope")
    assert said == NEUTRAL["en"]
    assert rows(offices) == before


@pytest.mark.parametrize("text", EVERY)
@pytest.mark.parametrize("kind", ["robbery", "domestic_violence"])
def test_a_tag_out_of_sight_is_nobodys(offices: Line, text: str, kind: str) -> None:
    hidden, botha = reported(offices, kind), works(offices, "botha")
    before = rows(offices)
    assert botha.hears(text.format(tag=hidden), "out_of_scope") == NEUTRAL["en"]
    assert rows(offices) == before


@pytest.mark.parametrize("text", EVERY)
def test_who_has_left_is_a_stranger(offices: Line, text: str) -> None:
    tag, botha = reported(offices), works(offices, "botha")
    with offices.board.sessions.writing() as session:
        staffing.leave(session, staffing.named(session, "durban", "botha"), "N. M.", NOW)
    before = rows(offices)
    assert botha.hears(text.format(tag=tag), "out_of_scope") == NEUTRAL["en"]
    assert rows(offices) == before


def test_teachers_are_shown_nothing_of_it(offices: Line) -> None:
    tag, botha, sipho = reported(offices), works(offices, "botha"), resident(offices)
    for chat in (botha, sipho):
        chat.says(f"ACK {tag}", "nlu_fallback", 0.2, ("report", "status"))
    with offices.board.sessions.reading() as session:
        assert session.scalars(select(Misunderstanding)).all() == []


VERB_WORDS = st.sampled_from(
    ["ack", "done", "DONE", "assign", "who", "more", "hecho", "kwenziwe", "enrol", "quien tiene", "and", ",", "\n"]
)


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_a_stranger_writes_changes_a_report(offices: Line, data: st.DataObject) -> None:
    if not contact(offices, SIPHO):
        reported(offices)
        reported(offices, who=LUPITA)
        resident(offices)
    with offices.board.sessions.reading() as session:
        before = [repr(row) for row in session.execute(select(*Report.__table__.columns))]
        tags = [str(tag) for tag in session.scalars(select(Report.tag))]
    pieces = st.lists(st.one_of(VERB_WORDS, st.sampled_from(tags), st.text(max_size=8)), max_size=8)
    Chat(offices, SIPHO).says(" ".join(data.draw(pieces)), "out_of_scope")
    with offices.board.sessions.reading() as session:
        assert [repr(row) for row in session.execute(select(*Report.__table__.columns))] == before


# Before and behind everything else


def test_what_an_official_calls_done_is_no_emergency_and_what_a_stranger_writes_is(offices: Line) -> None:
    tag, botha, sipho = reported(offices), works(offices, "botha"), resident(offices)
    assert botha.hears(f"DONE {tag} fire is out", "emergency") == f"{tag}: done."
    assert sipho.hears(f"DONE {tag} fire is out", "emergency").startswith("If you are in danger, call now: 10111")


def test_an_official_in_danger_is_helped_when_nothing_of_it_was_a_command(offices: Line) -> None:
    botha = works(offices, "botha")
    for text in ("they are shooting at us", f"DONE {UNKNOWN_TAG} they are shooting at us"):
        assert botha.hears(text, "emergency").startswith("If you are in danger, call now: 10111")


def test_an_official_reports_as_everybody_does(offices: Line) -> None:
    tag, botha = reported(offices), works(offices, "botha")
    assert "Where" in botha.hears("they stole my phone", "report")
    said = botha.hears(f"ACK {tag}", "out_of_scope")
    assert said.startswith(f"{tag}: acknowledged.\n")
    assert "Where" in said, "the question that stands open is asked again"
    with offices.board.sessions.reading() as session:
        run = session.scalars(select(Run).where(Run.contact_id == contact(offices, BOTHA), Run.state == "active")).one()
        assert run.question == "where"
    assert "Where" not in botha.hears("Inanda", "out_of_scope", 0.4)


def test_an_official_who_stopped_is_obeyed_and_told_that_nothing_reaches_them(offices: Line) -> None:
    tag, botha, mthembu = reported(offices), works(offices, "botha"), works(offices, "mthembu")
    botha.says("stop messages", "stop", 1.0)
    said = botha.hears(f"ACK {tag}", "out_of_scope")
    assert said.startswith(f"{tag}: acknowledged.\nYou asked for no messages.")
    assert "cannot reach" in mthembu.hears(f"ASSIGN {tag} Botha", "out_of_scope")


def test_an_official_who_is_being_forgotten_acts_no_more(offices: Line) -> None:
    tag, botha = reported(offices), works(offices, "botha")
    botha.says("forget me", "forget_me", 1.0)
    botha.says("1", "wordless", 1.0)
    botha.says(f"DONE {tag}", "out_of_scope")
    assert state(offices, tag) == "received"


def test_the_same_message_is_obeyed_once(offices: Line) -> None:
    tag, botha = reported(offices), works(offices, "botha")
    botha.says(f"DONE {tag} lamp replaced", "report")
    with offices.board.sessions.reading() as session:
        message = session.scalars(select(Message).where(Message.direction == "in").order_by(Message.id.desc())).first()
    assert message is not None
    latest = {"intent": {"name": "report", "confidence": 0.9}, "metadata": {"message_id": message.id, "language": "en"}}
    again = TurnAction.by_meaning["report"]()._once(message.contact_id, latest)
    assert [reply["text"] for reply in again] == [f"{tag}: done."]
    assert len(changes(offices, tag)) == 1


# More


def sent_unasked(line: Line, number: str, text: str = "a summary", **details: object) -> int:
    """Something that they did not ask for was sent to them. Returns the message's id."""
    with line.board.sessions.writing() as session:
        last = session.scalars(select(Message).where(Message.contact_id == contact(line, number))).first()
        assert last is not None
        made = Message(
            contact_id=last.contact_id, address_id=last.address_id, city=last.city, channel=last.channel, direction="out",
            state="delivered", sender=last.sender, text=text, details=details, created_at=NOW,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def digest(line: Line, handle: str, sent_as: int) -> None:
    """That message was a summary of theirs, with one street light in it."""
    figures = {"total": 1, "item": "street_light"}
    with line.board.sessions.writing() as session:
        subscription = Subscription(
            official_id=staffing.named(session, "durban", handle).id, channel="sms", categories=[], areas=[], dimensions=[],
            period="daily", at="07:00", day=1, quiet_days=[], least=1, when_less="line", starts_at=NOW, next_due_at=NOW,
        )  # fmt: skip
        session.add(subscription)
        session.flush()
        session.add(
            Digest(
                subscription_id=subscription.id, period_key="2026-11-23", covers_from=NOW, covers_until=NOW, state="queued",
                figures=figures, sent_as=sent_as, made_at=NOW,
            )
        )  # fmt: skip


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Summaries whose pages are their numbers: how they are worded is tested with them."""
    monkeypatch.setattr(Figures, "of_json", staticmethod(lambda data: data))
    monkeypatch.setattr(composing, "more", lambda figures, about, channel, page: f"page {page}")
    monkeypatch.setattr(composing, "short", lambda figures, about, channel: "in short")


def test_more_tells_page_after_page_of_the_last_summary(offices: Line, pages: None) -> None:
    botha = works(offices, "botha")
    digest(offices, "botha", sent_unasked(offices, BOTHA))
    assert [botha.hears("MORE", "out_of_scope") for _ in range(3)] == ["page 1", "page 2", "page 3"]
    digest_again = sent_unasked(offices, BOTHA, "the next day's")
    assert botha.hears("MORE", "out_of_scope") not in ("page 1", "page 4"), "what was told last is no summary"
    digest(offices, "botha", digest_again)
    assert botha.hears("más", "out_of_scope") == "page 1"


def test_after_a_template_the_summary_itself_comes_first(offices: Line, pages: None) -> None:
    botha = works(offices, "botha")
    digest(offices, "botha", sent_unasked(offices, BOTHA, template={"sid": "HX0", "variables": {}}))
    assert [botha.hears("MORE", "out_of_scope") for _ in range(2)] == ["in short", "page 1"]


def test_more_in_the_middle_of_a_report_is_an_answer_to_it(offices: Line, pages: None) -> None:
    botha = works(offices, "botha")
    digest(offices, "botha", sent_unasked(offices, BOTHA))
    botha.says("they stole my phone", "report")
    assert "page" not in botha.hears("more", "out_of_scope")


def test_nobody_elses_summary_is_told(offices: Line, pages: None) -> None:
    botha, sipho = works(offices, "botha"), resident(offices)
    digest(offices, "cele", sent_unasked(offices, BOTHA))
    digest(offices, "botha", sent_unasked(offices, SIPHO))
    assert "page" not in botha.hears("MORE", "out_of_scope")
    assert "page" not in sipho.hears("MORE", "out_of_scope")


def test_more_about_an_alert_tells_its_reports(offices: Line) -> None:
    tag, dlamini = reported(offices, "robbery"), works(offices, "dlamini")
    id_ = incident(offices, tag)
    told = sent_unasked(offices, "+27605550113")
    with offices.board.sessions.writing() as session:
        who = staffing.named(session, "durban", "dlamini").id
        session.add(Alert(incident_id=id_, official_id=who, position=1, channel="sms", sent_as=told, at=NOW))
    said = dlamini.hears("MORE", "out_of_scope")
    assert f"{tag}: Robbery or theft, Umlazi." in said
    assert "Bheki" not in said


def test_a_contacts_language_is_the_officials_from_the_enrolment_on(offices: Line) -> None:
    works(offices, "cele")
    with offices.board.sessions.reading() as session:
        assert session.get_one(Contact, contact(offices, CELE)).language == "zu"
    assert contact(offices, THANDI) == ""

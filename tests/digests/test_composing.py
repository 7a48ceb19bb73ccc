"""What the outbox is given for each channel, and what is looked up for it: words, codes, a survey's question."""

import dataclasses
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy.orm import Session

import cities
from digests import about as frames
from digests.composing import mail, mail_id, outgoing, short
from digests.figures import Figures, Item, Pulse
from digests.looking_up import look_up
from digests.period import DAILY, Period
from messaging import templates
from messaging.window import Reach
from models import Report, Subscription
from tests.digests import office
from tests.digests.summaries import DUE, about, busy, calm, item
from tests.line import Line
from tests.reports.runs import ANSWERS, file
from tests.surveys.neighbours import Approvals
from words import LANGUAGES, segments

SENDER = "Izwi <izwi@durban.example>"


def reach(channel: str, heard_at: datetime = DUE) -> Reach:
    sender = SENDER if channel == "email" else "+27605550100"
    return Reach("contact", "address", channel, sender, "durban", heard_at)


def told(line: Line, category: str, words: str, city: str = "durban", sensitive: bool = False, tag: str = "R7K3") -> Report:
    """A report that Thandi filed, in these words."""
    said = ANSWERS | {"category": {"code": category}, "what_happened": {"code": words}}
    report = file(line, said, city)
    with line.board.sessions.writing() as session:
        kept = session.get_one(Report, report.id)
        kept.tag, kept.sensitive = tag, sensitive or kept.sensitive
        return kept


def shown(report: Report, sensitive: bool = False) -> Item:
    return dataclasses.replace(item(1, None, report.category, report.area, 0, sensitive=sensitive), report_id=report.id)


def quotes(line: Line, figures: Figures, city: str = "durban") -> list[str]:
    with line.board.sessions.reading() as session:
        return list(look_up(session, figures, cities.load()[city], "en").quotes.values())


# What is looked up


def test_thandis_words_are_quoted_with_the_code_of_her_report(line: Line) -> None:
    report = told(line, "street_light", "The light at pole 14 is off, call 060 555 0111")
    with line.board.sessions.reading() as session:
        made = mail(session, calm(urgent=(shown(report),)), about())
    assert "“The light at pole 14 is off, call […]”" in made.text
    assert "R7K3  Street lights" in made.text


@pytest.mark.parametrize("category", ["domestic_violence", "threats", "police_abuse"])
def test_a_kind_that_could_harm_its_author_is_never_quoted_whatever_the_figures_say(line: Line, category: str) -> None:
    report = told(line, category, "It is the neighbour at number 7")
    assert quotes(line, calm(urgent=(shown(report, sensitive=False),))) == []


def test_a_report_that_was_marked_sensitive_is_never_quoted(line: Line) -> None:
    report = told(line, "street_light", "It is the neighbour at number 7", sensitive=True)
    assert quotes(line, calm(waiting=(shown(report),))) == []
    report = told(line, "street_light", "It is the neighbour at number 8", tag="X2MF")
    assert quotes(line, calm(waiting=(shown(report, sensitive=True),))) == []


def test_another_citys_report_is_never_quoted(line: Line) -> None:
    report = told(line, "street_light", "The light is off")
    assert quotes(line, calm(urgent=(shown(report),))) == ["The light is off"]
    assert quotes(line, calm(urgent=(shown(report),)), "juarez") == []


def test_what_was_erased_is_gone_from_the_next_mail(line: Line) -> None:
    report = told(line, "street_light", "The light is off")
    with line.board.sessions.writing() as session:
        session.get_one(Report, report.id).text = ""
    assert quotes(line, calm(urgent=(shown(report),))) == []


def test_a_pulse_is_told_in_the_words_of_its_survey(line: Line) -> None:
    figures = busy(pulse=Pulse("fear", "gone", 46, {"1": 21, "2": 25}))
    with line.board.sessions.reading() as session:
        assert "* 1 | 21" in mail(session, figures, about()).text
        assert "* x | 46" in mail(session, busy(pulse=Pulse("no_such_flow", "q", 46, {"x\n": 46})), about()).text


# For each channel


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_e_mail_has_what_its_gateway_needs(line: Line, language: str) -> None:
    with line.board.sessions.reading() as session:
        sent = outgoing(session, line.board.account, busy(), about(language), reach("email"), DUE)
        made = mail(session, busy(), about(language))
    assert sent is not None
    assert sent.text == made.text
    assert sent.details == {
        "subject": made.subject,
        "html": made.html,
        "images": made.images,
        "mail_id": f"<digest-{about().digest_id}@durban.example>",
    }


@pytest.mark.parametrize("sender", [SENDER, "izwi@durban.example", "no address", ""])
def test_the_message_id_is_the_same_for_the_same_summary_and_a_header(sender: str) -> None:
    known = mail_id(about(), sender)
    assert known == mail_id(about("zu"), sender)
    message = EmailMessage()
    message["Message-ID"] = known
    assert message["Message-ID"] == known
    assert known.startswith("<") and known.endswith(">") and known.count("@") == 1


def test_an_sms_is_counted_as_it_is_billed(line: Line) -> None:
    with line.board.sessions.reading() as session:
        sent = outgoing(session, line.board.account, busy(), about("es"), reach("sms"), DUE)
    assert sent is not None
    assert (sent.text, sent.details) == (short(busy(), about("es"), "sms"), {})
    assert sent.segments == segments.count(sent.text).segments == 2


def test_on_whatsapp_the_window_decides(line: Line) -> None:
    approvals = Approvals(line)
    late = reach("whatsapp", DUE - timedelta(hours=30))
    with line.board.sessions.reading() as session:
        sent = outgoing(session, line.board.account, busy(), about(), reach("whatsapp", DUE - timedelta(hours=2)), DUE)
        assert sent is not None
        assert (sent.text, sent.details) == (short(busy(), about(), "whatsapp"), {})
        assert outgoing(session, line.board.account, busy(), about(), late, DUE) is None
    sid = approvals.give("digest_ready", "en")
    with line.board.sessions.reading() as session:
        sent = outgoing(session, line.board.account, busy(), about(), late, DUE)
        assert outgoing(session, line.board.account, busy(), about("zu"), late, DUE) is None
    assert sent is not None
    assert sent.text == (
        "Izwi Durban: the summary of 23 Nov that you are subscribed to is ready. In short: 1,214 reports, more than usual. "
        "Answer MORE to read it here."
    )
    assert sent.details["template"] == {
        "sid": sid,
        "variables": {"1": "Durban", "2": "23 Nov", "3": "1,214 reports, more than usual", "4": "MORE"},
    }


def test_the_template_is_of_the_kind_that_was_asked_for() -> None:
    assert templates.load()["digest_ready"].category == "UTILITY"


# For whom


def test_a_summary_is_framed_by_its_subscription(line: Line) -> None:
    official = office.appoint(line, language="zu", time_zone="America/Ciudad_Juarez", role="observer")
    wanted = {"categories": ("water", "gone"), "areas": ("umlazi",), "dimensions": ("personal",), "least": 3}
    id_ = office.subscribe(line.board, official, **{**wanted, "categories": ("water",)})
    period = Period(DAILY, "2026-11-23", DUE - timedelta(days=1), DUE)
    with line.board.sessions.reading() as session:
        framed = _framed(session, id_, period)
    assert framed.body == "Imisebenzi yomphakathi"
    assert framed.scope == ("Amanzi noma indle", "Umlazi", "Okomuntu siqu")
    assert framed.link == "https://izwi.example/officials/digests/abc"
    assert (framed.language, framed.least, framed.acts) == ("zu", 3, False)
    assert str(framed.zone) == "America/Ciudad_Juarez"
    assert framed.skipped == ("2026-11-20",)


def _framed(session: Session, subscription_id: str, period: Period) -> frames.About:
    subscription = session.get_one(Subscription, subscription_id)
    durban = cities.load()["durban"]
    return frames.of(subscription, durban, period, "abc", "https://izwi.example/", ("2026-11-20",))


def test_a_moment_is_told_on_the_day_that_it_is_for_the_reader() -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    period = Period(DAILY, "2027-01-01", new_year - timedelta(days=1), new_year)
    assert short(calm(), about(period=period), "sms").startswith("Durban 1 Jan:")

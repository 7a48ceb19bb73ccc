"""WhatsApp's templates: their form, their approval, and their way through the phone's small Twilio."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

import words
from flows.reply import LONGEST_BUTTON
from messaging import gateway, outbox, templates, window
from messaging.gateway import Approval, Filled, OutsideWindow, Parcel, Refused
from messaging.replies import Outgoing
from messaging.templates import TemplateError
from messaging.twilio_gateway import TwilioGateway
from models import Message, Template
from phone import create_app
from phone.context import Phone
from settings import Settings
from tests.line import Line
from tests.messaging.outgoing import DURBAN, THANDI_WHATSAPP, queue
from tests.phone.standin import Running, two_cities
from tests.standin import Answer, Request, StandIn, as_json

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WHATSAPP_SENDER = f"whatsapp:{DURBAN}"
EACH = [(name, language) for name in templates.load() for language in words.LANGUAGES]


# Their form


@pytest.mark.parametrize(("name", "language"), EACH)
def test_what_whatsapp_shows_is_what_our_row_says(name: str, language: str) -> None:
    template = templates.load()[name]
    content = template.content(language)
    (kind,) = content["types"].values()
    shown = kind["body"]
    for number, value in template.variables(template.examples).items():
        shown = shown.replace(f"{{{{{number}}}}}", value)
    assert shown == template.text(language, template.examples)
    assert "{" not in shown
    assert all(len(action["title"]) <= LONGEST_BUTTON for action in kind.get("actions", []))
    assert content["variables"].keys() == template.variables(template.examples).keys()


def test_invitations_and_reminders_offer_a_no_and_a_never() -> None:
    for name in ("survey_invitation", "survey_reminder", "survey_unfinished"):
        assert templates.load()[name].buttons == ("survey=begin", "survey=no", "survey=never")


def test_what_fills_a_gap_is_one_line_and_never_empty() -> None:
    template = templates.load()["survey_reminder"]
    assert template.variables({"city": "a\n b\t     c"}) == {"1": "a b c"}
    assert template.variables({"city": " "}) == {"1": "-"}


BODY = 'body: {es: "Hola {city}.", en: "Hello {city}.", zu: "Sawubona {city}."}\n'
GOOD = "category: UTILITY\nvariables: {city: Durban}\n" + BODY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("UTILITY", "SPAM"), "the category is one of UTILITY, MARKETING"),
        (GOOD.replace(', zu: "Sawubona {city}."', ""), "the body stands in each of es, en, zu"),
        (GOOD.replace("Hello {city}.", "Hello."), "en: what is filled in is not what stands under variables"),
        (GOOD.replace("Hello {city}.", "Hello {town}."), "en: what is filled in"),
        (GOOD.replace("Hello {city}.", "{city}, hello."), "en: words must stand before, between and after"),
        (GOOD.replace("Hola {city}.", "Hola {city}"), "es: words must stand before, between and after"),
        (GOOD.replace("Hola {city}.", "Hola {city} - {city}."), "es: words must stand before, between and after"),
        (GOOD.replace("Hello", "Hello" * 300), "en: longer than 1024"),
        (GOOD + "buttons: [" + ", ".join(["survey=no"] * 11) + "]\n", "more than 10 buttons"),
    ],
)
def test_what_whatsapp_would_refuse_is_refused_before(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "hello.yml").write_text(text, "utf-8")
    with pytest.raises(TemplateError, match=f"hello.yml: .*{said}"):
        templates.load(tmp_path)


def test_a_name_is_what_whatsapp_takes_as_one(tmp_path: Path) -> None:
    (tmp_path / "Hello-there.yml").write_text(GOOD, "utf-8")
    with pytest.raises(TemplateError, match="small letters"):
        templates.load(tmp_path)


def test_changed_words_are_another_template(tmp_path: Path) -> None:
    (tmp_path / "hello.yml").write_text(GOOD, "utf-8")
    before = templates.load(tmp_path)["hello"]
    after = dataclasses.replace(before, body={**before.body, "en": "Good day {city}."})
    assert before.title("en") != after.title("en")
    assert before.title("es") == after.title("es")
    assert dataclasses.replace(before, category="MARKETING").digest("es") != before.digest("es")


# Through the phone's Twilio


@pytest.fixture
def small_twilio(line: Line, settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The phone, served where this installation's gateway looks for Twilio."""
    app = create_app(settings.model_copy(update={"data_dir": tmp_path}), two_cities, pace=0)
    here: Phone = app.extensions["phone"]
    with StandIn(lambda request: Answer(200)) as callbacks:
        here.deliveries._inbound_url = f"{callbacks.url}/twilio/inbound"
        running = Running(app, settings.phone_port)
        line.board = dataclasses.replace(
            line.board,
            gateway=TwilioGateway(settings.account_sid, settings.auth_token, line.board.sessions, settings.api_base_url, 5),
            status_url=f"{callbacks.url}/twilio/status",
        )
        line.app.extensions["switchboard"] = line.board
        yield app
        here.deliveries.settle()
        running.stop()


def run(line: Line, *typed: str) -> Result:
    return line.app.test_cli_runner().invoke(args=["twilio", "templates", *typed])


def test_submitting_makes_each_once_and_status_tells_what_whatsapp_says(line: Line, small_twilio: Flask) -> None:
    assert f"{len(EACH)} are not at Twilio" in run(line, "status").stdout
    first = run(line, "submit")
    assert first.exit_code == 0, first.output
    assert "survey_invitation zu: approved" in first.stdout
    assert f"{len(EACH)} templates were submitted" in first.stdout
    assert "0 templates were submitted" in run(line, "submit").stdout
    stored = small_twilio.extensions["phone"].store.contents()
    assert len(stored) == len({each.name for each in stored}) == len(EACH)
    assert {each.template for each in stored} == {"UTILITY", "MARKETING"}
    shown = run(line, "status").stdout
    assert shown.count(": approved") == len(EACH)
    assert "not at Twilio" not in shown


def send_unasked(line: Line, outgoing: Outgoing, hours: float) -> Message:
    """Thandi wrote so many hours ago; now something goes to her unasked."""
    queue(line, THANDI_WHATSAPP, "hello")
    with line.board.sessions.writing() as session:
        for message in session.scalars(select(Message)):
            message.created_at = datetime.now(UTC) - timedelta(hours=hours)
            if message.direction == "out":
                message.state = "read"
        contact_id = session.scalars(select(Message.contact_id)).first()
        to = window.reach(session, [str(contact_id)])[str(contact_id)]
        unasked = outbox.queue_unasked(session, to, outgoing, "en", datetime.now(UTC))
        unasked.details = {key: value for key, value in unasked.details.items() if key != "by_day"}  # at whatever hour this runs
    while outbox.send_next(line.board):
        pass
    with line.board.sessions.reading() as session:
        return session.get_one(Message, unasked.id)


def as_template(line: Line, name: str, language: str) -> Outgoing:
    template = templates.load()[name]
    with line.board.sessions.reading() as session:
        sid = templates.approved(session, line.board.account, template, language)
    options = [dataclasses.asdict(each) for each in template.options(language)]
    filled = {"sid": sid, "variables": template.variables(template.examples)}
    return Outgoing(template.text(language, template.examples), {"kind": "buttons", "options": options, "template": filled})


def shown_on_the_phone(app: Flask) -> list[dict[str, object]]:
    form = {"resident": THANDI_WHATSAPP, "line": WHATSAPP_SENDER, "after": "0"}
    app.extensions["phone"].deliveries.settle()
    answer = app.test_client().post("/api/news", data=form, headers={"Host": "127.0.0.1"})
    assert answer.status_code == 200
    messages: list[dict[str, object]] = answer.get_json()["messages"]
    return messages


def test_outside_the_window_a_template_arrives_with_its_buttons_and_its_tap_comes_back(line: Line, small_twilio: Flask) -> None:
    run(line, "submit")
    sent = send_unasked(line, as_template(line, "survey_invitation", "en"), hours=30)
    assert (sent.state, sent.error_code) == ("sent", None)
    (shown,) = shown_on_the_phone(small_twilio)
    assert (shown["status"], shown["error"]) == ("read", None)
    assert str(shown["body"]).startswith("Hello, this is Izwi, the safety line of Durban.")
    content = shown["content"]
    assert isinstance(content, dict)
    assert [action["title"] for action in content["actions"]] == ["Begin", "Not now", "Do not invite me"]
    tapped = small_twilio.test_client().post(f"/api/messages/{shown['sid']}/tap/1", headers={"Host": "127.0.0.1"})
    assert tapped.status_code == 202
    small_twilio.extensions["phone"].deliveries.settle()
    form = small_twilio.extensions["phone"].store.messages()[-1].form
    assert (form["ButtonPayload"], form["Body"]) == ("survey=no", "Not now")


def test_outside_the_window_an_ordinary_message_does_not_arrive(line: Line, small_twilio: Flask) -> None:
    template = templates.load()["survey_invitation"]
    options = [dataclasses.asdict(each) for each in template.options("en")]
    ordinary = Outgoing(template.text("en", template.examples), {"kind": "buttons", "options": options, "list_label": ""})
    send_unasked(line, ordinary, hours=30)
    (shown,) = shown_on_the_phone(small_twilio)
    assert (shown["status"], shown["error"]) == ("failed", 63016)


def test_a_template_that_is_gone_is_missing_and_is_made_again(line: Line, small_twilio: Flask) -> None:
    run(line, "submit")
    outgoing = as_template(line, "survey_invitation", "en")
    small_twilio.extensions["phone"].store.drop_content(outgoing.details["template"]["sid"])
    sent = send_unasked(line, outgoing, hours=30)
    assert sent.state == "failed"
    with line.board.sessions.reading() as session:
        assert templates.approved(session, line.board.account, templates.load()["survey_invitation"], "en") is None
    assert "survey_invitation en: missing" in run(line, "status").stdout
    again = run(line, "submit").stdout
    assert "survey_invitation en: approved" in again
    assert "1 templates were submitted" in again


def test_a_template_in_doubt_is_found_by_its_words(line: Line, small_twilio: Flask) -> None:
    run(line, "submit")
    outgoing = as_template(line, "survey_invitation", "zu")
    sent = send_unasked(line, outgoing, hours=30)
    filled = Filled(**outgoing.details["template"])
    parcel = Parcel(THANDI_WHATSAPP, WHATSAPP_SENDER, outgoing.text, outgoing.details, "", sent.created_at, filled)
    small_twilio.extensions["phone"].deliveries.settle()
    assert line.board.gateway.find(parcel, set()) == sent.sid


# What WhatsApp may say


class Scripted:
    """An account at Twilio whose templates have this status."""

    def __init__(self) -> None:
        self.status, self.reason = "pending", ""
        self.made = 0
        self.refuses: Answer | None = None

    def __call__(self, request: Request) -> Answer:
        if self.refuses and request.path.endswith("/whatsapp"):
            return self.refuses
        if request.path.endswith("/v1/Content"):
            self.made += 1
            return as_json({"sid": f"HX{self.made:032x}"}, 201)
        said = {"name": "n", "category": "UTILITY", "status": self.status, "rejection_reason": self.reason}
        return as_json(said, 201) if request.method == "POST" else as_json({"whatsapp": said})


@pytest.fixture
def scripted(line: Line, settings: Settings) -> Iterator[Scripted]:
    account = Scripted()
    with StandIn(account) as standin:
        twilio = TwilioGateway(settings.account_sid, settings.auth_token, line.board.sessions, standin.url, 5)
        line.board = dataclasses.replace(line.board, gateway=twilio)
        line.app.extensions["switchboard"] = line.board
        yield account


def test_pending_then_rejected_with_whatsapps_reason(line: Line, scripted: Scripted) -> None:
    assert "survey_result en: pending" in run(line, "submit").stdout
    scripted.status, scripted.reason = "rejected", "INVALID_FORMAT"
    assert "survey_result en: rejected (INVALID_FORMAT)" in run(line, "status").stdout
    assert "0 templates were submitted" in run(line, "submit").stdout, "the same words are not submitted again"


def test_an_approved_template_may_be_paused_later_and_the_scheduler_learns_it(line: Line, scripted: Scripted) -> None:
    scripted.status = "approved"
    run(line, "submit")
    template = templates.load()["survey_result"]
    with line.board.sessions.reading() as session:
        assert templates.approved(session, line.board.account, template, "en") is not None
        assert templates.approved(session, "AC" + "9" * 32, template, "en") is None, "another account has its own"
    scripted.status = "paused"
    templates.refresh_templates(line.board)
    with line.board.sessions.reading() as session:
        assert templates.approved(session, line.board.account, template, "en") is None


def test_a_submission_that_stops_half_way_goes_on_where_it_was(line: Line, scripted: Scripted) -> None:
    scripted.refuses = as_json({"code": 20429}, 429)
    stopped = run(line, "submit")
    assert stopped.exit_code == 1
    assert "TryLater 20429" in stopped.stderr
    assert scripted.made == 1
    scripted.refuses = None
    assert f"{len(EACH)} templates were submitted" in run(line, "submit").stdout
    assert scripted.made == len(EACH), "what was made is not made again"


def test_twilio_that_does_not_answer_leaves_what_was_known(
    line: Line, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    scripted.status = "approved"
    run(line, "submit")
    broken = gateway.Unknown(503)

    class Down(TwilioGateway):
        def approval(self, sid: str) -> Approval:
            raise broken

    down = Down(line.settings.account_sid, line.settings.auth_token, line.board.sessions, "http://127.0.0.1:9", 1)
    line.board = dataclasses.replace(line.board, gateway=down)
    line.app.extensions["switchboard"] = line.board
    templates.refresh_templates(line.board)
    assert "templates not refreshed: Unknown 503" in caplog.text
    shown = run(line, "status")
    assert (shown.exit_code, shown.stdout.count(": approved")) == (0, len(EACH))
    assert "does not answer" in shown.stderr


@pytest.mark.parametrize("error", [Refused(63013), OutsideWindow(63016)], ids=repr)
def test_a_template_that_is_refused_never_becomes_text(line: Line, error: gateway.SendError) -> None:
    template = templates.load()["survey_reminder"]
    details = {"kind": "buttons", "options": [{"id": "survey=no", "title": "No"}], "template": {"sid": "HX1", "variables": {}}}
    line.gateway.failures = [error]
    sent = send_unasked(line, Outgoing(template.text("en", {"city": "Durban"}), details), hours=30)
    assert (sent.state, sent.error_code) == ("failed", error.code)
    assert line.gateway.sent == []


def test_buttons_that_are_refused_unasked_become_numbers_that_are_still_known(line: Line) -> None:
    options = [{"id": "survey=begin", "title": "Begin"}, {"id": "survey=no", "title": "Not now"}]
    line.gateway.failures = [Refused(63013)]
    sent = send_unasked(line, Outgoing("Would you?", {"kind": "buttons", "options": options, "list_label": ""}), hours=1)
    assert sent.state == "sent"
    assert [option["id"] for option in sent.details["options"]] == ["survey=begin", "survey=no"]
    assert line.said_to(THANDI_WHATSAPP) == ["Would you?\n1 Begin\n2 Not now"]


def test_rows_of_older_words_are_not_shown(line: Line) -> None:
    with line.board.sessions.writing() as session:
        common = {"account": line.board.account, "name": "survey_result", "language": "en", "sid": "HX0", "status": "approved"}
        session.add(Template(**common, digest="older", created_at=NOW, checked_at=NOW))
    assert templates.rows(line.board) == []

"""Officials sign in with a code that reaches only them; nobody learns who works here, and nobody else gets in."""

import logging
import threading
from datetime import timedelta

import pytest
import time_machine
from pydantic import SecretStr
from sqlalchemy import update
from werkzeug.test import TestResponse

from models import AuditEntry, Message, Official, SignIn
from settings import Settings
from tests.console.office import NOW, Browser, appoint, codes, enrol, rows_of, settle, tell
from tests.line import SMS_SENDERS, Line

PHONE = "+27605550111"
DURBAN = SMS_SENDERS["durban"]


def leave(line: Line, official_id: str) -> None:
    with line.board.sessions.writing() as session:
        session.execute(update(Official).where(Official.id == official_id).values(left_at=NOW))


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def holding(line: Line, cookie: str) -> Browser:
    """A browser that somebody copied this cookie to."""
    copy = Browser(line)
    copy.client.set_cookie("izwi_official", cookie, domain="izwi.example", path="/officials")
    return copy


def beside_the_cookie(answer: TestResponse) -> list[tuple[str, str]]:
    return [header for header in answer.headers if header[0] != "Set-Cookie"]


# The way in


def test_nomvula_signs_in_with_the_code_that_came_by_mail(line: Line, browser: Browser) -> None:
    assert browser.get("/officials/").location == "/officials/sign-in"
    answer = browser.ask("nomvula")
    assert (answer.status_code, answer.location) == (303, "/officials/sign-in/code")
    (code,) = codes(line)
    (mail,) = line.mail.sent
    assert mail.to == "nomvula@durban.example"
    assert mail.details["subject"] == "Your code to sign in"
    assert browser.type_code(code).location == "/officials/"
    assert "Nomvula Dube" in browser.get("/officials/").text


@pytest.mark.parametrize("who", ["NOMVULA", " nomvula ", "nomvula@durban.example", "Nomvula@Durban.example"])
def test_she_may_write_it_as_she_likes(line: Line, browser: Browser, who: str) -> None:
    browser.sign_in(who)
    assert browser.is_in()


def test_a_code_may_be_typed_with_a_space(line: Line, browser: Browser) -> None:
    browser.ask("nomvula")
    (code,) = codes(line)
    assert browser.type_code(f" {code[:3]} {code[3:]}").status_code == 303


def test_the_code_goes_where_alerts_go_and_in_her_language(line: Line, browser: Browser, office: dict[str, str]) -> None:
    zanele = appoint(line, "zanele", language="zu", alerts_by="sms")
    enrol(line, zanele, PHONE, DURBAN)
    browser.ask("zanele")
    codes(line)
    (sms,) = line.gateway.sent
    assert sms.to == PHONE
    assert "yikhodi yakho yokungena" in sms.text
    assert line.mail.sent == []


def test_it_comes_at_night_too(line: Line, browser: Browser, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(hours=12))
    browser.ask("nomvula")
    assert len(codes(line)) == 1


def test_a_closed_window_on_whatsapp_is_gone_round(
    line: Line, browser: Browser, office: dict[str, str], clock: time_machine.Traveller
) -> None:
    zanele = appoint(line, "zanele", alerts_by="whatsapp")
    enrol(line, zanele, f"whatsapp:{PHONE}", f"whatsapp:{DURBAN}")
    browser.ask("zanele")
    codes(line)
    assert [parcel.to for parcel in line.gateway.sent] == [f"whatsapp:{PHONE}"]
    clock.move_to(NOW + timedelta(hours=23, minutes=30))
    browser.ask("zanele")
    codes(line)
    assert [parcel.to for parcel in line.mail.sent] == ["zanele@durban.example"]


def test_a_mailbox_of_two_needs_the_handle(line: Line, browser: Browser, office: dict[str, str]) -> None:
    with line.board.sessions.writing() as session:
        box = session.get_one(Official, office["nomvula"]).mailbox_id
        session.execute(update(Official).where(Official.id == office["ayanda"]).values(mailbox_id=box))
    browser.ask("nomvula@durban.example")
    assert codes(line) == []
    browser.sign_in("ayanda")
    assert "Ayanda Mkhize" in browser.get("/officials/").text


def test_signing_in_and_out_is_written_down(nomvula: Browser, line: Line, office: dict[str, str]) -> None:
    nomvula.post("/officials/sign-out", {}, drawn_on="/officials/")
    entries = [(entry.actor, entry.action) for entry in rows_of(line, AuditEntry) if entry.action.startswith("signed_")]
    assert entries == [(office["nomvula"], "signed_in"), (office["nomvula"], "signed_out")]


# Who works here is nobody's business


@pytest.mark.parametrize(
    ("who", "city"),
    [
        ("nobody_of_that_name", "durban"),
        ("nomvula", "juarez"),
        ("nobody@durban.example", "durban"),
        ("sizwe", "durban"),
        ("no\x00mvula", "durban"),
    ],
)
def test_the_answer_is_the_same_whether_there_is_such_an_official(
    line: Line, browser: Browser, office: dict[str, str], who: str, city: str
) -> None:
    leave(line, office["sizwe"])
    stranger = Browser(line)
    known, unknown = browser.ask("nomvula"), stranger.ask(who, city)
    assert len(codes(line)) == 1, "only one of them was sent a code"
    assert (known.status_code, known.location, known.data) == (unknown.status_code, unknown.location, unknown.data)
    assert beside_the_cookie(known) == beside_the_cookie(unknown)
    assert len(browser.cookie()) == len(stranger.cookie())
    pages = [each.get("/officials/sign-in/code").text for each in (browser, stranger)]
    refusals = [each.type_code("000000x") for each in (browser, stranger)]
    tokens = [each.get("/officials/sign-in/code").text.split('name="token" value="')[1][:32] for each in (browser, stranger)]
    assert pages[0].replace(tokens[0], "") == pages[1].replace(tokens[1], "")
    assert refusals[0].text.replace(tokens[0], "") == refusals[1].text.replace(tokens[1], "")
    assert [each.status_code for each in refusals] == [400, 400]


def test_the_answer_does_not_wait_until_somebody_is_looked_up(
    line: Line, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, looked_up = threading.Event(), []

    def by_handle(_: object, city: str, handle: str) -> None:
        looked_up.append((city, handle, answered.wait(20)))

    monkeypatch.setattr("console.codes.people.by_handle", by_handle)
    form = {"who": "nomvula", "city": "durban", "token": _token(browser, "/officials/sign-in")}
    answer = browser.client.post("/officials/sign-in", data=form, base_url=browser.base)
    assert answer.status_code == 303
    answered.set()
    settle()
    assert looked_up == [("durban", "nomvula", True)]


def _token(browser: Browser, page: str) -> str:
    return browser.get(page).text.split('name="token" value="')[1].split('"')[0]


def test_what_was_left_out_is_named_and_what_was_typed_stays(browser: Browser) -> None:
    page = browser.post("/officials/sign-in", {"who": "", "city": "durban"})
    assert page.status_code == 400
    assert "Write your short name or your e-mail." in page.text
    page = browser.post("/officials/sign-in", {"who": '"><script>nomvula', "city": "atlantis"})
    assert "Choose your city." in page.text
    assert "&#34;&gt;&lt;script&gt;nomvula" in page.text


def test_no_log_line_holds_a_code_a_name_or_a_tag(
    line: Line, browser: Browser, caplog: pytest.LogCaptureFixture, office: dict[str, str]
) -> None:
    caplog.set_level(logging.DEBUG)
    tag = tell(line)
    browser.ask("nomvula@durban.example")
    browser.type_code("123123")
    browser.ask("nobody_of_that_name")
    browser.sign_in("nomvula")
    browser.post(f"/officials/reports/{tag}", {"act": "acknowledge"})
    said = caplog.text
    assert "code on its way" in said
    for secret in (*codes(line), "123123", "nomvula", "Nomvula", "nobody_of_that_name", tag, office["nomvula"]):
        assert secret not in said


# A code opens one door, once, for ten minutes


def test_a_code_is_good_for_ten_minutes(line: Line, browser: Browser, clock: time_machine.Traveller) -> None:
    browser.ask("nomvula")
    (code,) = codes(line)
    clock.move_to(NOW + timedelta(minutes=10))
    assert browser.type_code(code).status_code == 400
    clock.move_to(NOW + timedelta(minutes=9, seconds=59))
    assert browser.type_code(code).status_code == 303


def test_a_code_opens_only_once(line: Line, browser: Browser) -> None:
    browser.ask("nomvula")
    copied = holding(line, browser.cookie())
    (code,) = codes(line)
    assert browser.type_code(code).status_code == 303
    assert copied.type_code(code).status_code == 400
    assert not copied.is_in()


def test_a_code_opens_nothing_in_another_browser(line: Line, browser: Browser) -> None:
    browser.ask("nomvula")
    (code,) = codes(line)
    stranger = Browser(line)
    stranger.ask("nobody_of_that_name")
    assert stranger.type_code(code).status_code == 400
    colleague = Browser(line)
    colleague.ask("ayanda")
    assert colleague.type_code(code).status_code == 400


def test_after_five_wrong_codes_the_right_one_is_wrong_too(line: Line, browser: Browser) -> None:
    browser.ask("nomvula")
    (code,) = codes(line)
    refusals = [browser.type_code(wrong(code)) for _ in range(5)]
    assert {refusal.status_code for refusal in refusals} == {400}
    last = browser.type_code(code)
    assert (last.status_code, last.text) == (400, refusals[0].text)
    assert not browser.is_in()


def test_the_fifth_code_may_be_the_right_one(line: Line, browser: Browser) -> None:
    browser.ask("nomvula")
    (code,) = codes(line)
    for _ in range(4):
        browser.type_code(wrong(code))
    assert browser.type_code(code).status_code == 303


def test_who_guesses_gets_fifteen_guesses_an_hour(line: Line, browser: Browser, clock: time_machine.Traveller) -> None:
    for _ in range(10):
        browser.ask("nomvula")
        for _ in range(6):
            browser.type_code("000000" if "000000" not in codes(line) else "000001")
    assert sum(row.tries for row in rows_of(line, SignIn)) == 15


def test_three_codes_an_hour_and_then_the_same_answer_without_one(
    line: Line, browser: Browser, clock: time_machine.Traveller
) -> None:
    answers = [browser.ask("nomvula") for _ in range(4)]
    assert len(codes(line)) == 3
    assert answers[3].data == answers[0].data
    clock.move_to(NOW + timedelta(minutes=59, seconds=59))
    browser.ask("nomvula")
    assert len(codes(line)) == 3
    clock.move_to(NOW + timedelta(hours=1))
    browser.ask("nomvula")
    assert len(codes(line)) == 4


def test_the_code_stands_nowhere_but_in_its_message(line: Line, browser: Browser) -> None:
    browser.ask("nomvula")
    (code,) = codes(line)
    (row,) = rows_of(line, SignIn)
    assert code not in " ".join(str(value) for value in vars(row).values())
    (message,) = [each for each in rows_of(line, Message) if each.direction == "out"]
    assert code in message.text
    assert message.details["official"] is True, "so that it is blanked"


def test_rows_that_open_nothing_any_more_are_thrown_away(line: Line, browser: Browser, clock: time_machine.Traveller) -> None:
    browser.ask("nomvula")
    clock.move_to(NOW + timedelta(days=2))
    browser.ask("nomvula")
    assert len(rows_of(line, SignIn)) == 1


# How long it holds


def test_she_is_out_after_twelve_hours(nomvula: Browser, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(hours=11, minutes=59))
    assert nomvula.is_in()
    clock.move_to(NOW + timedelta(hours=12))
    assert not nomvula.is_in()


def test_she_is_out_the_moment_she_leaves_her_post(nomvula: Browser, line: Line, office: dict[str, str]) -> None:
    assert nomvula.is_in()
    leave(line, office["nomvula"])
    assert not nomvula.is_in()


def test_a_code_that_was_under_way_opens_nothing_for_who_has_left(line: Line, browser: Browser, office: dict[str, str]) -> None:
    browser.ask("nomvula")
    (code,) = codes(line)
    leave(line, office["nomvula"])
    assert browser.type_code(code).status_code == 400


def test_signing_out_ends_every_copy_of_the_cookie(nomvula: Browser, line: Line) -> None:
    copied = holding(line, nomvula.cookie())
    assert copied.is_in()
    page = nomvula.post("/officials/sign-out", {}, drawn_on="/officials/")
    assert "You are signed out" in page.text
    assert not nomvula.is_in()
    assert not copied.is_in()


def test_the_cookie_is_signed_bound_and_tells_nothing(nomvula: Browser, line: Line, office: dict[str, str]) -> None:
    answer = nomvula.get("/officials/sign-in/code")
    assert answer.location == "/officials/"
    fresh = Browser(line)
    header = fresh.get("/officials/sign-in").headers["Set-Cookie"]
    for flag in ("Secure", "HttpOnly", "Path=/officials", "SameSite=Lax"):
        assert flag in header.split("; ")
    forged = nomvula.cookie().replace(".", "", 1)
    assert not holding(line, forged).is_in()
    assert not holding(line, nomvula.cookie()[:-1]).is_in()
    serializer = line.app.session_interface.get_signing_serializer(line.app)  # type: ignore[attr-defined]
    held = serializer.loads(nomvula.cookie())
    assert office["nomvula"] not in str(held) and "nomvula" not in str(held).lower()


def test_the_key_of_the_cookie_is_of_this_installation_only(line: Line) -> None:
    assert line.app.secret_key == line.settings.cookie_key
    others = Settings(hash_key=SecretStr("the key of another installation"))
    assert others.cookie_key != line.settings.cookie_key
    assert line.settings.cookie_key not in (line.settings.auth_token, line.settings.account_sid)


# Forms of others


@pytest.mark.parametrize("token", [None, "", "another"])
@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/officials/sign-in", {"who": "ayanda", "city": "durban"}),
        ("/officials/sign-in/code", {"code": "123456"}),
        ("/officials/sign-out", {}),
    ],
)
def test_a_form_of_another_site_does_nothing(
    nomvula: Browser, line: Line, path: str, form: dict[str, str], token: str | None
) -> None:
    before = len(codes(line))
    answer = nomvula.post_raw(path, form if token is None else form | {"token": token})
    assert answer.status_code == 400
    assert len(codes(line)) == before
    assert nomvula.is_in()


def test_a_token_of_another_browser_does_nothing(nomvula: Browser, line: Line) -> None:
    assert nomvula.post_raw("/officials/sign-out", {"token": _token(Browser(line), "/officials/sign-in")}).status_code == 400
    assert nomvula.is_in()


def test_a_browser_without_cookies_has_no_form_of_ours(line: Line) -> None:
    assert Browser(line).post_raw("/officials/sign-in", {"who": "nomvula", "city": "durban", "token": ""}).status_code == 400


# Where it leads


def test_after_signing_in_she_is_where_the_link_led(line: Line, browser: Browser) -> None:
    tag = tell(line)
    assert browser.get(f"/officials/reports/{tag}").location == "/officials/sign-in"
    assert browser.sign_in("nomvula").location == f"/officials/reports/{tag}"


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "/\\evil.example", "/twilio/status"])
def test_no_link_leads_anywhere_else(line: Line, browser: Browser, next_page: str) -> None:
    browser.get("/officials/sign-in", query_string={"next": next_page, "wanted": next_page})
    browser.get("/officials/", query_string={"next": next_page, "wanted": next_page})
    assert browser.sign_in("nomvula").location == "/officials/"


@pytest.mark.parametrize(
    "path",
    ["/officials/reports/%2F%2Fevil.example", "/officials/digests/https:evil.example", "/officials/reports/a%0d%0aLocation:%20x"],
)
def test_a_strange_path_stays_a_path_of_ours(line: Line, browser: Browser, path: str) -> None:
    browser.get(path)
    location = browser.sign_in("nomvula").location
    assert location is not None
    assert location.startswith("/officials/")
    assert "\n" not in location


def test_a_post_without_a_session_leads_to_the_way_in_and_back(
    nomvula: Browser, line: Line, clock: time_machine.Traveller
) -> None:
    tag = tell(line)
    token = _token(nomvula, f"/officials/reports/{tag}")
    clock.move_to(NOW + timedelta(hours=12, minutes=1))
    answer = nomvula.post_raw(f"/officials/reports/{tag}", {"act": "acknowledge", "token": token})
    assert answer.location == "/officials/sign-in"
    assert nomvula.sign_in("nomvula").location == f"/officials/reports/{tag}"


# Beside the other edges


def test_twilio_is_asked_for_its_signature_and_officials_are_not(line: Line, browser: Browser) -> None:
    assert line.client.post("/twilio/inbound", data={"Body": "hello"}).status_code == 403
    assert browser.get("/officials/sign-in").status_code == 200


def test_a_form_that_is_too_large_is_refused_in_words(browser: Browser) -> None:
    answer = browser.post_raw("/officials/sign-in", {"who": "x" * 70_000})
    assert answer.status_code == 413
    assert "That did not work" in answer.text


def test_a_database_that_is_away_is_told_in_words(nomvula: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    def away(*_: object) -> None:
        raise OperationalError("SELECT secret", None, Exception("secret"))

    monkeypatch.setattr("console.digest_page.latest", away)
    answer = nomvula.get("/officials/")
    assert answer.status_code == 503
    assert "Try again in a minute" in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize("language", ["es", "en", "zu"])
def test_the_way_in_speaks_the_language_that_is_chosen_or_the_browsers(line: Line, browser: Browser, language: str) -> None:
    chosen = browser.get(f"/officials/sign-in?language={language}").text
    assert f'<html lang="{language}">' in chosen
    assert f'<html lang="{language}">' in browser.get("/officials/sign-in").text
    theirs = Browser(line).get("/officials/sign-in", headers={"Accept-Language": f"fr,{language};q=0.5"}).text
    assert f'<html lang="{language}">' in theirs

"""What an official reads and does on a page: their own city's, what their role allows, and nobody's identity."""

import base64
import re

import pytest
from sqlalchemy import select, update

from contacts import erasing
from models import Address, AuditEntry, Digest, Message, Official, Report, Update
from tests.console.office import NOW, STORY, THANDI, Browser, appoint, contact_of, report, rows_of, summarise, tell
from tests.digests.summaries import line as counted
from tests.line import Line
from tests.messaging.outgoing import LUPITA

ACTS: list[dict[str, str]] = [
    {"act": "acknowledge"},
    {"act": "done", "note": "lamp replaced"},
    {"act": "assign", "colleague": "ayanda"},
]


def named(form: dict[str, str]) -> str:
    return form["act"]


def signed_in(line: Line, handle: str, city: str = "durban") -> Browser:
    browser = Browser(line)
    browser.sign_in(handle, city)
    return browser


def press(browser: Browser, tag: str, form: dict[str, str]) -> int:
    """Press a button that the page may not even have; the form is signed by another page of the same browser."""
    return browser.post(f"/officials/reports/{tag}", form, drawn_on="/officials/").status_code


def change(line: Line, handle: str, **values: object) -> None:
    with line.board.sessions.writing() as session:
        session.execute(update(Official).where(Official.handle == handle).values(**values))


# The digest


def test_nomvula_reads_the_digest_that_her_mail_holds(nomvula: Browser, line: Line, office: dict[str, str]) -> None:
    tag = tell(line)
    digest = summarise(line, office["nomvula"], tag)
    page = nomvula.get(f"/officials/digests/{digest}")
    assert page.status_code == 200
    assert STORY in page.text
    assert "1,214" in page.text
    assert f'href="/officials/reports/{tag}"' in page.text
    assert f'href="/officials/digests/{digest}"' in nomvula.get("/officials/").text


def test_its_pictures_are_in_it_and_nothing_is_loaded_from_anywhere(nomvula: Browser, line: Line, office: dict[str, str]) -> None:
    digest = summarise(line, office["nomvula"])
    page = nomvula.get(f"/officials/digests/{digest}")
    sources = re.findall(r'src="([^"]+)"', page.text)
    assert len(sources) == 2
    for source in sources:
        kind, _, png = source.partition(",")
        assert kind == "data:image/png;base64"
        assert base64.b64decode(png).startswith(b"\x89PNG")
    assert "cid:" not in page.text
    assert "<script" not in page.text
    assert "<link" not in page.text
    assert f"/digests/{digest}" not in page.text, "the mail's link to this page"


@pytest.mark.parametrize(
    ("handle", "city"),
    [("ayanda", "durban"), ("sizwe", "durban"), ("thabo", "durban"), ("lindiwe", "durban"), ("xochitl", "juarez")],
)
def test_a_digest_is_its_own_officials_and_for_all_others_as_if_it_did_not_exist(
    line: Line, office: dict[str, str], handle: str, city: str, clock: object
) -> None:
    digest = summarise(line, office["nomvula"], tell(line))
    other = signed_in(line, handle, city)
    theirs, none = other.get(f"/officials/digests/{digest}"), other.get(f"/officials/digests/{'0' * 32}")
    assert (theirs.status_code, theirs.data) == (404, none.data)
    assert digest not in other.get("/officials/").text


@pytest.mark.parametrize(
    "path", ["digests/x", "digests/..%2f..%2fetc", "reports/x", "reports/R7K3", "reports/%00", "reports/ʀ7ᴋ3"]
)
def test_what_is_not_there_is_not_there(nomvula: Browser, path: str) -> None:
    page = nomvula.get(f"/officials/{path}")
    assert page.status_code == 404
    assert "This page does not exist, or it is not for you." in page.text


def test_a_digest_that_said_nothing_has_no_page(nomvula: Browser, line: Line, office: dict[str, str]) -> None:
    digest = summarise(line, office["nomvula"])
    with line.board.sessions.writing() as session:
        session.get_one(Digest, digest).figures = None
    assert nomvula.get(f"/officials/digests/{digest}").status_code == 404


def test_who_moved_to_another_body_reads_no_more_of_the_old_ones_reports(
    nomvula: Browser, line: Line, office: dict[str, str]
) -> None:
    tag = tell(line)
    digest = summarise(line, office["nomvula"], tag)
    assert STORY in nomvula.get(f"/officials/digests/{digest}").text
    with line.board.sessions.reading() as session:
        police = session.scalars(select(Official.body_id).where(Official.handle == "sizwe")).one()
    change(line, "nomvula", body_id=police)
    page = nomvula.get(f"/officials/digests/{digest}")
    assert page.status_code == 200
    assert STORY not in page.text
    assert tag not in page.text


def test_who_lost_a_role_reads_no_count_that_only_the_role_may_know(line: Line, office: dict[str, str]) -> None:
    digest = summarise(line, office["lindiwe"], protected=counted("protected", 777, 1, 9, "more", 4.0))
    lindiwe = signed_in(line, "lindiwe")
    assert "777" in lindiwe.get(f"/officials/digests/{digest}").text
    change(line, "lindiwe", role="observer")
    assert "777" not in lindiwe.get(f"/officials/digests/{digest}").text


# One report


def test_a_report_is_shown_with_what_happened_to_it(nomvula: Browser, line: Line) -> None:
    tag = tell(line)
    page = nomvula.get(f"/officials/reports/{tag}").text
    for shown in (
        f"<h1>Report {tag}</h1>",
        STORY,
        "Street light",
        "Umlazi",
        "V section",
        "Friday",
        "23/11/2026 14:00",
        "Public works",
    ):
        assert shown in page
    assert "the resident" in page
    assert nomvula.get(f"/officials/reports/{tag.lower()}").status_code == 200, "as thumbs type it"


def test_nobody_learns_who_wrote(nomvula: Browser, line: Line) -> None:
    tag = tell(line, text="Call me on 0605550101 or thandi@post.example, I am at number 9")
    page = nomvula.get(f"/officials/reports/{tag}").text
    row, contact = report(line, tag), contact_of(line, THANDI)
    (address,) = [each for each in rows_of(line, Address) if each.contact_id == contact.id]
    hidden = (THANDI, "0605550101", "thandi@post.example", contact.id, address.id, address.fingerprint)
    for secret in (*hidden, row.id, row.run_id, row.reference):
        assert secret not in page
    assert "I am at number 9" in page


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><b>bold</b>",
    "{{ 7 * 7 }} {% raw %}",
    '=HYPERLINK("http://evil.example")',
    "&lt;script&gt;",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_words(nomvula: Browser, line: Line, words: str, office: dict[str, str]) -> None:
    tag = tell(line, text=words, place=words, occurred_said=words)
    digest = summarise(line, office["nomvula"], tag)
    for page in (f"/officials/reports/{tag}", f"/officials/digests/{digest}"):
        shown = nomvula.get(page).text
        for live in ("<script", "<img src=x", "<b>", " 49 ", "onerror=alert(1)>"):
            assert live not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in nomvula.get(f"/officials/reports/{tag}").text or "script>a" not in words


def test_words_cannot_turn_the_page_round(nomvula: Browser, line: Line) -> None:
    tag = tell(line, text="dark \u202estreet\u202c \u2066in\u2069 مظلم \u200fnight")
    page = nomvula.get(f"/officials/reports/{tag}").text
    assert not set(page) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert "<bdi>dark street in مظلم night</bdi>" in page


def test_sixteen_hundred_characters_in_lines_are_shown_whole(nomvula: Browser, line: Line) -> None:
    lines = [f"{number} {'the street is dark ' * 9}".strip() for number in range(9)]
    tag = tell(line, text="\n".join(lines)[:1600])
    page = nomvula.get(f"/officials/reports/{tag}").text
    assert all(f"<bdi>{each}</bdi>" in page for each in "\n".join(lines)[:1600].splitlines())


def test_a_pin_is_shown_and_the_middle_of_an_area_is_not(nomvula: Browser, line: Line) -> None:
    pinned, named_only = tell(line, located_by="pin", lat=-29.97, lon=30.88), tell(line)
    assert "-29.97000,30.88000" in nomvula.get(f"/officials/reports/{pinned}").text
    assert "Point on the map" not in nomvula.get(f"/officials/reports/{named_only}").text


@pytest.mark.parametrize("category", ["threats", "drugs", "missing_person"])
def test_of_a_sensitive_kind_nothing_is_quoted(nomvula: Browser, line: Line, category: str) -> None:
    tag = tell(line, category=category, located_by="pin", lat=-29.97123, lon=30.88123)
    with line.board.sessions.writing() as session:
        row = session.scalars(select(Report).where(Report.tag == tag)).one()
        row.updates[0].note = "they wrote this too"
    page = nomvula.get(f"/officials/reports/{tag}").text
    for hidden in (STORY, "V section", "Friday", "-29.97", "they wrote this too"):
        assert hidden not in page
    assert "are not shown, because it could put them in danger" in page


@pytest.mark.parametrize("category", ["domestic_violence", "sexual_violence", "harassment"])
def test_a_protected_kind_has_no_page_unless_the_role_may(nomvula: Browser, line: Line, category: str) -> None:
    tag = tell(line, category=category)
    assert nomvula.get(f"/officials/reports/{tag}").data == nomvula.get("/officials/reports/R7K3").data
    assert press(nomvula, tag, ACTS[0]) == 404
    change(line, "nomvula", role="protection")
    page = nomvula.get(f"/officials/reports/{tag}")
    assert page.status_code == 200
    assert STORY not in page.text and "V section" not in page.text


@pytest.mark.parametrize(
    ("handle", "city", "sees"),
    [
        ("nomvula", "durban", True),
        ("ayanda", "durban", True),
        ("sizwe", "durban", False),
        ("thabo", "durban", True),
        ("lindiwe", "durban", True),
        ("xochitl", "juarez", False),
    ],
)
def test_who_sees_a_report_of_public_works(line: Line, office: dict[str, str], handle: str, city: str, sees: bool) -> None:
    tag = tell(line)
    browser = signed_in(line, handle, city)
    page, none = browser.get(f"/officials/reports/{tag}"), browser.get("/officials/reports/9999")
    assert page.status_code == (200 if sees else 404)
    assert sees or page.data == none.data


def test_the_same_tag_in_two_cities_means_each_ones_own(line: Line, office: dict[str, str]) -> None:
    appoint(line, "salas", city="juarez", role="coordinator", language="es")
    tag = tell(line)
    other = tell(line, who=LUPITA, city="juarez", body="works", text="No hay luz en la calle")
    with line.board.sessions.writing() as session:
        session.execute(update(Report).where(Report.tag == other).values(tag=tag))
    assert STORY in signed_in(line, "nomvula").get(f"/officials/reports/{tag}").text
    salas = signed_in(line, "salas", "juarez")
    page = salas.get(f"/officials/reports/{tag}").text
    assert "No hay luz en la calle" in page
    assert STORY not in page
    salas.post(f"/officials/reports/{tag}", {"act": "done"})
    assert report(line, tag, "juarez").state == "resolved"
    assert report(line, tag).state == "received"


# What can be done


def test_nomvula_acknowledges_a_report(nomvula: Browser, line: Line, office: dict[str, str]) -> None:
    tag = tell(line)
    answer = nomvula.post(f"/officials/reports/{tag}", {"act": "acknowledge"})
    assert (answer.status_code, answer.location) == (303, f"/officials/reports/{tag}")
    row = report(line, tag)
    assert row.state == "acknowledged"
    assert [(each.state, each.actor, each.notice) for each in row.updates][-1] == ("acknowledged", office["nomvula"], "due")
    assert (office["nomvula"], "report.acknowledged") in [(each.actor, each.action) for each in rows_of(line, AuditEntry)]
    page = nomvula.get(f"/officials/reports/{tag}").text
    assert "It is noted that you know of it." in page
    assert "Nomvula Dube" in page
    assert 'value="acknowledge"' not in page
    assert "It is noted" not in nomvula.get(f"/officials/reports/{tag}").text, "said once"


def test_a_button_pressed_twice_does_it_once(nomvula: Browser, line: Line) -> None:
    tag = tell(line)
    for _ in range(2):
        nomvula.post(f"/officials/reports/{tag}", {"act": "acknowledge"}, drawn_on="/officials/")
    assert [each.state for each in report(line, tag).updates] == ["received", "acknowledged"]
    assert "Nothing changed: it was so already." in nomvula.get(f"/officials/reports/{tag}").text


def test_what_was_done_is_noted_in_one_line(nomvula: Browser, line: Line) -> None:
    tag = tell(line)
    nomvula.post(f"/officials/reports/{tag}", {"act": "done", "note": " lamp\r\nreplaced\x00 <b> "})
    row = report(line, tag)
    assert (row.state, row.updates[-1].note) == ("resolved", "lamp replaced <b>")
    page = nomvula.get(f"/officials/reports/{tag}").text
    assert "lamp replaced &lt;b&gt;" in page
    assert 'name="act"' not in page, "nothing is left to do"


def test_a_note_longer_than_a_phone_takes_is_cut(nomvula: Browser, line: Line) -> None:
    tag = tell(line)
    nomvula.post(f"/officials/reports/{tag}", {"act": "done", "note": "x" * 5000})
    assert report(line, tag).updates[-1].note == "x" * 300


def test_a_report_is_given_to_a_colleague_who_is_told(nomvula: Browser, line: Line, office: dict[str, str]) -> None:
    tag = tell(line)
    page = nomvula.get(f"/officials/reports/{tag}").text
    assert re.findall(r'<option value="(\w+)">', page) == ["ayanda", "lindiwe", "nomvula", "sizwe"], "not who only reads"
    nomvula.post(f"/officials/reports/{tag}", {"act": "assign", "colleague": "ayanda"})
    assert report(line, tag).assigned_to == office["ayanda"]
    with line.board.sessions.reading() as session:
        box = session.get_one(Official, office["ayanda"]).mailbox_id
    told = [each for each in rows_of(line, Message) if each.contact_id == box]
    assert len(told) == 1
    assert tag in told[0].text
    assert STORY not in told[0].text
    assert "Ayanda Mkhize" in nomvula.get(f"/officials/reports/{tag}").text


def test_who_gives_it_to_another_body_reads_it_no_more(nomvula: Browser, line: Line) -> None:
    tag = tell(line)
    assert nomvula.post(f"/officials/reports/{tag}", {"act": "assign", "colleague": "sizwe"}).location == "/officials/"
    assert "It is assigned." in nomvula.get("/officials/").text
    assert nomvula.get(f"/officials/reports/{tag}").status_code == 404


@pytest.mark.parametrize("form", ACTS, ids=named)
@pytest.mark.parametrize(
    ("handle", "city", "status"),
    [
        ("thabo", "durban", 403),
        ("sizwe", "durban", 404),
        ("xochitl", "juarez", 404),
        ("ayanda", "durban", 303),
        ("lindiwe", "durban", 303),
    ],
)
def test_who_may_act_on_a_report_of_public_works(
    line: Line, office: dict[str, str], handle: str, city: str, status: int, form: dict[str, str]
) -> None:
    tag = tell(line)
    browser = signed_in(line, handle, city)
    before = len(rows_of(line, Update))
    assert press(browser, tag, form) == status
    row = report(line, tag)
    if status == 303:
        assert row.state != "received"
    else:
        assert (row.state, row.assigned_to, len(rows_of(line, Update))) == ("received", None, before)


def test_who_only_reads_is_offered_nothing(line: Line, office: dict[str, str]) -> None:
    page = signed_in(line, "thabo").get(f"/officials/reports/{tell(line)}").text
    assert STORY in page
    assert 'name="act"' not in page


@pytest.mark.parametrize("colleague", ["xochitl", "nobody", "", "thabo"])
def test_a_report_is_given_to_nobody_who_cannot_take_it(nomvula: Browser, line: Line, colleague: str) -> None:
    tag = tell(line)
    assert press(nomvula, tag, {"act": "assign", "colleague": colleague}) in (403, 404)
    assert report(line, tag).assigned_to is None


@pytest.mark.parametrize("form", [{}, {"act": ""}, {"act": "reopen"}, {"act": "__class__"}])
def test_a_button_that_no_page_has_does_nothing(nomvula: Browser, line: Line, form: dict[str, str]) -> None:
    tag = tell(line)
    assert press(nomvula, tag, form) == 400
    assert report(line, tag).state == "received"


@pytest.mark.parametrize("form", ACTS, ids=named)
@pytest.mark.parametrize("token", [None, "", "another"])
def test_a_form_of_another_site_does_nothing_to_a_report(
    nomvula: Browser, line: Line, form: dict[str, str], token: str | None
) -> None:
    tag = tell(line)
    nomvula.get(f"/officials/reports/{tag}")
    answer = nomvula.post_raw(f"/officials/reports/{tag}", form if token is None else form | {"token": token})
    assert answer.status_code == 400
    assert report(line, tag).state == "received"


@pytest.mark.parametrize("form", ACTS, ids=named)
def test_nothing_is_done_by_following_a_link(nomvula: Browser, line: Line, form: dict[str, str]) -> None:
    tag = tell(line)
    assert nomvula.get(f"/officials/reports/{tag}", query_string=form).status_code == 200
    assert report(line, tag).state == "received"


@pytest.mark.parametrize("path", ["", "digests/{digest}", "reports/{tag}"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_signing_in_every_page_leads_to_the_way_in(line: Line, office: dict[str, str], path: str, method: str) -> None:
    tag = tell(line)
    digest = summarise(line, office["nomvula"], tag)
    stranger = Browser(line)
    where = "/officials/" + path.format(tag=tag, digest=digest)
    if method == "get":
        answer = stranger.get(where)
        assert (answer.status_code, answer.location) == (303, "/officials/sign-in")
    else:
        assert stranger.post(where, ACTS[0], drawn_on="/officials/sign-in").status_code in (303, 405)
    assert report(line, tag).state == "received"


# What the browser is told


@pytest.mark.parametrize("path", ["", "sign-in", "digests/{digest}", "reports/{tag}", "digests/none", "static/officials.css"])
def test_what_every_page_tells_the_browser(nomvula: Browser, line: Line, office: dict[str, str], path: str) -> None:
    tag = tell(line)
    headers = nomvula.get("/officials/" + path.format(tag=tag, digest=summarise(line, office["nomvula"], tag))).headers
    policy = dict(each.strip().partition(" ")[::2] for each in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["img-src"] == "data:"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "script-src" not in policy
    assert ("style-src" in policy) == path.startswith("digests/{")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert (headers.get("Cache-Control") == "no-store") == (not path.startswith("static"))


def test_no_page_runs_or_loads_anything_of_others(nomvula: Browser, line: Line) -> None:
    for path in ("", "none", f"reports/{tell(line)}"):
        page = nomvula.get(f"/officials/{path}").text
        assert not re.search(r"<script|\son\w+=|style=|//", page.removeprefix("<!doctype html>"))


def test_an_erased_resident_is_gone_from_the_pages_too(nomvula: Browser, line: Line, office: dict[str, str]) -> None:
    tag = tell(line)
    pages = [f"/officials/reports/{tag}", f"/officials/digests/{summarise(line, office['nomvula'], tag)}"]
    assert all(STORY in nomvula.get(page).text for page in pages)
    with line.board.sessions.writing() as session:
        erasing.erase(session, contact_of(line, THANDI).id, line.board.media_dir, "resident", NOW)
    assert not any(STORY in nomvula.get(page).text for page in pages)

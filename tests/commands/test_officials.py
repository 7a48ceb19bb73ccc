"""``flask officials``, as whoever keeps the list of officials types it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from click.testing import Result
from sqlalchemy import func, select

import cities
from models import Address, AuditEntry, Body, Duty, Enrolment, Lease, Official, Route, Subscription
from officials import seeding
from reports import routing
from tests.actions.turns import Chat
from tests.line import Line
from tests.officials.office import BOTHA, report, reported

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PILOTS = ("durban", "juarez")
POLICE = {"durban": "metro_police", "juarez": "municipal_police"}
DURBAN = ("--city", "durban", "--by", "N. M.")
WORKS = ("--label", "es=Obras", "--label", "en=Works", "--label", "zu=Imisebenzi")


def run(line: Line, *words: str) -> Result:
    return line.app.test_cli_runner().invoke(args=["officials", *words])


def done(line: Line, *words: str) -> str:
    result = run(line, *words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(line: Line, *words: str) -> str:
    result = run(line, *words)
    assert result.exit_code == 1, result.output
    return result.output.removeprefix("Error: ").strip()


def add_botha(line: Line, *more: str) -> None:
    done(line, "body", "add", "works", *WORKS, *DURBAN)
    about = ("--body", "works", "--name", "J. Botha", "--role", "officer", "--language", "en")
    done(line, "add", "botha", *about, *more, *DURBAN)


def count(line: Line, kind: type) -> int:
    with line.board.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def actions(line: Line) -> list[str]:
    with line.board.sessions.reading() as session:
        found = select(AuditEntry.action).where(AuditEntry.actor == "N. M.").order_by(AuditEntry.id)
        return list(session.scalars(found))


# Officials


def test_an_official_is_added_and_enrols_with_the_code_that_is_shown_once(line: Line) -> None:
    add_botha(line)
    with time_machine.travel(NOW, tick=False):
        shown = done(line, "enrol", "botha", *DURBAN)
        text = shown.splitlines()[0]
        assert re.fullmatch(r"ENROL [234679KMRTWXY]{3}-[234679KMRTWXY]{3}-[234679KMRTWXY]{3}", text)
        assert "by 2026-11-25 14:00" in shown, "by Durban's clock"
        assert "not reachable" in done(line, "list", "--city", "durban")
        assert "now that of J. Botha" in Chat(line, BOTHA).hears(text, "out_of_scope")
    assert done(line, "list", "--city", "durban") == "botha                 works  officer  en  sms first  (phone)\n"
    assert done(line, "list", "--city", "juarez") == ""
    assert actions(line) == ["body.added", "staff.added", "enrolment.begun"]


def test_a_lost_telephone_is_theirs_no_more(line: Line) -> None:
    add_botha(line)
    Chat(line, BOTHA).says(done(line, "enrol", "botha", *DURBAN).splitlines()[0], "out_of_scope")
    done(line, "enrol", "botha", "--instead", *DURBAN)
    assert "not reachable" in done(line, "list", "--city", "durban")


def test_the_mailbox_is_a_contact_of_its_own_sealed_and_found_again(line: Line) -> None:
    add_botha(line, "--email", "J.Botha@Works.Example")
    with line.board.sessions.reading() as session:
        (address,) = session.scalars(select(Address))
        assert address.channel == "email"
        assert line.board.vault.open(address.sealed) == "j.botha@works.example"
        assert address.fingerprint == line.board.vault.fingerprint("j.botha@works.example")
        assert [lease.kind for lease in session.scalars(select(Lease))] == ["mail"]
        assert session.scalars(select(Official)).one().mailbox_id == address.contact_id
    assert "(e-mail)" in done(line, "list", "--city", "durban")
    assert "works.example" not in done(line, "list", "--city", "durban").lower()
    assert refused(line, "email", "botha", "no address", *DURBAN) == "that is no e-mail address"
    done(line, "email", "botha", "other@works.example", *DURBAN)


def test_who_leaves_has_nothing_left(line: Line) -> None:
    add_botha(line)
    Chat(line, BOTHA).says(done(line, "enrol", "botha", *DURBAN).splitlines()[0], "out_of_scope")
    done(line, "duty", "add", "botha", "--body", "works", *DURBAN)
    done(line, "route", "set", "works", *DURBAN)
    tag = reported(line)
    Chat(line, BOTHA).says(f"ASSIGN {tag} me", "out_of_scope")
    assert report(line, tag).assigned_to is not None
    done(line, "leave", "botha", *DURBAN)
    assert report(line, tag).assigned_to is None
    assert count(line, Duty) == 0
    with line.board.sessions.reading() as session:
        assert all(each.ended_at is not None for each in session.scalars(select(Enrolment)))
    assert done(line, "list", "--city", "durban") == ""
    assert refused(line, "enrol", "botha", *DURBAN) == "there is no botha in durban"


def test_a_role_that_is_never_on_duty_leaves_the_rota(line: Line) -> None:
    add_botha(line)
    done(line, "duty", "add", "botha", "--body", "works", *DURBAN)
    done(line, "role", "botha", "observer", *DURBAN)
    assert count(line, Duty) == 0
    said = refused(line, "duty", "add", "botha", "--body", "works", *DURBAN)
    assert said == "the role observer is never on duty"


@pytest.mark.parametrize(
    ("handle", "why"),
    [
        ("b", "a handle is 2 to 20 small letters"),
        ("j.botha", "a handle is 2 to 20 small letters"),
        ("mina", "mina means whoever writes"),
        ("botha", "durban has or had a botha already"),
    ],
)
def test_a_handle_is_short_plain_and_one_of_its_city(line: Line, handle: str, why: str) -> None:
    add_botha(line)
    about = ("--body", "works", "--name", "X", "--role", "officer", "--language", "en")
    assert refused(line, "add", handle, *about, *DURBAN).startswith(why)


def test_who_decides_is_always_named(line: Line) -> None:
    add_botha(line)
    for words in (("enrol", "botha"), ("leave", "botha"), ("seed",), ("route", "set", "works")):
        assert run(line, *words, "--city", "durban").exit_code == 2


# Bodies, routes, rota


def test_a_body_is_renamed_and_only_an_unused_one_taken_away(line: Line) -> None:
    add_botha(line)
    done(line, "body", "rename", "works", "--label", "en=Public works", *DURBAN)
    assert done(line, "body", "list", "--city", "durban") == "works                 Imisebenzi / Public works / Obras\n"
    assert "still stands in 1 row(s) of official" in refused(line, "body", "end", "works", *DURBAN)
    done(line, "body", "add", "parks", *WORKS, *DURBAN)
    done(line, "body", "end", "parks", *DURBAN)
    assert count(line, Body) == 1
    assert refused(line, "body", "add", "works", *WORKS, *DURBAN) == "durban has a works already"
    assert "each of es, en, zu" in refused(line, "body", "add", "parks", "--label", "en=Parks", *DURBAN)
    assert "is no language" in refused(line, "body", "add", "parks", "--label", "fr=Parcs", *DURBAN)


def test_a_route_gives_what_nobody_had_and_leaves_what_somebody_has(line: Line) -> None:
    tag = reported(line)
    assert report(line, tag).body_id is None
    add_botha(line)
    assert "1 reports that nobody had" in done(line, "route", "set", "works", "--category", "street_light", *DURBAN)
    had = report(line, tag).body_id
    assert had is not None
    done(line, "body", "add", "parks", *WORKS, *DURBAN)
    done(line, "route", "set", "parks", "--category", "street_light", *DURBAN)
    assert report(line, tag).body_id == had
    assert done(line, "route", "list", "--city", "durban") == "street_light          everywhere            parks\n"
    done(line, "route", "end", "--category", "street_light", *DURBAN)
    assert count(line, Route) == 0
    assert refused(line, "route", "end", *DURBAN) == "there is no such route"
    assert refused(line, "route", "set", "works", "--category", "dragons", *DURBAN) == "durban has no kind of problem dragons"
    assert refused(line, "route", "set", "works", "--area", "atlantis", *DURBAN) == "durban has no area atlantis"


def test_the_rota_is_changed_and_ended(line: Line) -> None:
    add_botha(line)
    said = done(
        line, "duty", "add", "botha", "--body", "works", "--days", "5,1,1", "--begins", "22:00", "--ends", "06:00", *DURBAN
    )
    duty = re.findall("duty ([0-9a-f]{8})", said)[0]
    listed = done(line, "duty", "list", "--city", "durban")
    assert listed == f"{duty}  works                 1  botha                 1,5  22:00-06:00\n"
    done(line, "duty", "change", duty, "--position", "2", "--ends", "07:30", *DURBAN)
    assert "2  botha                 1,5  22:00-07:30" in done(line, "duty", "list", "--city", "durban")
    assert refused(line, "duty", "change", duty, "--begins", "25:00", *DURBAN) == "a time is written HH:MM"
    assert refused(line, "duty", "change", duty, "--days", "8", *DURBAN) == "days are numbers from 1 (Monday) to 7"
    assert "there is no duty" in refused(line, "duty", "end", duty, "--city", "juarez", "--by", "N. M.")
    done(line, "duty", "end", duty, *DURBAN)
    assert count(line, Duty) == 0
    assert actions(line)[-3:] == ["duty.set", "duty.changed", "duty.ended"]


# The invented ones


@pytest.mark.parametrize("city", PILOTS)
def test_a_pilot_is_seeded_once_however_often_it_is_asked_for(line: Line, city: str) -> None:
    first = done(line, "seed", "--city", city, "--by", "N. M.")
    assert "8 bodies, 11 officials, " in first
    counts = [count(line, kind) for kind in (Body, Official, Route, Duty, Subscription)]
    assert all(counts)
    again = done(line, "seed", "--city", city, "--by", "N. M.")
    assert again.startswith("0 bodies, 0 officials, 0 routes, 0 duties, 0 summaries")
    assert [count(line, kind) for kind in (Body, Official, Route, Duty, Subscription)] == counts
    with line.board.sessions.reading() as session:
        for kind in (Body, Official, Subscription):
            assert all(each.is_example for each in session.scalars(select(kind)))
        assert all(each.next_due_at > datetime.now(UTC) - timedelta(minutes=5) for each in session.scalars(select(Subscription)))


@pytest.mark.parametrize("city", PILOTS)
def test_every_kind_has_a_body_with_somebody_who_may_act_and_police_abuse_is_not_the_polices(line: Line, city: str) -> None:
    done(line, "seed", "--city", city, "--by", "N. M.")
    where = cities.load()[city]
    with line.board.sessions.reading() as session:
        names = {body.id: body.name for body in session.scalars(select(Body))}
        staff = session.scalars(select(Official)).all()
        for category in where.categories:
            for area in (None, *(each.name for each in where.areas)):
                body = routing.body_for(session, where, category.name, area)
                assert body is not None
                able = [each for each in staff if each.body_id == body and each.role != "observer"]
                protecting = [each for each in able if each.role in ("protection", "coordinator")]
                assert protecting if category.protected else able
                if category.name == "police_abuse":
                    assert names[body] != POLICE[city]
        police = [each for each in staff if names[each.body_id] == POLICE[city]]
        assert police
        assert all(each.role == "officer" for each in police), "who coordinates reads everything"


@pytest.mark.parametrize("city", PILOTS)
def test_the_invented_are_marked_and_their_mail_goes_nowhere(city: str) -> None:
    source = seeding.examples(cities.load()[city])
    for labels in source["bodies"].values():
        assert ("(ejemplo)" in labels["es"], "(example)" in labels["en"], "(isibonelo)" in labels["zu"]) == (True, True, True)
    assert all(each.get("email", "x.example").endswith(".example") for each in source["officials"])


def test_an_example_that_left_does_not_come_back(line: Line) -> None:
    done(line, "seed", *DURBAN)
    done(line, "leave", "botha", *DURBAN)
    assert "0 officials" in done(line, "seed", *DURBAN)
    assert "botha" not in done(line, "list", "--city", "durban")

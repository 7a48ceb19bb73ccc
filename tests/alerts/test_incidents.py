"""A report that cannot wait: who is told, how often, and what the resident may be told of it."""

import logging
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

import cities
from alerts import incidents, rules
from cities import City, CityError
from models import AuditEntry, Body, Message, Official, Report
from reports import states
from tests.alerts import night
from tests.alerts.conftest import Clock
from tests.alerts.night import BOTHA, DLAMINI, LUPITA, MKHIZE, NAIDOO, NOMVULA, REYES, SIPHO, SOTO, THANDI
from tests.line import Line

Rota = dict[str, str]


def test_a_shooting_wakes_the_first_on_duty_and_nobody_else(line: Line, rota: Rota) -> None:
    report, is_told = night.reports(line, THANDI)
    assert is_told
    night.carry(line)
    (said,) = line.said_to(BOTHA)
    assert said == (
        f"Izwi alert {night.tag_of(line, report)}: Gunshots or gangs. Umlazi, 23:30.\nStill dangerous.\n"
        f'"they are shooting"\nAnswer ACK {night.tag_of(line, report)} to take it on.'
    )
    assert night.told(line) == [("botha", "sms")]
    assert not any(line.said_to(who) for who in (NAIDOO, MKHIZE, DLAMINI, REYES, SOTO))
    assert night.incident(line).next_at == datetime.now(UTC) + night.minutes(5)


def test_the_alert_is_in_the_same_transaction_as_the_report(line: Line, rota: Rota) -> None:
    night.writes(line, THANDI)

    def dies() -> None:
        with line.board.sessions.writing() as session:
            assert night.files(session, line, night.run_of(session, line, THANDI, "gunshots", "shots", area="umlazi"))[1]
            raise KeyboardInterrupt  # the process is killed before the commit

    with pytest.raises(KeyboardInterrupt):
        dies()
    assert (night.all_incidents(line), night.told(line)) == ([], [])
    night.carry(line)
    assert line.said_to(BOTHA) == []
    night.reports(line, THANDI)
    night.carry(line)
    assert len(line.said_to(BOTHA)) == 1, "the turn that is repeated tells once"


def test_considering_a_report_again_changes_nothing(line: Line, rota: Rota) -> None:
    report, _ = night.reports(line, THANDI)
    with line.board.sessions.writing() as session:
        kept, city = session.get_one(Report, report), _durban()
        assert incidents.consider(session, kept, city, datetime.now(UTC), night.desk(line))
    assert (len(night.all_incidents(line)), night.told(line)) == (1, [("botha", "sms")])


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("gunshots", {"dangerous": "no"}),
        ("gunshots", {"dangerous": "unsure"}),
        ("street_light", {}),
        ("police_abuse", {}),
        ("water", {"words": "the pipe burst"}),
    ],
)
def test_what_fulfils_no_rule_waits_for_the_digest(line: Line, rota: Rota, kind: str, given: dict[str, str]) -> None:
    assert night.reports(line, THANDI, kind, **given)[1] is False
    assert (night.all_incidents(line), night.told(line)) == ([], [])


def test_five_neighbours_report_one_shooting_and_one_message_leaves(line: Line, rota: Rota, clock: Clock) -> None:
    for who in (THANDI, SIPHO, NOMVULA, "+27605550104", "+27605550105"):
        assert night.reports(line, who)[1], "each of them may be told: the officer knows of it"
        clock.passes(seconds=40)
    night.carry(line)
    assert (len(line.said_to(BOTHA)), night.told(line)) == (1, [("botha", "sms")])
    with line.board.sessions.reading() as session:
        assert session.scalar(select(func.count(func.distinct(Report.incident_id)))) == 1


@pytest.mark.parametrize(
    ("first", "second", "one_thread"),
    [
        ({"pin": night.UMLAZI}, {"pin": (-29.968, 30.884)}, True),
        ({"pin": night.UMLAZI}, {"pin": (-29.990, 30.883)}, False),  # 2.5 km
        ({"pin": night.UMLAZI}, {"area": "umlazi"}, True),
        ({"area": "umlazi"}, {"area": "inanda"}, False),
        ({"area": "durban"}, {"area": "durban"}, False),  # all of the city is no place
        ({"area": None}, {"area": None}, False),
    ],
)
def test_what_is_one_thread_in_space(
    line: Line, rota: Rota, first: dict[str, object], second: dict[str, object], one_thread: bool
) -> None:
    night.reports(line, THANDI, **first)
    night.reports(line, SIPHO, **second)
    assert len(night.all_incidents(line)) == (1 if one_thread else 2)


@pytest.mark.parametrize(("apart", "threads"), [(60, 1), (61, 2)])
def test_what_is_one_thread_in_time(line: Line, rota: Rota, clock: Clock, apart: int, threads: int) -> None:
    night.reports(line, THANDI)
    clock.passes(minutes=apart)
    night.reports(line, SIPHO)
    assert len(night.all_incidents(line)) == threads


def test_three_people_who_heard_shots_are_an_incident_and_one_who_says_it_thrice_is_none(
    line: Line, rota: Rota, clock: Clock
) -> None:
    for _ in range(3):
        night.reports(line, THANDI, dangerous="no")
    night.reports(line, SIPHO, dangerous="no")
    assert night.all_incidents(line) == []
    assert night.reports(line, NOMVULA, dangerous="no")[1]
    night.carry(line)
    (said,) = line.said_to(BOTHA)
    assert "Reports: 5." in said
    assert night.incident(line).rule == "shots_by_three"
    assert night.reports(line, "+27605550104", dangerous="no")[1], "a fourth joins without being several again"
    assert len(night.all_incidents(line)) == 1


def test_three_people_are_not_several_when_half_an_hour_lies_between_them(line: Line, rota: Rota, clock: Clock) -> None:
    for who in (THANDI, SIPHO, NOMVULA):
        night.reports(line, who, dangerous="no")
        clock.passes(minutes=16)
    assert night.all_incidents(line) == []


def test_a_further_report_goes_to_whoever_acknowledged_as_one_line(line: Line, rota: Rota) -> None:
    first, _ = night.reports(line, THANDI)
    night.carry(line)
    assert night.acknowledges(line, rota["botha"], first)
    second, is_told = night.reports(line, SIPHO, words="two men with guns at the garage")
    night.carry(line)
    assert is_told
    _, line_two = line.said_to(BOTHA)
    assert line_two.startswith(f"Izwi alert {night.tag_of(line, second)}: Gunshots or gangs. Umlazi, 23:30.\n")
    assert f"Another report of {night.tag_of(line, first)}." in line_two
    assert (night.told(line), len(night.all_incidents(line))) == ([("botha", "sms")], 1)
    assert line.said_to(NAIDOO) == []


def test_a_further_report_goes_to_somebody_on_duty_when_whoever_acknowledged_went_silent(line: Line, rota: Rota) -> None:
    first, _ = night.reports(line, THANDI)
    night.acknowledges(line, rota["botha"], first)
    night.stops(line, BOTHA)
    assert night.reports(line, SIPHO)[1]
    night.carry(line)
    assert len(line.said_to(NAIDOO)) == 1


def test_a_resident_is_told_only_while_whoever_gets_the_line_is_on_duty(line: Line, rota: Rota, clock: Clock) -> None:
    first, _ = night.reports(line, THANDI)
    assert night.acknowledges(line, rota["mkhize"], first), "a coordinator, who is not on duty"
    assert night.reports(line, SIPHO)[1] is False
    night.carry(line)
    assert len(line.said_to(MKHIZE)) == 1


def test_the_first_to_acknowledge_is_the_one_who_has_it(line: Line, rota: Rota) -> None:
    report, _ = night.reports(line, THANDI)
    assert night.acknowledges(line, rota["naidoo"], report)
    assert not night.acknowledges(line, rota["botha"], report)
    found = night.incident(line)
    assert (found.state, found.next_at, found.acknowledged_by) == ("acknowledged", None, rota["naidoo"])
    with line.board.sessions.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "incident.acknowledged")).all()
    assert [(each.actor, each.thing) for each in entries] == [(rota["naidoo"], f"incident {found.id}")]


def test_an_incident_ends_with_its_last_report(line: Line, rota: Rota) -> None:
    first, _ = night.reports(line, THANDI)
    second, _ = night.reports(line, SIPHO)
    assert [_done(line, rota["botha"], each) for each in (first, second)] == [False, True]
    found = night.incident(line)
    assert (found.state, found.acknowledged_by, found.next_at) == ("ended", rota["botha"], None)
    night.reports(line, NOMVULA)
    assert len(night.all_incidents(line)) == 2, "what happens after the end is another incident"


def test_nobody_of_another_city_is_told_or_can_acknowledge(line: Line, rota: Rota) -> None:
    durban, _ = night.reports(line, THANDI)
    juarez, _ = night.reports(line, LUPITA)
    night.carry(line)
    assert not night.acknowledges(line, rota["reyes"], durban)
    assert not night.acknowledges(line, rota["soto"], durban)
    assert not night.acknowledges(line, rota["botha"], juarez)
    with line.board.sessions.writing() as session:
        assert not incidents.ended(session, session.get_one(Report, durban), session.get_one(Official, rota["soto"]), _now())
    assert {each.state for each in night.all_incidents(line)} == {"open"}
    (said,) = line.said_to(REYES)
    assert said.startswith(f"Izwi, aviso {night.tag_of(line, juarez)}: Balazos. Anapra, 14:30.\nSigue el peligro.")
    assert len(line.said_to(BOTHA)) == 1


def test_violence_at_home_is_told_to_those_who_may_know_of_it_and_without_words(line: Line, rota: Rota) -> None:
    report, is_told = night.reports(
        line, THANDI, "domestic_violence", "my husband Vusi is beating me", place="behind the blue church"
    )
    assert is_told
    night.carry(line)
    assert night.told(line) == [("dlamini", "sms")], "Khumalo is first on duty, and an officer"
    tag = night.tag_of(line, report)
    assert line.said_to(DLAMINI) == [f"Izwi alert {tag}: Violence at home. Umlazi, 23:30.\nAnswer ACK {tag} to take it on."]


def test_violence_in_two_homes_of_one_area_is_two_incidents(line: Line, rota: Rota) -> None:
    night.reports(line, THANDI, "domestic_violence", "he beats me")
    night.reports(line, SIPHO, "domestic_violence", "she is screaming next door")
    assert len(night.all_incidents(line)) == 2


def test_what_is_sensitive_is_told_without_words_and_without_the_place_in_words(line: Line, rota: Rota) -> None:
    night.reports(line, THANDI, "threats", "the taxi boss wants money", place="Zulu's Tavern")
    night.carry(line)
    (said,) = line.said_to(BOTHA)
    assert "Umlazi" in said
    assert not [word for word in ("taxi", "Tavern", "dangerous") if word in said]


def test_a_rule_may_name_the_body_which_then_has_the_report(line: Line, rota: Rota) -> None:
    number = "+27605550120"
    fire = night.official(line, "fire", number, "pillay")
    night.on_duty(line, fire, 1)
    report, is_told = night.reports(line, THANDI, "roads", "there is a Gas-leak in the street")
    night.carry(line)
    assert (is_told, len(line.said_to(number)), line.said_to(BOTHA)) == (True, 1, [])
    with line.board.sessions.reading() as session:
        kept = session.get_one(Report, report)
        assert kept.body_id is not None
        assert session.get_one(Body, kept.body_id).name == "fire"


def test_nobody_on_duty_means_coordinators_and_nothing_to_the_resident(line: Line, rota: Rota, clock: Clock) -> None:
    _, is_told = night.reports(line, THANDI, "flood", "a gas leak, hurry")
    night.carry(line)
    assert (is_told, night.told(line)) == (False, [("mkhize", "sms")])
    assert len(line.said_to(MKHIZE)) == 1


def test_when_everybody_has_stopped_nothing_is_promised_and_somebody_reads_it_in_the_log(
    line: Line, rota: Rota, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for number in (BOTHA, NAIDOO, MKHIZE):
        night.stops(line, number)
    assert night.reports(line, THANDI, words="secret words about Vusi")[1] is False
    assert night.told(line) == [("botha", None), ("naidoo", None), ("mkhize", None)]
    found = night.incident(line)
    assert (found.state, found.next_at) == ("open", None)
    assert f"incident={found.id} city=durban nobody has acknowledged it and nobody is left to tell" in caplog.text
    assert "secret" not in caplog.text
    assert not any(message.direction == "out" for message in _messages(line))


def test_an_incident_that_was_given_up_is_tried_again_with_the_next_report(line: Line, rota: Rota) -> None:
    for number in (BOTHA, NAIDOO, MKHIZE):
        night.stops(line, number)
    night.reports(line, THANDI)
    pillay = night.official(line, "metro_police", "+27605550121", "pillay")
    night.on_duty(line, pillay, 3)
    assert night.reports(line, SIPHO)[1]
    assert night.told(line)[-1] == ("pillay", "sms")


def test_rules_that_cannot_be_read_keep_no_report_from_being_filed(
    line: Line, rota: Rota, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(city: object) -> tuple[rules.Rule, ...]:
        raise CityError("durban/alerts.yml, entry 1 (shooting): is wrong.")

    monkeypatch.setattr(rules, "of", broken)
    report, is_told = night.reports(line, THANDI)
    assert (is_told, bool(report)) == (False, True)
    assert "durban/alerts.yml, entry 1 (shooting)" in caplog.text


def _done(line: Line, official: str, report: str) -> bool:
    with line.board.sessions.writing() as session:
        kept = session.get_one(Report, report)
        states.move(session, kept, states.RESOLVED, official, _now())
        return incidents.ended(session, kept, session.get_one(Official, official), _now())


def _messages(line: Line) -> list[Message]:
    with line.board.sessions.reading() as session:
        return list(session.scalars(select(Message)))


def _durban() -> City:
    return cities.load()["durban"]


def _now() -> datetime:
    return datetime.now(UTC)

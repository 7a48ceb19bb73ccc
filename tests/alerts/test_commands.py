"""``flask alerts``, as whoever keeps the rota types it."""

from click.testing import Result

from tests.alerts import night
from tests.alerts.conftest import Clock
from tests.alerts.night import BOTHA, LUPITA, THANDI
from tests.line import Line

Rota = dict[str, str]


def run(line: Line, *words: str) -> Result:
    return line.app.test_cli_runner().invoke(args=["alerts", *words])


def test_the_list_tells_everything_but_what_was_written(line: Line, rota: Rota, clock: Clock) -> None:
    night.reports(line, THANDI, words="secret words")
    report, _ = night.reports(line, LUPITA)
    night.acknowledges(line, rota["reyes"], report)
    durban, juarez = sorted(night.all_incidents(line), key=lambda each: each.city)
    listed = run(line, "list").output
    wanted = [
        f"{durban.id[:8]}  2026-11-23 23:30  durban  open  shooting  gunshots  umlazi  1 reports  botha:sms",
        f"{juarez.id[:8]}  2026-11-23 14:30  juarez  acknowledged  shooting  gunshots  anapra  1 reports  reyes:sms",
    ]
    assert sorted(listed.splitlines()) == sorted(wanted)
    assert run(line, "list", "--city", "juarez").output.splitlines() == [wanted[1]]


def test_what_nobody_answered_is_called_so(line: Line, rota: Rota) -> None:
    for number in (BOTHA, night.NAIDOO, night.MKHIZE):
        night.stops(line, number)
    night.reports(line, THANDI)
    assert "unanswered" in run(line, "list").output
    assert "botha:unreachable naidoo:unreachable mkhize:unreachable" in run(line, "list").output


def test_the_rules_are_shown_in_their_order(line: Line, rota: Rota) -> None:
    lines = run(line, "rules", "--city", "durban").output.splitlines()
    assert lines[0] == "durban  shooting  gunshots, dangerous  next after 5 min  tells the body it is routed to"
    assert (
        lines[1]
        == "durban  shots_by_three  gunshots, 3 within 30 min and 1000 m  next after 5 min  tells the body it is routed to"
    )
    assert lines[4].startswith("durban  gas  environmental, 3 words")
    assert lines[4].endswith("tells fire")


def test_the_check_names_what_would_keep_an_alert_from_somebody(line: Line, rota: Rota) -> None:
    night.stops(line, BOTHA)
    result = run(line, "check", "--city", "durban")
    assert result.exit_code == 1
    assert "durban, botha: cannot be reached on any channel" in result.output
    assert "durban, fire: nobody is on duty in 168 of the next 168 hours, first Mon 23:00" in result.output
    assert "WhatsApp's template 'alert' is not approved in zu" in result.output
    assert "metro_police: nobody" not in result.output
    assert BOTHA not in result.output


def test_the_check_finds_rules_for_a_city_that_has_no_bodies(line: Line, our_rules: None) -> None:
    output = run(line, "check", "--city", "juarez").output
    assert "juarez, shooting: its reports are routed to no body, only coordinators are told" in output
    assert "juarez, gas: there is no body 'fire'; the one that a report is routed to is told" in output
    assert "juarez: there is no coordinator: after the last one on duty nobody is told" in output

"""Whatever happens in whatever order: reports, ticks, failures, answers, people who stop; the same every time it is run."""

import random

import pytest
from sqlalchemy import select

from models import Alert, AuditEntry, Contact, Incident, Message, Official, Report
from tests.alerts import night
from tests.alerts.conftest import Clock
from tests.alerts.night import LUPITA, NOMVULA, SIPHO, THANDI
from tests.line import Line

STEPS = 60
DURBAN_AREAS, KINDS = ("umlazi", "inanda"), ("gunshots", "threats", "domestic_violence", "street_light")


@pytest.mark.parametrize("seed", range(4))
def test_what_holds_after_every_step(line: Line, rota: dict[str, str], clock: Clock, seed: int) -> None:
    dice = random.Random(seed)
    taken: dict[str, int] = {}
    """How many alerts an incident had when it was acknowledged."""

    def report() -> None:
        who = dice.choice((THANDI, SIPHO, NOMVULA, LUPITA))
        given = {"area": dice.choice(DURBAN_AREAS)} if who != LUPITA else {}
        night.reports(line, who, dice.choice(KINDS), dangerous=dice.choice(("yes", "no")), **given)

    def wait() -> None:
        clock.passes(minutes=dice.choice((1, 5, 10, 45)))

    def fail() -> None:
        with line.board.sessions.writing() as session:
            sent = session.scalars(select(Message).join(Alert, Alert.sent_as == Message.id).order_by(Message.id)).all()
            if sent:
                dice.choice(sent).state = dice.choice(("failed", "undelivered", "delivered"))

    def acknowledge() -> None:
        with line.board.sessions.reading() as session:
            known = session.scalars(select(Report.id).where(Report.incident_id.is_not(None)).order_by(Report.filed_at)).all()
        if known:
            night.acknowledges(line, rota[dice.choice(sorted(rota))], dice.choice(known))

    steps = [report, report, wait, wait, fail, acknowledge, lambda: night.tick(line), lambda: night.tick(line)]
    for _ in range(STEPS):
        dice.choice(steps)()
        _holds(line, taken)


def _holds(line: Line, taken: dict[str, int]) -> None:
    with line.board.sessions.reading() as session:
        for incident in session.scalars(select(Incident)):
            alerts = session.scalars(select(Alert).where(Alert.incident_id == incident.id).order_by(Alert.position)).all()
            assert [alert.position for alert in alerts] == list(range(1, len(alerts) + 1)), "one after the other"
            assert len({alert.official_id for alert in alerts}) == len(alerts), "nobody twice"
            assert {alert.official.city for alert in alerts} <= {incident.city}, "nobody of another city"
            reports = session.scalars(select(Report).where(Report.incident_id == incident.id)).all()
            assert {report.city for report in reports} == {incident.city}
            assert {report.body_id for report in reports} == {incident.body_id}
            if incident.category == "domestic_violence":
                assert "officer" not in {alert.official.role for alert in alerts}, "nobody who must not know"
            if incident.state == "acknowledged":
                assert taken.setdefault(incident.id, len(alerts)) == len(alerts), "nobody after somebody acknowledged"
                by = session.get_one(Official, incident.acknowledged_by)
                assert (by.city, incident.next_at) == (incident.city, None)
            elif incident.next_at is None:
                unanswered = AuditEntry.action == "incident.unanswered"
                thing = AuditEntry.thing == f"incident {incident.id}"
                assert session.scalars(select(AuditEntry).where(unanswered, thing)).first() is not None, "given up silently"
        outgoing = select(Message).join(Contact, Contact.id == Message.contact_id).where(Message.direction == "out")
        for message in session.scalars(outgoing):
            city = "juarez" if message.sender.startswith("+52") else "durban"
            assert message.city == city

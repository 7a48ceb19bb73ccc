"""A night in both cities: named officials on duty, named residents who report, invented numbers."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import cities
from alerts import escalating, incidents
from alerts.saying import Desk
from flows import versions
from messaging import addresses, outbox
from models import Address, Alert, Answer, Body, Contact, Duty, Enrolment, Incident, Message, Official, Report, Route, Run
from reports import filing
from tests.line import SMS_SENDERS, Line

THANDI, SIPHO, NOMVULA, LUPITA, DON_CHUY = "+27605550101", "+27605550102", "+27605550103", "+526565550101", "+526565550102"
BOTHA, NAIDOO, MKHIZE, DLAMINI, KHUMALO = "+27605550111", "+27605550112", "+27605550113", "+27605550114", "+27605550115"
REYES, SOTO = "+526565550111", "+526565550112"

RULES = """
- {name: shooting, categories: [gunshots], dangerous: yes, minutes: 5, same: {minutes: 60, metres: 1000}}
- {name: shots_by_three, group: shooting, categories: [gunshots], several: {reports: 3, minutes: 30, metres: 1000},
   minutes: 5, same: {minutes: 60, metres: 1000}}
- {name: at_home, categories: [domestic_violence, sexual_violence], dangerous: yes, minutes: 10, same: {minutes: 30, metres: 100}}
- {name: threatened, categories: [threats], minutes: 5, same: {minutes: 60, metres: 1000}}
- {name: gas, dimensions: [environmental], words: {en: [gas leak], es: [fuga de gas], zu: ["*gesi*"]}, tell: fire,
   same: {minutes: 60, metres: 1000}}
"""

DAYS = [1, 2, 3, 4, 5, 6, 7]
UMLAZI = (-29.967, 30.883)


def body(session: Session, city: str, name: str, kinds: Iterable[str] = ("",)) -> Body:
    """A body that gets these kinds; every kind without any."""
    made = Body(city=city, name=name, labels={"es": name, "en": name, "zu": name}, is_example=True)
    session.add(made)
    session.flush()
    session.add_all(Route(city=city, category=kind, area="", body_id=made.id) for kind in kinds)
    return made


def official(line: Line, body_name: str, number: str, handle: str, role: str = "officer", **given: Any) -> str:
    """Somebody of that body whose telephone is enrolled: by SMS from there, unless another channel is given. Their id."""
    city = "juarez" if number.removeprefix("whatsapp:").startswith("+52") else "durban"
    sender = f"whatsapp:{SMS_SENDERS[city]}" if number.startswith("whatsapp:") else SMS_SENDERS[city]
    line.receives(number, sender, "code")
    now = datetime.now(UTC)
    with line.board.sessions.writing() as session:
        message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        message.state = "answered"
        its_body = session.scalars(select(Body).where(Body.city == city, Body.name == body_name)).one()
        values: dict[str, Any] = {"language": "en", "alerts_by": "sms", "name": handle.title(), "created_at": now} | given
        made = Official(city=city, body_id=its_body.id, handle=handle, role=role, **values)
        session.add(made)
        session.flush()
        enrolled = {"contact_id": message.contact_id, "confirmed_at": now, "expires_at": now, "created_at": now}
        session.add(Enrolment(official_id=made.id, code_hash=f"hash of {handle}", **enrolled))
        return made.id


def on_duty(
    line: Line, official_id: str, position: int, begins: str = "00:00", ends: str = "00:00", days: list[int] = DAYS
) -> None:
    """For their own body."""
    with line.board.sessions.writing() as session:
        its = session.get_one(Official, official_id).body_id
        entry = {"position": position, "days": days, "begins": begins, "ends": ends}
        session.add(Duty(body_id=its, official_id=official_id, **entry))


def mailbox(line: Line, official_id: str, address: str) -> None:
    """An e-mail address of theirs."""
    now = datetime.now(UTC)
    with line.board.sessions.writing() as session:
        contact = Contact(city="durban", created_at=now, seen_at=now)
        session.add(contact)
        session.flush()
        vault = line.board.vault
        print_ = vault.fingerprint(address)
        box = {"channel": "email", "fingerprint": print_, "sealed": vault.seal(address), "created_at": now}
        session.add(Address(contact_id=contact.id, **box))
        session.get_one(Official, official_id).mailbox_id = contact.id


def stops(line: Line, number: str) -> None:
    """They want no more messages."""
    with line.board.sessions.writing() as session:
        session.scalars(
            select(Contact).join(Address).where(Address.fingerprint == _print(line, number))
        ).one().stopped_at = datetime.now(UTC)


def run_of(session: Session, line: Line, who: str, kind: str, words: str, **given: Any) -> Run:
    """A finished run of the report flow: everything was answered just now."""
    city, now = "juarez" if who.startswith("+52") else "durban", datetime.now(UTC)
    contact = session.scalars(select(Contact).join(Address).where(Address.fingerprint == _print(line, who))).one()
    origin = session.scalars(
        select(Message.id).where(Message.contact_id == contact.id).order_by(Message.id.desc()).limit(1)
    ).one()
    where: dict[str, Any] = {"code": "here"}
    if given.get("area"):
        where |= {"area": given["area"], "located_by": "area"}
    if given.get("place"):
        where |= {"place": given["place"]}
    if given.get("pin"):
        where |= {"lat": given["pin"][0], "lon": given["pin"][1], "located_by": "pin"}
    answers = {
        "category": {"code": kind},
        "what_happened": {"code": words},
        "where": where,
        "dangerous": {"code": given.get("dangerous", "yes")},
    }
    run = Run(
        contact_id=contact.id,
        version=versions.published(session, "report"),
        city=city,
        channel="sms",
        state="completed",
        path=[],
        origin_message_id=origin,
        started_at=now,
        updated_at=now,
    )
    for name, value in answers.items():
        run.answers.append(Answer(question=name, value=value, said="", how="typed", answered_at=now))
    session.add(run)
    session.flush()
    return run


def writes(line: Line, who: str) -> None:
    """They write to their city, and nobody answers here."""
    line.receives(who, SMS_SENDERS["juarez" if who.startswith("+52") else "durban"], "hello")
    with line.board.sessions.writing() as session:
        for message in session.scalars(select(Message).where(Message.direction == "in")):
            message.state = "answered"


def reports(line: Line, who: str, kind: str = "gunshots", words: str = "they are shooting", **given: Any) -> tuple[str, bool]:
    """They report something. Returns the report's id, and whether they may be told that the duty officer is told."""
    writes(line, who)
    with line.board.sessions.writing() as session:
        given = {"area": "umlazi" if who.startswith("+27") else "anapra"} | given
        return files(session, line, run_of(session, line, who, kind, words, **given))


def files(session: Session, line: Line, run: Run, between: Callable[[], object] = lambda: None) -> tuple[str, bool]:
    """What the end of the report flow does; and what else happens before the report is considered."""
    city, now = cities.load()[run.city], datetime.now(UTC)
    report = filing.file(session, run, city, "en", now)
    between()
    return report.id, incidents.consider(session, report, city, now, desk(line))


def desk(line: Line) -> Desk:
    return Desk(line.board.account, line.board.mail_from)


def acknowledges(line: Line, official_id: str, report_id: str) -> bool:
    with line.board.sessions.writing() as session:
        report = session.get_one(Report, report_id)
        return incidents.acknowledged(session, report, session.get_one(Official, official_id), datetime.now(UTC))


def tick(line: Line) -> int:
    """The scheduler's tick."""
    return escalating.tell_the_next(line.board)


def carry(line: Line) -> None:
    """Everything in the outbox leaves."""
    while outbox.send_next(line.board):
        pass


def told(line: Line) -> list[tuple[str, str | None]]:
    """Who was told, in order, and on which channel."""
    with line.board.sessions.reading() as session:
        found = session.scalars(select(Alert).order_by(Alert.at, Alert.position))
        return [(alert.official.handle, alert.channel) for alert in found]


def incident(line: Line) -> Incident:
    """The only one."""
    (found,) = all_incidents(line)
    return found


def all_incidents(line: Line) -> list[Incident]:
    with line.board.sessions.reading() as session:
        return list(session.scalars(select(Incident).order_by(Incident.opened_at, Incident.id)))


def tag_of(line: Line, report_id: str) -> str:
    with line.board.sessions.reading() as session:
        return session.get_one(Report, report_id).tag or ""


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _print(line: Line, number: str) -> str:
    return line.board.vault.fingerprint(addresses.identity(number))

"""Two cities at work: named officials with invented numbers, what residents reported to them, and what they text.

Durban: Botha and Cele of public works, Dlamini of the metro police, Ngubane of the women's unit, Mthembu who coordinates,
Naidoo who only reads. Juárez: Ortega of public works, Rios who coordinates.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, select

import cities
from flows import versions
from models import Address, Answer, AuditEntry, Base, Contact, Message, Official, Report, Run, Update
from officials import bodies, enrolling, people, staffing
from reports import filing, tags
from tests.actions.turns import Chat
from tests.line import SMS_SENDERS, Line

BOTHA, CELE, DLAMINI, NGUBANE = "+27605550111", "+27605550112", "+27605550113", "+27605550114"
MTHEMBU, NAIDOO = "+27605550115", "+27605550116"
ORTEGA, RIOS = "+526565550111", "+526565550112"
THANDI, SIPHO, LUPITA = "+27605550101", "+27605550102", "+526565550101"

NEUTRAL = {
    "en": "I cannot find that code here. Check it and send it again.",
    "es": "No encuentro ese código aquí. Revísalo y mándalo otra vez.",
    "zu": "Angiyitholi leyo khodi lapha. Yihlole uyithumele futhi.",
}

LABELS = {
    "public_works": {"es": "Obras públicas", "en": "Public works", "zu": "Imisebenzi yomphakathi"},
    "metro_police": {"es": "Policía", "en": "Metro police", "zu": "Amaphoyisa"},
    "womens_unit": {"es": "Unidad de mujeres", "en": "Women's unit", "zu": "Uphiko lwabesifazane"},
}
KINDS = {
    "street_light": "public_works",
    "roads": "public_works",
    "robbery": "metro_police",
    "threats": "metro_police",
    "domestic_violence": "womens_unit",
}
STAFF: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("durban", "botha", "J. Botha", "public_works", "officer", "en"),
    ("durban", "cele", "T. Cele", "public_works", "officer", "zu"),
    ("durban", "dlamini", "B. Dlamini", "metro_police", "officer", "en"),
    ("durban", "ngubane", "Z. Ngubane", "womens_unit", "protection", "en"),
    ("durban", "mthembu", "S. Mthembu", "public_works", "coordinator", "en"),
    ("durban", "naidoo", "P. Naidoo", "public_works", "observer", "en"),
    ("juarez", "ortega", "L. Ortega", "public_works", "officer", "es"),
    ("juarez", "rios", "M. Ríos", "public_works", "coordinator", "es"),
)
PHONES = {
    "botha": BOTHA,
    "cele": CELE,
    "dlamini": DLAMINI,
    "ngubane": NGUBANE,
    "mthembu": MTHEMBU,
    "naidoo": NAIDOO,
    "ortega": ORTEGA,
    "rios": RIOS,
}


def open_offices(line: Line) -> None:
    """Bodies, routes and officials of both cities. No telephone is enrolled yet."""
    now = datetime.now(UTC)
    with line.board.sessions.writing() as session:
        for city in cities.load().values():
            made = {name: bodies.add(session, city, name, labels, "N. M.", now) for name, labels in LABELS.items()}
            for kind, body in KINDS.items():
                bodies.route(session, city, kind, "", made[body], "N. M.", now)
            for where, handle, name, body, role, language in STAFF:
                if where == city.key:
                    staffing.add(session, made[body], handle, name, role, language, "N. M.", now)


def code_for(line: Line, handle: str, city: str = "durban") -> str:
    """The confirmation code that the operator hands over."""
    with line.board.sessions.writing() as session:
        official = staffing.named(session, city, handle)
        return enrolling.begin(session, line.board.vault, official, "N. M.", datetime.now(UTC))


def works(line: Line, handle: str) -> Chat:
    """An official whose telephone is enrolled, and their side of the line."""
    number = PHONES[handle]
    city = "juarez" if number.startswith("+52") else "durban"
    code = code_for(line, handle, city)
    chat = Chat(line, number, "es" if city == "juarez" else "en")
    chat.says(f"ENROL {code}", "out_of_scope")
    assert official(line, handle) is not None
    return chat


def resident(line: Line, number: str = SIPHO, language: str = "en") -> Chat:
    """Somebody who has written before, and was told who reads this."""
    chat = Chat(line, number, language)
    chat.says("hello", "greet")
    return chat


def official(line: Line, handle: str) -> Official | None:
    """Whom we know this telephone to be."""
    with line.board.sessions.reading() as session:
        contact_id = contact(line, PHONES[handle])
        return people.by_contact(session, contact_id, "juarez" if PHONES[handle].startswith("+52") else "durban")


def contact(line: Line, number: str) -> str:
    """Id of the contact with this number."""
    with line.board.sessions.reading() as session:
        fingerprint = line.board.vault.fingerprint(number.removeprefix("whatsapp:"))
        return session.scalars(select(Address.contact_id).where(Address.fingerprint == fingerprint)).first() or ""


def reported(line: Line, kind: str = "street_light", who: str = THANDI, **given: Any) -> str:
    """A resident reported something, and an official was told of it. Returns its tag."""
    city = "juarez" if who.startswith("+52") else "durban"
    line.receives(who, SMS_SENDERS[city], "hello")
    now = datetime.now(UTC)
    with line.board.sessions.writing() as session:
        message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        message.state = "answered"
        session.get_one(Contact, message.contact_id).noticed_at = now
        run = Run(
            contact_id=message.contact_id,
            version=versions.published(session, "report"),
            city=city,
            channel="sms",
            state="completed",
            path=[],
            origin_message_id=message.id,
            started_at=now,
            updated_at=now,
        )
        answers = {
            "category": {"code": kind},
            "what_happened": {"code": "Bheki from number nine broke it"},
            "where": {"code": "here", "area": "umlazi" if city == "durban" else "anapra", "located_by": "area"},
            "dangerous": {"code": "yes"},
            "follow_up": {"code": "yes"},
        }
        for name, value in answers.items():
            run.answers.append(Answer(question=name, value=value, said="", how="typed", answered_at=now))
        session.add(run)
        session.flush()
        report = filing.file(session, run, cities.load()[city], "en", now)
        for name, value in given.items():
            setattr(report, name, value)
        session.flush()
        return tags.give(session, report)


def report(line: Line, tag: str, city: str = "durban") -> Report:
    """The report as it stands now."""
    with line.board.sessions.reading() as session:
        found = tags.find(session, city, tag)
        assert found is not None
        assert found.updates is not None  # loaded before the session ends
        return found


def changes(line: Line, tag: str, city: str = "durban") -> list[tuple[str, str, str | None, str | None]]:
    """What officials did to it: state, handle, note, and whether its author is to be told."""
    found = report(line, tag, city)
    with line.board.sessions.reading() as session:
        handles = {each.id: each.handle for each in session.scalars(select(Official))}
        of_it = session.scalars(select(Update).where(Update.report_id == found.id).order_by(Update.at)).all()
        return [(each.state, handles[each.actor], each.note, each.notice) for each in of_it if each.actor in handles]


def audited(line: Line, action: str) -> list[AuditEntry]:
    """What was written down about this."""
    with line.board.sessions.reading() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))


WRITTEN_BY_EVERY_TURN = ("message", "turn", "contact", "address", "lease", "misunderstanding")


def rows(line: Line) -> dict[str, list[Any]]:
    """Every row of every table that a message as such does not write."""

    def of(table: Table) -> list[Any]:
        return sorted(map(repr, session.execute(table.select()).all()))

    with line.board.sessions.reading() as session:
        return {table.name: of(table) for table in Base.metadata.sorted_tables if table.name not in WRITTEN_BY_EVERY_TURN}

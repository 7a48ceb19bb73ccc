"""Two cities' offices: who works there, what residents told them, and a browser in which an official sits."""

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from console import signing_in
from digests.figures import Item
from flows import versions
from messaging import mailbox, outbox
from models import Address, Answer, Body, Contact, Digest, Enrolment, Message, Official, Report, Run, Subscription
from reports import filing, tags
from tests.conftest import PUBLIC_URL
from tests.digests import summaries
from tests.line import SMS_SENDERS, Line
from tests.reports.runs import ANSWERS

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""Two in the afternoon in Durban."""

THANDI = "+27605550101"
"""A resident."""

LUPITA = "+526565550101"
"""A resident of the other city."""

STORY = "The light is off since Friday"
WORKS = {"es": "Obras públicas", "en": "Public works", "zu": "Imisebenzi yomphakathi"}
POLICE = {"es": "Policía", "en": "Police", "zu": "Amaphoyisa"}

_CODE = re.compile(r"\b\d{6}\b")
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


def appoint(line: Line, handle: str, body: str = "works", city: str = "durban", **about: Any) -> str:
    """An official with a mailbox. Returns their id."""
    labels = {"works": WORKS, "police": POLICE}[body]
    with line.board.sessions.writing() as session:
        theirs = session.scalars(select(Body).where(Body.city == city, Body.name == body)).first()
        official = Official(
            city=city,
            handle=handle,
            body=theirs or Body(city=city, name=body, labels=labels),
            created_at=NOW,
            **{"name": handle.title(), "role": "officer", "language": "en", "alerts_by": "email"} | about,
        )
        official.mailbox_id = mailbox.open_box(session, line.board.vault, f"{handle}@{city}.example", city, NOW).id
        session.add(official)
        session.flush()
        return official.id


def enrol(line: Line, official_id: str, phone: str, to: str) -> None:
    """Their telephone, from which they have just written to the city's line."""
    line.receives(phone, to, "hello")
    with line.board.sessions.writing() as session:
        message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        message.state = "answered"
        times = {"expires_at": NOW, "confirmed_at": NOW, "created_at": NOW}
        session.add(Enrolment(official_id=official_id, code_hash=phone, contact_id=message.contact_id, **times))


def tell(line: Line, who: str = THANDI, city: str = "durban", body: str | None = "works", **about: Any) -> str:
    """A resident reports a broken street light, or what ``about`` says. Returns the report's tag."""
    line.receives(who, SMS_SENDERS[city], about.get("text", STORY))
    with line.board.sessions.writing() as session:
        message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        message.state = "answered"
        run = Run(
            contact_id=message.contact_id,
            version=versions.published(session, "report"),
            city=city,
            channel="sms",
            state="completed",
            path=[],
            origin_message_id=message.id,
            started_at=NOW,
            updated_at=NOW,
        )
        answers = ANSWERS | {"category": {"code": about.pop("category", "street_light")}}
        for name, value in answers.items():
            run.answers.append(Answer(question=name, value=value, said=str(value.get("code")), how="typed", answered_at=NOW))
        session.add(run)
        session.flush()
        report = filing.file(session, run, line.board.cities[city], "en", about.pop("at", NOW))
        owner = session.scalars(select(Body).where(Body.city == city, Body.name == body)).first()
        report.body_id = owner.id if owner else None
        for name, value in about.items():
            setattr(report, name, value)
        return tags.give(session, report)


def summarise(line: Line, official_id: str, *shown: str, **figures: Any) -> str:
    """A digest of theirs that shows the reports of these tags as waiting. Returns its id."""
    with line.board.sessions.writing() as session:
        official = session.get_one(Official, official_id)
        reports = [_of_tag(session, official.city, tag) for tag in shown]
        waiting = tuple(_item(each) for each in reports)
        counted = summaries.busy(**{"urgent": (), "waiting": waiting, "groups": ()} | figures)
        subscription = Subscription(
            official=official,
            channel="email",
            categories=[],
            areas=[],
            dimensions=[],
            period="daily",
            at="07:00",
            day=1,
            quiet_days=[],
            least=0,
            when_less="line",
            starts_at=NOW - timedelta(days=30),
            next_due_at=NOW + timedelta(days=1),
        )
        digest = Digest(
            subscription=subscription,
            period_key="2026-11-23",
            covers_from=NOW - timedelta(days=1),
            covers_until=NOW,
            state="queued",
            figures=counted.to_json(),
            made_at=NOW,
        )
        session.add(digest)
        session.flush()
        return digest.id


def _item(report: Report) -> Item:
    filed = report.filed_at.isoformat()
    return Item(report.id, report.tag, report.category, report.area, filed, 2, False, report.state, True, report.sensitive)


def _of_tag(session: Session, city: str, tag: str) -> Report:
    found = tags.find(session, city, tag)
    assert found is not None
    return found


def report(line: Line, tag: str, city: str = "durban") -> Report:
    """The row as it stands now, with what happened to it."""
    with line.board.sessions.reading() as session:
        found = _of_tag(session, city, tag)
        assert found.updates
        return found


def settle() -> None:
    """Come back when everybody who asked for a code was looked for."""
    signing_in.APART.submit(str).result()


def codes(line: Line) -> list[str]:
    """Every code that was sent so far, by whatever channel, in order."""
    settle()
    while outbox.send_next(line.board) or outbox.mail_next(line.board):
        pass
    sent = [*line.gateway.sent, *line.mail.sent]
    return [found[0] for parcel in sent if parcel.details.get("official") and (found := _CODE.search(parcel.text))]


@dataclass
class Browser:
    """One browser with its cookies, that sends forms as our pages draw them."""

    line: Line
    base: str = PUBLIC_URL
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.line.app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, base_url=self.base, buffered=True, **more)

    def post(self, path: str, form: dict[str, str], drawn_on: str | None = None) -> TestResponse:
        """Fill in a form of the page ``drawn_on``, by default of the same address, and send it to ``path``."""
        token = _TOKEN.search(self.get(drawn_on or path).text)
        assert token is not None, "there is no form on that page"
        return self.post_raw(path, form | {"token": html.unescape(token[1])})

    def post_raw(self, path: str, form: dict[str, str]) -> TestResponse:
        answer = self.client.post(path, data=form, base_url=self.base, buffered=True)
        settle()
        return answer

    def ask(self, who: str, city: str = "durban") -> TestResponse:
        return self.post("/officials/sign-in", {"who": who, "city": city})

    def type_code(self, code: str) -> TestResponse:
        return self.post("/officials/sign-in/code", {"code": code})

    def sign_in(self, who: str, city: str = "durban") -> TestResponse:
        """The whole way in, with the code that is sent."""
        before = len(codes(self.line))
        self.ask(who, city)
        fresh = codes(self.line)[before:]
        assert len(fresh) == 1, "one code is sent"
        answer = self.type_code(fresh[0])
        assert answer.status_code == 303, "the code opens the door"
        return answer

    def is_in(self) -> bool:
        return self.get("/officials/").status_code == 200

    def cookie(self) -> str:
        found = self.client.get_cookie("izwi_official", domain="izwi.example", path="/officials")
        return found.value if found else ""


def rows_of(line: Line, table: type[Any]) -> list[Any]:
    with line.board.sessions.reading() as session:
        return list(session.scalars(select(table)))


def contact_of(line: Line, phone: str) -> Contact:
    with line.board.sessions.reading() as session:
        address = session.scalars(select(Address).where(Address.fingerprint == line.board.vault.fingerprint(phone))).one()
        found: Contact = session.get_one(Contact, address.contact_id)
        return found

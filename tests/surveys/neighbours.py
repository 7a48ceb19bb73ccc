"""Named people with invented numbers, and what they do around a survey."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows import versions
from messaging import outbox, templates
from models import Answer, Campaign, Contact, Fact, FlowVersion, Invitation, Message, Run, Template
from surveys import campaigns, sending
from surveys import segment as segments
from surveys.campaigns import Wish
from tests.line import SMS_SENDERS, Line

THANDI, SIPHO, NOMVULA = "+27605550101", "+27605550102", "+27605550103"
THANDI_WHATSAPP, SIPHO_WHATSAPP = f"whatsapp:{THANDI}", f"whatsapp:{SIPHO}"
LUPITA, DON_CHUY = "+526565550101", "+526565550102"
LUPITA_WHATSAPP = f"whatsapp:{LUPITA}"

YES_NO = [{"name": name, "label": {"es": name, "en": name, "zu": name}} for name in ("yes", "no")]
SURVEY: dict[str, Any] = {
    "settings": {
        "form_id": "night_walk",
        "form_title": "Night walk",
        "default_language": "en",
        "headline": "walking/dark",
        "headline_codes": "very_safe fairly_safe",
        "headline_consent": "send_result",
    },
    "survey": [
        {"type": "begin_group", "name": "walking", "label": {"es": "Caminar", "en": "Walking", "zu": "Ukuhamba"}},
        {
            "type": "select_one safety",
            "name": "dark",
            "label": {"es": "¿De noche?", "en": "How safe after dark?", "zu": "Ebusuku?"},
            "chat": {"summary": {"es": "De noche", "en": "After dark", "zu": "Ebusuku"}},
        },
        {"type": "end_group"},
        {
            "type": "geopoint",
            "name": "area",
            "label": {"es": "¿Zona?", "en": "Area?", "zu": "Indawo?"},
            "chat": {"remember": "area"},
        },
        {"type": "select_one yes_no", "name": "send_result", "label": {"es": "¿Resultado?", "en": "Result?", "zu": "Umphumela?"}},
    ],
    "choices": {
        "safety": [
            {"name": "very_safe", "label": {"es": "Muy seguro", "en": "Very safe", "zu": "Ngiphephe kakhulu"}},
            {"name": "fairly_safe", "label": {"es": "Seguro", "en": "Fairly safe", "zu": "Ngiphephile"}},
            {"name": "unsafe", "label": {"es": "Inseguro", "en": "Unsafe", "zu": "Angiphephile"}},
        ],
        "yes_no": YES_NO,
    },
}


def changed(**settings: str) -> dict[str, Any]:
    """The survey with other settings; an empty one is left out."""
    source = deepcopy(SURVEY)
    source["settings"] = {key: value for key, value in (source["settings"] | settings).items() if value}
    return source


def publish(line: Line, source: Mapping[str, Any]) -> None:
    """Make it the version that runs get from now on."""
    with line.board.sessions.writing() as session:
        version = versions.save_draft(session, source, "A. D.", datetime.now(UTC))
        live = versions.published(session, version.flow)
        versions.publish(session, version, [], "A. D.", datetime.now(UTC), instead_of=live)


def settle(line: Line, who: str, text: str = "hello") -> str:
    """They write, and are answered by nobody here. Returns the contact's id."""
    city = "juarez" if "+52" in who else "durban"
    sender = SMS_SENDERS[city]
    line.receives(who, f"whatsapp:{sender}" if who.startswith("whatsapp:") else sender, text)
    with line.board.sessions.writing() as session:
        message = session.scalars(select(Message).where(Message.direction == "in").order_by(Message.id.desc())).first()
        assert message is not None
        message.state = "answered"
        return message.contact_id


def agrees(line: Line, who: str, language: str = "en", hours_ago: float = 3, **facts: str) -> str:
    """They wrote some hours ago, and said that they may be asked. Returns the contact's id."""
    contact_id = settle(line, who)
    with line.board.sessions.writing() as session:
        contact = session.get_one(Contact, contact_id)
        contact.language = language
    wrote(line, contact_id, hours_ago)
    tells(line, contact_id, **({"may_ask": "yes"} | facts))
    return contact_id


def wrote(line: Line, contact_id: str, hours_ago: float) -> None:
    """Everything that they wrote so far was so many hours ago."""
    then = datetime.now(UTC) - timedelta(hours=hours_ago)
    with line.board.sessions.writing() as session:
        session.get_one(Contact, contact_id).seen_at = then
        for message in session.scalars(select(Message).where(Message.contact_id == contact_id, Message.direction == "in")):
            message.created_at = then


def tells(line: Line, contact_id: str, **facts: str) -> None:
    """Something that they told about themselves; an area by its code."""
    with line.board.sessions.writing() as session:
        run = _earlier(session, contact_id)
        for name, code in facts.items():
            known = session.scalars(select(Fact).where(Fact.contact_id == contact_id, Fact.name == name)).first()
            value = {"code": "-29.9 30.8 0 0", "area": code} if name == "area" else {"code": code}
            if known is not None:
                known.value = value
                continue
            told = {"run_id": run.id, "flow": "welcome", "question": name, "flow_version_id": run.flow_version_id}
            session.add(
                Fact(contact_id=contact_id, name=name, value=value, at=run.started_at, language="en", channel="sms", **told)
            )


def _earlier(session: Session, contact_id: str) -> Run:
    """The conversation in which they told about themselves."""
    version = session.scalars(select(FlowVersion).where(FlowVersion.flow == "welcome")).first()
    now = datetime.now(UTC)
    if version is None:
        version = FlowVersion(flow="welcome", digest="w", number=1, definition={}, created_by="A. D.", created_at=now)
    common = {"city": "durban", "channel": "sms", "path": [], "started_at": now, "updated_at": now, "ended_at": now}
    run = Run(contact_id=contact_id, version=version, state="completed", **common)
    session.add(run)
    session.flush()
    return run


def stops(line: Line, contact_id: str) -> None:
    with line.board.sessions.writing() as session:
        session.get_one(Contact, contact_id).stopped_at = datetime.now(UTC)


def plan(line: Line, *segment: str, flow: str = "night_walk", **wish: Any) -> str:
    """A campaign for a flow, planned by an official. Returns its id."""
    now = datetime.now(UTC)
    given: dict[str, Any] = {"starts_at": now, "closes_at": now + timedelta(days=14), "seed": "s"} | wish
    wanted = Wish(flow, read(*segment), **given)
    with line.board.sessions.writing() as session:
        foretold, chosen = campaigns.forecast(session, wanted, line.board.account, line.board.cities, {}, now)
        return campaigns.plan(session, wanted, foretold, chosen, "M. K.", now).id


def read(*segment: str) -> dict[str, tuple[str, ...]]:
    return segments.read(segment or ("everyone",))


def tick(line: Line) -> int:
    """The scheduler's tick, and everything that it makes the outbox send. Returns how many messages were queued."""
    queued = sending.send_surveys(line.board)
    while outbox.send_next(line.board):
        pass
    return queued


def invitation(line: Line, contact_id: str) -> Invitation:
    with line.board.sessions.reading() as session:
        found = session.scalars(select(Invitation).where(Invitation.contact_id == contact_id)).one()
        assert (found.run, found.message, found.reminder, found.result_message) is not None  # loaded before the session ends
        return found


def campaign(line: Line) -> Campaign:
    with line.board.sessions.reading() as session:
        return session.scalars(select(Campaign)).one()


def answers(line: Line, contact_id: str, state: str = "completed", area: str = "", **codes: str) -> None:
    """What the invited run is like after the conversation: its answers, and how far it came."""
    with line.board.sessions.writing() as session:
        of_survey = select(Run).join(FlowVersion).where(Run.contact_id == contact_id, FlowVersion.flow == "night_walk")
        run = session.scalars(of_survey).one()
        now = datetime.now(UTC)
        run.state, run.updated_at, run.ended_at = state, now, now if state == "completed" else None
        given: dict[str, dict[str, str]] = {name.replace("__", "/"): {"code": code} for name, code in codes.items()}
        if area:
            given["area"] = {"code": "-29.9 30.8 0 0", "area": area}
        for question, value in given.items():
            run.answers.append(Answer(question=question, value=value, said="", how="chosen", answered_at=now))


@dataclass
class Approvals:
    """WhatsApp's answer to every template, without asking anybody."""

    line: Line

    def give(self, name: str, language: str, status: str = "approved") -> str:
        """Returns the ContentSid."""
        template, now = templates.load()[name], datetime.now(UTC)
        sid = "HX" + template.digest(language).ljust(32, "0")
        row = Template(
            account=self.line.board.account,
            name=name,
            language=language,
            digest=template.digest(language),
            sid=sid,
            status=status,
            created_at=now,
            checked_at=now,
        )
        with self.line.board.sessions.writing() as session:
            session.merge(row)
        return sid

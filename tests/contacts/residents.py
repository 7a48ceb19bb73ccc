"""Thandi, with everything that the line can know about somebody, and Sipho beside her."""

from datetime import UTC, datetime

from sqlalchemy import Table, select, text
from sqlalchemy.orm import Session

import cities
from flows import versions
from models import (
    Address,
    Answer,
    Base,
    CallRequest,
    Campaign,
    Contact,
    Fact,
    Invitation,
    Media,
    Message,
    Misunderstanding,
    Report,
    Run,
)
from models import Turn as TurnRow
from reports import filing
from tests.line import SMS_SENDERS, Line
from tests.messaging.outgoing import THANDI
from tests.reports.runs import ANSWERS

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STORY = "Bheki from number nine threw a stone"
PLACE = "behind the blue spaza"
SAID = "on Friday after the funeral"
DURBAN = SMS_SENDERS["durban"]


def told(line: Line, who: str = THANDI, category: str = "street_light", pin: bool = True, mark: str = "") -> str:
    """They sent a photo with their words, filed a report and answered a survey. Returns the contact's id."""
    form = line.form(who, f"whatsapp:{DURBAN}" if who.startswith("whatsapp:") else DURBAN, STORY + mark)
    assert line.post("/twilio/inbound", form).status_code == 200
    with line.board.sessions.writing() as session:
        message = session.scalars(select(Message).where(Message.sid == form["MessageSid"])).one()
        message.state = "answered"
        contact = session.get_one(Contact, message.contact_id)
        contact.language = "en"
        name = f"photo{message.id}.jpg"
        line.board.media_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        (line.board.media_dir / name).write_bytes(b"a photo")
        session.add(
            Media(
                message_id=message.id,
                position=0,
                url=f"https://api.twilio.com/{name}",
                content_type="image/jpeg",
                state="stored",
                path=name,
                size=7,
                created_at=NOW,
            )
        )
        replies = [{"text": f"You said: {STORY}{mark}", "options": [], "list_label": ""}]
        session.add(
            TurnRow(message_id=message.id, action="action_report", intent="report", confidence=0.8, replies=replies, at=NOW)
        )
        session.add(
            Misunderstanding(message_id=message.id, reason="undone", thought="report", confidence=0.5, language="en", at=NOW)
        )
        session.add(
            Message(
                contact_id=contact.id,
                address_id=message.address_id,
                city="durban",
                channel=message.channel,
                direction="out",
                state="sent",
                sender=message.sender,
                text=f"You said: {STORY}{mark}",
                details={},
                in_reply_to=message.id,
                position=0,
                created_at=NOW,
            )
        )
        where = {
            "code": PLACE + mark,
            "area": "umlazi",
            "place": PLACE + mark,
            "lat": -29.967,
            "lon": 30.883,
            "located_by": "pin" if pin else "area",
        }
        answers = ANSWERS | {
            "category": {"code": category},
            "what_happened": {"code": STORY + mark},
            "where": where,
            "when": ANSWERS["when"] | {"code": SAID + mark},
        }
        run = _run(session, contact.id, message.id, "report")
        for question, value in answers.items():
            run.answers.append(
                Answer(
                    question=question, value=value, said=str(value["code"]), how="typed", message_id=message.id, answered_at=NOW
                )
            )
        report = filing.file(session, run, cities.load()["durban"], "en", NOW)
        report.updates[0].note = f"{STORY}{mark} again"
        survey = _run(session, contact.id, None, "feeling_safe")
        survey.answers.append(
            Answer(question="city/why", value={"code": STORY + mark}, said=STORY + mark, how="typed", answered_at=NOW)
        )
        known = select(Fact).where(Fact.contact_id == contact.id)
        facts = {"area": PLACE + mark, "may_ask": "yes"} if session.scalars(known).first() is None else {}
        session.add_all(
            Fact(
                contact_id=contact.id,
                name=fact,
                value={"code": code},
                run_id=survey.id,
                flow="feeling_safe",
                question=fact,
                flow_version_id=survey.flow_version_id,
                language="en",
                channel="sms",
                at=NOW,
            )
            for fact, code in facts.items()
        )
        session.add(CallRequest(contact_id=contact.id, run_id=run.id, city="durban", language="en", question="where", at=NOW))
        campaign = Campaign(
            flow="feeling_safe",
            segment={},
            seed="s",
            per_minute=1,
            remind_after_hours=0,
            days_apart=1,
            starts_at=NOW,
            closes_at=NOW,
            next_batch_at=NOW,
            state="closed",
            forecast={},
            created_by="N. M.",
            created_at=NOW,
        )
        session.add(campaign)
        session.flush()
        session.add(
            Invitation(
                campaign_id=campaign.id,
                contact_id=contact.id,
                position=0,
                channel="sms",
                state="invited",
                run_id=survey.id,
                message_id=message.id,
                released_at=NOW,
            )
        )
        return contact.id


def _run(session: Session, contact_id: str, message_id: int | None, flow: str) -> Run:
    run = Run(
        contact_id=contact_id,
        version=versions.published(session, flow),
        city="durban",
        channel="sms",
        state="completed",
        path=["what_happened"],
        origin_message_id=message_id,
        language="en",
        started_at=NOW,
        updated_at=NOW,
        ended_at=NOW,
    )
    session.add(run)
    session.flush()
    return run


def everything(line: Line) -> dict[Table, list[str]]:
    """Every row of every table as one text, whatever its columns are."""
    with line.board.sessions.reading() as session:
        return {
            table: [" ".join(str(value) for value in row) for row in session.execute(text(f'SELECT * FROM "{table.name}"'))]  # noqa: S608
            for table in Base.metadata.sorted_tables
        }


def holding(line: Line, piece: str) -> list[str]:
    """Names of the tables in which this stands anywhere."""
    return [table.name for table, rows in everything(line).items() if any(piece in row for row in rows)]


def secrets_of(line: Line, contact_id: str, mark: str = "") -> list[str]:
    """What must stand nowhere afterwards: the number's hash and seal, the words, the place, the files, Twilio's ids."""
    with line.board.sessions.reading() as session:
        addresses = session.scalars(select(Address).where(Address.contact_id == contact_id)).all()
        sids = session.scalars(select(Message.sid).where(Message.contact_id == contact_id, Message.sid.is_not(None))).all()
        files = session.scalars(select(Media.path).join(Message).where(Message.contact_id == contact_id)).all()
        assert session.scalars(select(Report).where(Report.contact_id == contact_id)).all()
    prints = [part for each in addresses for part in (each.fingerprint, each.sealed)]
    return [*prints, STORY + mark, PLACE + mark, SAID + mark, *map(str, sids), *map(str, files)]

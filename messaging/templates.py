"""WhatsApp's message templates: the only thing that may open a conversation there. Words in bot/templates/, approval in rows.

Rules of form are WhatsApp's: a body neither begins nor ends with a variable, two variables never stand side by side, and
what fills one holds no line break (Twilio: Content API, "WhatsApp approvals and statuses").
"""

import hashlib
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

import words
from flows.reply import LONGEST_BUTTON, Option
from messaging import gateway
from messaging.switchboard import Switchboard
from models import Template as Row
from words.catalogue import placeholders

FOLDER = Path(__file__).resolve().parent.parent / "bot" / "templates"
CATEGORIES = ("UTILITY", "MARKETING")
LONGEST_BODY = 1024
MOST_BUTTONS = 10

APPROVED, UNSUBMITTED = "approved", "unsubmitted"
MISSING = "missing"
"""The status of a template that is no longer at Twilio."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SIDE_BY_SIDE = re.compile(r"\}\W*\{")
_SPACES = re.compile(r"\s+")

log = logging.getLogger(__name__)


class TemplateError(Exception):
    """A template would be refused as it is written; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Template:
    """One template in every language."""

    name: str
    category: str
    """WhatsApp's: UTILITY for what the resident asked for, MARKETING for every other message that we begin."""

    body: Mapping[str, str]
    """Wording by language, with ``{city}`` where something is filled in."""

    examples: Mapping[str, str]
    """A value for each variable, for the reviewer at WhatsApp. Their order numbers the variables."""

    buttons: tuple[str, ...] = ()
    """Payloads; the title of ``survey=begin`` is the text ``survey.begin`` of bot/words/."""

    def text(self, language: str, values: Mapping[str, object]) -> str:
        """The message as the resident reads it."""
        return self.body[language].format(**{name: _filling(value) for name, value in values.items()})

    def options(self, language: str) -> tuple[Option, ...]:
        """The buttons with their titles."""
        catalogue = words.load()
        return tuple(Option(each, catalogue.say(each.replace("=", "."), language, "whatsapp")) for each in self.buttons)

    def variables(self, values: Mapping[str, object]) -> dict[str, str]:
        """ContentVariables: the values by number."""
        return {number: _filling(values[name]) for name, number in self._numbers.items()}

    def content(self, language: str) -> dict[str, Any]:
        """The body of the request that makes it at Twilio."""
        body = self.body[language].format(**{name: f"{{{{{number}}}}}" for name, number in self._numbers.items()})
        actions = [{"type": "QUICK_REPLY", "title": each.title, "id": each.id} for each in self.options(language)]
        kind: dict[str, Any] = {"twilio/text": {"body": body}}
        if actions:
            kind = {"twilio/quick-reply": {"body": body, "actions": actions}}
        return {
            "friendly_name": self.title(language),
            "language": language,
            "variables": {number: self.examples[name] for name, number in self._numbers.items()},
            "types": kind,
        }

    def digest(self, language: str) -> str:
        """SHA-256 of what is approved: words, buttons, category."""
        buttons = [[each.id, each.title] for each in self.options(language)]
        whole = [self.name, self.category, language, self.body[language], list(self.examples), buttons]
        return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()[:16]

    def title(self, language: str) -> str:
        """Its name at WhatsApp: changed words need another, a rejected name stays taken for weeks."""
        return f"{self.name}_{language}_{self.digest(language)[:8]}"

    @cached_property
    def _numbers(self) -> dict[str, str]:
        return {name: str(number) for number, name in enumerate(self.examples, start=1)}


def _filling(value: object) -> str:
    """A value as a variable may hold it: one line, and never empty."""
    return _SPACES.sub(" ", str(value)).strip() or "-"


@cache
def load(folder: Path = FOLDER) -> Mapping[str, Template]:
    """Every template by its name, which is its file's. Raises TemplateError."""
    return {file.stem: _read(file) for file in sorted(folder.glob("*.yml"))}


def _read(file: Path) -> Template:
    source = yaml.safe_load(file.read_text("utf-8"))
    template = Template(
        name=file.stem,
        category=str(source["category"]),
        body={str(language): str(text).strip() for language, text in source["body"].items()},
        examples={str(name): str(value) for name, value in (source.get("variables") or {}).items()},
        buttons=tuple(source.get("buttons") or ()),
    )
    for problem in _problems(template):
        raise TemplateError(f"{file.name}: {problem}")
    return template


def _problems(template: Template) -> list[str]:
    found = [] if _NAME.fullmatch(template.name) else ["a name is of small letters, digits and _"]
    if template.category not in CATEGORIES:
        found.append(f"the category is one of {', '.join(CATEGORIES)}")
    if set(template.body) != set(words.LANGUAGES):
        found.append(f"the body stands in each of {', '.join(words.LANGUAGES)}")
    if len(template.buttons) > MOST_BUTTONS:
        found.append(f"more than {MOST_BUTTONS} buttons")
    for language, body in template.body.items():
        if placeholders(body) != set(template.examples):
            found.append(f"{language}: what is filled in is not what stands under variables")
        if body.startswith("{") or body.endswith("}") or _SIDE_BY_SIDE.search(body):
            found.append(f"{language}: words must stand before, between and after what is filled in")
        if len(body) > LONGEST_BODY:
            found.append(f"{language}: longer than {LONGEST_BODY} characters")
    if not found:
        titles = [each.title for language in template.body for each in template.options(language)]
        found += [f"the button {title!r} is longer than {LONGEST_BUTTON}" for title in titles if len(title) > LONGEST_BUTTON]
    return found


def approved(session: Session, account: str, template: Template, language: str) -> str | None:
    """Twilio's ContentSid of the template with the words that it has now, if WhatsApp approved them."""
    row = session.get(Row, (account, template.name, language, template.digest(language)))
    return row.sid if row is not None and row.status == APPROVED else None


def submit(board: Switchboard, now: datetime) -> list[Row]:
    """Make every template that does not stand at Twilio, and ask WhatsApp to approve it. Returns what was asked.

    May be repeated: what was submitted is left alone, what stopped half way goes on. Raises gateway.SendError.
    """
    asked = []
    for template in load().values():
        for language in template.body:
            row = _made(board, template, language, now)
            if row.status == UNSUBMITTED:
                asked.append(_write(board, row, board.gateway.submit(row.sid, template.title(language), template.category), now))
    return asked


def _made(board: Switchboard, template: Template, language: str, now: datetime) -> Row:
    key = (board.account, template.name, language, template.digest(language))
    with board.sessions.reading() as session:
        row = session.get(Row, key)
    if row is not None and row.status != MISSING:
        return row
    sid = board.gateway.make(template.content(language))
    with board.sessions.writing() as session:
        values = dict(zip(("account", "name", "language", "digest"), key, strict=True))
        return session.merge(Row(**values, sid=sid, status=UNSUBMITTED, reason=None, created_at=now, checked_at=now))


def rows(board: Switchboard) -> list[Row]:
    """Every template of this account with the words that it has now, by name and language."""
    current = {(each.name, language, each.digest(language)) for each in load().values() for language in each.body}
    with board.sessions.reading() as session:
        found = session.scalars(select(Row).where(Row.account == board.account).order_by(Row.name, Row.language)).all()
    return [row for row in found if (row.name, row.language, row.digest) in current]


def refresh(board: Switchboard, now: datetime) -> list[Row]:
    """Ask what WhatsApp says now: approved ones may be paused as well. Raises gateway.SendError."""
    return [_write(board, row, board.gateway.approval(row.sid), now) for row in rows(board) if row.status != UNSUBMITTED]


def refresh_templates(board: Switchboard) -> None:
    """The scheduler's: what cannot be asked now is asked at the next tick."""
    try:
        refresh(board, datetime.now(UTC))
    except gateway.SendError as error:
        log.warning("templates not refreshed: %s", error)


def _write(board: Switchboard, row: Row, said: gateway.Approval, now: datetime) -> Row:
    with board.sessions.writing() as session:
        kept = session.get_one(Row, (row.account, row.name, row.language, row.digest))
        kept.status, kept.reason, kept.checked_at = said.status, said.reason or None, now
    return kept

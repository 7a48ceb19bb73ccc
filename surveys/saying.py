"""What is said to a contact first: the words of each channel, and as a template where WhatsApp's window is closed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

import words
from flows.reply import Option
from messaging import templates
from messaging.replies import NUMBERS, Outgoing, as_text
from messaging.window import Reach
from words import segments

Kind = Literal["invitation", "reminder", "unfinished", "result", "result_city"]
"""``survey.<kind>`` of bot/words/ is the SMS, ``survey_<kind>`` of bot/templates/ the WhatsApp message."""


def compose(
    session: Session, account: str, kind: Kind, to: Reach, language: str, values: Mapping[str, object], now: datetime
) -> Outgoing | None:
    """The message for this contact; nothing where only a template would arrive and none is approved in their language."""
    template = templates.load()[f"survey_{kind}"]
    if to.channel == "sms":
        return _sms(kind, template, language, values)
    options = [asdict(each) for each in template.options(language)]
    details = {"kind": "buttons", "options": options, "list_label": ""} if options else {}
    text = template.text(language, values)
    if to.is_open(now):
        return Outgoing(text, details)
    sid = templates.approved(session, account, template, language)
    return Outgoing(text, details | {"template": {"sid": sid, "variables": template.variables(values)}}) if sid else None


def _sms(kind: Kind, template: templates.Template, language: str, values: Mapping[str, object]) -> Outgoing:
    catalogue = words.load()
    text = segments.for_sms(catalogue.say(f"survey.{kind}", language, "sms", **values))
    options = [asdict(Option(each.id, segments.for_sms(each.title))) for each in template.options(language)]
    details = {"kind": NUMBERS, "options": options, "list_label": ""} if options else {}
    return Outgoing(text, details, segments.count(as_text(text, details)).segments)

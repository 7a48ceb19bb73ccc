"""What is said to a contact first: our own words where they arrive, an approved template where only that does."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from flows.reply import Option
from messaging import templates
from messaging.replies import NUMBERS, Outgoing, as_text
from messaging.templates import Template
from messaging.window import Reach
from words import segments


def compose(
    session: Session,
    account: str,
    template: Template,
    sms: str,
    to: Reach,
    language: str,
    values: Mapping[str, object],
    now: datetime,
) -> Outgoing | None:
    """``sms`` by SMS, the template's words on WhatsApp: as an ordinary message in an open window, else as the template.

    Nothing where only a template would arrive and none is approved in this language.
    """
    if to.channel == "sms":
        return _sms(template, sms, language)
    options = [asdict(each) for each in template.options(language)]
    details = {"kind": "buttons", "options": options, "list_label": ""} if options else {}
    text = template.text(language, values)
    if to.is_open(now):
        return Outgoing(text, details)
    sid = templates.approved(session, account, template, language)
    return Outgoing(text, details | {"template": {"sid": sid, "variables": template.variables(values)}}) if sid else None


def _sms(template: Template, words: str, language: str) -> Outgoing:
    text = segments.for_sms(words)
    options = [asdict(Option(each.id, segments.for_sms(each.title))) for each in template.options(language)]
    details = {"kind": NUMBERS, "options": options, "list_label": ""} if options else {}
    return Outgoing(text, details, segments.count(as_text(text, details)).segments)

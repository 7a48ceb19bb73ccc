"""What is said to a contact first about a survey: the SMS of bot/words/, the WhatsApp message of bot/templates/."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

import words
from messaging import templates, unasked
from messaging.replies import Outgoing
from messaging.window import Reach

Kind = Literal["invitation", "reminder", "unfinished", "result", "result_city"]
"""``survey.<kind>`` of bot/words/ is the SMS, ``survey_<kind>`` of bot/templates/ the WhatsApp message."""


def compose(
    session: Session, account: str, kind: Kind, to: Reach, language: str, values: Mapping[str, object], now: datetime
) -> Outgoing | None:
    """The message for this contact; nothing where only a template would arrive and none is approved in their language."""
    sms = words.load().say(f"survey.{kind}", language, "sms", **values)
    return unasked.compose(session, account, templates.load()[f"survey_{kind}"], sms, to, language, values, now)

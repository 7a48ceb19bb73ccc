"""How long the oldest message waits: the one figure that tells whether the line works."""

import logging
from datetime import UTC, datetime

from messaging import waiting
from messaging.switchboard import Switchboard

log = logging.getLogger(__name__)

ALARM_SECONDS = {"turn": 120, "send": 120, "mail": 3600}
"""A mail server may well ask for minutes of patience."""


def log_the_oldest(board: Switchboard) -> None:
    """Warn when somebody has been waiting for too long."""
    with board.sessions.reading() as session:
        ages = waiting.ages(session, datetime.now(UTC))
    for line, seconds in ages.items():
        if seconds > ALARM_SECONDS[line]:
            log.warning("the oldest message of the %s line waits for %d s", line, seconds)

"""What the end of a flow means: a report is filed or opened again, any other flow is thanked for."""

from collections.abc import Callable
from datetime import UTC, datetime

from actions.turn import Turn
from alerts import incidents
from flows.definition import REPORT
from models import Run
from reports import confirming, filing, states

Ending = Callable[[Turn, Run], None]


def of(flow: str) -> Ending:
    """What is done when a run of this flow has no more questions."""
    return ENDINGS.get(flow, _thank)


def _file(turn: Turn, run: Run) -> None:
    """The report is filed and its reference said; and that somebody is told of it at once, where somebody is.

    When it is filed, and who is on duty, is asked of the clock: the turn may be late, and its own "now" with it.
    """
    report = filing.file(turn.session, run, turn.city, turn.language, turn.context.now, datetime.now(UTC))
    if report.follow_up:
        turn.contact.notices_stopped_at = None  # they were asked again, and said yes
    turn.say("report.filed_and_told" if report.follow_up else "report.filed", reference=report.reference)
    is_told = incidents.consider(turn.session, report, turn.city, datetime.now(UTC), turn.desk)
    if is_told and (lines := turn.city.emergency_lines):
        turn.say("alert.duty_told", number=lines[0].number)


def _thank(turn: Turn, run: Run) -> None:
    turn.say("conversation.thanks")


def _confirm(turn: Turn, run: Run) -> None:
    report = confirming.confirm(turn.session, run, turn.context.now)
    reopened = report is not None and report.state in states.NOT_DONE
    turn.say("conversation.reopened" if reopened else "conversation.thanks")


ENDINGS: dict[str, Ending] = {REPORT: _file, "was_it_fixed": _confirm}

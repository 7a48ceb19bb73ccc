"""What the end of a flow means: a report is filed or opened again, any other flow is thanked for."""

from collections.abc import Callable

from actions.turn import Turn
from flows.definition import REPORT
from models import Run
from reports import confirming, filing, states

Ending = Callable[[Turn, Run], None]


def of(flow: str) -> Ending:
    """What is done when a run of this flow has no more questions."""
    return ENDINGS.get(flow, _thank)


def _file(turn: Turn, run: Run) -> None:
    """The report is filed and its reference said."""
    report = filing.file(turn.session, run, turn.city, turn.language, turn.context.now)
    turn.say("report.filed_and_told" if report.follow_up else "report.filed", reference=report.reference)


def _thank(turn: Turn, run: Run) -> None:
    turn.say("conversation.thanks")


def _confirm(turn: Turn, run: Run) -> None:
    report = confirming.confirm(turn.session, run, turn.context.now)
    reopened = report is not None and report.state in states.NOT_DONE
    turn.say("conversation.reopened" if reopened else "conversation.thanks")


ENDINGS: dict[str, Ending] = {REPORT: _file, "was_it_fixed": _confirm}

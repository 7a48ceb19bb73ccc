"""Surveys: chosen, accepted, declined, set aside and taken up again."""

from actions import conversation
from actions.turn import Turn
from flows import definition as definitions
from flows import facts, versions
from flows import run as runs
from flows.reply import MOST_ROWS, Option
from models import FlowVersion

MAY_ASK = "may_ask"
"""The fact that a contact agreed to be invited to surveys."""


def offer(turn: Turn) -> None:
    """An open invitation, else what was set aside, else the surveys that residents may choose."""
    if accept(turn):
        return
    offered = versions.offered(turn.session)[:MOST_ROWS]
    if not offered:
        turn.say("conversation.none")
    elif len(offered) == 1:
        conversation.begin(turn, offered[0])
    else:
        turn.say("conversation.which", *(Option(f"survey={version.flow}", _title(turn, version)) for version in offered))


def accept(turn: Turn) -> bool:
    """Begin the survey of the oldest open invitation, or go on with one that was begun. True if there was one."""
    invited = runs.oldest(turn.session, turn.contact.id, "invited") or runs.oldest(turn.session, turn.contact.id, "parked")
    if invited is not None:
        conversation.resume(turn, invited)
    return invited is not None


def choose(turn: Turn, name: str) -> bool:
    """What was tapped or numbered under an invitation or the list of surveys. True if it was one of ours."""
    if turn.run is not None and name not in ("no", "never"):
        turn.say("report.under_way" if conversation.is_report(turn.run) else "conversation.under_way")
        turn.repeat()
    elif name == "begin":
        if not accept(turn):
            turn.say("conversation.over")
    elif name in ("no", "never"):
        _decline(turn)
        if name == "never":
            facts.withdraw(turn.session, turn.contact.id, MAY_ASK, turn.context)
        turn.say(f"conversation.declined_{name}")
        turn.repeat()
    elif (version := versions.published(turn.session, name)) is not None:
        conversation.begin(turn, version)
    else:
        return False
    return True


def _decline(turn: Turn) -> None:
    """No to what was offered: the invitation, or going on with what was begun. What was answered is kept."""
    invited = runs.of_state(turn.session, turn.contact.id, "invited")
    begun = [*runs.of_state(turn.session, turn.contact.id, "parked"), *([turn.run] if turn.run is not None else [])]
    for run in invited or [run for run in begun if not conversation.is_report(run)]:
        runs.end(run, "cancelled", turn.context.now)
        turn.run = None if run is turn.run else turn.run


def _title(turn: Turn, version: FlowVersion) -> str:
    """The form's title in the resident's language."""
    flow = definitions.of_version(version.digest, version.definition)
    return flow.title.on(turn.message.channel, turn.language)

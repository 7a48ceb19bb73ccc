from actions.base import TurnAction
from actions.turn import Turn
from contacts import kept

MOST = 3
"""Reports named with reference and state, the newest first; the others are only counted."""

FACTS = ("area", "age_band", "gender")
"""Facts that are named; any other is called another answer: its name may tell what it is about."""


class MyData(TurnAction):
    """What is kept about who asks. The phone may be in other hands: no story, no place, no kind of problem."""

    title = "action_my_data"
    heeds_stop = False

    def decide(self, turn: Turn) -> None:
        found = kept.about(turn.session, turn.contact)
        since = found.since.astimezone(turn.city.time_zone)
        spoken = turn.words.say("language.name", turn.language, turn.message.channel)
        turn.say("my_data.kept", spoken=spoken, messages=found.messages, day=f"{since.day}/{since.month}/{since.year}")
        if found.reports:
            turn.say("my_data.reports", count=len(found.reports), reports=_reports(turn, found))
        if found.surveys:
            turn.say("my_data.surveys", count=found.surveys)
        if found.facts:
            turn.say("my_data.facts", facts=_facts(turn, found))
        turn.say("my_data.may_ask" if found.may_ask else "my_data.may_not_ask")
        if turn.contact.stopped_at is not None:
            turn.say("my_data.stopped")
        turn.say("my_data.rights")
        turn.repeat()


def _reports(turn: Turn, found: kept.Kept) -> str:
    named = [f"{report.reference} ({_called(turn, f'my_data.{report.state}')})" for report in found.reports[:MOST]]
    return ", ".join([*named, *(["..."] if len(found.reports) > MOST else [])])


def _facts(turn: Turn, found: kept.Kept) -> str:
    named = [_called(turn, f"my_data.fact_{name}") for name in FACTS if name in found.facts]
    others = [_called(turn, "my_data.fact_other")] if set(found.facts) - set(FACTS) else []
    return ", ".join([*named, *others])


def _called(turn: Turn, key: str) -> str:
    return turn.words.say(key, turn.language, turn.message.channel)

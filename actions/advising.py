"""Safety advice, one topic at a time; a conversation that runs goes on after it."""

from actions.turn import Turn
from cities.city import Category, Helpline
from flows.reply import Option
from nlu import safety_topics
from nlu.safety_topics import Topic


def advise(turn: Turn) -> None:
    """About the topic that their words name; they choose one where the words name none."""
    topic = safety_topics.find(turn.told.text)
    if topic is None:
        turn.say("tips.which", *(_option(turn, each) for each in safety_topics.load()))
    else:
        _tell(turn, topic)


def choose(turn: Turn, name: str) -> bool:
    """The topic that was tapped or numbered. True if it is one of ours."""
    topic = next((each for each in safety_topics.load() if each.name == name), None)
    if topic is not None:
        _tell(turn, topic)
    return topic is not None


def _option(turn: Turn, topic: Topic) -> Option:
    return turn.option(f"tips={topic.name}", f"tips.title_{topic.name}")


def _tell(turn: Turn, topic: Topic) -> None:
    turn.say(f"tips.about_{topic.name}")
    # Only numbers: the names of some lines would tell whoever else holds the phone.
    emergency = turn.city.emergency_lines
    turn.say("tips.danger", numbers=_numbers(emergency))
    others = [line for line in _lines(turn, topic) if line not in emergency]
    if others:
        turn.say("tips.lines", numbers=_numbers(others))
    turn.repeat()


def _lines(turn: Turn, topic: Topic) -> tuple[Helpline, ...]:
    """The city's lines for the kind of problem that the topic is about."""
    category = next((each for each in turn.city.categories if _is_home_of(each, topic.helped_as)), None)
    return turn.city.helplines_for(category) if category is not None else ()


def _is_home_of(category: Category, kind: str) -> bool:
    return kind in (category.name, *category.covers)


def _numbers(lines: tuple[Helpline, ...] | list[Helpline]) -> str:
    return ", ".join(line.number for line in lines)

"""A question as it is put to a resident on their channel."""

from collections.abc import Mapping

from flows import engine, expressions
from flows.context import Context
from flows.definition import Definition, Question
from flows.reply import MOST_ROWS, Option, Reply
from flows.showing import shown
from words import Catalogue

MORE = "more"
"""Payload of the row that opens the next page of a long list."""


def ask(
    definition: Definition, question: Question, answers: engine.Answers, context: Context, words: Catalogue, page: int = 0
) -> Reply:
    """The label, filled in, with what can be answered."""
    assert question.label is not None
    display = display_values(definition, answers, context, words)
    text = expressions.filled(question.label.on(context.channel, context.language), display)
    options = [Option(f"{question.name}={name}", label) for name, label in offered(definition, question, answers, context)]
    if question.type == "image" and not question.required:
        options = [Option(f"{question.name}=skip", words.say("flow.skip", context.language, context.channel))]
    label = words.say("flow.choose", context.language, context.channel)
    if context.channel == "whatsapp" and len(options) > MOST_ROWS:
        options = _page(options, question, page, words.say("flow.more", context.language, context.channel))
    return Reply(text, tuple(options), label)


def offered(definition: Definition, question: Question, answers: engine.Answers, context: Context) -> list[tuple[str, str]]:
    """(name, label) of each choice, in the order in which numbers count them."""
    return [(choice.name, choice.label[context.language]) for choice in context.choices(definition, question)]


def _page(options: list[Option], question: Question, page: int, more: str) -> list[Option]:
    rows = MOST_ROWS - 1
    start = (page * rows) % len(options)
    return [*options[start : start + rows], Option(f"{question.name}={MORE}", more)]


def display_values(definition: Definition, answers: engine.Answers, context: Context, words: Catalogue) -> Mapping[str, str]:
    """What labels show for each name: labels for choices, the resident's own words for places and times."""
    seen = engine.values(definition, answers, context)
    display = dict(seen)
    for question in definition.questions:
        if question.asks:
            answer = answers.get(question.name) if seen.get(question.name) or question.name in answers else None
            display[question.name] = shown(definition, question, answer, context, words)
    return display

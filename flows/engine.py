"""The order of a conversation: which question comes next, given what was answered. Plain functions, no database."""

from collections.abc import Mapping
from typing import Any

from flows import expressions
from flows.context import Context
from flows.definition import Definition, Question

Answers = Mapping[str, Mapping[str, Any]]
"""Question name → the answer's value, with its ``code``."""

PICK = "@correct"
"""The question which answer is to be corrected: the engine's own, it stands in no flow."""


def values(definition: Definition, answers: Answers, context: Context) -> dict[str, str]:
    """What expressions see: the codes of relevant answers, calculated values, and the surroundings."""
    seen = {"channel": context.channel, "city": context.city.key, "language": context.language}
    for question in definition.questions:
        seen[question.name] = ""
    for question in definition.questions:
        if not _relevant(question, seen, context):
            continue
        if question.type == "calculate":
            seen[question.name] = str(expressions.evaluate(question.calculation, seen, context.files))
        elif question.name in answers:
            seen[question.name] = str(answers[question.name].get("code", ""))
    return seen


def next_question(definition: Definition, answers: Answers, context: Context) -> Question | None:
    """The first relevant question without an answer; nothing when the flow is at its end."""
    seen = values(definition, answers, context)
    for question in definition.questions:
        if question.asks and question.name not in answers and _relevant(question, seen, context):
            return question
    return None


def notes(definition: Definition, answers: Answers, context: Context, before: str | None, told: set[str]) -> list[Question]:
    """The relevant notes that stand before a question (or the end) and were not told yet."""
    seen = values(definition, answers, context)
    found = []
    for question in definition.questions:
        if question.name == before:
            break
        if question.type == "note" and question.name not in told and _relevant(question, seen, context):
            found.append(question)
    return found


def correctable(definition: Definition, answers: Answers, context: Context) -> list[Question]:
    """The answered questions that the summary offers to correct."""
    seen = values(definition, answers, context)
    return [
        question
        for question in definition.questions
        if question.summary is not None and question.name in answers and _relevant(question, seen, context)
    ]


def _relevant(question: Question, seen: Mapping[str, str], context: Context) -> bool:
    if not question.relevant:
        return True
    value = expressions.evaluate(question.relevant, seen, context.files)
    return value if isinstance(value, bool) else bool(value)

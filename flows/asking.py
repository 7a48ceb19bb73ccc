"""A question as it is put to a resident on their channel."""

from collections.abc import Sequence

from flows import types
from flows.definition import Asked, Choice, Wording
from flows.instance import ANOTHER, Instance, Node
from flows.markup import plain
from flows.reading import which_place
from flows.reply import MOST_ROWS, Option, Reply
from flows.showing import shown
from words import Catalogue

MORE = "@more"
"""Payload of the row that opens the next page of a long list."""

SKIP = "skip"
"""Payload of the row that leaves a question for a file open."""

MOST_LINES = 20
"""Choices that one SMS lists; more come on the next page."""


def ask(instance: Instance, asked: Asked, words: Catalogue, page: int = 0, only: Sequence[str] = ()) -> Reply:
    """The label, filled in, with what can be answered. ``only`` narrows a long list to these names."""
    context = instance.context
    text = label(instance, asked, words)
    offered = [choice for choice in asked.choices if not only or choice.name in only]
    if asked.item.type in types.SELECTS_MANY:
        # Buttons and rows take one answer: several are written, by their numbers.
        how = words.say("flow.rank" if asked.item.type == "rank" else "flow.several", context.language, context.channel)
        return Reply("\n".join([text, *_numbered(instance, asked, offered), how]))
    options = [Option(f"{asked.key}={choice.name}", choice_label(instance, asked, choice)) for choice in offered]
    if asked.item.type in types.FILES and not asked.required:
        options = [Option(f"{asked.key}={SKIP}", words.say("flow.skip", context.language, context.channel))]
    if asked.item.type in types.TRACKS and asked.value.get("points"):
        options = [Option(f"{asked.key}=done", words.say("flow.done", context.language, context.channel))]
    if open_areas := which_place.candidates(asked.value, context.city):
        text = words.say("flow.which_place", context.language, context.channel)
        options = [Option(f"{asked.key}={area.name}", area.label) for area in open_areas]
        options.append(
            Option(f"{asked.key}={which_place.NONE}", words.say("flow.none_of_these", context.language, context.channel))
        )
    if asked.item.type == "acknowledge":
        options = [Option(f"{asked.key}=OK", words.say("flow.acknowledge", context.language, context.channel))]
    most = MOST_ROWS if context.channel == "whatsapp" else MOST_LINES
    if len(options) > most:
        options = _page(options, asked, page, most - 1, words.say("flow.more", context.language, context.channel))
    default = instance.kept.get(asked.key) or asked.item.default
    if asked.value.get("code") and default and asked.key not in instance.answers:
        current = shown(asked, asked.value, context, words)
        text = f"{text}\n{words.say('flow.skip_keeps', context.language, context.channel, value=current)}"
    return Reply(text, tuple(options), words.say("flow.choose", context.language, context.channel))


def label(instance: Instance, asked: Asked, words: Catalogue) -> str:
    """The question's words; its name where the form has none."""
    if asked.key.endswith(ANOTHER):
        wording = asked.item.label
        return wording.on(instance.context.channel, instance.context.language) if wording else ""
    node = instance.node(asked.key)
    return fill(instance, node, asked.item.label or Wording({"": asked.item.name}), words)


def choice_label(instance: Instance, asked: Asked, choice: Choice) -> str:
    """A choice's words; they may refer to answers too."""
    if asked.key.endswith(ANOTHER):
        return choice.label.on(instance.context.channel, instance.context.language)
    return plain(instance.shown(choice.label, instance.node(asked.key)), instance.context.channel)


def fill(instance: Instance, node: Node, wording: Wording, words: Catalogue) -> str:
    """A text with its references: values as XLSForm shows them, or what people call them where the form says so."""
    if not instance.definition.shows_labels:
        return plain(instance.shown(wording, node), instance.context.channel)

    def called(target: Node) -> str | None:
        """Labels for choices, the resident's own words for places and times; values that nobody was asked for as they are."""
        if target.item is None or not target.item.asks or not target.relevant:
            return None
        return shown(instance.asked(target.key), instance.answers.get(target.key), instance.context, words)

    return plain(instance.shown(wording, node, called), instance.context.channel)


def _numbered(instance: Instance, asked: Asked, offered: Sequence[Choice]) -> list[str]:
    return [f"{number} {choice_label(instance, asked, choice)}" for number, choice in enumerate(offered, start=1)]


def _page(options: list[Option], asked: Asked, page: int, rows: int, more: str) -> list[Option]:
    start = (page * rows) % len(options)
    return [*options[start : start + rows], Option(f"{asked.key}={MORE}", more)]

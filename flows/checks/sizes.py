"""Does it fit: into a message, a button, a row of a list, an SMS?"""

from collections.abc import Iterator

from flows import expressions, types
from flows.checks.draft import Draft, at
from flows.definition import Definition, Item
from flows.finding import Finding
from flows.reply import LONGEST_BUTTON, LONGEST_ROW, MOST_BUTTONS, MOST_ROWS
from words import segments

LONGEST_TEXT = 1_600
"""Characters of a message that Twilio takes."""

MOST_SEGMENTS = 3
"""Segments of one question after which its author hears about it."""

ANSWER = "x" * 20
"""What stands for an answer whose length nobody knows."""


def too_long(draft: Draft) -> Iterator[Finding]:
    """Texts that no message can hold."""
    for text in draft.texts:
        for channel, wordings in (("", text.wording.general), *text.wording.channels.items()):
            for language, wording in wordings.items():
                if len(wording) > LONGEST_TEXT:
                    sentence = f"This text has {len(wording):,} characters; a message holds {LONGEST_TEXT:,}."
                    named = " ".join(part for part in (channel, draft.called(language) if language else "") if part)
                    yield text.finding("error", "too_long", sentence, named)


def whatsapp_limits(draft: Draft) -> Iterator[Finding]:
    """Choices that WhatsApp would cut off or put on a second page."""
    told: set[tuple[str, int]] = set()
    for item in draft.definition.questions:
        choices = draft.definition.choices.get(item.list_name, ())
        if item.type not in types.SELECTS_ONE or not choices:
            continue
        longest, what = (LONGEST_BUTTON, "button") if len(choices) <= MOST_BUTTONS else (LONGEST_ROW, "row of a list")
        if len(choices) > MOST_ROWS and not item.choice_filter:
            sentence = (
                f"A WhatsApp list has {MOST_ROWS} rows, and {item.list_name} has {len(choices)} choices: they come in pages."
            )
            yield at(item, "type", "warning", "whatsapp_limits", sentence)
        sheet = "choices" if item.list_name in (draft.source.get("choices") or {}) else "external_choices"
        for position, choice in enumerate(choices):
            for language, label in choice.label.general.items():
                shown = choice.label.on("whatsapp", language)
                if len(shown) > longest and (item.list_name, position) not in told:
                    told.add((item.list_name, position))
                    row = draft.places.row(sheet, item.list_name, position)
                    column = f"label ({draft.called(language)})" if language else "label"
                    sentence = f"A WhatsApp {what} holds {longest} characters; {label!r} has {len(shown)} and is sent as numbers."
                    yield Finding("warning", "whatsapp_limits", sheet, row, column, sentence)


def sms_segments(draft: Draft) -> Iterator[Finding]:
    """Questions that cost many SMS segments, or twice as many for the sake of a letter or two."""
    for item in draft.definition.items:
        if not (item.asks or item.tells) or item.label is None:
            continue
        for language in draft.definition.languages:
            written = as_sms(draft.definition, item, language)
            counted = segments.count(written)
            if counted.segments > MOST_SEGMENTS:
                sentence = (
                    f"As an SMS this takes {counted.segments} segments ({counted.characters} characters of {counted.encoding})."
                )
                yield at(item, f"label ({draft.called(language)})", "warning", "sms_segments", sentence)
            elif counted.encoding == "UCS-2" and counted.segments > 1:
                strange = sorted({each for each in written if each not in segments.BASIC and each not in segments.EXTENDED})
                sentence = f"{' '.join(strange[:5])} make this SMS {counted.segments} segments long: GSM-7 has no such letters."
                yield at(item, f"label ({draft.called(language)})", "warning", "sms_segments", sentence)


def as_sms(definition: Definition, item: Item, language: str) -> str:
    """A row as an SMS: its label with numbered choices; the longest label of a select, or twenty letters, for each answer."""
    label = item.label.on("sms", language) if item.label else ""
    for name in dict.fromkeys(expressions.references(label)):
        asked = definition.named.get(name, ())
        labels = [choice.label.on("sms", language) for each in asked for choice in definition.choices.get(each.list_name, ())]
        label = label.replace(f"${{{name}}}", max(labels, key=len, default=ANSWER) if definition.shows_labels else ANSWER)
    choices = definition.choices.get(item.list_name, ()) if item.asks else ()
    lines = [f"{number} {choice.label.on('sms', language)}" for number, choice in enumerate(choices[:20], start=1)]
    return segments.for_sms("\n".join([label, *lines]))

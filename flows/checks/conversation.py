"""Does it work as a conversation?"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from flows import types
from flows.checks.draft import Draft, at
from flows.definition import Item
from flows.finding import Finding
from nlu.components.commands import load as load_commands
from nlu.fold import words_only

MEANT = frozenset({"summary", "minimal", "autocomplete", "search"})
"""Appearances that change nothing that matters here: our own, and ways of drawing a list."""

_DRAWN = re.compile(r"horizontal|vertical|compact|columns|w\d+|no-buttons|quick|likert|picker|spinner|thousands-sep|no-calendar")
_COLUMNS_IGNORED = ("image", "big-image", "audio", "video", "autoplay", "rows", "compact_tag", "save_to")

_ASKS_NAME = re.compile(
    r"\b(?:your (?:full |first |last )?name|full name|names? of the (?:person|people|man|woman|suspect|offender)"
    r"|(?:tu|su) nombre|nombre completo|como te llamas|como se llama"
    r"|nombre de(?:l| la) (?:persona|agresor|responsable|sospechoso)"
    r"|igama lakho|igama lomuntu|ubani igama|amagama akho)\b"
)
_ASKS_SUSPECT = re.compile(
    r"\b(?:who (?:did|does|was it|attacked|robbed|hurt|threatens?)|suspects?|perpetrators?|offenders?"
    r"|describe the (?:person|man|woman)"
    r"|quien(?:es)? (?:fue|fueron|lo hizo|te|es|son)|sospechos\w+|agresor\w*|responsable del|delincuente"
    r"|ubani o\w+|obani a\w+|umsolwa|abasolwa)\b"
)
_CONSENT = re.compile(
    r"consent|\bagree|permission|may we|consentimiento|de acuerdo|acept|permis|autoriz|podemos|vuma|imvume|vumel|singa"
)


def reserved_word(draft: Draft) -> Iterator[Finding]:
    """Choices that are also commands: whoever types them may mean the command."""
    used = {item.list_name for item in draft.definition.questions}
    for list_name, rows in (draft.source.get("choices") or {}).items():
        told: set[str] = set()
        for position, row in enumerate(rows if list_name in used else ()):
            for column, text in _spellings(draft, row):
                typed = words_only(text)
                command = commands().get(typed)
                if command and typed not in told:
                    told.add(typed)
                    sentence = f"{text!r} is the command {command!r}: a resident who types it may get that instead."
                    number = draft.places.row("choices", list_name, position)
                    yield Finding("warning", "reserved_word", "choices", number, column, sentence)


def _spellings(draft: Draft, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a resident may type for a choice, and the column that it stands in."""
    label = row.get("label", "")
    for language, text in label.items() if isinstance(label, Mapping) else [("", label)]:
        yield f"label ({draft.called(language)})" if language else "label", str(text)
    yield "name", str(row.get("name", ""))


def without_consent(draft: Draft) -> Iterator[Finding]:
    """Questions for somebody's name, or for who did it, that come before anybody has agreed to anything."""
    for item in draft.definition.questions:
        if _is_consent(item):
            return
        told = [words_only(text) for text in item.label] if item.label else []
        for pattern, what in ((_ASKS_NAME, "a name"), (_ASKS_SUSPECT, "who did it")):
            if item.type == "text" and any(pattern.search(text) for text in told):
                sentence = f"This asks for {what}, and no question before it asks for consent."
                yield at(item, "label", "warning", "without_consent", sentence)
                break


def without_meaning(draft: Draft) -> Iterator[Finding]:
    """Types, appearances and columns that a chat has no use for. Each is told once."""
    told: set[str] = set()
    for item in draft.definition.items:
        if item.type in types.IGNORED and item.type not in told:
            told.add(item.type)
            yield at(item, "type", "warning", "without_meaning", f"{item.type} has no meaning in a chat: it stays empty.")
        for appearance in item.appearance.split():
            bare = re.sub(r"\(.*", "", appearance)
            if bare not in MEANT and not _DRAWN.match(bare) and bare not in told:
                told.add(bare)
                sentence = f"The appearance {bare} has no meaning in a chat and is ignored."
                yield at(item, "appearance", "warning", "without_meaning", sentence)
    for number, row in enumerate(draft.source.get("survey") or (), start=2):
        for column in row:
            if (
                column in _COLUMNS_IGNORED or column.startswith(("bind::", "body::", "control::", "instance::"))
            ) and column not in told:
                told.add(column)
                sentence = f"The column {column} has no meaning in a chat and is ignored."
                yield Finding("warning", "without_meaning", "survey", number, column, sentence)


def without_message(draft: Draft) -> Iterator[Finding]:
    """Constraints that refuse an answer without a word of why."""
    for item in draft.definition.questions:
        if item.constraint and item.constraint_message is None:
            sentence = "An answer that does not fit is refused without a reason: write a constraint_message."
            yield at(item, "constraint", "warning", "without_message", sentence)


def single_choice(draft: Draft) -> Iterator[Finding]:
    """Selects with nothing to choose between."""
    for item in draft.definition.questions:
        if item.type in types.LISTED and len(draft.definition.choices.get(item.list_name, ())) == 1 and not item.or_other:
            yield at(item, "type", "warning", "single_choice", f"{item.list_name} has one choice: there is nothing to choose.")


@cache
def commands() -> Mapping[str, str]:
    """What residents can type at any time, folded, and the command that it is."""
    return load_commands().phrases


def _is_consent(item: Item) -> bool:
    if item.type not in ("acknowledge", "select_one"):
        return False
    said = [words_only(text) for text in item.label] if item.label else []
    return bool(_CONSENT.search(item.name.lower())) or any(_CONSENT.search(text) for text in said)

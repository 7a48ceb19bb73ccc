"""Is everything said in every language, and is it the same thing?"""

from collections.abc import Iterator, Mapping
from typing import Any

import words
from flows import expressions, languages
from flows.checks.draft import Draft
from flows.finding import Finding


def missing_translation(draft: Draft) -> Iterator[Finding]:
    """Texts that a language of the form lacks, and languages that the form lacks, with what residents get instead."""
    default = draft.called(draft.default)
    spoken = [language for language in draft.definition.languages if language != languages.UNTRANSLATED]
    for language in words.LANGUAGES:
        if language not in spoken:
            sentence = f"The form has no {draft.called(language)}: residents who read it get {default}."
            yield Finding("warning", "missing_translation", "survey", 1, "label", sentence)
    for text in draft.texts:
        for language in spoken:
            if not text.wording.general.get(language) and any(text.wording.general.values()):
                instead = "the words without a language" if text.wording.general.get(languages.UNTRANSLATED) else default
                sentence = f"There is no {draft.called(language)}: {instead} is shown instead."
                yield text.finding("warning", "missing_translation", sentence, draft.called(language))


def stale_translation(draft: Draft) -> Iterator[Finding]:
    """Translations that stayed as they were although the default language's text changed."""
    if draft.earlier is None:
        return
    before = {where: words for where, _, words in _written(draft.earlier)}
    for where, row, now in _written(draft.source):
        then = before.get(where, {})
        was, is_now = then.get(draft.default), now.get(draft.default)
        if not was or not is_now or was == is_now:
            continue
        for language, text in now.items():
            if language != draft.default and text and then.get(language) == text:
                sentence = f"The {draft.called(draft.default)} text has changed and the {draft.called(language)} one has not."
                sheet, *_, column = where
                number = row if sheet == "survey" else draft.places.row(sheet, where[1], row)
                yield Finding("warning", "stale_translation", sheet, number, f"{column} ({draft.called(language)})", sentence)


def placeholders(draft: Draft) -> Iterator[Finding]:
    """Texts whose translations refer to other answers than the default language's text does."""
    for text in draft.texts:
        wordings = {language: wording for language, wording in text.wording.general.items() if wording}
        reference = draft.default if draft.default in wordings else next(iter(wordings), "")
        expected = set(expressions.references(wordings.get(reference, "")))
        for language, wording in wordings.items():
            found = set(expressions.references(wording))
            for names, has, lacks in ((expected - found, reference, language), (found - expected, language, reference)):
                if names:
                    listed = ", ".join(f"${{{name}}}" for name in sorted(names))
                    sentence = f"The {draft.called(has)} text has {listed} and the {draft.called(lacks)} one has not."
                    yield text.finding("warning", "placeholders", sentence, draft.called(language))


def _written(source: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], int, Mapping[str, str]]]:
    """Every translated cell: what identifies it, its row in the survey or its position in its list, and its texts."""
    holders: list[str] = []
    for number, row in enumerate(source.get("survey") or (), start=2):
        kind, name = str(row.get("type", "")), str(row.get("name", ""))
        if kind.startswith("end_") and holders:
            holders.pop()
        for column, cell in row.items():
            if isinstance(cell, Mapping):
                inside = cell.items() if any(isinstance(each, Mapping) for each in cell.values()) else [("", cell)]
                for inner, texts in inside:
                    if isinstance(texts, Mapping):
                        where = ("survey", *holders, name, f"{column}::{inner}" if inner else column)
                        yield where, number, texts
        if kind.startswith("begin_"):
            holders.append(name)
    for sheet in ("choices", "external_choices"):
        for list_name, rows in (source.get(sheet) or {}).items():
            for position, row in enumerate(rows):
                if isinstance(row.get("label"), Mapping):
                    yield (sheet, list_name, str(row.get("name")), "label"), position, row["label"]

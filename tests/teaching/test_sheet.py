"""The sheet that a speaker prints: nothing left out, nothing run together, in each language."""

import html
from pathlib import Path

import pytest

from teaching import sheet, shipped
from teaching.intents import teachable
from tests.line import Line
from words import LANGUAGES, review


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_and_every_example_stands_on_the_sheet(language: str) -> None:
    page = html.unescape(sheet.render(language))
    for text in review.texts():
        assert text.language != language or text.wording in page, text.name
    for spoken, _, example in shipped.examples():
        assert spoken != language or f"<span>{example}</span>" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_meaning_is_told_in_the_readers_language(language: str) -> None:
    heard = sheet.said_by_residents(language)
    assert [group.intent for group in heard] == list(teachable())
    assert len({group.meaning for group in heard}) == len(heard)


def test_a_short_sheet_takes_examples_from_the_whole_breadth() -> None:
    whole = {group.intent: group.examples for group in sheet.said_by_residents("zu")}
    for group in sheet.said_by_residents("zu", most=10):
        assert len(group.examples) == 10
        places = [whole[group.intent].index(example) for example in group.examples]
        assert places == sorted(places)
        assert places[-1] >= 0.85 * len(whole[group.intent])


def test_what_looks_like_markup_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "examples", lambda: (("en", "report", "<b>no light</b> & dark"),))
    assert "&lt;b&gt;no light&lt;/b&gt; &amp; dark" in sheet.render("en")


def test_the_command_writes_one_file(line: Line, tmp_path: Path) -> None:
    out = tmp_path / "readers" / "zu.html"
    done = line.app.test_cli_runner().invoke(args=["words", "sheet", "--language", "zu", "--out", str(out), "--examples", "5"])
    assert done.exit_code == 0, done.output
    assert out.read_text("utf-8").count("<li>") == 5 * len(teachable())

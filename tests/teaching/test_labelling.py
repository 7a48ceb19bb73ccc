"""Labels: from messages that wait, to masked examples that lead back to nobody."""

from pathlib import Path

import pytest
import yaml
from click.testing import Result
from sqlalchemy import inspect, select

from models import AuditEntry, Example
from teaching import held_out, waiting
from teaching.intents import teachable
from tests.line import Line
from tests.teaching.collected import NEIGHBOURS, waits
from tests.teaching.saying import LUPITA, NOMSA, SIPHO, THANDI


def run(line: Line, *words: object) -> Result:
    return line.app.test_cli_runner().invoke(args=["teach", *map(str, words)])


def examples(line: Line) -> list[tuple[str, str, str]]:
    with line.board.sessions.reading() as session:
        return [(each.language, each.intent, each.text) for each in session.scalars(select(Example).order_by(Example.text))]


def test_like_messages_are_one_group_and_the_groups_of_most_people_come_first(line: Line) -> None:
    alone = waits(line, THANDI, "can you hear me")
    waits(line, THANDI, "can you hear me?")
    first = waits(line, THANDI, "what happened with my report 7K3-9RX-2MW", confidence=0.21)
    for who in (SIPHO, NOMSA):
        waits(line, who, "What happened with my report?", confidence=0.4)
    with line.board.sessions.reading() as session:
        groups = waiting.groups(session)
    assert [(each.number, each.contacts, len(each.items)) for each in groups] == [(first, 3, 3), (alone, 1, 2)]
    assert groups[0].thoughts == [("nlu_fallback", 3, 0.21, 0.4)]


def test_a_group_keeps_its_number_when_more_is_said(line: Line) -> None:
    first = waits(line, THANDI, "what happened with my report")
    before = run(line, "list").output.split()[0]
    for who in NEIGHBOURS[:4]:
        waits(line, who, "what happened with the report")
    assert before == run(line, "list").output.split()[0] == str(first)


def test_the_list_shows_only_what_is_masked(line: Line) -> None:
    waits(line, THANDI, "my name is Grace, what happened with my report of Umlazi, call 0835550101")
    waits(line, LUPITA, "que pasó con mi reporte", language="es")
    said = run(line, "list").output
    assert "my name is …, what happened with my report of …, call …" in said
    for secret in ("Grace", "Umlazi", "083", THANDI):
        assert secret not in said
    assert "Grace" not in run(line, "list", "--language", "es").output
    assert "2 groups wait, of 2 messages." in run(line, "list", "--limit", "1").output
    assert "what happened" not in run(line, "list", "--language", "zu").output


def test_a_label_makes_masked_examples_and_is_written_down(line: Line) -> None:
    group = waits(line, THANDI, "any news of my report 7K3-9RX-2MW")
    waits(line, SIPHO, "any news of my report please")
    done = run(line, "label", group, "status", "--by", "N. M.")
    assert (done.exit_code, done.output) == (0, "2 messages mean status.\n")
    assert examples(line) == [("en", "status", "any news of my report"), ("en", "status", "any news of my report please")]
    assert "0 groups wait" in run(line, "list").output
    with line.board.sessions.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.actor == "N. M.")).one()
    assert (entry.action, entry.thing, entry.details) == ("labelled", f"group {group}", {"intent": "status", "messages": 2})


def test_an_example_leads_back_to_nobody(line: Line) -> None:
    assert inspect(line.board.sessions.engine).get_foreign_keys("example") == []


def test_one_message_of_a_group_may_be_labelled_by_itself(line: Line) -> None:
    group = waits(line, THANDI, "any news of my report please")
    other = waits(line, SIPHO, "any news of my reports please")
    assert run(line, "label", group, "status", "--by", "N. M.", "--only", other).exit_code == 0
    assert examples(line) == [("en", "status", "any news of my reports please")]
    assert run(line, "label", group, "status", "--by", "N. M.", "--only", other).exit_code == 1


@pytest.mark.parametrize("intent", ["weather", "nlu_fallback", "wordless", "Status", "../status"])
def test_a_label_that_is_no_intent_of_ours_is_refused(line: Line, intent: str) -> None:
    group = waits(line, THANDI, "any news of my report")
    refused = run(line, "label", group, intent, "--by", "N. M.")
    assert refused.exit_code == 1
    assert "is not an intent that can be taught" in refused.output
    assert examples(line) == []


def test_a_label_names_an_intent_or_ignores_and_says_who_decides(line: Line) -> None:
    group = waits(line, THANDI, "any news of my report")
    assert run(line, "label", group, "status").exit_code == 2
    assert run(line, "label", group, "--by", "N. M.").exit_code == 2
    assert run(line, "label", group, "status", "--ignore", "--by", "N. M.").exit_code == 2
    assert run(line, "label", group + 1, "status", "--by", "N. M.").exit_code == 1
    assert examples(line) == []


def test_what_is_ignored_is_off_the_list(line: Line) -> None:
    group = waits(line, THANDI, "any news of my report")
    assert run(line, "label", group, "--ignore", "--by", "N. M.").output == "1 messages are off the list.\n"
    assert "0 groups wait" in run(line, "list").output
    assert examples(line) == []


@pytest.mark.parametrize("language", ["es", "en", "zu"])
def test_a_held_out_message_is_never_learnt(line: Line, language: str) -> None:
    content = yaml.safe_load((held_out.FOLDER / "first" / f"{language}.yml").read_text("utf-8"))
    judged_by = str(content["status"][0])
    group = waits(line, THANDI, f"  {judged_by.upper()}!!", language=language)
    refused = run(line, "label", group, "status", "--by", "N. M.")
    assert refused.exit_code == 1
    assert "held-out" in refused.output
    assert judged_by.upper() not in refused.output
    assert examples(line) == []


def test_a_message_that_is_held_out_once_it_is_masked_is_refused_too(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "texts", lambda: frozenset({"any news of my report"}))
    group = waits(line, THANDI, "any news of my report 7K3-9RX-2MW")
    assert "held-out" in run(line, "label", group, "status", "--by", "N. M.").output


def test_what_cannot_be_an_example_stays_and_the_others_do_not(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "texts", lambda: frozenset({"any news of my report"}))
    group = waits(line, THANDI, "any news of my report")
    waits(line, SIPHO, "any news of my reports")
    done = run(line, "label", group, "status", "--by", "N. M.")
    assert done.exit_code == 0
    assert f"{group} stays" in done.output
    assert examples(line) == [("en", "status", "any news of my reports")]


def test_a_message_of_which_nothing_is_left_teaches_nothing(line: Line) -> None:
    group = waits(line, THANDI, "blorbwick 0835550101")
    assert "nothing is left of it" in run(line, "label", group, "status", "--by", "N. M.").output


def test_the_same_words_cannot_mean_two_things(line: Line) -> None:
    group = waits(line, THANDI, "any news of my report")
    run(line, "label", group, "status", "--by", "N. M.")
    again = waits(line, SIPHO, "any news of my report")
    assert "labelled status" in run(line, "label", again, "report", "--by", "N. M.").output
    assert run(line, "label", again, "status", "--by", "N. M.").exit_code == 0
    assert len(examples(line)) == 1


def test_an_example_that_ships_is_not_given_another_meaning(line: Line) -> None:
    group = waits(line, LUPITA, "como va mi reporte", language="es")
    assert "means status" in run(line, "label", group, "report", "--by", "N. M.").output


def test_a_wrong_label_can_be_taken_back(line: Line) -> None:
    group = waits(line, THANDI, "any news of my report")
    run(line, "label", group, "status", "--by", "N. M.")
    listed = run(line, "labelled").output
    assert listed.endswith("en  status  any news of my report  (N. M.)\n")
    assert run(line, "unlabel", listed.split()[0], "--by", "N. M.").exit_code == 0
    assert examples(line) == []
    assert run(line, "unlabel", "abc", "--by", "N. M.").exit_code == 1


def test_what_is_labelled_leaves_as_rasas_files(line: Line, tmp_path: Path) -> None:
    english = waits(line, THANDI, "any news of my report")
    spanish = waits(line, LUPITA, "¿hay algo nuevo de mi reporte?", language="es")
    known = waits(line, LUPITA, "cómo va mi reporte", language="es")
    for group in (english, spanish, known):
        assert run(line, "label", group, "status", "--by", "N. M.").exit_code == 0
    assert run(line, "export", tmp_path / "out").output == "2 examples in 2 files.\n", "what ships already is left out"
    content = yaml.safe_load((tmp_path / "out" / "es" / "status" / "taught.yml").read_text("utf-8"))
    assert content == {"version": "3.1", "nlu": [{"intent": "status", "examples": "- ¿hay algo nuevo de mi reporte?\n"}]}


def test_every_intent_that_ships_examples_can_be_taught() -> None:
    from teaching import shipped

    assert {intent for _, intent in shipped.counts()} <= set(teachable())

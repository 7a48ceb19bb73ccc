"""A model that learnt from the line takes the running one's place, and gives it back: with the real Rasa, no message is lost."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from models import AuditEntry, Message, Turn
from nlu import sources
from teaching import evaluating, service
from teaching.registry import ACCEPTED, SHIPPED, Card, Registry, Scores
from teaching.swapping import Rasas
from tests.line import Line
from tests.teaching.collected import waits
from tests.teaching.saying import DURBAN, JUAREZ, LUPITA, NOMSA, SIPHO, THANDI
from tests.teaching.test_labelling import run

SCORES = Scores({"first": {"en": {"accuracy": 0.9, "emergency_recall": 1.0}}}, {"en": {"status": 1.0}})
SAID = {THANDI: (DURBAN, "hello there"), SIPHO: (DURBAN, "sawubona"), NOMSA: (DURBAN, "help"), LUPITA: (JUAREZ, "ayuda")}


@pytest.fixture
def rasas(answered_line: Line) -> Iterator[Rasas]:
    """The running Rasa; afterwards it runs the shipped model again, for whoever tests after this."""
    settings = answered_line.settings
    found = Rasas(settings.rasa_urls, settings.rasa_token.get_secret_value())
    yield found
    if found.running() != [SHIPPED]:
        found.load(SHIPPED)
    (settings.models_dir / ACCEPTED).unlink(missing_ok=True)


def talked_through(line: Line, change: Callable[[], Any]) -> None:
    """Residents write before, while and after something changes; each message is answered once, each resident in order."""
    problems: list[BaseException] = []

    def changing() -> None:
        try:
            change()
        except BaseException as problem:
            problems.append(problem)

    def everybody_writes() -> None:
        for who, (to, text) in SAID.items():
            line.receives(who, to, text)

    with line.board.sessions.reading() as session:
        earlier = max(session.scalars(select(Message.id)).all(), default=0)
    everybody_writes()
    line.work()
    thread = threading.Thread(target=changing)
    everybody_writes()
    thread.start()
    rounds = 2
    while thread.is_alive():
        everybody_writes()
        line.work()
        rounds += 1
    thread.join()
    everybody_writes()
    line.work()
    assert problems == []
    with line.board.sessions.reading() as session:
        fresh = select(Message).where(Message.id > earlier).order_by(Message.id)
        messages = session.scalars(fresh).all()
        turns = session.scalars(select(Turn.message_id).where(Turn.message_id > earlier)).all()
    asked = [each for each in messages if each.direction == "in"]
    assert len(asked) == len(turns) == (rounds + 1) * len(SAID)
    assert {(each.state, each.attempts) for each in asked} == {("answered", 0)}
    for who in {each.contact_id for each in asked}:
        theirs = [each.id for each in asked if each.contact_id == who]
        answered = [each.in_reply_to for each in messages if each.direction == "out" and each.contact_id == who]
        once = list(dict.fromkeys(answered))
        assert once == theirs == sorted(theirs), "in the order in which they asked"
        assert answered == sorted(answered, key=theirs.index), "and no answer twice"


def label(line: Line) -> None:
    for who, said in ((THANDI, "is there any news of it 0835550101"), (SIPHO, "is there any news of it please")):
        waits(line, who, said)
    group = run(line, "list").output.split()[0]
    assert run(line, "label", group, "status", "--by", "N. M.").exit_code == 0


@pytest.mark.timeout(600)
def test_what_residents_taught_answers_them_and_no_message_is_lost(
    answered_line: Line, rasas: Rasas, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, registry = answered_line, Registry(answered_line.settings.models_dir)
    label(line)
    monkeypatch.setattr(sources, "EXAMPLES", ("tests/teaching/few",))
    monkeypatch.setattr(evaluating, "evaluate", lambda *_: (SCORES, 1.0))
    trained = line.app.test_cli_runner().invoke(args=["teach", "train"], input="n\n")
    assert trained.exit_code == 0, trained.output
    assert "No score differs." in trained.output
    (card,) = registry.cards()
    check_card(card, registry)
    assert rasas.running() == [SHIPPED], "nobody has accepted it"

    talked_through(line, lambda: service.accept(line.board.sessions, registry, rasas, card.id, "N. M.", datetime.now(UTC)))
    assert rasas.running() == [card.id]
    assert f"* {card.id}  accepted" in run(line, "models").output

    talked_through(line, lambda: service.roll_back(line.board.sessions, registry, rasas, None, "N. M.", datetime.now(UTC)))
    assert rasas.running() == [SHIPPED]
    back = run(line, "rollback", card.id, "--by", "N. M.")
    assert back.output == f"Model {card.id} answers from now on.\n"
    again = run(line, "rollback", "shipped", "--by", "N. M.")
    assert again.output == "Model shipped answers from now on.\n"
    with line.board.sessions.reading() as session:
        told = session.scalars(select(AuditEntry.action).where(AuditEntry.actor == "N. M.").order_by(AuditEntry.id)).all()
    assert told == ["labelled", "model accepted", *["model rolled back"] * 3]


def check_card(card: Card, registry: Registry) -> None:
    assert (card.state, card.compared_with, card.scores, card.accepted_by) == ("passed", SHIPPED, SCORES, None)
    assert card.labelled == {"en": {"status": 2}}
    assert card.examples["en"]["status"] > 2
    assert card.seconds["training"] > 0
    learnt = (registry.of(card.id) / "data" / "en" / "status" / "taught.yml").read_text("utf-8")
    assert yaml.safe_load(learnt)["nlu"][0]["examples"] == "- is there any news of it\n- is there any news of it please\n"
    everything = "".join(path.read_text("utf-8") for path in registry.of(card.id).rglob("*") if path.suffix in (".yml", ".json"))
    assert "0835550101" not in everything


def test_a_model_that_a_floor_speaks_against_is_not_taken_into_service(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    label(line)
    registry = Registry(line.settings.models_dir)
    before = {card.id for card in registry.cards()}

    def train(registry: Registry, card: Card, watch: Callable[[float], None]) -> None:
        watch(1.0)
        registry.archive(card.id).write_bytes(b"a model")

    def evaluate(model: Path, *_: Any) -> tuple[Scores, float]:
        new = model.is_relative_to(registry.folder)
        return Scores(SCORES.sets, SCORES.recall, ["first, en: accuracy 0.7 < 0.85"] if new else []), 1.0

    monkeypatch.setattr("teaching.training.train", train)
    monkeypatch.setattr(evaluating, "evaluate", evaluate)
    done = run(line, "train", "--by", "N. M.", "--accept")
    assert done.exit_code == 1
    assert "AGAINST IT  first, en: accuracy 0.7 < 0.85" in done.output
    (card,) = [card for card in registry.cards() if card.id not in before]
    assert (card.state, card.accepted_by) == ("refused", None)
    assert registry.accepted() == SHIPPED


def test_without_anything_labelled_there_is_nothing_to_train(line: Line) -> None:
    refused = run(line, "train", "--by", "N. M.")
    assert (refused.exit_code, "nothing is labelled" in refused.output) == (1, True)
    assert run(line, "train", "--accept").exit_code == 2, "who accepts must be named"

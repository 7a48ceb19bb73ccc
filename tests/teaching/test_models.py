"""Models: what their cards say, which one Rasa starts with, what keeps one out, and the way back."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from models import AuditEntry
from nlu import sources
from settings import Settings
from supervisor import processes
from teaching import comparing, evaluating, rasa, service, swapping
from teaching.registry import SHIPPED, Busy, Card, Registry, Scores, Unknown, digest
from teaching.swapping import SwapFailed
from tests.line import Line

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Rasas:
    """Stands for the running ones: remembers what they were told, and refuses when it is told to."""

    def __init__(self, refuses: str = "") -> None:
        self.told: list[str] = []
        self.refuses = refuses

    def load(self, model: str) -> int:
        if self.refuses:
            raise SwapFailed(self.refuses)
        self.told.append(model)
        return 1


@pytest.fixture
def shelf(tmp_path: Path) -> Registry:
    """A folder of models, and beside it what ships."""
    root = tmp_path / "root"
    for name in ("config.yml", "bot/domain/intents.yml", "bot/rules/answers.yml", "nlu/es/status.yml", "nlu/fold.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}")
    return Registry(tmp_path / "models", root)


def trained(shelf: Registry, minutes: int = 0, **about: Any) -> Card:
    """A model that was trained so many minutes after NOW, judged and found good."""
    root = shelf._root
    prints = {"rules": sources.rules(root), "sources": sources.all_of(root), "taught": "1"}
    counts = {"examples": {"es": {"status": 3}}, "labelled": {"es": {"status": 1}}}
    card = shelf.begin(NOW + timedelta(minutes=minutes), **prints, **counts)
    shelf.archive(card.id).write_bytes(card.id.encode())
    card = replace(card, archive=digest(shelf.archive(card.id)), state="passed", compared_with=shelf.accepted(), **about)
    shelf.save(card)
    return card


def accept(line: Line, shelf: Registry, name: str, rasas: Rasas | None = None, at: datetime = NOW) -> int:
    return service.accept(line.board.sessions, shelf, rasas or Rasas(), name, "N. M.", at)  # type: ignore[arg-type]


def roll_back(line: Line, shelf: Registry, name: str | None = None, rasas: Rasas | None = None) -> str:
    return service.roll_back(line.board.sessions, shelf, rasas or Rasas(), name, "N. M.", NOW)[0]  # type: ignore[arg-type]


def test_a_card_comes_back_as_it_was_written(shelf: Registry) -> None:
    card = trained(shelf, scores=Scores({"first": {"es": {"accuracy": 0.9}}}, {"es": {"status": 1.0}}, ["a floor"]))
    assert shelf.card(card.id) == card
    assert shelf.cards() == [card]


def test_nothing_accepted_is_the_shipped_model(shelf: Registry) -> None:
    assert shelf.accepted() == SHIPPED
    assert shelf.at_start() == (SHIPPED, None)


def test_an_accepted_model_is_what_rasa_starts_with_and_its_card_says_who_and_when(line: Line, shelf: Registry) -> None:
    card, rasas = trained(shelf), Rasas()
    assert accept(line, shelf, card.id, rasas) == 1
    assert rasas.told == [card.id]
    assert shelf.at_start() == (card.id, None)
    kept = shelf.card(card.id)
    assert (kept.state, kept.accepted_by, kept.accepted_at, kept.replaced) == (
        "accepted",
        "N. M.",
        "2026-11-23T12:00:00+00:00",
        SHIPPED,
    )
    with line.board.sessions.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "model accepted")).one()
    assert (entry.actor, entry.thing, entry.details) == ("N. M.", f"model {card.id}", {"replaced": SHIPPED})


@pytest.mark.parametrize("state", ["training", "failed", "refused"])
def test_a_model_that_did_not_pass_is_not_accepted(line: Line, shelf: Registry, state: str) -> None:
    card = trained(shelf)
    shelf.save(replace(card, state=state))
    with pytest.raises(service.NotAllowed, match=state):
        accept(line, shelf, card.id)
    assert shelf.accepted() == SHIPPED


def test_a_model_that_was_compared_with_another_than_runs_is_not_accepted(line: Line, shelf: Registry) -> None:
    first, second = trained(shelf), trained(shelf, minutes=1)
    accept(line, shelf, first.id)
    with pytest.raises(service.NotAllowed, match="train again"):
        accept(line, shelf, second.id)


def test_if_rasa_cannot_load_it_everything_is_as_it_was(line: Line, shelf: Registry) -> None:
    card = trained(shelf)
    with pytest.raises(SwapFailed):
        accept(line, shelf, card.id, Rasas(refuses="it cannot be loaded"))
    assert shelf.accepted() == SHIPPED
    assert shelf.card(card.id).accepted_by is None
    with line.board.sessions.reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "model accepted")).all() == []


def test_the_way_back_leads_through_the_models_that_were_replaced(line: Line, shelf: Registry) -> None:
    first = trained(shelf)
    accept(line, shelf, first.id)
    second = trained(shelf, minutes=1)
    accept(line, shelf, second.id)
    assert roll_back(line, shelf) == first.id == shelf.accepted()
    assert roll_back(line, shelf) == SHIPPED == shelf.accepted()
    with pytest.raises(service.NotAllowed, match="nothing to return to"):
        roll_back(line, shelf)
    assert roll_back(line, shelf, second.id) == second.id == shelf.accepted()
    assert roll_back(line, shelf, SHIPPED) == SHIPPED


def test_there_is_no_way_back_to_a_model_that_nobody_accepted(line: Line, shelf: Registry) -> None:
    card = trained(shelf)
    with pytest.raises(service.NotAllowed, match="never accepted"):
        roll_back(line, shelf, card.id)


@pytest.mark.parametrize("name", ["20261123-120001", "../../etc/passwd", "", "shipped.", "2026-11-23", "20261123-120000/.."])
def test_what_is_no_model_is_unknown(line: Line, shelf: Registry, name: str) -> None:
    trained(shelf)
    with pytest.raises(Unknown):
        accept(line, shelf, name)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("nlu/es/status.yml", "before the examples"),
        ("bot/domain/intents.yml", "another domain"),
        ("bot/rules/answers.yml", "another domain, other rules"),
        ("config.yml", "other components"),
        ("nlu/fold.py", "other components"),
    ],
)
def test_after_the_shipped_files_changed_the_shipped_model_wins(line: Line, shelf: Registry, changed: str, reason: str) -> None:
    card = trained(shelf)
    accept(line, shelf, card.id)
    (shelf._root / changed).write_text("# another")
    name, why_not = shelf.at_start()
    assert name == SHIPPED
    assert why_not is not None and card.id in why_not and reason in why_not
    with pytest.raises(service.NotAllowed, match=reason):
        accept(line, shelf, card.id)


def test_an_archive_that_is_not_the_one_that_was_judged_is_not_used(line: Line, shelf: Registry) -> None:
    card = trained(shelf)
    accept(line, shelf, card.id)
    shelf.archive(card.id).write_bytes(b"another")
    assert shelf.at_start()[0] == SHIPPED


def test_a_folder_that_is_gone_leaves_the_shipped_model(line: Line, shelf: Registry) -> None:
    card = trained(shelf)
    accept(line, shelf, card.id)
    (shelf.of(card.id) / "card.json").unlink()
    assert shelf.at_start()[0] == SHIPPED


def test_one_training_at_a_time(shelf: Registry) -> None:
    with shelf.alone(), pytest.raises(Busy), Registry(shelf.folder).alone():
        pass
    with shelf.alone():
        pass


# What Rasa is started with.


def test_the_supervisor_starts_rasa_with_the_accepted_model(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    chosen = settings.model_copy(update={"data_dir": tmp_path})
    (process, *_) = processes.all_of(chosen)
    assert processes.command(process)[-len(process.command) :] == process.command, "the shipped model"
    registry = Registry(chosen.models_dir)
    prints = {"rules": sources.rules(), "sources": sources.all_of(), "taught": "1"}
    card = registry.begin(NOW, **prints, examples={}, labelled={})
    registry.archive(card.id).write_bytes(b"a model")
    registry.save(replace(card, archive=digest(registry.archive(card.id)), state="accepted"))
    registry.accept(card.id, "N. M.", NOW)
    assert processes.command(process)[-2:] == ("--model", str(registry.archive(card.id))), "also when it starts again"
    assert caplog.records == []
    monkeypatch.setattr(sources, "EXAMPLES", ("nlu/es",))
    assert processes.command(process)[-len(process.command) :] == process.command
    assert "run `flask teach train` again" in caplog.text


def test_rasa_is_told_where_the_models_are(settings: Settings) -> None:
    assert processes.rasa_environment(settings)["MODELS_DIR"] == str(settings.models_dir)


# What is compared.


def scores(recall: float = 0.97, accuracy: float = 0.9, broken: tuple[str, ...] = ()) -> Scores:
    measures = {"n": 100, "accuracy": accuracy, "emergency_recall": recall, "milliseconds": 4.0}
    seen = {"zu": measures, "es": {**measures, "emergency_recall": 1.0}}
    return Scores({"first": seen}, {"zu": {"status": accuracy}}, list(broken))


FLOOR = "first, zu: accuracy 0.7 < 0.85"


def test_what_differs_is_told_by_set_measure_language_and_intent() -> None:
    changes = comparing.changes(scores(), scores(accuracy=0.95))
    told = [(each.of, each.name, each.language, each.before, each.after) for each in changes]
    assert told == [
        ("first", "accuracy", "zu", 0.9, 0.95),
        ("first", "accuracy", "es", 0.9, 0.95),
        ("recall", "status", "zu", 0.9, 0.95),
    ]
    assert comparing.changes(scores(), scores()) == []


def test_a_floor_that_breaks_keeps_a_model_out() -> None:
    assert comparing.reasons_against(scores(), scores(broken=(FLOOR,))) == [FLOOR]


def test_a_language_whose_emergencies_are_missed_more_often_keeps_a_model_out() -> None:
    (reason,) = comparing.reasons_against(scores(), scores(recall=0.96, accuracy=0.99))
    assert reason == "first, zu: emergency_recall falls from 0.97 to 0.96"
    assert comparing.reasons_against(scores(), scores(recall=0.98, accuracy=0.8)) == []


def test_what_speaks_against_a_model_stands_on_its_card(shelf: Registry) -> None:
    card = trained(shelf)
    service.judge(shelf, card, scores(), scores(recall=0.9), 12.34)
    kept = shelf.card(card.id)
    assert (kept.state, kept.seconds) == ("refused", {"evaluating": 12.3})
    assert (kept.scores, kept.scores_before) == (scores(recall=0.9), scores())
    service.judge(shelf, card, scores(), scores(), 12.34)
    assert (shelf.card(card.id).state, shelf.card(card.id).reasons) == ("passed", [])


def test_scores_are_read_from_the_last_line_that_holds_some() -> None:
    found = '{"sets": {"first": {"es": {"n": 1}}}, "recall": {"es": {"stop": 1.0}}, "broken": ["x"]}'
    printed = f"a warning\n{found}\nevaluating: 100%\n"
    assert evaluating.read(printed) == Scores({"first": {"es": {"n": 1}}}, {"es": {"stop": 1.0}}, ["x"])
    assert evaluating.read("no scores\n{}\n[]\n1\n") is None


def test_an_evaluation_without_scores_says_where_to_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(arguments: object, log: Path, watch: object) -> tuple[int, float]:
        log.write_text("Traceback")
        return 1, 1.0

    monkeypatch.setattr(rasa, "run", run)
    with pytest.raises(rasa.Failed, match="evaluation"):
        evaluating.evaluate(tmp_path / "model", tmp_path / "log", lambda _: None)


def test_a_machine_without_rasas_environment_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa, "PYTHON", tmp_path / "python")
    with pytest.raises(rasa.Failed, match="make setup"):
        rasa.run(("-c", "1"), tmp_path / "log", lambda _: None)


def test_what_runs_in_rasas_environment_finds_no_secret_and_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASH_KEY", "a secret of this test")
    seen: list[float] = []
    program = "import os, sys; print(repr(os.environ['HASH_KEY'])); sys.exit(3)"
    code, seconds = rasa.run(("-c", program), tmp_path / "log", seen.append)
    assert (code, (tmp_path / "log").read_text()) == (3, "''\n")
    assert seen and 0 <= seen[0] <= seconds


def test_nothing_goes_on_behind_an_operator_who_interrupts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def popen(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(real(*arguments, **options))
        return started[-1]

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rasa.subprocess, "Popen", popen)
    with pytest.raises(KeyboardInterrupt):
        rasa.run(("-c", "import time; time.sleep(60)"), tmp_path / "log", interrupt)
    assert started[0].poll() is not None


# Several Rasas.


class Web:
    """Stands for the network: Rasas at a.example and b.example, each with the model that it runs."""

    def __init__(self, refuses: str = "", absent: str = "", status: int = 409) -> None:
        self.runs = {"a": SHIPPED, "b": SHIPPED}
        self.refuses, self.absent, self.status = refuses, absent, status
        self.headers: dict[str, str] = {}

    def get(self, url: str, timeout: float) -> requests.Response:
        return self._answer(url[7], 200, {"model": self.runs[url[7]]})

    def post(self, url: str, json: dict[str, str], timeout: float) -> requests.Response:
        if url[7] == self.refuses:
            return self._answer(url[7], self.status, {"error": "it cannot be loaded"})
        self.runs[url[7]] = json["model"]
        return self._answer(url[7], 200, json)

    def _answer(self, name: str, status: int, content: dict[str, str]) -> requests.Response:
        if name == self.absent:
            raise requests.ConnectionError
        answer = requests.Response()
        answer.status_code, answer._content = status, dumps(content).encode()
        return answer


def both(web: Web) -> swapping.Rasas:
    rasas = swapping.Rasas(["http://a.example", "http://b.example"], "a token")
    rasas._web = web  # type: ignore[assignment]
    return rasas


def test_every_rasa_is_told() -> None:
    web = Web()
    assert both(web).load("20261123-120000") == 2
    assert web.runs == {"a": "20261123-120000", "b": "20261123-120000"}
    assert both(web).running() == ["20261123-120000", "20261123-120000"]


def test_if_one_refuses_the_others_go_back() -> None:
    web = Web(refuses="b")
    with pytest.raises(SwapFailed, match="it cannot be loaded"):
        both(web).load("20261123-120000")
    assert web.runs == {"a": SHIPPED, "b": SHIPPED}


def test_one_that_is_not_there_starts_with_it_later() -> None:
    web = Web(absent="a")
    assert both(web).load("20261123-120000") == 1
    assert both(web).running() == ["20261123-120000"]


def test_one_that_answers_nonsense_is_not_taken_for_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web()
    monkeypatch.setattr(web, "get", lambda *_, **__: web._answer("a", 401, {"error": "the token is wrong"}))
    with pytest.raises(SwapFailed, match="the token is wrong"):
        both(web).load("20261123-120000")

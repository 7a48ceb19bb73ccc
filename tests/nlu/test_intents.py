"""How well the trained model understands messages it never learnt: the floors below which nothing is delivered."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from nlu.eval import heldout

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "bot" / "trained" / "bot.tar.gz"


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """What `make nlu-eval` finds, run once in Rasa's environment, and its picture."""
    if not MODEL.exists():
        pytest.fail("The model is not trained: run `make train` first.", pytrace=False)
    picture = tmp_path_factory.mktemp("eval") / "confusion.png"
    command = ["bot/.venv/bin/python", "-W", "ignore", "-m", "nlu.eval", "--json", "--picture", str(picture)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    assert (done.returncode == 1) == bool(found["broken"])
    return found, picture


def test_every_floor_holds(evaluated: tuple[dict[str, Any], Path]) -> None:
    assert evaluated[0]["broken"] == []


@pytest.mark.parametrize("language", heldout.LANGUAGES)
def test_every_meaning_is_heard_in_every_language(evaluated: tuple[dict[str, Any], Path], language: str) -> None:
    assert {intent: share for intent, share in evaluated[0]["recall"][language].items() if share < 0.5} == {}


def test_the_confusion_is_drawn(evaluated: tuple[dict[str, Any], Path]) -> None:
    assert evaluated[1].read_bytes().startswith(b"\x89PNG")


def test_a_broken_floor_is_named() -> None:
    from nlu.eval import floors  # the floors alone need no Rasa

    scores = {
        "es": {"accuracy": 0.9, "wrong": 0.1},
        "zu": {"accuracy": 0.8, "wrong": 0.3},
        "all": {"accuracy": 0.1, "wrong": 0.9},
    }
    asked = {"one": {"at_least": {"accuracy": 0.85}, "at_most": {"wrong": 0.2}, "behind_the_best": {"accuracy": 0.05}}}
    assert floors.broken({"one": scores}, asked) == [
        "one, zu: accuracy 0.8 < 0.85",
        "one, zu: wrong 0.3 > 0.2",
        "one, zu: accuracy behind the best 0.1 > 0.05",
    ]

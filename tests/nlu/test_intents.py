"""How well the trained model understands messages it never learnt: the floors below which nothing is delivered.

`first` and `second` were read while examples were added; `unseen` was not, and its floor is what strangers can count on.
"""

import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "bot" / "trained" / "bot.tar.gz"
LANGUAGES = ("es", "en", "zu")
Scores = dict[str, dict[str, dict[str, float]]]


@pytest.fixture(scope="module")
def scores() -> Scores:
    """What the score script prints, run once in Rasa's environment."""
    if not MODEL.exists():
        pytest.fail("The model is not trained: run `make train` first.", pytrace=False)
    command = ["bot/.venv/bin/python", "-W", "ignore", "-m", "nlu.evaluation.score", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=True)
    found: Scores = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["first", "second"])
def test_the_known_sets_are_understood(scores: Scores, name: str, language: str) -> None:
    score = scores[name][language]
    assert score["accuracy"] >= 0.85
    assert score["emergency_recall"] >= 0.96
    assert score["past_crimes_as_report"] >= 0.9
    assert score["answers_not_carried_away"] >= 0.85


def test_nearly_every_known_emergency_is_seen(scores: Scores) -> None:
    assert scores["first"]["all"]["emergency_recall"] >= 0.99


@pytest.mark.parametrize("language", LANGUAGES)
def test_strangers_are_understood(scores: Scores, language: str) -> None:
    score = scores["unseen"][language]
    assert score["accuracy"] >= 0.8
    assert score["emergency_recall"] >= 0.7
    assert score["past_crimes_as_report"] >= 0.75

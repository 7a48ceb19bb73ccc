"""The trained model's score on the held-out messages: `bot/.venv/bin/python -m nlu.evaluation.score [--json] [--wrong]`.

Runs in Rasa's environment and reads messages exactly as the channel does.
"""

import argparse
import asyncio
import json
import logging
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog

from nlu.evaluation.heldout import ANSWERS, LANGUAGES, NEVER_AN_ANSWER, SETS, Said, load

MODEL = Path("bot/trained/bot.tar.gz")
Understood = tuple[Said, str, float]


async def understand(messages: Sequence[Said], model: Path) -> list[Understood]:
    """What the model makes of each message: its intent and confidence."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    understood = []
    for said in messages:
        intent = (await agent.parse_message(said.text))["intent"]
        understood.append((said, str(intent["name"]), float(intent["confidence"])))
    return understood


def score(understood: Sequence[Understood]) -> dict[str, float]:
    """Shares from 0 to 1, and how many messages they rest on (`n`)."""
    judged = [(said.intent, _meant(name)) for said, name, _ in understood if said.group != ANSWERS]
    answers = [name for said, name, _ in understood if said.group == ANSWERS]
    past = [name for said, name, _ in understood if said.group == "past_crimes"]
    return {
        "n": len(judged),
        "accuracy": _share(expected == name for expected, name in judged),
        "macro_f1": _macro_f1(judged),
        "emergency_recall": _share(name == "emergency" for expected, name in judged if expected == "emergency"),
        "emergency_precision": _share(expected == "emergency" for expected, name in judged if name == "emergency"),
        "past_crimes_as_report": _share(name == "report" for name in past),
        "reports_as_emergency": _share(name == "emergency" for expected, name in judged if expected == "report"),
        "answers_not_carried_away": _share(name not in NEVER_AN_ANSWER for name in answers),
    }


def wrong(understood: Sequence[Understood]) -> list[Understood]:
    """The messages that were taken for something else."""
    return [
        (said, name, confidence)
        for said, name, confidence in understood
        if (name in NEVER_AN_ANSWER if said.group == ANSWERS else _meant(name) != said.intent)
    ]


def _meant(name: str) -> str:
    """Not understood and none of our business are answered alike: both rules run action_answer."""
    return "out_of_scope" if name == "nlu_fallback" else name


def _share(hits: Any) -> float:
    found = list(hits)
    return round(sum(found) / len(found), 4) if found else 1.0


def _macro_f1(judged: Sequence[tuple[str, str]]) -> float:
    scores = []
    for intent in {expected for expected, _ in judged}:
        true = sum(expected == name == intent for expected, name in judged)
        scores.append(2 * true / (sum(e == intent for e, _ in judged) + sum(n == intent for _, n in judged)))
    return round(sum(scores) / len(scores), 4)


def main(arguments: Sequence[str] = ()) -> int:
    """Print the scores of each language and of all of them."""
    parser = argparse.ArgumentParser(description="Score the trained model on the held-out messages.")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--wrong", action="store_true", help="list what was misunderstood")
    options = parser.parse_args(arguments)
    if not options.model.exists():
        parser.exit(2, f"{options.model} is missing: train the model first.\n")
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    results = {name: asyncio.run(understand(load(name), options.model)) for name in SETS}
    scores = {name: _by_language(understood) for name, understood in results.items()}
    if options.wrong:
        for name, understood in results.items():
            for said, meant, confidence in wrong(understood):
                print(f"{name} {said.language} {said.group:>13} -> {meant:<13} {confidence:.2f}  {said.text}")
    if options.json:
        print(json.dumps(scores))
        return 0
    for name, columns in scores.items():
        print(f"{name:26}" + "".join(f"{language:>8}" for language in columns))
        for measure in columns["all"]:
            form = "8d" if measure == "n" else "8.3f"
            print(f"{measure:26}" + "".join(f"{column[measure]:{form}}" for column in columns.values()))
    return 0


def _by_language(understood: Sequence[Understood]) -> dict[str, dict[str, float]]:
    scores = {language: score([row for row in understood if row[0].language == language]) for language in LANGUAGES}
    return {**scores, "all": score(understood)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

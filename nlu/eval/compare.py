"""``bot/.venv/bin/python -m nlu.eval.compare``: our pipeline beside Rasa's default one, trained on the same examples and
scored on the same held-out messages. Takes as long as the default one trains: hours on two cores with all examples, so that
``--every 32`` takes every 32nd of them for all."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml
from tqdm import tqdm

from nlu.eval.__main__ import TOGETHER
from nlu.eval.heldout import LANGUAGES

HERE = Path(__file__).resolve().parent
PIPELINES = {
    "ours": Path("config.yml"),
    "without danger first": HERE / "plain_pipeline.yml",
    "Rasa's default": HERE / "default_pipeline.yml",
}
"""The second is ours as it reads alone, without the rule that takes an unlikely danger for one."""
MEASURES = (
    "accuracy",
    "emergency_recall",
    "out_of_scope_recall",
    "out_of_scope_false_alarms",
    "calibration_error",
    "milliseconds",
)
QUIET = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}


def train(config: Path, examples: Path, out: Path) -> tuple[float, float]:
    """Train a model for understanding alone; seconds by the clock and of CPU."""
    command = [sys.executable, "-m", "bot.edge", "train", "nlu", "--config", str(config), "--nlu", str(examples)]
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command += ["--out", str(out), "--fixed-model-name", "model"]
    progress = None if sys.stderr.isatty() else subprocess.DEVNULL  # Rasa shows its own epochs
    subprocess.run(command, check=True, env=QUIET, stdout=subprocess.DEVNULL, stderr=progress)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def copy(language: str, folder: Path, every: int) -> None:
    """A language's examples as one file of Rasa's, or every so-manieth of each intent."""
    of: dict[str, list[str]] = {}
    for path in sorted((HERE.parent / language).rglob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            of.setdefault(item["intent"], []).extend(item["examples"].splitlines())
    nlu = [{"intent": intent, "examples": "\n".join(lines[::every]) + "\n"} for intent, lines in of.items()]
    (folder / f"{language}.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), encoding="utf-8")


def evaluate(model: Path) -> dict[str, Any]:
    """The scores of a model on all sets together, by language."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "nlu.eval", "--json", "--model", str(model)],
        env=QUIET,
        capture_output=True,
        text=True,
    )
    sets: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])["sets"]
    return dict(sets[TOGETHER])


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(prog="python -m nlu.eval.compare", description="Our pipeline beside Rasa's default one.")
    parser.add_argument("--every", type=int, default=1, help="take only every so-manieth example of each intent, for all")
    every = parser.parse_args().every
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        examples = Path(folder) / "examples"  # Rasa takes one folder of them
        examples.mkdir()
        for language in LANGUAGES:
            copy(language, examples, every)
        for name, config in tqdm(PIPELINES.items(), desc="training and evaluating", unit="pipeline", disable=None):
            place = Path(folder) / config.stem
            wall, cpu = train(config, examples, place)
            found[name] = (wall, cpu, (place / "model.tar.gz").stat().st_size / 1e6, evaluate(place / "model.tar.gz"))
    print(f"{'':28}" + "".join(f"{name:>24}" for name in found))
    for label, at in (("train, seconds", 0), ("train, CPU seconds", 1), ("model, MB", 2)):
        print(f"{label:28}" + "".join(f"{columns[at]:24.1f}" for columns in found.values()))
    print(f"{'':28}" + ("".join(f"{language:>8}" for language in LANGUAGES)) * len(found))
    for measure in MEASURES:
        print(f"{measure:28}" + "".join(f"{scores[at][measure]:8.3f}" for *_, scores in found.values() for at in LANGUAGES))


if __name__ == "__main__":
    main()

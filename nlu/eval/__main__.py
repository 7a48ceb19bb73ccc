"""``bot/.venv/bin/python -m nlu.eval``: the trained model on the held-out messages; fails when a floor breaks."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from nlu.eval import floors, measures
from nlu.eval.heldout import LANGUAGES, SETS, load
from nlu.eval.understanding import Understood, understand

MODEL = Path("bot/trained/bot.tar.gz")
TOGETHER = "together"
"""All sets as one: enough messages that a point is not one message."""


def main(arguments: Sequence[str] = ()) -> int:
    """Print the scores of each set and language; 1 when a floor is broken."""
    options = _options(arguments)
    if not options.model.exists():
        print(f"{options.model} is missing: train the model first.", file=sys.stderr)
        return 2
    chosen = [name for name in SETS if not options.sets or name in options.sets]
    said = {name: load(name) for name in chosen}
    flat = iter(understand([one for ones in said.values() for one in ones], options.model))
    understood = {name: [next(flat) for _ in ones] for name, ones in said.items()}
    understood[TOGETHER] = [one for ones in understood.values() for one in ones]
    scores = {name: _by_language(ones) for name, ones in understood.items()}
    broken = floors.broken(scores) if not options.sets else []
    if options.wrong:
        for name in chosen:
            for one in measures.wrong(understood[name]):
                said = one.said
                print(f"{name} {said.language} {said.group}/{said.situation} -> {one.name} {one.confidence:.2f}  {said.text}")
    if options.picture:
        from nlu.eval import picture

        of = {at: [one for one in understood[TOGETHER] if one.said.language == at] for at in LANGUAGES}
        picture.draw({at: measures.confusion(ones) for at, ones in of.items()}, options.picture)
    if options.json:
        recalls = {at: measures.recall(one for one in understood[TOGETHER] if one.said.language == at) for at in LANGUAGES}
        print(json.dumps({"sets": scores, "recall": recalls, "broken": broken}))
    else:
        for name in (*chosen, TOGETHER):
            _print_set(name, scores[name])
        _print_intents(understood[TOGETHER])
        _print_confidence(understood[TOGETHER])
        print(
            "\n".join(["", *(f"BROKEN  {line}" for line in broken)])
            if broken
            else "\nevery floor holds"
            if not options.sets
            else ""
        )
    return 1 if broken else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m nlu.eval", description="Score the trained model on the held-out messages.")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--wrong", action="store_true", help="list what was misunderstood")
    parser.add_argument("--picture", type=Path, help="write the confusion of intents as a picture")
    parser.add_argument("sets", nargs="*", help=f"some of {', '.join(SETS)} (no floors then); all by default")
    return parser.parse_args(arguments)


def _by_language(understood: Sequence[Understood]) -> dict[str, measures.Scores]:
    of = {language: [one for one in understood if one.said.language == language] for language in LANGUAGES}
    return {language: measures.score(ones) for language, ones in {**of, "all": list(understood)}.items()}


def _print_set(name: str, columns: dict[str, measures.Scores]) -> None:
    print(f"\n{name:28}" + "".join(f"{language:>8}" for language in columns))
    for measure in columns["all"]:
        form = "8d" if measure in ("n", "emergencies") else "8.2f" if measure == "milliseconds" else "8.3f"
        print(f"{measure:28}" + "".join(f"{column[measure]:{form}}" for column in columns.values()))


def _print_intents(understood: Sequence[Understood]) -> None:
    recalls = {at: measures.recall(one for one in understood if one.said.language == at) for at in LANGUAGES}
    print(f"\n{'recall of':28}" + "".join(f"{language:>8}" for language in LANGUAGES) + "  taken for")
    for intent in sorted({intent for recall in recalls.values() for intent in recall}):
        taken = measures.confusion(one for one in understood if one.said.intent == intent and not one.right)
        often = ", ".join(f"{heard} {n}" for (_, heard), n in taken.most_common(3))
        print(f"{intent:28}" + "".join(f"{recalls[at].get(intent, 1.0):8.3f}" for at in LANGUAGES) + f"  {often}")


def _print_confidence(understood: Sequence[Understood]) -> None:
    print(f"\n{'confidence':>12}{'right':>8}{'messages':>10}")
    for confidence, right, n in measures.reliability(one for one in understood if one.said.intent):
        print(f"{confidence:12.2f}{right:8.2f}{n:10d}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

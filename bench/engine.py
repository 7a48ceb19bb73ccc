"""``python -m bench.engine``: what a long form costs a turn: 150 questions, 60 conditions, repeats, sums and lists."""

import time
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any

from flows.definition import parse
from tests.flows.running import Chat, database

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
KINDS = ("select_one yes_no", "integer", "text", "select_multiple places", "date")
ANSWERS = {"select_one": "1", "integer": "7", "text": "words", "select_multiple": "1 3", "date": "yesterday"}


def form(questions: int = 150, conditions: int = 60) -> dict[str, Any]:
    """Every fifth question is a yes or no; conditions read it, or a score that counts them all."""
    survey: list[dict[str, Any]] = []
    gates: list[str] = []
    for number in range(questions):
        kind = KINDS[number % len(KINDS)]
        row: dict[str, Any] = {
            "type": kind,
            "name": f"q{number}",
            "label": {"en": f"Question {number}?", "es": f"¿Pregunta {number}?"},
        }
        if gates and len([each for each in survey if each.get("relevant")]) < conditions and number % 5 in (1, 2, 3):
            row["relevant"] = f"${{{gates[-1]}}} = 'yes' and (${{score}} >= 0 or selected(${{q3}}, 'home'))"
        if kind == "integer":
            row["constraint"] = ". >= 0 and . < 120"
        if kind.startswith("select_one"):
            gates.append(f"q{number}")
        survey.append(row)
    score = " + ".join(f"if(${{{gate}}} = 'yes', 1, 0)" for gate in gates)
    survey.insert(0, {"type": "calculate", "name": "score", "calculation": score})
    lists = {"yes_no": ("yes", "no"), "places": ("home", "street", "bus", "park")}
    choices = {name: [{"name": each, "label": {"en": each, "es": each}} for each in names] for name, names in lists.items()}
    return {"settings": {"form_id": "long", "default_language": "en"}, "survey": survey, "choices": choices}


def main() -> None:
    source = form()
    began = time.perf_counter()
    flow = parse(source)
    print(f"| parse a form of 150 questions | {(time.perf_counter() - began) * 1000:.0f} ms |")
    inside, turns = [], []
    with database() as session:
        chat = Chat.begin(session, flow, NOW)
        while chat.run.question is not None:
            asked = chat.going.asked
            assert asked is not None
            began = time.perf_counter()
            instance = chat.going.instance
            instance.next_question()
            _ = instance.settled(), [node.relevant for node in instance.nodes.values()]
            inside.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            chat.says(ANSWERS[asked.item.type])
            turns.append((time.perf_counter() - began) * 1000)
    for what, took in (("the whole form evaluated anew", inside), ("a turn: read, kept, tidied, asked", turns)):
        cuts = quantiles(took, n=100)
        print(f"| {what}, p50 / p95 of {len(took)} turns | {cuts[49]:.1f} / {cuts[94]:.1f} ms |")


if __name__ == "__main__":
    main()

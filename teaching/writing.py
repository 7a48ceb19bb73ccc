"""Labelled examples as Rasa's files: a folder for each language and intent, as in nlu/."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from models import Example
from nlu.fold import words_only
from teaching import held_out, shipped
from teaching.intents import teachable

FILE = "taught.yml"


def fresh(examples: Iterable[Example]) -> list[Example]:
    """The examples that are still to be learnt: neither shipped meanwhile, nor held out meanwhile, and of a known intent."""
    return [
        each
        for each in examples
        if words_only(each.text) not in shipped.intents() and not held_out.holds(each.text) and each.intent in teachable()
    ]


def write(examples: Iterable[Example], folder: Path) -> Counter[tuple[str, str]]:
    """Write them into ``folder/<language>/<intent>/taught.yml``. Returns how many each language has of each intent."""
    texts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in examples:
        texts[each.language, each.intent].add(each.text)
    for (language, intent), said in sorted(texts.items()):
        file = folder / language / intent / FILE
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = ["# Labelled from the line with `flask teach`, masked.", 'version: "3.1"', "nlu:", f"  - intent: {intent}"]
        lines += ["    examples: |", *(f"      - {text}" for text in sorted(said))]
        file.write_text("\n".join(lines) + "\n", "utf-8")
    return Counter({key: len(said) for key, said in texts.items()})

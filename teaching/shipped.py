"""The examples that come with the software: nlu/es, nlu/en and nlu/zu."""

from collections import Counter
from functools import cache

import yaml

from nlu.fold import words_only
from nlu.sources import EXAMPLES, ROOT


@cache
def intents() -> dict[str, str]:
    """What each shipped example means, by its folded text."""
    return {words_only(text): intent for _, intent, text in examples()}


@cache
def counts() -> Counter[tuple[str, str]]:
    """How many examples each language has of each intent."""
    return Counter((language, intent) for language, intent, _ in examples())


@cache
def examples() -> tuple[tuple[str, str, str], ...]:
    """Every shipped example: its language, its intent, its text."""
    found = []
    for folder in EXAMPLES:
        for path in sorted((ROOT / folder).rglob("*.yml")):
            for item in yaml.safe_load(path.read_text("utf-8")).get("nlu") or ():
                lines = str(item.get("examples", "")).splitlines()
                texts = [line.strip().removeprefix("- ") for line in lines if line.strip().startswith("- ")]
                found += [(folder.rpartition("/")[2], str(item.get("intent", "")), text) for text in texts]
    return tuple(found)

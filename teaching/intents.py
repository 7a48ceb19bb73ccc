"""What a message may be labelled as."""

from functools import cache

import yaml

from nlu.sources import ROOT

FILE = ROOT / "bot" / "domain" / "intents.yml"

NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope"})
"""Meanings that were answered with "I did not understand", outside a flow."""

DECIDED_ELSEWHERE = frozenset({"nlu_fallback", "wordless"})
"""Intents that no example teaches: the one is doubt, the other a message without a letter."""


@cache
def teachable() -> tuple[str, ...]:
    """The intents of the domain that are learnt from examples, in its order."""
    return tuple(name for name in yaml.safe_load(FILE.read_text("utf-8"))["intents"] if name not in DECIDED_ELSEWHERE)

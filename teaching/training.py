"""A model from what ships and what was labelled."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from models import Example
from nlu import sources
from teaching import rasa, shipped, writing
from teaching.registry import ARCHIVE, DATA, Card, Registry, digest

LOG = "training.log"


class NothingToLearn(Exception):
    """There is no labelled example that the shipped model does not know."""


def prepare(registry: Registry, examples: Iterable[Example], now: datetime) -> Card:
    """Write down what is to be learnt. Raises NothingToLearn."""
    fresh = writing.fresh(examples)
    if not fresh:
        raise NothingToLearn("nothing is labelled that the shipped examples do not hold already")
    card = registry.begin(now, rules=sources.rules(), sources=sources.all_of(), taught="", examples={}, labelled={})
    data = registry.of(card.id) / DATA
    labelled = writing.write(fresh, data)
    card.taught = sources.fingerprint((DATA,), registry.of(card.id))
    card.labelled = _by_language(labelled)
    card.examples = _by_language(labelled + shipped.counts())
    registry.save(card)
    return card


def train(registry: Registry, card: Card, watch: rasa.Watch) -> None:
    """Train the model of this card.

    Raises:
        rasa.Failed: Rasa did not make a model; its log lies beside the card.
    """
    folder = registry.of(card.id)
    parts = ("--config", "config.yml", "--domain", "bot/domain")
    data = ("--data", "bot/rules", *sources.EXAMPLES, str(folder / DATA))
    out = ("--out", str(folder), "--fixed-model-name", ARCHIVE.removesuffix(".tar.gz"))
    code, seconds = rasa.run(("-m", "bot.edge", "train", *parts, *data, *out), folder / LOG, watch)
    if code or not registry.archive(card.id).is_file():
        card.state = "failed"
        registry.save(card)
        raise rasa.Failed(f"training ended with code {code}; {folder / LOG} says why")
    card.archive, card.seconds = digest(registry.archive(card.id)), {**card.seconds, "training": round(seconds, 1)}
    registry.save(card)


def _by_language(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (language, intent), number in sorted(counts.items()):
        found.setdefault(language, {})[intent] = number
    return found

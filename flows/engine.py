"""The order of a conversation: what is said before a question, and which answers no longer count. No database."""

from collections.abc import Iterable

from flows.definition import Item
from flows.instance import ANOTHER, Instance, Node

PICK = "@correct"
"""The question which answer is to be corrected: the engine's own, it stands in no flow."""


def due(instance: Instance, before: str | None, told: Iterable[str]) -> list[Node]:
    """The notes and shown values that stand before a question (or the end) and were not told yet, in order."""
    seen = set(told)
    found = []
    for node in instance.relevant_nodes:
        if node.key == before:
            break
        if before is not None and before.endswith(ANOTHER) and _after(node.key, before, instance):
            break
        if node.item is not None and node.item.tells and node.key not in seen:
            found.append(node)
    return found


def headings(instance: Instance, key: str, told: Iterable[str]) -> list[Node]:
    """The labelled groups and repeats that a question stands in and that were not named yet, outermost first."""
    seen = set(told)
    around = [
        node for node in instance.relevant_nodes if node.item is not None and node.item.holds and key.startswith(f"{node.key}/")
    ]
    return [node for node in around if node.item is not None and node.item.label is not None and node.key not in seen]


def correctable(instance: Instance) -> list[tuple[str, Item]]:
    """Keys and items of the answered questions that have a short name to be corrected by."""
    asked = [instance.nodes[key] for key in instance.to_ask() if key in instance.answers and not key.endswith(ANOTHER)]
    return [(node.key, node.item) for node in asked if node.item is not None and node.item.summary is not None]


def stale(instance: Instance, before: str | None) -> list[str]:
    """Keys of the answers that count no more: the conversation has passed their place, and they are not asked there.

    What was heard ahead of its question waits for it.
    """
    asked = set(instance.to_ask())
    order = {key: place for place, key in enumerate(instance.nodes)}

    def place(key: str) -> int:
        return order.get(key.removesuffix(f"/{ANOTHER}"), -1)

    here = len(order) if before is None else place(before)
    unanswered = [
        key for key in asked if key in instance.answers and not instance.answered(key) and not instance.is_unsettled(key)
    ]
    unasked = [key for key in instance.answers if key not in asked and place(key) < here]
    return [*unasked, *unanswered]


def _after(key: str, another: str, instance: Instance) -> bool:
    """True for what stands behind the repeat instance whose end asks whether there is another."""
    holder = another.removesuffix(f"/{ANOTHER}")
    keys = list(instance.nodes)
    return not key.startswith(f"{holder}/") and keys.index(key) > keys.index(holder)

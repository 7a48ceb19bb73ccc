"""Which model answers residents: judged, accepted by somebody, swapped in, and taken back.

No transaction is open while Rasa loads a model: messages are stored and answered meanwhile.
"""

from datetime import UTC, datetime

from models import AuditEntry
from models.engine import Sessions
from teaching import comparing, evaluating, rasa
from teaching.registry import SHIPPED, Card, Registry, Scores
from teaching.swapping import Rasas

LOG = "evaluation.log"


class NotAllowed(Exception):
    """This model may not answer residents; the message says why."""


def judge(registry: Registry, card: Card, before: Scores, after: Scores, seconds: float) -> None:
    """Write the scores on the card, and whether it may go into service."""
    card.scores, card.scores_before = after, before
    card.seconds = {**card.seconds, "evaluating": round(seconds, 1)}
    card.reasons = comparing.reasons_against(before, after)
    card.state = "refused" if card.reasons else "passed"
    registry.save(card)


def evaluate(registry: Registry, card: Card, name: str, watch: rasa.Watch) -> tuple[Scores, float]:
    """The scores of a model, with the log beside this card."""
    return evaluating.evaluate(registry.archive(name), registry.of(card.id) / LOG, watch)


def accept(sessions: Sessions, registry: Registry, rasas: Rasas, name: str, by: str, now: datetime) -> int:
    """Put a model that passed into service. Returns how many running Rasas changed to it.

    Raises:
        Unknown, NotAllowed: it may not.
        SwapFailed: a Rasa could not load it; everything is as it was.
    """
    card = registry.card(name)
    running = registry.at_start()[0]
    if card.state not in ("passed", "accepted"):
        raise NotAllowed(f"model {name} is {card.state}")
    if card.accepted_at is None and card.compared_with != running:
        raise NotAllowed(f"model {name} was compared with {card.compared_with}, and {running} runs now: train again")
    changed = _serve(registry, rasas, name, by, now)
    if name != running:
        card.replaced = running
    card.state, card.accepted_by = "accepted", by
    card.accepted_at = now.astimezone(UTC).isoformat(timespec="seconds")
    registry.save(card)
    _audit(sessions, by, "model accepted", name, {"replaced": card.replaced}, now)
    return changed


def roll_back(sessions: Sessions, registry: Registry, rasas: Rasas, name: str | None, by: str, now: datetime) -> tuple[str, int]:
    """Return to the model that the running one replaced, or to another that was accepted once. Its name, and how many changed.

    Raises:
        Unknown, NotAllowed: there is nothing to return to, or it may not run.
        SwapFailed: a Rasa could not load it; everything is as it was.
    """
    running = registry.accepted()
    target = name or (SHIPPED if running == SHIPPED else registry.card(running).replaced or SHIPPED)
    if target == running == SHIPPED:
        raise NotAllowed("the shipped model runs: there is nothing to return to")
    if target != SHIPPED and registry.card(target).accepted_at is None:
        raise NotAllowed(f"model {target} was never accepted")
    changed = _serve(registry, rasas, target, by, now)
    _audit(sessions, by, "model rolled back", target, {"replaced": running}, now)
    return target, changed


def _serve(registry: Registry, rasas: Rasas, name: str, by: str, now: datetime) -> int:
    unfit = registry.why_unfit(name)
    if unfit is not None:
        raise NotAllowed(f"model {name} is not used: {unfit}")
    changed = rasas.load(name)
    registry.accept(name, by, now)
    return changed


def _audit(sessions: Sessions, by: str, action: str, name: str, details: dict[str, object], now: datetime) -> None:
    with sessions.writing() as session:
        session.add(AuditEntry(actor=by, action=action, thing=f"model {name}", details=details, at=now))

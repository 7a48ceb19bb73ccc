"""What is measured: shares from 0 to 1 of messages that were understood, by language, and how honest the confidence is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from nlu.eval.heldout import ANSWERS, NEVER_AN_ANSWER
from nlu.eval.understanding import Understood

EMERGENCY, REPORT, OUTSIDE = "emergency", "report", "out_of_scope"
BINS = 10

Scores = dict[str, float]


def score(understood: Sequence[Understood]) -> Scores:
    """All measures of some messages, and how many of them have one right meaning (`n`)."""
    judged = [one for one in understood if one.said.group != ANSWERS]
    answers = [one for one in understood if one.said.group == ANSWERS]
    inside = [one for one in judged if one.said.intent != OUTSIDE]
    return {
        "n": len(judged),
        "accuracy": share(one.right for one in judged),
        "macro_f1": _macro_f1(judged),
        "emergencies": sum(one.said.intent == EMERGENCY for one in judged),
        "emergency_recall": share(one.meant == EMERGENCY for one in judged if one.said.intent == EMERGENCY),
        "emergency_precision": share(one.said.intent == EMERGENCY for one in judged if one.meant == EMERGENCY),
        "reports_as_emergency": share(one.meant == EMERGENCY for one in judged if one.said.intent == REPORT),
        "past_crimes_as_report": share(one.meant == REPORT for one in judged if one.said.group == "past_crimes"),
        "out_of_scope_recall": share(one.meant == OUTSIDE for one in judged if one.said.intent == OUTSIDE),
        "out_of_scope_false_alarms": share(one.meant == OUTSIDE for one in inside),
        "answers_not_carried_away": share(one.meant not in NEVER_AN_ANSWER for one in answers),
        "calibration_error": calibration_error(judged),
        "milliseconds": round(median(one.milliseconds for one in understood), 2),
    }


def recall(understood: Iterable[Understood]) -> dict[str, float]:
    """For each intent the share of its messages that were read as it."""
    by_intent: dict[str, list[bool]] = {}
    for one in understood:
        if one.said.intent:
            by_intent.setdefault(one.said.intent, []).append(one.right)
    return {intent: share(hits) for intent, hits in sorted(by_intent.items())}


def confusion(understood: Iterable[Understood]) -> Counter[tuple[str, str]]:
    """How often each intent was read as each."""
    return Counter((one.said.intent, one.meant) for one in understood if one.said.intent)


def calibration_error(judged: Sequence[Understood]) -> float:
    """The mean distance between confidence and accuracy over ten equal bins of confidence, each as heavy as it is full
    (expected calibration error: Naeini, Cooper and Hauskrecht, 2015)."""
    off = 0.0
    for confidence, accuracy, n in reliability(judged):
        off += n * abs(confidence - accuracy)
    return round(off / len(judged), 4) if judged else 0.0


def reliability(judged: Iterable[Understood]) -> list[tuple[float, float, int]]:
    """For each bin that is not empty: mean confidence, share understood, and messages."""
    bins: dict[int, list[Understood]] = {}
    for one in judged:
        bins.setdefault(min(int(one.confidence * BINS), BINS - 1), []).append(one)
    return [
        (sum(one.confidence for one in ones) / len(ones), share(one.right for one in ones), len(ones))
        for _, ones in sorted(bins.items())
    ]


def wrong(understood: Iterable[Understood]) -> list[Understood]:
    """The messages that were taken for something else, and the answers that would have been taken for a command."""
    return [one for one in understood if (one.meant in NEVER_AN_ANSWER if one.said.group == ANSWERS else not one.right)]


def share(hits: Iterable[bool]) -> float:
    """How many of them are true; 1 for none at all."""
    found = list(hits)
    return round(sum(found) / len(found), 4) if found else 1.0


def _macro_f1(judged: Sequence[Understood]) -> float:
    scores = []
    for intent in {one.said.intent for one in judged}:
        true = sum(one.right for one in judged if one.said.intent == intent)
        told = sum(one.said.intent == intent for one in judged)
        heard = sum(one.meant == intent for one in judged)
        scores.append(2 * true / (told + heard))
    return round(sum(scores) / len(scores), 4) if scores else 1.0

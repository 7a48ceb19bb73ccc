"""What a model is worth on the held-out messages: `nlu.eval`, run in Rasa's environment.

This is the only module that knows how that is called and what it prints.
"""

import json
from pathlib import Path

from teaching import rasa
from teaching.registry import Scores

COMMAND = ("-m", "nlu.eval", "--json", "--model")
EXIT_CODES = (0, 1)
"""Every floor holds; one is broken."""


def evaluate(model: Path, log: Path, watch: rasa.Watch) -> tuple[Scores, float]:
    """The scores of a model, and how many seconds that took.

    Raises:
        rasa.Failed: no scores were printed.
    """
    log.unlink(missing_ok=True)
    code, seconds = rasa.run((*COMMAND, str(model)), log, watch)
    scores = read(log.read_text("utf-8", "replace")) if code in EXIT_CODES else None
    if scores is None:
        raise rasa.Failed(f"the evaluation ended with code {code}; {log} says why")
    return scores, seconds


def read(printed: str) -> Scores | None:
    """The scores in what was printed: the last line that is a JSON object."""
    for line in reversed(printed.splitlines()):
        try:
            content = json.loads(line)
        except ValueError:
            continue
        if isinstance(content, dict) and "sets" in content:
            return Scores(content["sets"], content.get("recall", {}), list(content.get("broken", ())))
    return None

"""STOP, START and HELP on SMS: Twilio acts on them before the city sees the message, which it still does."""

from functools import cache
from pathlib import Path

import yaml

from phone.store import Store

_TABLE = Path(__file__).with_name("keywords.yml")


@cache
def _meanings() -> tuple[dict[str, str], dict[str, str]]:
    table = yaml.safe_load(_TABLE.read_text("utf-8"))
    words = {word: meaning for meaning, entry in table.items() for word in entry["words"]}
    return words, {meaning: entry["answer"] for meaning, entry in table.items()}


def obey(store: Store, resident: str, line: str, body: str) -> str | None:
    """Silence or hear the resident again. Returns Twilio's own answer, if it gives one."""
    words, answers = _meanings()
    meaning = words.get(body.strip().casefold())
    if meaning is None:
        return None
    silenced = store.is_silenced(resident, line)
    if meaning == "stop":
        store.silence(resident, line, True)
    elif meaning == "start":
        store.silence(resident, line, False)
        if not silenced:
            return None  # nothing changed, so Twilio says nothing: the resident may just have meant "yes"
    return answers[meaning]

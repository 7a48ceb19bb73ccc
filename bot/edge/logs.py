"""What Rasa may log while a resident's message is in its hands: where something went wrong, never what was said.

Rasa and its libraries put texts, trackers and the action server's bodies into messages and tracebacks.
"""

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Iterator, List, Optional

_in_turn: "ContextVar[bool]" = ContextVar("izwi_in_turn", default=False)
_OWN = "bot.edge"


@contextmanager
def discreet_turn() -> Iterator[None]:
    """While this lasts, a foreign log record keeps only its place in the source and the kinds of its errors."""
    token = _in_turn.set(True)
    try:
        yield
    finally:
        _in_turn.reset(token)


def kinds_of(error: Optional[BaseException]) -> str:
    """The names of an error's class and of its causes, without their messages: `RasaException < ClientConnectorError`."""
    names: List[str] = []
    while error is not None and len(names) < 6:
        names.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return " < ".join(names)


def install() -> None:
    """Make every log record discreet from now on. Debug records are never written: they are made of conversations."""
    logging.disable(logging.DEBUG)
    make = logging.getLogRecordFactory()
    if getattr(make, "discreet", False):
        return

    def discreet(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if _in_turn.get() and not record.name.startswith(_OWN):
            error = record.exc_info[1] if record.exc_info else None
            record.msg = f"{record.name}:{record.lineno} {kinds_of(error)}".rstrip()
            record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
        return record

    discreet.discreet = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(discreet)

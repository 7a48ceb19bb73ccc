"""Another model for the running Rasa: named, never by a path; looked at before it is let in; ready before it answers anybody.

A model is a folder of MODELS_DIR with its archive and its card (`teaching/registry.py` in the app writes both). `shipped` is the
one that came with the software.
"""

import asyncio
import hashlib
import json
import logging
import os
import re
from pathlib import Path
from typing import Any, Optional, Tuple

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor

from bot.edge import logs
from nlu import sources

SHIPPED = "shipped"
SHIPPED_ARCHIVE = sources.ROOT / "bot" / "trained" / "bot.tar.gz"
ARCHIVE, CARD = "model.tar.gz", "card.json"
NAME = re.compile(r"[0-9]{8}-[0-9]{6}")
TRIAL = "hola"
"""What a model must make something of before anybody's message is given to it."""

log = logging.getLogger(__name__)


class Refused(Exception):
    """The model must not run here; the message says why."""


class Models:
    """The models that this Rasa may run, and the change from one to another."""

    def __init__(self, folder: Optional[Path], shipped: Path = SHIPPED_ARCHIVE) -> None:
        self._folder = folder
        self._shipped = shipped
        # As they were when this process read them: a model for what lies on the disk meanwhile is not one for this process.
        self._rules = sources.rules()
        self._shipped_then = _stamp(shipped)
        self._changing = asyncio.Lock()

    @classmethod
    def of_environment(cls) -> "Models":
        """The models in MODELS_DIR; without it only the shipped one."""
        folder = os.environ.get("MODELS_DIR", "")
        return cls(Path(folder) if folder else None)

    def name_of(self, agent: Agent) -> Optional[str]:
        """What the model that an agent runs is called; nothing for one that came from elsewhere."""
        path = Path(agent.processor.model_path).resolve()
        if path == self._shipped.resolve():
            return SHIPPED
        inside = self._folder is not None and path.parent.parent == self._folder.resolve()
        return path.parent.name if inside else None

    async def change(self, agent: Agent, name: str) -> None:
        """Let the agent run another model. Turns go on with the old one until the new one is ready; if that fails, for ever.

        Raises:
            Refused: it is not known, was made for something else, or cannot be loaded.
        """
        async with self._changing:
            try:
                archive = await asyncio.to_thread(self._find, name)
                processor = await asyncio.to_thread(_load, archive, agent)
                if processor.domain.fingerprint() != agent.processor.domain.fingerprint():
                    raise Refused("it was trained for another domain")
                await _try(processor)
            except Refused:
                raise
            except Exception as error:
                log.warning("Model %s was not loaded: %s.", name, logs.kinds_of(error))
                raise Refused(f"it cannot be loaded ({logs.kinds_of(error)})") from None
            agent.processor = processor  # the one moment of the change: a turn has either the old one or the new one
        log.warning("Model %s answers from now on.", name)

    def _find(self, name: str) -> Path:
        if name == SHIPPED:
            if _stamp(self._shipped) != self._shipped_then:
                raise Refused("the shipped model is another than at the start: start Rasa anew")
            return self._shipped
        if self._folder is None or not NAME.fullmatch(name):
            raise Refused("there is no such model")
        archive, card = self._folder / name / ARCHIVE, self._folder / name / CARD
        if archive.is_symlink() or not archive.is_file() or not card.is_file():
            raise Refused("there is no such model")
        told = json.loads(card.read_text(encoding="utf-8"))
        if told.get("rules") != self._rules:
            raise Refused("it was trained for another domain, other rules or other components")
        if told.get("archive") != hashlib.sha256(archive.read_bytes()).hexdigest():
            raise Refused("its archive is not the one that was judged")
        return archive


def _load(archive: Path, agent: Agent) -> MessageProcessor:
    """The model with everything that outlives it: what is stored, who waits for whom, and where actions run."""
    return MessageProcessor(
        model_path=str(archive),
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        generator=agent.nlg,
        action_endpoint=agent.action_endpoint,
        http_interpreter=agent.http_interpreter,
    )


async def _try(processor: MessageProcessor) -> None:
    meaning = await processor.parse_message(UserMessage(TRIAL))
    if meaning["intent"]["name"] not in processor.domain.intents:
        raise Refused("it means things that the domain does not know")


def _stamp(path: Path) -> Optional[Tuple[int, int]]:
    """Tells whether a file is still the same one."""
    try:
        found: Any = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size

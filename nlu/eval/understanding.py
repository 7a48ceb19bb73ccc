"""What a trained model makes of messages, one by one as the channel reads them. Runs in Rasa's environment."""

import asyncio
import logging
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from tqdm import tqdm

from nlu.eval.heldout import Said


@dataclass(frozen=True)
class Understood:
    """A message, the intent that was read from it with which confidence, and how long that took, in milliseconds."""

    said: Said
    name: str
    confidence: float
    milliseconds: float

    @property
    def meant(self) -> str:
        """The intent; not understood and none of our business are answered alike."""
        return "out_of_scope" if self.name == "nlu_fallback" else self.name

    @property
    def right(self) -> bool:
        """True when it was read as it was meant."""
        return self.meant == self.said.intent


def understand(messages: Sequence[Said], model: Path) -> list[Understood]:
    """Every message through the model, with a progress bar on a terminal."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    return asyncio.run(_all(messages, model))


async def _all(messages: Sequence[Said], model: Path) -> list[Understood]:
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    understood = []
    for said in tqdm(messages, desc="evaluating", unit="message", disable=None):
        began = time.perf_counter()
        intent = (await agent.parse_message(said.text))["intent"]
        took = (time.perf_counter() - began) * 1000
        understood.append(Understood(said, str(intent["name"]), float(intent["confidence"]), took))
    return understood

"""First in the pipeline: texts without a letter, and exact commands. What it decides, nobody after it changes."""

import re
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components import commands, emergency
from nlu.fold import words_only

_DRAWN_OUT = re.compile(r"([a-z])\1\1")
CERTAIN = 1.0
"""The confidence of a decision that is no guess; a classifier's own is always below it."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CommandClassifier(GraphComponent, IntentClassifier):
    """`wordless`, a whole text that is an emergency ("SOS", "911"), or a command of nlu/commands, with confidence 1.0.

    It is not trained: the phrases are read from their files whenever a model is loaded.
    """

    def __init__(self) -> None:
        self._commands = commands.load()
        self._cries = {text for cues in emergency.load() for text in cues.whole}

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "CommandClassifier":
        """A component as Rasa's graph makes it."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent of the messages it is certain of."""
        for message in messages:
            intent = self._decide(message.get(TEXT) or "")
            if intent is not None:
                decide(message, intent, CERTAIN)
        return messages

    def _decide(self, text: str) -> Optional[str]:
        if words_only(text) in self._cries:
            return "emergency"
        if commands.is_wordless(text):
            return "wordless"
        intent = self._commands.match(text)
        # Who writes "AYUDAAAA" does not want the menu.
        return "emergency" if intent == "help" and _DRAWN_OUT.search(text.lower()) else intent


def decide(message: Message, intent: str, confidence: float) -> None:
    """Make this the message's only intent."""
    decided = {"name": intent, "confidence": confidence}
    message.set(INTENT, decided, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [dict(decided)], add_to_output=True)


def is_decided(message: Message) -> bool:
    """True when an earlier component was certain."""
    intent = message.get(INTENT)
    return isinstance(intent, dict) and intent.get("confidence") == CERTAIN

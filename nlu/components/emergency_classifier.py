"""Last in the pipeline: a danger that is now is an emergency, whatever the classifier thought of the sentence."""

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components import emergency
from nlu.components.command_classifier import decide, is_decided

EMERGENCY = "emergency"
ANSWER_WORDS = 3
LIFTED = 0.99
"""The confidence of an emergency found by its cues: high, but not that of an exact command."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class EmergencyClassifier(GraphComponent, IntentClassifier):
    """Lifts a message to `emergency` by its cues, or when the classifier holds it for likely enough.

    It is not trained: the cues are read from their files whenever a model is loaded.
    """

    def __init__(self, config: Dict[str, Any]) -> None:
        self._likely = float(config["likely"])
        self._sure = float(config["sure"])
        self._cues = emergency.load()

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Shares of the classifier's belief in an emergency from which it counts, though another intent be likelier.

        `likely`: one danger in twenty such messages is enough, since a missed one costs far more than nineteen needless numbers.
        `sure`: for a message as short as an answer ("my father"), which tells less.
        """
        return {"likely": 0.05, "sure": 0.2}

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "EmergencyClassifier":
        """A component as Rasa's graph makes it."""
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Lift the messages that speak of danger now, and let those go that speak of a danger that is over."""
        for message in messages:
            if not is_decided(message):
                self._judge(message)
        return messages

    def _judge(self, message: Message) -> None:
        text = message.get(TEXT) or ""
        if emergency.is_emergency(text, self._cues):
            decide(message, EMERGENCY, LIFTED)
            return
        ranking = message.get(INTENT_RANKING_KEY) or []
        belief = next((intent["confidence"] for intent in ranking if intent["name"] == EMERGENCY), 0.0)
        if belief >= (self._sure if len(text.split()) <= ANSWER_WORDS else self._likely):
            decide(message, EMERGENCY, belief)
        elif message.get(INTENT)["name"] == EMERGENCY:
            following = next(intent for intent in ranking if intent["name"] != EMERGENCY)
            # A danger that is over is worth a report; of anything else the classifier was not sure enough to say.
            name = following["name"] if following["name"] == "report" else DEFAULT_NLU_FALLBACK_INTENT_NAME
            decide(message, name, following["confidence"])

"""Last in the pipeline: category, place, time and reference, by the plain readers that the app itself goes by."""

from datetime import datetime, timezone
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu import entities
from nlu.components.command_classifier import decide, is_decided

_ALREADY_READ = "/"
"""How a message begins whose intent a client named itself."""

_MEANS_NOTHING_YET = frozenset({"nlu_fallback", "out_of_scope"})
_FEW_WORDS = 6
_LIKELY = 0.9
"""The confidence of asking after a report by its reference: below a command's, so that an answer comes before it."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds the entities of a message. It is not trained: names and words are read from their files with the process.

    A reference alone, or in a few words that mean nothing else ("what about R7K3"), asks what became of the report.
    """

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "EntityExtractor":
        """A component as Rasa's graph makes it. The first message does not wait for the files."""
        entities.find("", _now())
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Add to each message what is found in its text."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text.strip() and not text.startswith(_ALREADY_READ):
                found = self.add_extractor_name(entities.find(text, _now()))
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
                if _asks_after_a_report(message, text, found):
                    decide(message, "status", _LIKELY)
        return messages


def _asks_after_a_report(message: Message, text: str, found: List[Dict[str, Any]]) -> bool:
    named = next((entity for entity in found if entity["entity"] == "reference"), None)
    if named is None or is_decided(message):
        return False
    alone = not any(character.isalnum() for character in text[: named["start"]] + text[named["end"] :])
    intent = (message.get(INTENT) or {}).get("name")
    return alone or (intent in _MEANS_NOTHING_YET and len(text.split()) <= _FEW_WORDS)


def _now() -> datetime:
    return datetime.now(timezone.utc)

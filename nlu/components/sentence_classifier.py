"""What a sentence means, by a linear model over its folded letters: one for all three languages."""

import json
from pathlib import Path
from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components import concepts
from nlu.components.command_classifier import is_decided
from nlu.components.sentence_model import Learnt, learn
from nlu.components.terms import Terms

WEIGHTS = "weights.npz"
NAMES = "names.json"
"""The intents, and the terms of each view in the order of their columns."""
LEXICON = "concepts.json"
"""Kept beside the model: it knows the concepts that it was trained with, whatever the files say by then."""
MOST_CONFIDENT = 0.99


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceClassifier(GraphComponent, IntentClassifier):
    """Rasa's door to `sentence_model`. Its confidence stays below that of a command."""

    def __init__(
        self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, model: Optional[Learnt] = None
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`inverse_penalty`: scikit-learn's C."""
        return {"inverse_penalty": 0.5}

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "SentenceClassifier":
        """A component that is still to be trained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent, and keep the model in Rasa's archive."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts, intents = [example.get(TEXT) for example in examples], [example.get(INTENT) for example in examples]
        lexicon = concepts.load()
        self._model = learn(texts, intents, lexicon, self._config["inverse_penalty"])
        with self._storage.write_to(self._resource) as folder:
            _write(self._model, folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SentenceClassifier":
        """The trained component of a model."""
        with model_storage.read_from(resource) as folder:
            model = _read(folder)
        return cls(config, model_storage, resource, model)

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intents, most likely first, of the messages that nobody before was certain of."""
        for message in messages:
            if self._model is None or is_decided(message):
                continue
            shares = self._model.likelihoods(message.get(TEXT) or "")
            ranking = sorted(
                ({"name": name, "confidence": min(share, MOST_CONFIDENT)} for name, share in zip(self._model.intents, shares)),
                key=lambda intent: -intent["confidence"],
            )
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


def _write(model: Learnt, folder: Path) -> None:
    """Plain data only, unlike a pickle, which runs whatever is in it."""
    rarities = {f"rarity{at}": view.rarity for at, view in enumerate(model.views)}
    np.savez(folder / WEIGHTS, weights=model.weights, bias=model.bias, **rarities)
    names = {"intents": model.intents, "terms": [list(view.columns) for view in model.views]}
    (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")
    (folder / LEXICON).write_text(json.dumps(model.lexicon.entries), encoding="utf-8")


def _read(folder: Path) -> Learnt:
    names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
    lexicon = concepts.Concepts(json.loads((folder / LEXICON).read_text(encoding="utf-8")))
    with np.load(folder / WEIGHTS) as numbers:
        views = tuple(
            Terms({term: column for column, term in enumerate(terms)}, numbers[f"rarity{at}"])
            for at, terms in enumerate(names["terms"])
        )
        return Learnt(names["intents"], views, numbers["weights"], numbers["bias"], lexicon)

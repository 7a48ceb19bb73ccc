"""The component as Rasa's own Python runs it, without a trained model."""

import json
import subprocess

from tests.bot.conftest import RASA, ROOT

ASK = """
import json, sys
from rasa.shared.nlu.training_data.message import Message
from nlu.components.entity_extractor import EntityExtractor
messages = [Message({"text": text}) for text in json.load(sys.stdin)]
for message in messages:
    message.set("intent", {"name": "nlu_fallback", "confidence": 0.3})
messages[0].set("entities", [{"entity": "kept", "start": 0, "end": 1, "value": "x"}])
EntityExtractor.create({}, None, None, None).process(messages)
print(json.dumps([[message.get("entities", []), message.get("intent")] for message in messages]))
"""
SAID = ["Me asaltaron anoche en Anapra", "what about R7K3", "/report", "", "gracias"]


def test_the_four_kinds_are_added_with_where_they_stand_and_who_found_them() -> None:
    done = subprocess.run(
        [RASA.with_name("python"), "-c", ASK], cwd=ROOT, input=json.dumps(SAID), capture_output=True, text=True, check=True
    )
    read = json.loads(done.stdout.splitlines()[-1])
    (robbery, status, *nothing), intents = zip(*read, strict=True)
    assert [each["entity"] for each in robbery] == ["kept", "category", "time", "place"]
    assert {each["extractor"] for each in robbery[1:]} == {"EntityExtractor"}
    assert [SAID[0][each["start"] : each["end"]] for each in robbery[1:]] == ["asaltaron", "anoche", "Anapra"]
    assert [(each["entity"], each["value"]) for each in status] == [("reference", "R7K3")]
    assert nothing == [[], [], []]
    assert [each["name"] for each in intents] == ["nlu_fallback", "status", "nlu_fallback", "nlu_fallback", "nlu_fallback"]

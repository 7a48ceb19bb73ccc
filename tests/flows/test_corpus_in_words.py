"""Every form of the corpus as a chat: words as people type them, nonsense, steps back, skips and corrections, to its end."""

from datetime import UTC, datetime

import pytest

import cities
from flows import steps
from flows.definition import Asked, parse
from flows.instance import ANOTHER
from tests import forms
from tests.flows.running import Chat, database
from tests.oracle.robot import Put, Robot

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
MOST_TURNS = 900


class Resident:
    """Somebody with a phone and moods; always the same for the same seed."""

    def __init__(self, chat: Chat, seed: str) -> None:
        self.chat = chat
        self.robot = Robot(seed, NOW.astimezone(cities.load()["durban"].time_zone))
        self.dice = self.robot.dice

    def acts(self) -> None:
        asked = self.chat.going.asked
        assert asked is not None
        mood = self.dice.random()
        nonsense = self.robot.nonsense(self._put(asked))
        if mood < 0.06:
            self.chat.back()
        elif mood < 0.12:
            self.chat.skip()
        elif mood < 0.16:
            given = [key for key in self.chat.going.instance.to_ask() if key in self.chat.answers]
            if given:
                steps.ask_again(self.chat.going, self.dice.choice(given))
        elif mood < 0.30 and nonsense is not None:
            self.chat.says(nonsense)
        else:
            self.answers(asked)

    def answers(self, asked: Asked) -> None:
        if asked.key.endswith(ANOTHER):
            more = self.dice.random() < 0.4 and "[3]" not in asked.key
            self.chat.says("yes" if more else "no")
            return
        put = self._put(asked)
        code = self.robot.code(put)
        if asked.item.type in ("image", "audio", "video", "file"):
            kind = {"file": "image"}.get(asked.item.type, asked.item.type)
            self.chat.says(files=(f"{kind}/x",)) if code else self.chat.skip()
        elif not code:
            self.chat.skip()
        elif asked.item.type in ("geotrace", "geoshape"):
            for point in code.split(";"):
                lat, lon, *_ = point.split()
                self.chat.says(lat=float(lat), lon=float(lon))
            self.chat.says("done")
        else:
            self.chat.says(self.robot.typed(put, code, "en"))

    def _put(self, asked: Asked) -> Put:
        names = [choice.name for choice in asked.choices]
        labels = [choice.label.on("sms", "en") for choice in asked.choices]
        return Put(asked.item.type, names, labels, asked.item.parameters, asked.required, str(asked.value.get("code", "")))


@pytest.mark.parametrize("form", list(forms.accepted()), ids=lambda form: form.name)
def test_a_form_comes_to_its_end_whatever_is_written(form: forms.Form) -> None:
    definition = parse(form.source)
    with database() as session:
        chat = Chat.begin(session, definition, NOW)
        resident = Resident(chat, form.name)
        for _ in range(MOST_TURNS):
            if chat.run.question is None:
                break
            resident.acts()
        assert chat.run.question is None, f"still asking {chat.run.question}"
        here = chat.going.instance
        assert set(chat.answers) == set(here.to_ask()), "what was asked is answered, and nothing else is"
        assert [key for key, code in chat.answers.items() if not here.accepts(key, code)] == []

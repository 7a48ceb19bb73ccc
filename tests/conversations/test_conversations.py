"""Every situation, in all three languages, by SMS and by WhatsApp, with the real Rasa and action server."""

from pathlib import Path

import pytest

from tests.conversations.play import Played, situations
from tests.line import Line


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
@pytest.mark.parametrize("language", ["es", "en", "zu"])
@pytest.mark.parametrize("situation", situations(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_conversation_goes_as_it_is_written(answered_line: Line, situation: Path, language: str, channel: str) -> None:
    Played(answered_line, situation, language, channel).play()

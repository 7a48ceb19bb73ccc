"""The only module that speaks to Rasa."""

import json
from dataclasses import dataclass
from typing import Any

import requests

from flows.reply import Reply

NO_MODEL = "no model is loaded"
"""What the channel says while Rasa is starting."""


class AssistantDown(Exception):
    """Rasa or the action server cannot be reached: the message waits, and this is not counted as an attempt."""


class TurnFailed(Exception):
    """Rasa or an action failed on this very message."""


@dataclass(frozen=True)
class Said:
    """What the assistant answered: nothing at all is never an answer, only an explicit silence is."""

    replies: tuple[Reply, ...]


class Assistant:
    """Asks Rasa through the project's own channel; a failed turn is an error, never an empty answer."""

    def __init__(self, url: str, token: str, timeout: float, actions_url: str = "") -> None:
        self._actions_url = actions_url
        self._url = f"{url}/webhooks/izwi/"
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._timeout = timeout
        self._web = requests.Session()
        self._web.trust_env = False  # a proxy or a .netrc of this machine is not for loopback

    def ready(self) -> bool:
        """True when Rasa has a model loaded."""
        return self._answers(self._url)

    def actions_ready(self) -> bool:
        """True when the action server answers."""
        return not self._actions_url or self._answers(f"{self._actions_url}/health")

    def is_well(self) -> bool:
        """True when both answer."""
        return self.ready() and self.actions_ready()

    def _answers(self, url: str) -> bool:
        try:
            return self._web.get(url, timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def ask(self, contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        """One turn. Asking again with the same message id gives the same answer and does nothing twice.

        Raises:
            AssistantDown: nobody is there, or not yet.
            TurnFailed: this message could not be handled.
        """
        body = {"sender": contact_id, "message": text, "message_id": str(message_id), "metadata": metadata}
        # As UTF-8: escapes would make a text of emoji three times as long, and longer than the channel takes.
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        try:
            answer = self._web.post(f"{self._url}webhook", data=data, headers=self._headers, timeout=self._timeout)
        except requests.ReadTimeout:
            # A Rasa that is well and yet never answers this message must not hold up its contact for ever.
            raise (TurnFailed("no answer in time") if self.ready() else AssistantDown()) from None
        except requests.RequestException:
            raise AssistantDown from None
        if answer.status_code == 503 and (_error(answer) == NO_MODEL or not self.actions_ready()):
            raise AssistantDown  # Rasa cannot tell a failed action from an action server that is not there
        if answer.status_code == 401:
            raise AssistantDown("RASA_TOKEN is not the one Rasa was started with")
        if answer.status_code != 200:
            raise TurnFailed(f"status {answer.status_code}")
        try:
            messages = answer.json()["messages"]
            said = Said(tuple(Reply.of_json(each) for each in messages if not each.get("silent")))
        except (ValueError, LookupError, TypeError, AttributeError):
            raise TurnFailed("an answer that cannot be read") from None
        if not messages:
            raise TurnFailed("no reply")
        return said


def _error(answer: requests.Response) -> str:
    try:
        return str(answer.json().get("error"))
    except (ValueError, AttributeError):
        return ""

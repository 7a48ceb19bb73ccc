"""Telling every running Rasa which model to run. It goes on answering with the old one until the new one stands ready."""

from collections.abc import Sequence

import requests

from teaching.registry import SHIPPED

LOADING_SECONDS = 180
ASKING_SECONDS = 5


class SwapFailed(Exception):
    """A Rasa refused the model, or could not load it; all run what they ran before."""


class Rasas:
    """The Rasas of this installation, by their addresses."""

    def __init__(self, urls: Sequence[str], token: str) -> None:
        self._urls = urls
        self._web = requests.Session()
        self._web.trust_env = False  # a proxy or a .netrc of this machine is not for loopback
        self._web.headers["Authorization"] = f"Bearer {token}"

    def running(self) -> list[str]:
        """The models that those run which are there."""
        return [model for model in map(self._ask, self._urls) if model is not None]

    def load(self, model: str) -> int:
        """Have all of them run this model. Returns how many did; those that are not there start with it later.

        Raises:
            SwapFailed: one did not; those that had changed were taken back.
        """
        changed: list[tuple[str, str]] = []
        try:
            for url in self._urls:
                before = self._ask(url)
                if before is not None:
                    self._tell(url, model)
                    changed.append((url, before))
        except SwapFailed:
            for url, before in reversed(changed):
                self._tell(url, before)
            raise
        return len(changed)

    def _ask(self, url: str) -> str | None:
        """The model that a Rasa runs; nothing where there is none. Raises SwapFailed for one that does not answer well."""
        try:
            answer = self._web.get(f"{url}/webhooks/izwi/model", timeout=ASKING_SECONDS)
        except requests.ConnectionError:
            return None
        except requests.RequestException as error:
            raise SwapFailed(f"Rasa did not answer ({type(error).__name__})") from None
        return _told(answer, "model") or SHIPPED

    def _tell(self, url: str, model: str) -> None:
        try:
            answer = self._web.post(f"{url}/webhooks/izwi/model", json={"model": model}, timeout=LOADING_SECONDS)
        except requests.RequestException as error:
            raise SwapFailed(f"Rasa did not answer ({type(error).__name__})") from None
        _told(answer, "model")


def _told(answer: requests.Response, name: str) -> str:
    """What a Rasa said, or its refusal as SwapFailed."""
    try:
        content = answer.json()
        if answer.status_code == 200:
            return str(content[name] or "")
        reason = str(content["error"])
    except (ValueError, LookupError, TypeError):
        reason = f"status {answer.status_code}"
    raise SwapFailed(f"Rasa goes on with the model that it has: {reason}")

"""A tracker store that keeps nothing: the state of a conversation lives in the app's own tables.

With a history, each turn costs more than the one before and every action is sent all of it.
"""

from typing import Any, Iterable, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class ForgetfulTrackerStore(TrackerStore):
    """Every turn begins a new conversation, and nothing a resident wrote outlives its turn here."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        host: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Forget the conversation."""

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Nothing: there is never an earlier conversation."""
        return None

    async def keys(self) -> Iterable[str]:
        """No conversation is kept."""
        return ()

"""The models of this installation: a folder each, with the archive, what it learnt, and a card that tells all about it.

Files, not rows: Rasa starts before the database is there, an archive and its card must never come apart, and a database that is
put back from yesterday must not name a model that is gone. The shipped model has no card; it is called `shipped`.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any, Self

from nlu import sources

SHIPPED = "shipped"
SHIPPED_ARCHIVE = Path("bot/trained/bot.tar.gz")
ARCHIVE = "model.tar.gz"
CARD = "card.json"
DATA = "data"
ACCEPTED = "accepted.json"
NAME = re.compile(r"[0-9]{8}-[0-9]{6}")
"""What a model is called: when its training began, in UTC."""

Sets = dict[str, dict[str, dict[str, float]]]
"""Scores by set, language and measure."""


class Unknown(Exception):
    """There is no such model."""


class Busy(Exception):
    """Somebody is training, or changing the model, at this moment."""


@dataclass
class Scores:
    """What the held-out messages say of a model: by set, language and measure; the recall of each intent by language."""

    sets: Sets = field(default_factory=dict)
    recall: dict[str, dict[str, float]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    """The floors that do not hold."""


@dataclass
class Card:
    """All that is known of a model. Moments are written as ISO 8601 in UTC."""

    id: str
    began_at: str
    rules: str
    """Fingerprint of what it shares with the Rasa that runs it."""

    sources: str
    """Fingerprint of everything shipped that it was trained from."""

    taught: str
    """Fingerprint of the labelled examples that it was trained from."""

    examples: dict[str, dict[str, int]]
    """How many examples it learnt, by language and intent; `labelled` of them came from the line."""

    labelled: dict[str, dict[str, int]]
    state: str = "training"
    """training, failed, refused (a floor or an emergency), passed, accepted."""

    archive: str = ""
    """SHA-256 of the archive."""

    seconds: dict[str, float] = field(default_factory=dict)
    """How long training and evaluating took."""

    compared_with: str = ""
    scores: Scores = field(default_factory=Scores)
    scores_before: Scores = field(default_factory=Scores)
    """The same of the model that it was compared with."""

    reasons: list[str] = field(default_factory=list)
    """Why it was refused."""

    accepted_by: str | None = None
    accepted_at: str | None = None
    replaced: str | None = None
    """The model that it took the place of."""

    @classmethod
    def of_json(cls, content: dict[str, Any]) -> Self:
        known = {name: value for name, value in content.items() if name in cls.__dataclass_fields__}
        return cls(**known | {name: Scores(**known[name]) for name in ("scores", "scores_before") if name in known})


class Registry:
    """The folder of models, and which of them is accepted."""

    def __init__(self, folder: Path, root: Path = sources.ROOT) -> None:
        self.folder, self._root = folder, root

    def begin(self, now: datetime, **about: Any) -> Card:
        """A folder and a card for a model that is about to be trained."""
        name = f"{now.astimezone(UTC):%Y%m%d-%H%M%S}"
        self.of(name).mkdir(parents=True, mode=0o700)
        card = Card(id=name, began_at=now.astimezone(UTC).isoformat(timespec="seconds"), **about)
        self.save(card)
        return card

    def of(self, name: str) -> Path:
        """A model's folder. Raises Unknown for what cannot be a model's name: no path gets out of the folder of models."""
        if not NAME.fullmatch(name):
            raise Unknown(f"{name} is not the name of a model")
        return self.folder / name

    def archive(self, name: str) -> Path:
        return self._root / SHIPPED_ARCHIVE if name == SHIPPED else self.of(name) / ARCHIVE

    def card(self, name: str) -> Card:
        """A model's card. Raises Unknown."""
        try:
            return Card.of_json(json.loads((self.of(name) / CARD).read_text("utf-8")))
        except FileNotFoundError:
            raise Unknown(f"there is no model {name}") from None

    def cards(self) -> list[Card]:
        """Every model's card, the newest first."""
        found = self.folder.glob(f"*/{CARD}")
        return [self.card(path.parent.name) for path in sorted(found, reverse=True) if NAME.fullmatch(path.parent.name)]

    def save(self, card: Card) -> None:
        _write(self.of(card.id) / CARD, asdict(card))

    def accepted(self) -> str:
        """The name of the accepted model; `shipped` while nothing else was accepted."""
        try:
            return str(json.loads((self.folder / ACCEPTED).read_text("utf-8"))["model"])
        except FileNotFoundError:
            return SHIPPED

    def accept(self, name: str, by: str, now: datetime) -> None:
        """From now on Rasa starts with this model."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        at = now.astimezone(UTC).isoformat(timespec="seconds")
        _write(self.folder / ACCEPTED, {"model": name, "by": by, "at": at})

    def why_unfit(self, name: str) -> str | None:
        """Why a model must not run with the files that are here now; nothing if it may.

        A model that was built on other shipped examples is not wrong, but what was shipped since would be missing from it.
        """
        if name == SHIPPED:
            return None
        try:
            card = self.card(name)
        except (Unknown, ValueError, TypeError):
            return "its card is missing or cannot be read"
        if not self.archive(name).is_file() or digest(self.archive(name)) != card.archive:
            return "its archive is missing or is not the one that was judged"
        if card.rules != sources.rules(self._root):
            return "it was trained for another domain, other rules or other components"
        if card.sources != sources.all_of(self._root):
            return "it was trained before the examples that ship were changed"
        return None

    def at_start(self) -> tuple[str, str | None]:
        """The model that Rasa is to start with, and why it is not the accepted one, if it is not."""
        name = self.accepted()
        unfit = self.why_unfit(name)
        return (name, None) if unfit is None else (SHIPPED, f"model {name} is not used: {unfit}")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One training or change at a time. Raises Busy."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("w") as file:
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except OSError:
                raise Busy("another training or change of the model is under way") from None
            yield


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, content: dict[str, Any]) -> None:
    """Whole or not at all: a reader never meets half a file."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)

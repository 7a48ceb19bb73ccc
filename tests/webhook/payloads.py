"""Twilio's forms, made to the shapes it documents: what arrives, and what must stand in the rows afterwards."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "payloads"


@dataclass(frozen=True)
class Payload:
    """One file of tests/payloads."""

    name: str
    about: str
    form: dict[str, str]
    stored: dict[str, Any]

    def of(self, account: str) -> dict[str, str]:
        """The form as this account gets it."""
        return {name: value.replace("$ACCOUNT", account) for name, value in self.form.items()}


def load(name: str) -> Payload:
    return Payload(name, **json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


ALL = [load(file.stem) for file in sorted(FOLDER.glob("*.json"))]

"""Whether this process lives, and whether the whole line works."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from messaging import waiting
from messaging.switchboard import Switchboard
from webhook.current import settings, switchboard

pages = Blueprint("health", __name__)

LEAST_DISK = 200 * 1024 * 1024
"""Bytes below which nothing new can be promised."""


@pages.get("/healthz")
def healthz() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
def readyz() -> tuple[dict[str, object], int]:
    """Every part that a message needs on its way. 503 when one is missing."""
    board = switchboard()
    parts: dict[str, object] = {
        "database": _database(board),
        "rasa": board.assistant.ready(),
        "actions": board.assistant.actions_ready(),
        "disk": shutil.disk_usage(_existing(settings().data_dir)).free > LEAST_DISK,
    }
    ready = all(parts.values())
    if parts["database"]:
        with board.sessions.reading() as session:
            parts["waiting_seconds"] = {line: round(age) for line, age in waiting.ages(session, datetime.now(UTC)).items()}
    return {"status": "ready" if ready else "not ready", **parts}, 200 if ready else 503


def _database(board: Switchboard) -> bool:
    """True when it can be written to: the write lock is taken and let go."""
    try:
        with board.sessions.writing() as session:
            session.execute(text("SELECT 1 FROM contact LIMIT 1"))
    except SQLAlchemyError:
        return False
    return True


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else folder.parent

"""The pages that an official opens from a message: signing in, one digest, one report, signing out. No more than that.

They work without JavaScript, on an old telephone, with a keyboard and with a screen reader.
"""

from flask import Flask

from console import pages, session, signing_in
from console.blueprint import officials
from settings import Settings

__all__ = ["register"]

PARTS = (signing_in, pages)
"""Importing them puts their pages on the blueprint."""


def register(app: Flask, settings: Settings) -> None:
    """Add the pages under /officials, and the cookie that they share."""
    session.prepare(app, settings)
    app.register_blueprint(officials)

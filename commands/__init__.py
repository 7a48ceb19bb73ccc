"""What an operator types: ``flask db``, ``flask reports``, ``flask twilio``, ``flask words``."""

from flask import Flask

from commands import db, reports, twilio, words


def register(app: Flask) -> None:
    """Add the command groups to the application."""
    for group in (db.group, reports.group, twilio.group, words.group):
        app.cli.add_command(group)

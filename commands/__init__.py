"""What an operator types: ``flask db``, ``flask flows``, ``flask reports``, ``flask surveys``,
``flask twilio``, ``flask words``."""

from flask import Flask

from commands import db, flows, reports, surveys, twilio, words


def register(app: Flask) -> None:
    """Add the command groups to the application."""
    for group in (db.group, flows.group, reports.group, surveys.group, twilio.group, words.group):
        app.cli.add_command(group)

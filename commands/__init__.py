"""What an operator types: ``flask calls``, ``flask db``, ``flask flows``, ``flask reports``, ``flask surveys``,
``flask twilio``, ``flask words``."""

from flask import Flask

from commands import calls, db, flows, reports, surveys, twilio, words


def register(app: Flask) -> None:
    """Add the command groups to the application."""
    for group in (calls.group, db.group, flows.group, reports.group, surveys.group, twilio.group, words.group):
        app.cli.add_command(group)

"""What an operator types: ``flask calls``, ``flask contacts``, ``flask db``, ``flask flows``, ``flask reports``,
``flask surveys``, ``flask teach``, ``flask twilio``, ``flask words``."""

from flask import Flask

from commands import calls, contacts, db, flows, reports, surveys, teach, twilio, words


def register(app: Flask) -> None:
    """Add the command groups to the application."""
    for group in (
        calls.group,
        contacts.group,
        db.group,
        flows.group,
        reports.group,
        surveys.group,
        teach.group,
        twilio.group,
        words.group,
    ):
        app.cli.add_command(group)

"""What an operator types: ``flask alerts``, ``flask calls``, ``flask contacts``, ``flask db``, ``flask digests``,
``flask flows``, ``flask officials``, ``flask reports``, ``flask subscriptions``, ``flask surveys``, ``flask teach``,
``flask twilio``, ``flask words``."""

from flask import Flask

from commands import alerts, calls, contacts, db, digests, flows, officials, reports, subscriptions, surveys, teach, twilio, words


def register(app: Flask) -> None:
    """Add the command groups to the application."""
    for group in (
        alerts.group,
        calls.group,
        contacts.group,
        db.group,
        digests.group,
        flows.group,
        officials.group,
        reports.group,
        subscriptions.group,
        surveys.group,
        teach.group,
        twilio.group,
        words.group,
    ):
        app.cli.add_command(group)

"""The Flask application."""

from flask import Flask

import cities
import console
import settings
from commands import register
from messaging.switchboard import Switchboard
from settings import Settings
from webhook import health, metrics, privacy, twilio

LARGEST_FORM = 64 * 1024
"""Twilio's fullest message (ten files, 1,600 characters) is a tenth of this, in bytes."""


def create_app(chosen: Settings | None = None) -> Flask:
    """Build the application; without settings, those of the environment."""
    chosen = chosen or settings.load_or_exit()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.extensions["settings"] = chosen
    app.extensions["switchboard"] = Switchboard.of(chosen, cities.load(), eager=True)
    for page in (twilio.pages, health.pages, metrics.pages, privacy.pages):
        app.register_blueprint(page)
    app.before_request(metrics.time_webhooks)
    app.after_request(metrics.count_webhook)
    console.register(app, chosen)
    register(app)
    return app

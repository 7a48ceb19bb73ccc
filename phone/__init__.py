"""The simulator phone: a small Twilio for one computer, with a page that looks and behaves like a phone.

It knows the rest of the system only as Twilio does: by its webhooks, and by the requests to the REST API.
"""

from collections.abc import Callable, Mapping

from flask import Flask

import cities
from cities import City
from phone import content_rest, page, twilio_rest
from phone.context import Phone
from phone.delivery import Deliveries
from phone.directory import Directory
from phone.exchanges import Exchanges
from phone.guard import keep_out_strangers
from phone.store import Store
from settings import Settings, SettingsError

PACE_SECONDS = 0.3
LARGEST_UPLOAD = 64 * 1024 * 1024


def create_app(settings: Settings, known: Callable[[], Mapping[str, City]] = cities.load, pace: float = PACE_SECONDS) -> Flask:
    """The phone of this installation.

    Args:
        known: tells the cities.
        pace: seconds between two delivery states of a reply.

    Raises:
        SettingsError: when there are Twilio credentials; then messages must go to Twilio and nowhere else.
    """
    if not settings.simulator:
        raise SettingsError("TWILIO_ACCOUNT_SID is set: the simulator phone runs only without Twilio credentials")
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    store, exchanges = Store(settings.data_dir), Exchanges()
    inbound_url = f"{settings.webhook_url}/twilio/inbound"
    deliveries = Deliveries(store, exchanges, settings.account_sid, settings.auth_token, inbound_url, pace)
    app.extensions["phone"] = Phone(
        account=settings.account_sid,
        token=settings.auth_token,
        base_url=settings.api_base_url,
        store=store,
        exchanges=exchanges,
        deliveries=deliveries,
        directory=Directory(known),
    )
    keep_out_strangers(app)
    for blueprint in (twilio_rest.rest, content_rest.rest, page.page):
        app.register_blueprint(blueprint)
    deliveries.resume()
    return app

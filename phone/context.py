"""What the phone's request handlers share."""

from dataclasses import dataclass, field

from flask import current_app

from phone.delivery import Deliveries
from phone.directory import Directory
from phone.exchanges import Exchanges
from phone.store import Store


@dataclass(frozen=True)
class Phone:
    """One running simulator phone."""

    account: str
    token: str = field(repr=False)
    base_url: str
    store: Store
    exchanges: Exchanges
    deliveries: Deliveries
    directory: Directory


def phone() -> Phone:
    """The phone of the app that handles this request."""
    here: Phone = current_app.extensions["phone"]
    return here

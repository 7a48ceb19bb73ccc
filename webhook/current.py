"""What the running application was built with."""

from typing import cast

from flask import current_app

from messaging.switchboard import Switchboard
from settings import Settings


def switchboard() -> Switchboard:
    return cast(Switchboard, current_app.extensions["switchboard"])


def settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])

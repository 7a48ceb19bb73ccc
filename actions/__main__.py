"""Start the action server: ``python -m actions``."""

import logging
import warnings

import settings
from actions.server import build
from alerts.saying import Desk
from messaging.switchboard import vault
from models.engine import Sessions, connect


def main() -> None:
    chosen = settings.load_or_exit()
    logging.basicConfig(level=chosen.log_level, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    # The SDK 3.21 serves Rasa 3.6 well: docs/decisions/two-environments.md.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")
    sessions = Sessions(connect(chosen.sqlalchemy_url))
    desk = Desk(chosen.account_sid, chosen.mail_from)
    app = build(sessions, chosen.actions_token.get_secret_value(), desk, vault(chosen))
    app.run(host="127.0.0.1", port=chosen.actions_port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()

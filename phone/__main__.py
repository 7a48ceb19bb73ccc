"""`python -m phone`: serve the phone on loopback: many threads, one process, for its memory is in there."""

import sys
from typing import Any

from gunicorn.app.base import BaseApplication

import settings
from phone import create_app

THREADS = 32


class Server(BaseApplication):
    """gunicorn with our settings instead of its command line."""

    def __init__(self, configured: settings.Settings) -> None:
        self._configured = configured
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"127.0.0.1:{self._configured.phone_port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": 3,
            "loglevel": "warning",
            "proc_name": "izwi-phone",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._configured)


def main() -> int:
    try:
        configured = settings.load()
        if not configured.simulator:
            raise settings.SettingsError("TWILIO_ACCOUNT_SID is set: there is no simulator phone beside real credentials")
    except settings.SettingsError as error:
        print(f"phone: {error}", file=sys.stderr)
        return 1
    Server(configured).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

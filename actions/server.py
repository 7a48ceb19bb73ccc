"""The action server: rasa_sdk's own, on loopback, behind a token, and silent about residents when it fails."""

import hmac
import logging
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
from sanic.response import HTTPResponse, json

from actions.base import TurnAction
from alerts.saying import Desk
from messaging.vault import Vault
from models.engine import Sessions

log = logging.getLogger(__name__)


class Discreet(ErrorHandler):
    """The SDK's handler sends the whole conversation back with an error; this one only says that there was one."""

    def response(self, request: Request | None, exception: Exception) -> HTTPResponse:
        if isinstance(exception, SanicException):
            return json({"error": type(exception).__name__}, status=exception.status_code)
        log.error("an action failed: %s", _where(exception))
        return json({"error": "the action failed"}, status=500)


def build(sessions: Sessions, token: str, desk: Desk, vault: Vault) -> Sanic[Any, Any]:
    """The application, with every action of this package registered."""
    TurnAction.sessions, TurnAction.desk, TurnAction.vault = sessions, desk, vault
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor, cors_origins=None)
    app.error_handler = Discreet()
    expected = f"Bearer {token}".encode()

    @app.on_request
    async def authenticate(request: Request) -> HTTPResponse | None:
        if request.path == "/health":
            return None
        shown = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return None if hmac.compare_digest(shown, expected) else json({"error": "unauthorized"}, status=401)

    return app


def _where(error: Exception) -> str:
    """Kind and place of an error; its message may hold a resident's words and stays out of the log."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"

"""Rasa's only door: a token, one answer per message id, and an honest 503 when a turn failed.

Rasa's own REST channel knows no token, answers 200 with an empty list when an action failed, and takes "/stop" for an intent.
"""

import asyncio
import hmac
import logging
from functools import partial
from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.edge import logs
from bot.edge.inbound import Inbound, Malformed, TooLarge, read
from bot.edge.models import Models, Refused
from bot.edge.once import Once

TURN_SECONDS = 10.0
"""How long one turn may take, waiting for the sender's turn before it included."""
READ_BYTES = 1024 * 1024
"""What Sanic reads of a body before it refuses by itself; it must be more than `inbound.LARGEST_BODY`, or clients see a reset."""

log = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class TurnFailed(Exception):
    """A message got no answer; nothing of it is kept here, and it may be sent again."""


class IzwiChannel(InputChannel):
    """`POST /webhooks/izwi/webhook` for the worker, `GET /webhooks/izwi/` for whoever watches; `GET` and `POST
    /webhooks/izwi/model` for whoever takes another model into service."""

    def __init__(self, token: str) -> None:
        self._token = f"Bearer {token}".encode()
        self._once = Once()
        self._models = Models.of_environment()

    @classmethod
    def name(cls) -> str:
        """The channel's name in its address."""
        return "izwi"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "IzwiChannel":
        """The channel of credentials.yml.

        Raises:
            RasaException: there is no token: an open door is never a default.
        """
        token = (credentials or {}).get("token")
        if not isinstance(token, str) or not token.strip():
            raise RasaException("The channel izwi needs a token: set RASA_TOKEN.")
        return cls(token)

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The channel's addresses."""
        logs.install()
        blueprint = Blueprint("izwi_channel")

        @blueprint.listener("before_server_start")
        async def limit_bodies(app: Sanic, _loop: Any) -> None:
            app.config.REQUEST_MAX_SIZE = READ_BYTES

        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:
            if _agent(request) is None:
                return _refusal(503, "no model is loaded")
            return json({"status": "ok"})

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_known(request):
                return _refusal(401, "the token is wrong")
            try:
                inbound = read(request.body)
            except TooLarge as error:
                return _refusal(413, str(error))
            except Malformed as error:
                return _refusal(400, str(error))
            agent = _agent(request)
            if agent is None:
                return _refusal(503, "no model is loaded")
            try:
                key = (inbound.sender, inbound.message_id)
                answer, replay = await self._once.answer(key, partial(_turn, agent, inbound, on_new_message))
            except TurnFailed as error:
                return _refusal(503, str(error))
            return json({**answer, "replay": replay})

        @blueprint.route("/model", methods=["GET", "POST"])
        async def model(request: Request) -> HTTPResponse:
            if not self._is_known(request):
                return _refusal(401, "the token is wrong")
            agent = _agent(request)
            if agent is None:
                return _refusal(503, "no model is loaded")
            if request.method == "POST":
                name = (request.json or {}).get("model") if isinstance(request.json, dict) else None
                if not isinstance(name, str):
                    return _refusal(400, "model must be the name of a model")
                try:
                    await self._models.change(agent, name)
                except Refused as error:
                    return _refusal(409, str(error))
            return json({"model": self._models.name_of(agent)})

        return blueprint

    def _is_known(self, request: Request) -> bool:
        return hmac.compare_digest(request.headers.get("authorization", "").encode("utf-8", "replace"), self._token)


async def _turn(agent: Agent, inbound: Inbound, on_new_message: OnNewMessage) -> Dict[str, Any]:
    """One message through Rasa: its intent, and what the one action answered."""
    said = CollectingOutputChannel()
    with logs.discreet_turn():
        try:
            # Parsed here, because the text that is acted on may be longer than the text that is read.
            meaning = await agent.processor.parse_message(UserMessage(inbound.read_text, sender_id=inbound.sender))
            message = UserMessage(
                inbound.text,
                said,
                inbound.sender,
                parse_data={**meaning, "text": inbound.text},
                input_channel=IzwiChannel.name(),
                message_id=inbound.message_id,
                metadata=inbound.metadata,
            )
            await asyncio.wait_for(on_new_message(message), TURN_SECONDS)
        except asyncio.TimeoutError:
            raise _failure("the turn took too long") from None
        except Exception as error:
            raise _failure(f"the turn failed ({logs.kinds_of(error)})") from None
    messages = [part["custom"] for part in said.messages if "custom" in part]
    if not messages:
        raise _failure("the action did not answer")
    intent = meaning["intent"]
    return {"messages": messages, "intent": {"name": intent["name"], "confidence": float(intent["confidence"])}}


def _failure(reason: str) -> TurnFailed:
    log.warning("A message was not answered: %s.", reason)
    return TurnFailed(reason)


def _agent(request: Request) -> Optional[Agent]:
    agent = getattr(request.app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None


def _refusal(status: int, reason: str) -> HTTPResponse:
    return json({"error": reason}, status=status)

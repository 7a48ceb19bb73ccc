"""A tiny stand-in for the city's system: takes webhooks as it must, and answers over the REST API."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Queue
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.serving import BaseWSGIServer, make_server

from cities import Area, City

PATIENCE = 10.0

DURBAN_SMS, DURBAN_WHATSAPP = "+27605550100", "whatsapp:+27605550100"
JUAREZ_SMS, JUAREZ_WHATSAPP = "+526565550100", "whatsapp:+526565550100"
THANDI, THANDI_WHATSAPP = "+27605550101", "whatsapp:+27605550101"
LUPITA = "+526565550101"
DON_CHUY_WHATSAPP = "whatsapp:+5216565550102"
XOCHITL = "whatsapp:MX.1349700208123456"


def two_cities() -> dict[str, City]:
    umlazi = Area("umlazi", "Umlazi", lat=-29.967, lon=30.883)
    anapra = Area("anapra", "Anapra")
    return {
        "durban": city(
            "durban",
            "Durban",
            "Africa/Johannesburg",
            (DURBAN_SMS, DURBAN_WHATSAPP),
            -29.8579,
            31.0292,
            umlazi,
        ),
        "juarez": city(
            "juarez",
            "Ciudad Juárez",
            "America/Ciudad_Juarez",
            (JUAREZ_SMS, JUAREZ_WHATSAPP),
            31.7202,
            -106.4608,
            anapra,
        ),
    }


def city(key: str, name: str, zone: str, senders: tuple[str, str], lat: float, lon: float, area: Area) -> City:
    return City(
        key=key,
        name=name,
        time_zone=ZoneInfo(zone),
        languages=("en",),
        language_prior={"en": 1.0},
        senders=senders,
        center=(lat, lon),
        radius_km=50.0,
        areas=(area,),
        categories=(),
        helplines=(),
    )


@dataclass
class Line:
    """What arrived, whether it was signed rightly, and what is answered to it."""

    url: str
    token: str
    inbound: "Queue[dict[str, str]]" = field(default_factory=Queue)
    statuses: "Queue[dict[str, str]]" = field(default_factory=Queue)
    signed: list[bool] = field(default_factory=list)
    answers: int = 200
    when_asked: Callable[[dict[str, str]], object] | None = None

    def next_inbound(self) -> dict[str, str]:
        return self.inbound.get(timeout=PATIENCE)

    def next_status(self) -> dict[str, str]:
        return self.statuses.get(timeout=PATIENCE)

    def app(self) -> Flask:
        app = Flask("line")

        @app.post("/twilio/<kind>")
        def webhook(kind: str) -> Response:
            form = request.form.to_dict()
            query = f"?{request.query_string.decode()}" if request.query_string else ""
            signature = request.headers.get("X-Twilio-Signature", "")
            self.signed.append(RequestValidator(self.token).validate(f"{self.url}{request.path}{query}", form, signature))
            if kind == "status":
                self.statuses.put(form)
            elif self.answers == 200:
                self.inbound.put(form)
                if self.when_asked:
                    threading.Thread(target=self.when_asked, args=[form]).start()
            return Response("<Response/>", self.answers, mimetype="text/xml")

        return app


class Running:
    """A Flask app served on a loopback port until it is stopped."""

    def __init__(self, app: Flask, port: int) -> None:
        self._server: BaseWSGIServer = make_server("127.0.0.1", port, app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02])
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def two_free_ports() -> int:
    """A free port after which the next one is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            try:
                two.bind(("127.0.0.1", one.getsockname()[1] + 1))
            except (OSError, OverflowError):
                continue
            return int(one.getsockname()[1])


def sdk(account: str, token: str, base_url: str) -> Client:
    """The real SDK, pointed at the phone."""
    client: Any = Client(account, token)
    client.api.base_url = client.content.base_url = base_url
    return client

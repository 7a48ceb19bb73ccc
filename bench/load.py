"""Residents who write at a steady rate, whatever the answers do (open loop)."""

import itertools
import random
import time
from concurrent.futures import ThreadPoolExecutor

import requests
from requests.adapters import HTTPAdapter
from twilio.request_validator import RequestValidator

from bench.system import ACCOUNT, TOKEN

_numbers = itertools.count(1)
THREADS = 32


class Residents:
    """Signs and posts webhooks as Twilio does."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/twilio/inbound"
        self._signer = RequestValidator(TOKEN)
        self._web = requests.Session()
        self._web.mount("http://", HTTPAdapter(pool_connections=THREADS, pool_maxsize=THREADS))

    def write(self, who: str, body: str, to: str = "+27605550100") -> float:
        """Seconds until the webhook was answered. Raises when it was refused."""
        sid = f"SM{next(_numbers):032x}"
        empty = dict.fromkeys(("FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "ToState", "ToZip", "ToCountry"), "")
        form = {
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": who,
            "To": to,
            "Body": body,
        }
        form |= {"NumMedia": "0", "NumSegments": "1", "SmsStatus": "received", "ApiVersion": "2010-04-01", **empty}
        header = {"X-Twilio-Signature": self._signer.compute_signature(self._url, form)}
        began = time.perf_counter()
        answer = self._web.post(self._url, data=form, headers=header, timeout=15)
        took = time.perf_counter() - began
        answer.raise_for_status()
        return took

    def at_a_rate(self, rate: float, seconds: float, body: str, people: int = 200, first: int = 0) -> list[float]:
        """The seconds of every answer, with arrivals spread as in life (Poisson, seeded)."""
        chance = random.Random(7)
        with ThreadPoolExecutor(THREADS) as pool:
            due, waiting = time.perf_counter(), []
            for number in range(int(rate * seconds)):
                due += chance.expovariate(rate)
                time.sleep(max(0.0, due - time.perf_counter()))
                who = f"+2760{5550200 + first + number % people:07d}"
                waiting.append(pool.submit(self.write, who, body))
            return [each.result() for each in waiting]

"""Errors as Twilio's REST API words them."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Response, jsonify

_TABLE = Path(__file__).with_name("errors.yml")


class Refused(Exception):
    """A request that Twilio would refuse, with Twilio's code for it."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@cache
def _table() -> dict[int, dict[str, Any]]:
    table: dict[int, dict[str, Any]] = yaml.safe_load(_TABLE.read_text("utf-8"))
    return table


def message(code: int) -> str:
    return str(_table()[code]["message"])


def answer(error: Refused) -> Response:
    status = int(_table()[error.code]["status"])
    more = f"https://www.twilio.com/docs/errors/{error.code}"
    response = jsonify(code=error.code, message=message(error.code), more_info=more, status=status)
    response.status_code = status
    return response

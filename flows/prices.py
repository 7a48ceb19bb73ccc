"""What a message costs. The table that comes with the software holds examples: a deployment puts its contract's prices there."""

import csv
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Literal

_UNITS: Mapping[str, Literal["segment", "message"]] = {"segment": "segment", "message": "message"}

FILE = Path(__file__).with_name("prices.csv")


class PriceError(Exception):
    """The table of prices cannot be read; the message names the line."""


@dataclass(frozen=True)
class Price:
    """What one unit costs on a channel in a country."""

    country: str
    """ISO 3166-1 alpha-2."""

    channel: str
    currency: str
    """ISO 4217."""

    price: Decimal
    per: Literal["segment", "message"]
    source: str
    verified_on: datetime.date | None
    """When somebody compared it with the contract; nothing for an example."""


@cache
def load(path: Path = FILE) -> Mapping[tuple[str, str], Price]:
    """Prices by country and channel. Raises PriceError."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(enumerate(csv.DictReader(file), start=2))
    prices = [_price(number, row) for number, row in rows]
    return {(price.country, price.channel): price for price in prices}


def _price(number: int, row: Mapping[str, str]) -> Price:
    try:
        return Price(
            country=row["country"],
            channel=row["channel"],
            currency=row["currency"],
            price=Decimal(row["price"]),
            per=_UNITS[row["per"]],
            source=row["source"],
            verified_on=datetime.date.fromisoformat(row["verified_on"]) if row["verified_on"] else None,
        )
    except (ValueError, InvalidOperation, KeyError) as error:
        wanted = "a number as the price, 'segment' or 'message' as the unit, and a date like 2026-11-23 or none"
        raise PriceError(f"prices.csv, line {number}: there should be {wanted}") from error

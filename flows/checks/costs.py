"""What a completed run costs: what is sent, by language and channel, times the price of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flows.checks.sizes import as_sms
from flows.definition import Definition
from flows.prices import Price
from words import segments


@dataclass(frozen=True)
class Cost:
    """What a run takes when every question is asked once: the most that a resident who never asks back gets."""

    country: str
    channel: str
    language: str
    questions: int
    messages: int
    segments: int
    """Were it sent by SMS."""

    encodings: frozenset[str]
    amount: Decimal
    currency: str
    is_example: bool
    """True while the price is the example that came with the software."""

    def __str__(self) -> str:
        units = f"{self.messages} messages"
        if self.channel == "sms":
            units = f"{self.segments} segments ({', '.join(sorted(self.encodings))})"
        price = f"{self.amount.normalize():f} {self.currency}" + (" at an example price" if self.is_example else "")
        where = " ".join(part for part in (self.country, self.channel, self.language) if part)
        return f"{where}: {self.questions} questions, {units}, {price} for a completed run"


def costs(definition: Definition, prices: Mapping[tuple[str, str], Price]) -> list[Cost]:
    """One line for each price and language."""
    languages = definition.languages or ("",)
    return [_cost(definition, price, language) for price in prices.values() for language in languages]


def _cost(definition: Definition, price: Price, language: str) -> Cost:
    messages = list(_messages(definition, language))
    counted = [segments.count(segments.for_sms(message)) for message in messages]
    pieces = sum(each.segments for each in counted)
    return Cost(
        country=price.country,
        channel=price.channel,
        language=language,
        questions=sum(item.asks for item in definition.items),
        messages=len(messages),
        segments=pieces,
        encodings=frozenset(each.encoding for each in counted),
        amount=(pieces if price.per == "segment" else len(messages)) * price.price,
        currency=price.currency,
        is_example=price.verified_on is None,
    )


def _messages(definition: Definition, language: str) -> Iterator[str]:
    """What is sent, when every row is relevant once: notes go out with the question after them."""
    waiting: list[str] = []
    for item in definition.items:
        if item.label is None or not (item.asks or item.tells or item.holds):
            continue
        waiting.append(as_sms(definition, item, language))
        if item.asks:
            yield "\n".join(waiting)
            waiting = []
    if waiting:
        yield "\n".join(waiting)

"""What a campaign will be: how many people, by channel and language, how many messages, what they cost, how long it takes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cities import City
from flows.checks.costs import costs
from flows.definition import Definition
from flows.prices import Price
from messaging import hours
from surveys.people import Person
from surveys.saying import compose

COUNTRIES = {"America/Ciudad_Juarez": "MX", "Africa/Johannesburg": "ZA"}
"""Countries of the table of prices by the city's time zone (IANA's zone.tab). Another zone has no price, and it is said."""


@dataclass(frozen=True)
class Group:
    """People of one city who are reached alike."""

    city: str
    channel: str
    language: str
    people: int
    by_template: int
    """Of them, whose window is closed now: they get a template."""

    left_out: int
    """Whose window is closed, and for whom no template is approved. They are not among ``people``."""

    segments: int
    """Of one invitation, by SMS; 1 on WhatsApp."""

    run_segments: int
    """Of what we send in a run in which every question is asked once, by SMS; the messages of it on WhatsApp."""

    currency: str = ""
    invitations: Decimal = Decimal(0)
    """Cost of all invitations."""

    reminders: Decimal = Decimal(0)
    runs: Decimal = Decimal(0)
    """Cost if everyone completes."""


@dataclass(frozen=True)
class Forecast:
    """The whole of it. Costs are at the table's prices; ``example_prices`` says that nobody compared them with a contract."""

    candidates: int
    """How many of the segment may be asked."""

    groups: tuple[Group, ...]
    starts_at: datetime
    sent_by: datetime | None
    """When the last invitation leaves, at this rate and by day; nothing when there is nobody."""

    example_prices: bool
    unpriced: bool
    """True when the table lacks a price: then the costs are too low."""

    prices: Mapping[str, str] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return sum(group.people for group in self.groups)

    @property
    def left_out(self) -> int:
        return sum(group.left_out for group in self.groups)

    @property
    def totals(self) -> Mapping[str, tuple[Decimal, Decimal]]:
        """By currency, from nobody answering to everyone being reminded and completing."""
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for group in self.groups:
            if group.currency:
                low, high = found.get(group.currency, (Decimal(0), Decimal(0)))
                most = group.invitations + group.reminders + group.runs
                found[group.currency] = low + group.invitations, high + most
        return found

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the campaign."""
        groups = [
            {key: str(value) if isinstance(value, Decimal) else value for key, value in asdict(each).items()}
            for each in self.groups
        ]
        return {
            "candidates": self.candidates,
            "people": self.people,
            "left_out": self.left_out,
            "groups": groups,
            "prices": dict(self.prices),
            "totals": {currency: [str(low), str(high)] for currency, (low, high) in self.totals.items()},
        }


def foretell(
    session: Session,
    account: str,
    definition: Definition,
    people: Sequence[Person],
    candidates: int,
    cities: Mapping[str, City],
    prices: Mapping[tuple[str, str], Price],
    per_minute: int,
    starts_at: datetime,
    now: datetime,
) -> tuple[Forecast, list[Person]]:
    """The forecast, and who is left when those whom no message would reach are taken out."""
    reached: list[Person] = []
    kinds: dict[tuple[str, str, str], Counter[str]] = {}
    sizes: dict[tuple[str, str, str], int] = {}
    for person in people:
        key = (person.reach.city, person.reach.channel, person.language)
        values = invitation_values(definition, cities[person.reach.city])
        # The window is looked at as it will be when the first ones leave.
        leaves = hours.morning(cities[person.reach.city], max(now, starts_at))
        outgoing = compose(session, account, "invitation", person.reach, person.language, values, leaves)
        count = kinds.setdefault(key, Counter())
        if outgoing is None:
            count["left_out"] += 1
            continue
        count["people"] += 1
        count["by_template"] += "template" in outgoing.details
        sizes[key] = outgoing.segments or 1
        reached.append(person)
    groups = tuple(_group(key, count, sizes.get(key, 1), definition, cities, prices) for key, count in sorted(kinds.items()))
    named = {(COUNTRIES.get(cities[group.city].time_zone.key, ""), group.channel) for group in groups if group.people}
    used = {f"{country} {channel}": prices[country, channel] for country, channel in sorted(named & set(prices))}
    return (
        Forecast(
            candidates=candidates,
            groups=groups,
            starts_at=starts_at,
            sent_by=_sent_by(reached, cities, per_minute, max(now, starts_at)),
            example_prices=any(price.verified_on is None for price in used.values()),
            unpriced=any(group.people and not group.currency for group in groups),
            prices={name: f"{price.price} {price.currency} per {price.per}" for name, price in used.items()},
        ),
        reached,
    )


def invitation_values(definition: Definition, city: City) -> dict[str, object]:
    """What an invitation is filled with: whose line it is, and the most questions that can be asked."""
    return {"city": city.name, "questions": len(definition.questions)}


def _group(
    key: tuple[str, str, str],
    count: Counter[str],
    size: int,
    definition: Definition,
    cities: Mapping[str, City],
    prices: Mapping[tuple[str, str], Price],
) -> Group:
    city, channel, language = key
    price = prices.get((COUNTRIES.get(cities[city].time_zone.key, ""), channel))
    run = _run(definition, channel, language)
    group = Group(city, channel, language, count["people"], count["by_template"], count["left_out"], size, run)
    if price is None:
        return group
    each = price.price * count["people"]
    return Group(
        **asdict(group) | {"currency": price.currency, "invitations": each * size, "reminders": each * size, "runs": each * run}
    )


def _run(definition: Definition, channel: str, language: str) -> int:
    """Segments of what a completed run sends, or its messages on WhatsApp."""
    one = Price("", channel, "", Decimal(1), "segment" if channel == "sms" else "message", "", None)
    by_language = {cost.language: cost for cost in costs(definition, {("", channel): one})}
    cost = by_language.get(language) or next(iter(by_language.values()))
    return cost.segments if channel == "sms" else cost.messages


def _sent_by(people: Sequence[Person], cities: Mapping[str, City], per_minute: int, start: datetime) -> datetime | None:
    """The rate is shared by all cities; each is asleep at its own hours, so the last one decides."""
    ends = []
    minutes = -(-len(people) // per_minute)
    for key in {person.reach.city for person in people}:
        moment, left = hours.morning(cities[key], start), timedelta(minutes=minutes)
        while (today := hours.evening(cities[key], moment).astimezone(UTC) - moment.astimezone(UTC)) < left:
            left -= today
            moment = hours.morning(cities[key], hours.evening(cities[key], moment))
        ends.append(moment.astimezone(UTC) + left)
    return max(ends, default=None)

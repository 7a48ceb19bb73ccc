"""For whom, where and when a summary is: all that its words need beside the figures."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import words
from cities import City
from digests.period import Period
from models import Subscription
from officials import roles


@dataclass(frozen=True)
class About:
    """One summary's reader and frame, ready to be worded."""

    digest_id: str
    """Of the row; the Message-ID is made of it, so that the same summary is the same e-mail however often it is tried."""

    language: str
    city: City
    period: Period
    zone: ZoneInfo
    """The reader's: every moment is told in it."""

    body: str
    """The reader's authority, as it is called in their language."""

    link: str
    """The page that shows the same; it asks for a login."""

    scope: tuple[str, ...] = ()
    """What the subscription is limited to, as labels; empty for all that the reader may see."""

    skipped: tuple[str, ...] = ()
    """Keys of earlier periods that were due too long ago and were never sent."""

    least: int = 0
    """Fewer reports than this are told in one line."""

    acts: bool = True
    """Whether the reader may answer with commands: who only reads is not offered any."""


def of(
    subscription: Subscription, city: City, period: Period, digest_id: str, public_url: str, skipped: tuple[str, ...] = ()
) -> About:
    """What is to be known of one subscription's summary. ``public_url`` is the city's line on the web, without a path."""
    official = subscription.official
    return About(
        digest_id=digest_id,
        language=official.language,
        city=city,
        period=period,
        zone=ZoneInfo(official.time_zone) if official.time_zone else city.time_zone,
        body=official.body.label(official.language),
        link=f"{public_url.rstrip('/')}/officials/digests/{digest_id}",
        scope=_scope(subscription, city, official.language),
        skipped=skipped,
        least=subscription.least,
        acts=roles.of(official).acts != "none",
    )


def _scope(subscription: Subscription, city: City, language: str) -> tuple[str, ...]:
    """Labels of kinds, then areas, then dimensions; what the city no longer knows is left out."""
    kinds = (city.category(name) for name in subscription.categories)
    places = (city.area(name) for name in subscription.areas)
    catalogue = words.load()
    return (
        *(kind.label(language) for kind in kinds if kind is not None),
        *(place.label for place in places if place is not None),
        *(catalogue.say(f"digest.dimension_{name}", language, "email") for name in subscription.dimensions),
    )

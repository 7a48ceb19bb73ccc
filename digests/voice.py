"""How a language writes numbers, days and counted things: from bot/words/digest.yml, so that no language is the first one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import words
from cities import City
from digests.quoting import line

HOUR, DAY = 60, 24 * 60
"""In minutes."""

WHOLE_FROM = 20
"""From here on a mean is told without its decimal."""

LONGEST_IN = 2
"""From so many hours or days on a time is told in them, and not in the smaller unit."""


class Voice:
    """One language on one channel: ``email``, ``sms`` or ``whatsapp``."""

    def __init__(self, language: str, channel: str, zone: ZoneInfo) -> None:
        self.language, self.channel = language, channel
        self._zone = zone
        self._words = words.load()

    def say(self, key: str, **values: object) -> str:
        return self._words.say(key, self.language, self.channel, **values)

    # Numbers

    def number(self, value: float) -> str:
        """Whole, or with one decimal where that says more: ``1,234``, ``7.5``."""
        whole = f"{value:,.0f}" if round(value, 1) == int(round(value, 1)) else f"{value:,.1f}"
        return whole.translate({ord(","): self.say("digest.thousands"), ord("."): self.say("digest.decimal")})

    def mean(self, value: float) -> str:
        """A mean: its decimal is told only where it matters."""
        return self.number(value if value < WHOLE_FROM else round(value))

    def percent(self, part: int, whole: int) -> str:
        """Whole per cent, halves up."""
        return self.say("digest.percent", n=self.number((200 * part + whole) // (2 * whole)))

    def reports(self, count: int | None) -> str:
        if count is None:
            return self.say("digest.reports_few")
        if count == 0:
            return self.say("digest.reports_none")
        return self.say(f"digest.reports_{_form(count)}", n=self.number(count))

    def urgent(self, count: int) -> str:
        return self.say(f"digest.urgent_{_form(count)}", n=self.number(count))

    def people(self, count: int) -> str:
        return self.say(f"digest.people_{_form(count)}", n=self.number(count))

    def days(self, count: int) -> str:
        """An age: ``less than a day``, ``1 day``, ``12 days``."""
        return self.say("digest.days_none") if count <= 0 else self.say(f"digest.days_{_form(count)}", n=self.number(count))

    def minutes(self, count: int) -> str:
        """A span in the largest unit that does not blur it: minutes, hours, days; begun ones count."""
        if count >= LONGEST_IN * DAY:
            return self.days(-(-count // DAY))
        if count >= LONGEST_IN * HOUR:
            hours = -(-count // HOUR)
            return self.say(f"digest.hours_{_form(hours)}", n=self.number(hours))
        return self.say(f"digest.minutes_{_form(count)}", n=self.number(count))

    def listing(self, parts: list[str]) -> str:
        """``a``, ``a and b``, ``a, b and c``."""
        if len(parts) < 2:
            return "".join(parts)
        return self.say("digest.listing", most=", ".join(parts[:-1]), last=parts[-1])

    # Days

    def local(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def day(self, day: date) -> str:
        return self.say(
            "digest.date",
            weekday=self.say(f"digest.weekday_{day.isoweekday()}"),
            day=day.day,
            month=self.say(f"digest.month_{day.month}"),
            year=day.year,
        )

    def short_date(self, day: date) -> str:
        return self.say("digest.short_date", day=day.day, month=self.say(f"digest.short_month_{day.month}"))

    def moment(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return self.say("digest.moment", date=self.day(local.date()), time=f"{local:%H:%M}")

    def period(self, key: str) -> str:
        """A period's key in words: a day, a week or a month."""
        if "W" in key:
            year, week = key.split("-W")
            return self.say("digest.week_of_year", week=int(week), year=year)
        if key.count("-") == 1:
            year, month = key.split("-")
            return self.say("digest.month_of_year", month=self.say(f"digest.month_{int(month)}"), year=year)
        return self.day(date.fromisoformat(key))

    # The city's own words

    def kind(self, city: City, name: str) -> str:
        """What the city calls the kind; its code where the city knows it no more."""
        found = city.category(name)
        return line(found.label(self.language) if found else name)

    def area(self, city: City, name: str | None) -> str:
        if not name:
            return self.say("digest.no_area")
        found = city.area(name)
        return line(found.label if found else name)

    def dimension(self, name: str) -> str:
        return self.say(f"digest.dimension_{name}")


def _form(count: int) -> str:
    """The three languages know one and many."""
    return "one" if count == 1 else "other"

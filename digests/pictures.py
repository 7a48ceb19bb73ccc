"""The two charts of a summary, with their text alternatives from the very numbers that are drawn."""

from datetime import date, timedelta

from charts import Bar, Chart
from charts.chart import Tone
from digests.about import About
from digests.figures import FEW, Figures
from digests.letter import Picture
from digests.voice import Voice

MOST_KINDS = 6
LABELS_EVERY = 14
"""Days between two labels below the columns."""

FEW_DAYS = 3
"""A summary of so many days is compared with the same weekdays; a longer one has all of them in it."""

ONE_DAY = timedelta(days=1)


def by_day(figures: Figures, about: About, voice: Voice) -> Picture | None:
    """How many came each day of the last eight weeks; nothing where none came."""
    counted = [(date.fromisoformat(day), count) for day, count in figures.days]
    if not any(count for _, count in counted):
        return None
    first_now = voice.local(about.period.begins)
    now = {day for day, _ in counted if day >= first_now}
    like = {day.isoweekday() for day in now} if len(now) <= FEW_DAYS else set()
    most_day, most = max(counted, key=lambda each: (each[1], each[0]))
    bars = tuple(
        Bar(
            label=voice.short_date(day) if (len(counted) - 1 - place) % LABELS_EVERY == LABELS_EVERY // 2 else "",
            value=count,
            told=voice.number(count) if day == most_day else "",
            tone=Tone.NOW if day in now else Tone.LIKE if day.isoweekday() in like else Tone.OTHER,
        )
        for place, (day, count) in enumerate(counted)
    )
    told = voice.say(
        "digest.picture_days",
        first=voice.short_date(counted[0][0]),
        last=voice.short_date(counted[-1][0]),
        now=voice.reports(figures.total.count),
        day=voice.short_date(most_day),
        most=voice.reports(most),
    )
    return Picture("days", Chart(voice.say("digest.by_day"), told, bars, voice.number), voice.say("digest.picture_days_note"))


def by_kind(figures: Figures, about: About, voice: Voice) -> Picture | None:
    """The kinds of which most came, each against what is usual; nothing where none may be told."""
    known = sorted(
        ((each.count, voice.kind(about.city, each.name), each) for each in figures.categories if each.count),
        key=lambda each: (-each[0], each[1]),
    )[:MOST_KINDS]
    if not known:
        return None
    bars, rows = [], []
    for count, name, each in known:
        compared = each.verdict != FEW
        told = voice.number(count)
        bars.append(Bar(name, count, told, *((each.low, each.high) if compared else ())))
        usual = {"low": voice.number(each.low), "high": voice.number(each.high)}
        rows.append(voice.say("digest.picture_kinds_row", name=name, count=told, **usual) if compared else f"{name}: {told}")
    told = voice.say("digest.picture_kinds", rows="; ".join(rows))
    chart = Chart(voice.say("digest.by_category"), told, tuple(bars), lying=True)
    return Picture("kinds", chart, voice.say("digest.picture_kinds_note"))

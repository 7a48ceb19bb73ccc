"""The whole summary as a letter: its subject, what it says first, its parts, its small print."""

from digests.about import About
from digests.figures import FEW, Figures
from digests.letter import Letter, Part
from digests.looking_up import LookedUp
from digests.parts import Parts
from digests.quoting import line, short
from digests.voice import Voice
from messaging.mailbox import EMAIL

LONGEST_SUBJECT = 120


def write(figures: Figures, about: About, looked_up: LookedUp) -> Letter:
    """What the reader is told, in their language. The same figures and words give the same letter."""
    voice = Voice(about.language, EMAIL, about.zone)
    parts = Parts(figures, about, looked_up, voice)
    quiet = is_quiet(figures, about)
    told = tuple(parts.pressing() if quiet else parts.all())
    return Letter(
        language=about.language,
        subject=subject(figures, about, voice),
        kind=voice.say(f"digest.kind_{about.period.kind}"),
        city=line(about.city.name),
        title=_capital(headline(figures, voice)),
        lead=(_quiet(figures, about, voice) if quiet else compared(figures, voice), _frame(about, voice)),
        warnings=_skipped(about, voice),
        parts=told,
        link=about.link,
        link_label=voice.say("digest.open_page"),
        small_print=_small_print(about, told, voice),
    )


def is_quiet(figures: Figures, about: About) -> bool:
    """True where there is nothing to report: no report at all, or fewer than the reader asked for."""
    count = figures.total.count
    return count == 0 or (count or 0) < about.least


def headline(figures: Figures, voice: Voice) -> str:
    """``14 reports, more than usual``."""
    reports = voice.reports(figures.total.count)
    if figures.total.verdict == FEW:
        return reports
    return voice.say("digest.headline", reports=reports, verdict=voice.say(f"digest.verdict_{figures.total.verdict}"))


def compared(figures: Figures, voice: Voice) -> str:
    """What the number of reports is compared with, and between which numbers chance keeps it."""
    total = figures.total
    if total.verdict == FEW:
        return voice.say("digest.too_few")
    return voice.say(
        "digest.usual_range", usual=voice.mean(total.usual), low=voice.number(total.low), high=voice.number(total.high)
    )


def subject(figures: Figures, about: About, voice: Voice) -> str:
    """One line, whatever the city's data hold: a subject is a header, and no header may end in the middle."""
    urgent = max(figures.urgent_in_all, len(figures.urgent))
    values = {
        "city": about.city.name,
        "day": voice.short_date(voice.local(about.period.ends)),
        "headline": headline(figures, voice),
    }
    if urgent:
        said = voice.say("digest.subject_urgent", urgent=voice.urgent(urgent), **values)
    else:
        said = voice.say("digest.subject", **values)
    return short(line(said), LONGEST_SUBJECT)


def _quiet(figures: Figures, about: About, voice: Voice) -> str:
    if not figures.total.count:
        return voice.say("digest.nothing")
    return voice.say("digest.quiet", reports=voice.reports(figures.total.count), least=voice.number(about.least))


def _frame(about: About, voice: Voice) -> str:
    span = voice.say("digest.time_span", begins=voice.moment(about.period.begins), ends=voice.moment(about.period.ends))
    body = line(about.body)
    if about.scope:
        return f"{span} {voice.say('digest.for_scope', body=body, scope=voice.listing([line(each) for each in about.scope]))}"
    return f"{span} {voice.say('digest.for_all', body=body)}"


def _skipped(about: About, voice: Voice) -> tuple[str, ...]:
    if not about.skipped:
        return ()
    periods = voice.listing([voice.period(key) for key in about.skipped])
    return (voice.say("digest.skipped_one" if len(about.skipped) == 1 else "digest.skipped_other", periods=periods),)


def _small_print(about: About, parts: tuple[Part, ...], voice: Voice) -> tuple[str, ...]:
    why = voice.say("digest.why", city=line(about.city.name), body=line(about.body))
    quotes = any(entry.quote for part in parts for entry in part.entries)
    return (why, voice.say("digest.in_confidence")) if quotes else (why,)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""A summary as texts: first its three most important lines, then, page by page, the rest to whoever asks for more.

Texts stand on locked screens, so they hold codes, kinds and places, never a resident's words.
"""

import unicodedata
from collections.abc import Callable, Iterator
from itertools import product

from digests import writing
from digests.about import About
from digests.figures import FEW, LESS, MORE, Figures, Item, Line
from digests.parts import changed_lines, group_title, item_facts, quality_lines, without_protected
from digests.quoting import line
from digests.quoting import short as cut
from digests.voice import Voice
from words import segments

SMS = "sms"
SHORT_SEGMENTS, PAGE_SEGMENTS = 2, 3
"""What a summary, and a page of more, may cost as SMS."""

SHORT_WHATSAPP, PAGE_WHATSAPP = 400, 1000
"""Characters: what fits a telephone's screen without scrolling, and with a little."""

ROOMS = (60, 40, 28, 20, 14, 10, 6)
"""Longest names that are tried, from the longest; the last ones are for a city whose names are all long."""

MOST_NAMED = 3


def short(figures: Figures, about: About, channel: str) -> str:
    """The three most important lines and how to get the rest: at most two segments as SMS, whatever the figures are."""
    figures = without_protected(figures, about)
    for room in ROOMS:
        names = _Names(about, channel, room)
        for reports, changes in product(range(MOST_NAMED, 0, -1), repeat=2):
            said = _spelled("\n".join(_three_lines(figures, about, names, reports, changes)), channel)
            if _fits(said, channel, SHORT_SEGMENTS, SHORT_WHATSAPP):
                return said
    raise AssertionError("the shortest names leave room")  # numbers would need to be of twenty digits


def more(figures: Figures, about: About, channel: str, page: int) -> str:
    """One page of the rest, counted from 1; after the last one, that there is no more."""
    every = pages(figures, about, channel)
    if 1 <= page <= len(every):
        return every[page - 1]
    return _spelled(Voice(about.language, channel, about.zone).say("digest.text_no_more"), channel)


def pages(figures: Figures, about: About, channel: str) -> list[str]:
    """All that follows the three lines: at most three segments each as SMS, and each says how to get the next one."""
    names = _Names(about, channel, ROOMS[0])
    voice, word = names.voice, names.word
    lines = [_spelled(each, channel) for each in _rest(without_protected(figures, about), about, names)]

    def ending(number: int, every: int) -> str:
        if number == every:
            return voice.say("digest.text_last", page=number, pages=every)
        return voice.say("digest.text_ask_next", page=number, pages=every, word=word)

    # How many pages there are is known only afterwards: room for the longest ending is left on each.
    most = 10 * (len(lines) + 1)
    longest = max((ending(most, most), ending(most, most + 1)), key=len)

    def fits(said: list[str]) -> bool:
        return _fits(_spelled("\n".join([*said, longest]), channel), channel, PAGE_SEGMENTS, PAGE_WHATSAPP)

    filled: list[list[str]] = [[]]
    for each in (part for whole in lines for part in _broken(whole, fits)):
        if not fits([*filled[-1], each]):
            filled.append([])
        filled[-1].append(each)
    every = len(filled)
    return [_spelled("\n".join([*page, ending(number, every)]), channel) for number, page in enumerate(filled, start=1)]


def headline(figures: Figures, about: About, channel: str) -> str:
    """The first line alone, for a template."""
    return writing.headline(figures, Voice(about.language, channel, about.zone))


class _Names:
    """What things are called, none longer than there is room."""

    def __init__(self, about: About, channel: str, room: int) -> None:
        self.voice = Voice(about.language, channel, about.zone)
        self._about, self._room = about, room

    @property
    def word(self) -> str:
        """What the reader answers."""
        return self.voice.say("digest.command_more")

    @property
    def city(self) -> str:
        return self.cut(self._about.city.name)

    def cut(self, name: str) -> str:
        return cut(line(name), self._room)

    def kind(self, name: str) -> str:
        return self.cut(self.voice.kind(self._about.city, name))

    def place(self, item: Item) -> str:
        """Where it was; nothing where it is not to be told."""
        return "" if item.sensitive or not item.area else self.cut(self.voice.area(self._about.city, item.area))

    def item(self, item: Item) -> str:
        """``R7K3 Gunshots, Umlazi``."""
        title = ", ".join(filter(None, (self.kind(item.category), self.place(item))))
        return f"{item.tag} {title}" if item.tag else title


def _three_lines(figures: Figures, about: About, names: _Names, reports: int, changes: int) -> Iterator[str]:
    voice = names.voice
    yield _first(figures, about, names)
    told = [*_urgent(figures, names, reports), *_changed(figures, about, names, changes), *_waiting(figures, voice)]
    yield from told[:2] or [voice.say("digest.text_calm")]
    yield voice.say("digest.text_ask", word=names.word)


def _first(figures: Figures, about: About, names: _Names) -> str:
    voice, total = names.voice, figures.total
    values = {
        "city": names.city,
        "day": voice.short_date(voice.local(about.period.ends)),
        "headline": writing.headline(figures, voice),
    }
    if total.verdict == FEW:
        return voice.say("digest.text_headline", **values)
    return voice.say("digest.text_headline_range", low=voice.number(total.low), high=voice.number(total.high), **values)


def _urgent(figures: Figures, names: _Names, most: int) -> Iterator[str]:
    if figures.urgent:
        every = max(figures.urgent_in_all, len(figures.urgent))
        named = "; ".join(names.item(item) for item in figures.urgent[:most])
        yield names.voice.say("digest.text_urgent", n=names.voice.number(every), items=named)


def _changed(figures: Figures, about: About, names: _Names, most: int) -> Iterator[str]:
    """What rose, and what fell, beyond chance: in one line where there is little."""
    found = changed_lines(figures, about, names.voice)
    said = []
    for verdict in (MORE, LESS):
        chosen = [(name, each) for name, each in found if each.verdict == verdict][:most]
        if chosen:
            listed = ", ".join(f"{names.cut(name)} {names.voice.number(each.count or 0)}" for name, each in chosen)
            said.append(names.voice.say(f"digest.text_{verdict}", names=listed))
    if said:
        yield ". ".join(said)


def _waiting(figures: Figures, voice: Voice) -> Iterator[str]:
    if figures.unanswered or figures.overdue:
        yield voice.say(
            "digest.text_waiting",
            n=voice.number(figures.unanswered),
            overdue=voice.number(figures.overdue),
            age=voice.days(figures.oldest_days),
        )


def _rest(figures: Figures, about: About, names: _Names) -> Iterator[str]:
    """Everything that a text can hold, the most important first, a line each."""
    voice = names.voice
    named_above = {item.report_id for item in figures.urgent}
    others = [item for item in figures.waiting if item.report_id not in named_above]
    yield from (f"{names.item(item)}, {', '.join(item_facts(item, voice))}" for item in (*figures.urgent, *others))
    changed = changed_lines(figures, about, voice)
    yield from _changed(figures, about, names, len(changed))
    yield from _waiting(figures, voice)
    yield from (group_title(each, about, voice) for each in figures.groups)
    yield from _counts("digest.by_category", [(names.kind(each.name), each) for each in figures.categories], voice)
    places = [(names.cut(voice.area(about.city, each.name)), each) for each in figures.areas]
    yield from _counts("digest.by_area", places, voice)
    if figures.protected is not None:
        yield voice.say("digest.text_protected", count=_count(figures.protected, voice))
    if figures.silent:
        areas = ", ".join(names.cut(voice.area(about.city, each)) for each in figures.silent)
        yield voice.say("digest.text_silent", areas=areas)
    yield from quality_lines(figures, voice)


def _broken(said: str, fits: Callable[[list[str]], bool]) -> Iterator[str]:
    """The line in pieces that fit a page each, cut between words, and within one that is longer than a page."""
    words = said.split(" ")
    while words:
        taken = len(words)
        while taken > 1 and not fits([" ".join(words[:taken])]):
            taken -= 1
        piece, words = " ".join(words[:taken]), words[taken:]
        while not fits([piece]):
            piece, rest = piece[: len(piece) // 2], piece[len(piece) // 2 :]
            words.insert(0, rest)
        yield piece


def _counts(heading: str, named: list[tuple[str, Line]], voice: Voice) -> Iterator[str]:
    rows = ", ".join(f"{name} {_count(each, voice)}" for name, each in named)
    if rows:
        yield voice.say("digest.text_counts", heading=voice.say(heading), rows=rows)


def _count(each: Line, voice: Voice) -> str:
    return voice.say("digest.few") if each.count is None else voice.number(each.count)


def _fits(text: str, channel: str, most_segments: int, most_characters: int) -> bool:
    if channel == SMS:
        return segments.count(text).segments <= most_segments
    return len(text) <= most_characters


def _spelled(text: str, channel: str) -> str:
    """As SMS in the letters that cost least; what they do not know is spelled without its marks, or left out."""
    if channel != SMS:
        return text
    plain = segments.for_sms(text)
    if segments.count(plain).encoding == "GSM-7":
        return plain
    return "".join(_known(letter) for letter in plain)


def _known(letter: str) -> str:
    if segments.count(letter).encoding == "GSM-7":
        return letter
    bare = unicodedata.normalize("NFKD", letter)[0]
    return bare if segments.count(bare).encoding == "GSM-7" else ""

"""The parts of a summary, each from its figures. A part about which there is nothing to say is left out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from digests.about import About
from digests.figures import DUPLICATES, FEW, LESS, MORE, Figures, Group, Item, Line
from digests.letter import Command, Entry, Part, Row, Table
from digests.looking_up import LookedUp
from digests.pictures import by_day, by_kind
from digests.quoting import line
from digests.voice import Voice

MOST_ITEMS = 10
"""Reports of one part; the page has them all."""

MOST_ROWS = 8
"""Rows of one table before the rest is summed."""

MOST_AREAS = 12
MOST_TAGS = 5
"""Codes that are named of one cluster."""

EXAMPLE_TAG, EXAMPLE_COLLEAGUE = "R7K3", "Botha"
"""In commands, where no report of this summary has a code."""

MARKS = {MORE: "▲", LESS: "▼"}
"""Of the verdicts that stand out; the word stands beside it for who cannot see it."""


class Parts:
    """Makes the parts for one reader."""

    def __init__(self, figures: Figures, about: About, looked_up: LookedUp, voice: Voice) -> None:
        self._figures = without_protected(figures, about)
        self._about, self._looked_up, self._voice = about, looked_up, voice

    def all(self) -> Iterator[Part]:
        """In the order in which somebody acts on them."""
        yield self.urgent()
        yield from self.changed()
        yield self.waiting()
        yield from self.groups()
        yield from self.days()
        yield from self.tables()
        yield from self.protected()
        yield from self.silent()
        yield from self.pulse()
        yield from self.quality()
        yield from self.answering()

    def pressing(self) -> Iterator[Part]:
        """What is said even where there is nothing new: what is urgent, and what waits."""
        if self._figures.urgent:
            yield self.urgent()
        if self._figures.unanswered:
            yield self.waiting()
            yield from self.answering()

    def urgent(self) -> Part:
        heading = self._voice.say("digest.urgent")
        if not self._figures.urgent:
            return Part(heading, lines=(self._voice.say("digest.nothing_urgent"),))
        every = max(self._figures.urgent_in_all, len(self._figures.urgent))
        notes = self._notes(self._figures.urgent, every)
        return Part(heading, entries=self._entries(self._figures.urgent), notes=notes, pressing=True)

    def changed(self) -> Iterator[Part]:
        voice = self._voice
        entries = tuple(
            Entry(f"{MARKS[each.verdict]} {name}: {self._count(each)}", meta=self._beyond(each))
            for name, each in changed_lines(self._figures, self._about, voice)
        )
        lines = () if entries else (voice.say("digest.nothing_changed"),)
        yield Part(voice.say("digest.changed"), lines=lines, entries=entries)

    def waiting(self) -> Part:
        voice, figures = self._voice, self._figures
        heading = voice.say("digest.waiting")
        if not figures.unanswered and not figures.overdue:
            return Part(heading, lines=(voice.say("digest.all_answered"),))
        said = [voice.say("digest.unanswered", n=voice.number(figures.unanswered))]
        if figures.overdue:
            said.append(voice.say("digest.overdue", n=voice.number(figures.overdue)))
        if figures.oldest_days > 0:
            said.append(voice.say("digest.oldest", age=voice.days(figures.oldest_days)))
        named_above = {item.report_id for item in figures.urgent}
        others = [item for item in figures.waiting if item.report_id not in named_above]
        return Part(heading, lines=(" ".join(said),), entries=self._entries(others), notes=self._notes(others, len(others)))

    def groups(self) -> Iterator[Part]:
        if self._figures.groups:
            entries = tuple(
                Entry(group_title(each, self._about, self._voice), meta=self._tags(each)) for each in self._figures.groups
            )
            yield Part(
                self._voice.say("digest.groups"), entries=entries[:MOST_ITEMS], notes=self._left_over(len(entries) - MOST_ITEMS)
            )

    def days(self) -> Iterator[Part]:
        picture = by_day(self._figures, self._about, self._voice)
        if picture is not None:
            yield Part(picture.chart.title, picture=picture)

    def tables(self) -> Iterator[Part]:
        voice, figures = self._voice, self._figures
        if figures.categories:
            names = [voice.kind(self._about.city, each.name) for each in figures.categories]
            part = self._table("digest.by_category", "digest.column_kind", names, figures.categories)
            apart = [voice.kind(self._about.city, each) for each in figures.apart]
            notes = (voice.say("digest.counted_apart", kinds=voice.listing(apart)),) if apart else ()
            yield replace(part, picture=by_kind(figures, self._about, voice), notes=notes)
        if figures.areas:
            names = [voice.area(self._about.city, each.name) for each in figures.areas]
            part = self._table("digest.by_area", "digest.column_area", names, figures.areas)
            yield replace(part, notes=(voice.say("digest.areas_without"),))
        if figures.dimensions:
            names = [voice.dimension(each.name) for each in figures.dimensions]
            part = self._table("digest.by_dimension", "digest.column_dimension", names, figures.dimensions)
            yield replace(part, notes=(voice.say("digest.several_dimensions"),))

    def protected(self) -> Iterator[Part]:
        if self._figures.protected is not None:
            kinds = [self._voice.kind(self._about.city, each.name) for each in self._about.city.categories if each.protected]
            count = self._compared(self._figures.protected)
            said = self._voice.say("digest.protected_line", kinds=", ".join(kinds), count=count)
            yield Part(self._voice.say("digest.protected"), lines=(said,))

    def silent(self) -> Iterator[Part]:
        if self._figures.silent:
            names = [self._voice.area(self._about.city, each) for each in self._figures.silent]
            if len(names) > MOST_AREAS:
                left = self._voice.number(len(names) - MOST_AREAS)
                names = [*names[:MOST_AREAS], self._voice.say("digest.rest", n=left)]
            said = self._voice.say("digest.silent_line", areas=self._voice.listing(names))
            yield Part(self._voice.say("digest.silent"), lines=(said,))

    def pulse(self) -> Iterator[Part]:
        pulse, voice, asked = self._figures.pulse, self._voice, self._looked_up.asked
        if pulse is None:
            return
        people = voice.people(pulse.n)
        lines = (asked.question,) if asked.question else ()
        if not pulse.counts:
            yield Part(voice.say("digest.pulse"), lines=(*lines, voice.say("digest.pulse_few", people=people)))
            return
        columns = (voice.say("digest.column_answer"), voice.say("digest.column_people"))
        rows = tuple(Row((asked.answers.get(code) or line(code), voice.number(count))) for code, count in pulse.counts.items())
        yield Part(
            voice.say("digest.pulse"), lines=(*lines, voice.say("digest.pulse_line", people=people)), table=Table(columns, rows)
        )

    def quality(self) -> Iterator[Part]:
        yield Part(self._voice.say("digest.quality"), lines=tuple(quality_lines(self._figures, self._voice)))

    def answering(self) -> Iterator[Part]:
        """The commands, with a code that stands in this very summary."""
        if not self._about.acts:
            return
        voice = self._voice
        shown = (self._tag(item) for item in (*self._figures.urgent, *self._figures.waiting))
        tag = next(filter(None, shown), EXAMPLE_TAG)
        number = next((each for each in self._about.city.senders if not each.startswith("whatsapp:")), "")
        how = voice.say("digest.answering_how", number=number) if number else voice.say("digest.answering_here")
        lamp = voice.say("digest.answer_done_note")
        yield Part(
            voice.say("digest.answering"),
            lines=(how,),
            commands=(
                Command(f"{voice.say('digest.command_ack')} {tag}", voice.say("digest.answer_ack")),
                Command(f"{voice.say('digest.command_done')} {tag} {lamp}", voice.say("digest.answer_done")),
                Command(f"{voice.say('digest.command_assign')} {tag} {EXAMPLE_COLLEAGUE}", voice.say("digest.answer_assign")),
                Command(f"{voice.say('digest.command_who')} {tag}", voice.say("digest.answer_who")),
                Command(voice.say("digest.command_more"), voice.say("digest.answer_more")),
            ),
        )

    def _entries(self, items: Sequence[Item]) -> tuple[Entry, ...]:
        voice = self._voice
        return tuple(
            Entry(
                title=item_title(item, self._about, voice),
                tag=self._tag(item),
                meta=", ".join(item_facts(item, voice)),
                quote="" if item.sensitive else self._looked_up.quotes.get(item.report_id, ""),
            )
            for item in items[:MOST_ITEMS]
        )

    def _notes(self, items: Sequence[Item], every: int) -> tuple[str, ...]:
        shown = items[:MOST_ITEMS]
        withheld = any(item.sensitive for item in shown)
        return (*((self._voice.say("digest.unquoted"),) if withheld else ()), *self._left_over(every - len(shown)))

    def _left_over(self, count: int) -> tuple[str, ...]:
        return (self._voice.say("digest.more_items", n=self._voice.number(count)),) if count > 0 else ()

    def _tag(self, item: Item) -> str:
        return item.tag or self._looked_up.tags.get(item.report_id, "")

    def _tags(self, group: Group) -> str:
        shown = {item.report_id: item.tag for item in (*self._figures.urgent, *self._figures.waiting) if item.tag}
        tags = {**self._looked_up.tags, **shown}
        known = [tags[each] for each in group.report_ids if each in tags]
        dots = ["…"] if len(known) > MOST_TAGS else []
        return self._voice.say("digest.tags", tags=", ".join([*known[:MOST_TAGS], *dots])) if known else ""

    def _table(self, heading: str, column: str, names: Sequence[str], lines: Sequence[Line]) -> Part:
        voice = self._voice
        top, rest = ranked(list(zip(names, lines, strict=True)))
        rows = [Row((name, self._count(each), self._usual(each)), stands_out=each.verdict in MARKS) for name, each in top]
        if rest:
            rows.append(Row((voice.say("digest.rest", n=voice.number(len(rest))), self._sum(rest), "")))
        columns = (voice.say(column), voice.say("digest.column_count"), voice.say("digest.column_usual"))
        return Part(voice.say(heading), table=Table(columns, tuple(rows)))

    def _count(self, each: Line) -> str:
        return self._voice.say("digest.few") if each.count is None else self._voice.number(each.count)

    def _sum(self, rest: Iterable[Line]) -> str:
        """Of the numbers that may be told; where some may not, it is at least that many."""
        counts = [each.count for each in rest]
        known = self._voice.number(sum(count for count in counts if count is not None))
        return self._voice.say("digest.at_least", n=known) if None in counts else known

    def _usual(self, each: Line) -> str:
        if each.count is None or each.verdict == FEW:
            return "–"
        between = self._voice.say("digest.between", low=self._voice.number(each.low), high=self._voice.number(each.high))
        if each.verdict not in MARKS:
            return between
        return f"{between} {MARKS[each.verdict]}\N{NO-BREAK SPACE}{self._voice.say(f'digest.mark_{each.verdict}')}"

    def _compared(self, each: Line) -> str:
        """A count with what is usual behind it, within a sentence."""
        if each.count is None or each.verdict == FEW:
            return self._count(each)
        return f"{self._count(each)}, {self._beyond(each)}"

    def _beyond(self, each: Line) -> str:
        """``more than usual (3 to 17)``."""
        voice = self._voice
        low, high = voice.number(each.low), voice.number(each.high)
        return voice.say("digest.against", verdict=voice.say(f"digest.verdict_{each.verdict}"), low=low, high=high)


def without_protected(figures: Figures, about: About) -> Figures:
    """The figures without any report, group or line of a protected kind. They hold none; this makes sure of it."""
    hidden = {each.name for each in about.city.categories if each.protected}

    def may(item: Item | Group) -> bool:
        return item.category not in hidden

    return replace(
        figures,
        urgent=tuple(filter(may, figures.urgent)),
        waiting=tuple(filter(may, figures.waiting)),
        groups=tuple(filter(may, figures.groups)),
        categories=tuple(each for each in figures.categories if each.name not in hidden),
        changed=tuple(each for each in figures.changed if each.partition(":")[2] not in hidden),
    )


def ranked(lines: list[tuple[str, Line]]) -> tuple[list[tuple[str, Line]], list[Line]]:
    """The rows that are shown, the largest first, and those that are summed. What stands out is always shown."""
    order = sorted(lines, key=lambda named: (named[1].verdict not in MARKS, -(named[1].count or 0), named[0]))
    shown = order if len(order) <= MOST_ROWS + 1 else order[:MOST_ROWS]
    shown += [named for named in order[len(shown) :] if named[1].verdict in MARKS]
    return sorted(shown, key=lambda named: (-(named[1].count or 0), named[0])), [each for _, each in order[len(shown) :]]


def changed_lines(figures: Figures, about: About, voice: Voice) -> list[tuple[str, Line]]:
    """What rose or fell by more than chance explains, named."""
    named = {f"category:{each.name}": (voice.kind(about.city, each.name), each) for each in figures.categories}
    named |= {f"area:{each.name}": (voice.area(about.city, each.name), each) for each in figures.areas}
    named |= {f"dimension:{each.name}": (voice.dimension(each.name), each) for each in figures.dimensions}
    found = (named[each] for each in figures.changed if each in named)
    return [(name, each) for name, each in found if each.verdict in MARKS]


def item_title(item: Item, about: About, voice: Voice) -> str:
    area = voice.say("digest.area_withheld") if item.sensitive else voice.area(about.city, item.area)
    return voice.say("digest.item", kind=voice.kind(about.city, item.category), area=area)


def item_facts(item: Item, voice: Voice) -> list[str]:
    """Age and state, and whether it was dangerous or is late."""
    return [
        voice.days(item.days),
        voice.say(f"digest.state_{item.state}"),
        *([voice.say("digest.danger")] if item.dangerous else []),
        *([voice.say("digest.late")] if item.overdue else []),
    ]


def group_title(group: Group, about: About, voice: Voice) -> str:
    values = {
        "kind": voice.kind(about.city, group.category),
        "area": voice.area(about.city, group.area) if group.area else voice.say("digest.several_areas"),
        "n": voice.number(group.count),
        "span": voice.minutes(group.minutes),
    }
    if group.kind == DUPLICATES:
        return voice.say("digest.duplicates", **values)
    if group.metres is None:
        return voice.say("digest.cluster", **values)
    return voice.say("digest.cluster_near", metres=voice.number(group.metres), **values)


def quality_lines(figures: Figures, voice: Voice) -> Iterator[str]:
    """How far the figures are to be trusted."""
    quality = figures.quality
    shares = [
        voice.say(
            "digest.understood_in",
            name=voice.say(f"digest.language_{language if language in ('es', 'en', 'zu') else 'other'}"),
            share=voice.percent(understood, every),
            all=voice.number(every),
        )
        for language, (understood, every) in quality.understood.items()
        if every
    ]
    if shares:
        yield voice.say("digest.understood", languages="; ".join(shares))
    yield voice.say("digest.undelivered", sent=voice.number(quality.sent), undelivered=voice.number(quality.undelivered))
    yield voice.say("digest.opted_out", stopped=voice.number(quality.stopped), notices=voice.number(quality.notices_stopped))

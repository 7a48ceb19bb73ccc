"""The e-mail: what is told is what was counted, hostile words stay words, and both of its forms say the same."""

import base64
import dataclasses
import io
import re
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from PIL import Image

import cities
from digests import mail as mails
from digests import writing
from digests.figures import Figures
from digests.letter import Letter, Part
from digests.looking_up import Asked, LookedUp
from digests.mail import LARGEST_HTML, Mail
from digests.period import WEEKLY, Period
from digests.quoting import quotation
from digests.voice import Voice
from tests.digests.summaries import DUE, about, busy, calm, days, item, line
from words import LANGUAGES

HOSTILE = (
    "<script>alert(document.cookie)</script>",
    '=HYPERLINK("https://malo.example/","ver")',
    "\u202egpj.oediv\u202c\u2066 \u200f abc",
    "x" * 1600,
    "🚨👩‍👩‍👧‍👦" * 60,
    "uno\r\nBcc: todos@malo.example\r\n\r\nURGENT\n* R7K3 falso",
    "{{ letter.link }} {% for x in y %} {0} {letter}",
    "</td></tr></table></body><img src=x onerror=alert(1)>",
)
KINDS = ("robbery", "water", "roads", "dumping", "flood", "assault", "hunger", "street_light")


class Read(HTMLParser):
    """What a reader of the HTML gets: its text without what is hidden, its links, its pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.tags: list[str] = []
        self.text = ""
        self._silent = 0
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [str(value) for name, value in attrs if name in ("href", "background", "action")]
        if tag == "img":
            self.pictures.append(dict(attrs))
        self._silent += tag in ("style", "title", "script")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "title", "script")
        self.text += " "

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data


def letter(figures: Figures | None = None, language: str = "en", looked_up: LookedUp | None = None, **frame: Any) -> Letter:
    return writing.write(busy() if figures is None else figures, about(language, **frame), looked_up or LookedUp())


def mail(figures: Figures | None = None, language: str = "en", looked_up: LookedUp | None = None, **frame: Any) -> Mail:
    framed = about(language, **frame)
    return mails.render(letter(figures, language, looked_up, **frame), Voice(language, "email", framed.zone))


def part(found: Letter, heading: str) -> Part:
    return next(each for each in found.parts if each.heading == heading)


def said(found: Letter) -> list[str]:
    """Every text of the letter."""
    texts = [found.kind, found.title, *found.lead, *found.warnings, found.link_label, *found.small_print]
    for each in found.parts:
        texts += [each.heading, *each.lines, *each.notes]
        texts += [text for entry in each.entries for text in (entry.tag, entry.title, entry.meta, entry.quote)]
        texts += [text for row in (each.table.rows if each.table else ()) for text in row.cells]
        texts += [text for command in each.commands for text in (command.typed, command.means)]
    return [text for text in texts if text]


# What it says


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_forms_say_everything_that_the_letter_says(language: str) -> None:
    looked_up = LookedUp({f"{1:032x}": 'Sicela <usizo> & "masinyane"'}, {}, Asked("After dark", {"1": "Very safe"}))
    skipped = {"skipped": ("2026-11-20", "2026-11-21")}
    found, made = letter(None, language, looked_up, **skipped), mail(None, language, looked_up, **skipped)
    html, plain = Read(made.html).text, " ".join(made.text.split())
    for text in said(found):
        one_line = " ".join(text.split())
        assert one_line in html
        assert one_line in plain or one_line.upper() in plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_that_is_shown_is_one_of_the_figures(language: str) -> None:
    figures = busy()
    found = letter(figures, language)
    shown = [number for text in _counted(found) for number in _numbers(text)]
    known = set(_leaves(figures.to_json()))
    derived = {
        97,  # what the smaller kinds add up to: 47 + 22 + 17 + 11, and one that is not told
        22,  # the smaller areas: 13 + 9, and one that is not told
        9,  # 540 minutes
        90,  # 1201 of 1330, and 9 of 10
        95,  # 988 of 1041
        987,  # the mean 987.4, told whole
        2,  # urgent ones that are not shown
        3,  # areas that are summed
        5,  # kinds that are summed
    }
    assert [number for number in shown if number not in known | derived] == []


def test_every_count_stands_beside_its_own_name() -> None:
    figures = busy()
    city = cities.load()["durban"]
    rows = {row.cells[0]: row.cells for heading in ("By kind of problem", "By area") for row in _rows(letter(), heading)}
    for each in figures.categories[:7]:
        kind = city.category(each.name)
        assert kind is not None
        cells = rows[kind.labels["en"]]
        assert cells[1] == str(each.count)
        assert cells[2].startswith(f"{each.low} to {each.high}")
        assert ("▲" in cells[2], "▼" in cells[2]) == (each.verdict == "more", each.verdict == "less")
    assert rows["Umlazi"][1:] == ("201", "120 to 168 ▲\N{NO-BREAK SPACE}more")


def test_what_stands_out_is_shown_however_small_and_the_rest_is_summed() -> None:
    rows = _rows(letter(), "By kind of problem")
    assert [row.cells[0] for row in rows if row.stands_out] == [
        "Robbery or theft",
        "Gunshots or gangs",
        "Rubbish or dumping",
        "Flood, storm or fire",
    ]
    assert rows[-1].cells == ("5 others", "at least 97", "")
    whole = tuple(each for each in busy().categories if each.count is not None)
    assert _rows(letter(busy(categories=whole)), "By kind of problem")[-1].cells == ("4 others", "97", "")


def test_a_count_that_may_not_be_told_is_nowhere() -> None:
    few = dataclasses.replace(line("xenophobia", None, 0, 8, "few"), usual=3.3)
    row = _rows(letter(busy(categories=(few,))), "By kind of problem")[0]
    assert row.cells == ("Xenophobia", "few", "–")


def test_the_headline_is_honest_about_chance() -> None:
    found = letter()
    assert found.title == "1,214 reports, more than usual"
    assert "987 on average" in found.lead[0]
    assert "876 to 1,098" in found.lead[0]
    young = letter(busy(total=line("total", 3, 0, 0, "few", 0.0)))
    assert young.title == "3 reports"
    assert young.lead[0] == "There are too few earlier reports to say what is usual."
    assert letter(busy(total=line("total", 1))).title == "1 report, as usual"


def test_the_subject_holds_the_headline_and_what_is_urgent() -> None:
    assert mail().subject == "Durban, 23 Nov: 1,214 reports, more than usual; 5 urgent"
    assert mail(None, "es").subject == "Durban, 23 nov: 1,214 reportes, más de lo habitual; 5 urgentes"
    assert mail(None, "zu").subject == "Durban, 23 Nov: imibiko engu-1,214, ngaphezu kokujwayelekile; engu-5 ephuthumayo"
    assert mail(calm()).subject == "Durban, 23 Nov: no reports, as usual"


def test_an_urgent_report_is_told_with_its_code_place_age_and_words() -> None:
    words = quotation("They are shooting near the taxi rank, my number is 060 555 0111")
    entry = part(letter(looked_up=LookedUp({f"{1:032x}": words})), "Urgent").entries[0]
    assert (entry.tag, entry.title) == ("R7K3", "Gunshots or gangs, Umlazi")
    assert entry.meta == "less than a day, not answered, still dangerous"
    assert entry.quote == "They are shooting near the taxi rank, my number is […]"


def test_a_report_of_a_sensitive_kind_has_neither_words_nor_place() -> None:
    told = busy(urgent=(item(3, "9CT4", "threats", "umlazi", 1, sensitive=True),), urgent_in_all=1)
    entry = part(letter(told, looked_up=LookedUp({f"{3:032x}": "my husband's brother"})), "Urgent").entries[0]
    assert entry.quote == ""
    assert entry.title == "Threats or extortion, place only on the page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_violence_against_women_and_children_is_one_line_and_never_a_report(language: str) -> None:
    """Even if a figure held one by mistake."""
    leaked = item(9, "7777", "domestic_violence", "umlazi", 2, dangerous=True)
    figures = busy(
        urgent=(leaked,),
        waiting=(leaked,),
        categories=(*busy().categories, line("domestic_violence", 771)),
        changed=("category:domestic_violence",),
    )
    made = mail(figures, language, LookedUp({leaked.report_id: "he hits me"}))
    for form in (made.text, Read(made.html).text):
        assert "7777" not in form
        assert "771" not in form
        assert "he hits me" not in form
        assert "23" in form


def test_who_may_not_know_of_it_reads_nothing_of_it() -> None:
    headings = [each.heading for each in letter(busy(protected=None)).parts]
    assert "Violence against women and children" not in headings


def test_a_quiet_morning_is_one_line() -> None:
    found = letter(calm())
    assert (found.title, found.lead[0]) == ("No reports, as usual", "Nothing to report: no reports came in.")
    assert found.parts == ()
    few = letter(calm(total=line("total", 2)), least=5)
    assert few.lead[0] == "Nothing to report: 2 reports, and you asked for a summary from 5 on."
    waiting = letter(calm(unanswered=3, oldest_days=8, waiting=(item(1, "R7K3", "water", "umlazi", 8),)))
    assert [each.heading for each in waiting.parts] == ["Waiting for an answer", "Answer from your phone"]


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        (("2026-11-20",), "Not sent, because it was too late for it: Friday 20 November 2026."),
        (("2026-W46", "2026-W47"), "Not sent, because it was too late for them: week 46 of 2026 and week 47 of 2026."),
        (("2026-10",), "Not sent, because it was too late for it: October 2026."),
    ],
)
def test_periods_that_were_skipped_are_named(keys: tuple[str, ...], named: str) -> None:
    assert letter(skipped=keys).warnings[0].startswith(named)


def test_the_commands_name_a_report_of_this_summary_and_are_offered_to_who_may_act() -> None:
    typed = [each.typed for each in part(letter(), "Answer from your phone").commands]
    assert typed == ["ACK R7K3", "DONE R7K3 lamp replaced", "ASSIGN R7K3 Botha", "WHO R7K3", "MORE"]
    assert "Answer from your phone" not in [each.heading for each in letter(acts=False).parts]


def test_times_are_the_readers_own() -> None:
    assert "From Sunday 22 November 2026, 07:00 to Monday 23 November 2026, 07:00." in letter().lead[1]
    week = Period(WEEKLY, "2026-W48", DUE - timedelta(days=7), DUE)
    assert (
        letter(None, "es", period=week)
        .lead[1]
        .startswith("Del lunes 16 de noviembre de 2026, 07:00 h al lunes 23 de noviembre de 2026, 07:00 h.")
    )
    assert letter(None, "zu", period=week).kind == "Isifinyezo sesonto"


def test_what_the_subscription_is_limited_to_is_said() -> None:
    assert (
        letter(scope=("Robbery or theft", "Umlazi", "Inanda"))
        .lead[1]
        .endswith("Metro Police. Only: Robbery or theft, Umlazi and Inanda.")
    )


def test_only_an_e_mail_with_quotations_asks_not_to_be_forwarded() -> None:
    assert len(letter(looked_up=LookedUp({f"{1:032x}": "help"})).small_print) == 2
    assert len(letter().small_print) == 1


# Hostile words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_a_resident_wrote_stays_text(words: str, language: str) -> None:
    harmless, made = (mail(None, language, LookedUp({f"{1:032x}": quotation(each)})) for each in ("No water since Friday", words))
    expected, read = Read(harmless.html), Read(made.html)
    assert read.tags == expected.tags
    assert read.links == expected.links
    assert quotation(words) in read.text
    assert quotation(words) in made.text
    assert len(made.text.splitlines()) == len(harmless.text.splitlines())
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\r\0]", made.text + made.html + made.subject)


@pytest.mark.parametrize("name", ["Durban\r\nBcc: all@bad.example", "Durban\nX: y", "D" * 400, "\u202eDurban\u2028"])
def test_nothing_that_the_city_is_called_ends_a_header(name: str) -> None:
    city = dataclasses.replace(cities.load()["durban"], name=name)
    made = mail(city=city, body="Police\r\n\r\nBcc: x", scope=("a\nb",))
    assert made.subject == " ".join(made.subject.split())
    assert len(made.subject) <= writing.LONGEST_SUBJECT
    message = EmailMessage()
    message["Subject"] = made.subject
    assert [name.lower() for name in message] == ["subject"]


# HTML for mail programs


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_is_in_the_mail_and_is_told_in_words(language: str) -> None:
    made = mail(None, language)
    read = Read(made.html)
    assert (
        [each["src"] for each in read.pictures] == [f"cid:{image['cid']}" for image in made.images] == ["cid:days", "cid:kinds"]
    )
    for shown, image in zip(read.pictures, made.images, strict=True):
        assert shown["alt"] == image["alt"]
        assert len(image["alt"]) > 40
        with Image.open(io.BytesIO(base64.b64decode(image["png"]))) as picture:
            assert picture.format == "PNG"


def test_a_pictures_words_hold_the_numbers_that_are_drawn() -> None:
    by_day, by_kind = (image["alt"] for image in mail().images)
    most = max(count for _, count in days(1214))
    assert f"{most:,}" in by_day
    assert "1,214" in by_day
    for each in busy().categories[:6]:
        assert f"{each.count}, usually {each.low} to {each.high}" in by_kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fetched_and_the_only_link_is_the_page(language: str) -> None:
    made = mail(None, language)
    assert set(Read(made.html).links) == {about().link}
    assert "script" not in Read(made.html).tags
    assert "url(" not in made.html
    assert about().link in made.text


def test_the_styles_stand_in_the_elements_and_those_for_dark_screens_in_the_head() -> None:
    html = mail().html
    assert html.count("<style") == 1
    assert "prefers-color-scheme: dark" in html
    assert re.search(r"<h1[^>]* style=\"[^\"]*font-size", html)
    assert re.search(r"<td[^>]*class=\"body\"[^>]* style=\"[^\"]*padding", html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_mail_is_not_clipped(language: str) -> None:
    items = [
        item(number, "R7K3MMM", KINDS[number % len(KINDS)], "durban_central", 400, dangerous=True, overdue=True)
        for number in range(40)
    ]
    words = quotation("🚨<&\"'" * 400)
    figures = busy(urgent=tuple(items[:20]), waiting=tuple(items[20:]), groups=busy().groups * 20, silent=("umlazi",) * 90)
    made = mail(figures, language, LookedUp({each.report_id: words for each in items}))
    assert len(made.html.encode()) < LARGEST_HTML


def test_the_same_summary_is_the_same_mail() -> None:
    assert mail() == mail()


def _rows(found: Letter, heading: str) -> Any:
    table = part(found, heading).table
    assert table is not None
    return table.rows


def _counted(found: Letter) -> list[str]:
    """What holds counts: not times, codes, telephone numbers."""
    texts = [found.title, found.lead[0]]
    for each in found.parts:
        if not each.commands:
            texts += [*each.lines, *each.notes]
            texts += [text for entry in each.entries for text in (entry.title, entry.meta)]
            texts += [cell for row in (each.table.rows if each.table else ()) for cell in row.cells]
    return [re.sub(r"\b(?=\w*[A-Z])(?=\w*\d)\w+\b", "", text) for text in texts]


def _leaves(node: Any) -> list[float]:
    """Every number of the figures."""
    if isinstance(node, dict):
        return [number for value in node.values() for number in _leaves(value)]
    if isinstance(node, (list, tuple)):
        return [number for value in node for number in _leaves(value)]
    return [node] if isinstance(node, (int, float)) and not isinstance(node, bool) else []


def _numbers(text: str) -> list[float]:
    return [float(each.replace(",", "")) for each in re.findall(r"\d+(?:,\d{3})*(?:\.\d)?", text)]

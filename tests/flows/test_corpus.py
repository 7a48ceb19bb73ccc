"""Every form of the corpus is played to its end, and at each step ODK's own engine is asked whether we are right.

The robot's answers are drawn from a seed: valid ones, ones that the constraint refuses, skips, and now and then a change of
an earlier answer. What is compared is all that a form decides: which question comes next, whether it is required, what can
be chosen, how it reads, whether the answer is taken, what exists, and every value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

import cities
from flows import languages, sheets, types
from flows.checks import check
from flows.context import Context
from flows.definition import Asked, Definition, Item, parse
from flows.finding import Finding
from flows.instance import ANOTHER, Instance
from flows.sheets.tables import straight
from tests import forms
from tests.oracle.engine import Oracle, OracleRefused, Seen, State
from tests.oracle.robot import Put, Robot
from tests.oracle.values import same

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""A Monday: nine in the morning in Juárez."""

SEEDS = range(6)
TRIES = 25
MOST_STEPS = 400
CORRECTIONS = 0.08


@dataclass(frozen=True)
class Peculiar:
    """A difference that is the oracle's own. One that no longer shows fails, so that none outlives its reason."""

    form: str
    aspect: str  # next required choices label taken relevant value
    key: str  # a regular expression
    why: str


NOTHING_TO_ADD = "sum() of no nodes is 0 in XPath 1.0 and in Collect; ODK's web engine says it is no number."
DRAWN = "Without a seed the order is drawn, and each draws its own."
NO_DATE = 'What is no date is "Invalid Date" there, as in JavaScript; it is nothing in Collect.'
WHOLE_MATCH = "regex() matches the whole text, as ODK's documentation has it and Collect does; the web engine takes a part."

PECULIAR = (
    Peculiar("long_caminata_de_seguridad", "value", "total_lamparas", NOTHING_TO_ADD),
    Peculiar("long_caminho_da_escola", "value", "p_total|dangers/somme", NOTHING_TO_ADD),
    Peculiar("long_household_safety", "value", "survey/people/adults", NOTHING_TO_ADD),
    Peculiar("raw_paths", "value", "all", NOTHING_TO_ADD),
    Peculiar("repeat_in_repeat", "value", "sum", NOTHING_TO_ADD),
    Peculiar("repeat_in_repeat", "label", "told", NOTHING_TO_ADD),
    Peculiar("media_columns", "label", "sign", "The path of a big image stands behind the label's text there."),
    Peculiar("randomize_without_seed", "choices", "colour|others", DRAWN),
    Peculiar("randomize_without_seed", "value", "others", DRAWN),
    Peculiar("signs_and_hashes", "value", "id|any", DRAWN),
    Peculiar("moments_compared", "value", "weekday", "The web engine counts days from Monday, 1, and has no name for a Sunday."),
    Peculiar("question_and_calculation", "label", "ok", "A decimal is kept as 2250.0 there; it is the same number."),
    Peculiar("regular_expressions", "relevant", "north", WHOLE_MATCH),
    Peculiar("regular_expressions", "next", "north", WHOLE_MATCH),
    Peculiar("regular_expressions", "taken", "initial", WHOLE_MATCH),
    Peculiar("dates_computed", "value", "later", NO_DATE),
    Peculiar(
        "defaults_computed",
        "value",
        "late",
        "The web engine computes a default only for what is relevant when the form opens; Collect for all.",
    ),
)

NOT_COMPARED = re.compile(r"(^|/)(meta(/|$)|[^/]*_count$|generated_|reserved_name_for_)")
"""What pyxform adds for itself."""

TIMESTAMPS = {"start", "end"}

SPECIFY_OTHER = "Specify other."
"""How pyxform labels what or_other adds, in every language; we ask it in the resident's."""


class Ours:
    """A run of ours without a conversation around it: the instance, and what is kept between two answers."""

    def __init__(self, definition: Definition, context: Context) -> None:
        self.definition, self.context = definition, context
        self.answers: dict[str, Mapping[str, Any]] = {}
        self.kept: dict[str, str] = {}
        self.instance = self._anew()

    def put(self, key: str, code: str) -> list[str]:
        """Answer a question. Gives back the keys of answers that went away because their question is no longer asked."""
        before = {each: self.instance.value(each) for each in [key]}
        self.answers[key] = {"code": code}
        self.instance = self._anew()
        if not key.endswith(ANOTHER) and before[key] != code:
            self.kept |= self.instance.triggered(key)
        self.instance = self._anew()
        gone = [each for each in self.answers if not each.endswith(ANOTHER) and not self.instance.relevant(each)]
        for each in gone:
            del self.answers[each]
        self.instance = self._anew()
        return gone

    def _anew(self) -> Instance:
        instance = Instance(self.definition, dict(self.answers), self.context, dict(self.kept))
        self.kept |= instance.settled()
        return Instance(self.definition, dict(self.answers), self.context, dict(self.kept))


class Play:
    """One form, one seed: both sides answer the same."""

    def __init__(self, oracle: Oracle, form: forms.Form, seed: int) -> None:
        self.oracle, self.form = oracle, form
        oracle.load(form.xform, form.files, NOW, seed)
        city = cities.load()["juarez"]
        language = languages.code(oracle.language) if oracle.language else "en"
        self.context = Context(city, language, "sms", NOW, contact="oracle", run=f"run-{seed}", started=NOW)
        self.definition = parse(form.source)
        self.ours = Ours(self.definition, self.context)
        self.robot = Robot(f"{form.name}-{seed}", NOW.astimezone(city.time_zone))
        self.passed: list[str] = []
        self.differences: list[tuple[str, str, str]] = []
        self.refused = 0

    def to_the_end(self) -> None:
        """Answer until neither side has a question left."""
        self.compare(self.oracle.state())
        for _ in range(MOST_STEPS):
            asked = self.ours.instance.next_question()
            state = self.oracle.state()
            if asked is not None and asked.key in self.passed:
                # An answer that can no longer be chosen, or is refused since another one changed: a chat asks for another one.
                seen = state[asked.key]
                self.expect("next", asked.key, not seen.value or not seen.valid, "we ask again what the oracle has an answer to")
                self.passed.remove(asked.key)
            awaited = self.awaited(state)
            if asked is None:
                self.expect("next", awaited.key if awaited else "", awaited is None, "we are at the end, the oracle is not")
                self.compare_notes(state)
                return
            if asked.key.endswith(ANOTHER):
                self.go_on(asked, state, awaited)
                continue
            if awaited is None or awaited.key != asked.key:
                self.expect("next", asked.key, False, f"we ask this, the oracle {awaited.key if awaited else 'nothing'}")
                if asked.key not in state:
                    return
            self.compare_question(asked, state[asked.key])
            self.answer(asked, state[asked.key])
            if self.passed and self.robot.dice.random() < CORRECTIONS:
                self.correct()
        self.expect("next", "", False, f"no end after {MOST_STEPS} steps")

    def awaited(self, state: State) -> Seen | None:
        """The question that the oracle has next: relevant, not readonly, not yet passed."""
        asked = (each for each in state.questions() if each.kind != "note" and each.relevant and not each.readonly)
        asked = (each for each in asked if not NOT_COMPARED.search(each.key))
        return next((each for each in asked if each.key not in self.passed), None)

    def go_on(self, asked: Asked, state: State, awaited: Seen | None) -> None:
        """Another one? Inside the repeat the oracle must have nothing left to ask."""
        here = asked.key.removesuffix(f"/{ANOTHER}")
        if awaited is not None:
            order = list(state)
            inside = [position for position, key in enumerate(order) if key == here or key.startswith(f"{here}/")]
            self.expect("next", asked.key, order.index(awaited.key) > inside[-1], f"the oracle still asks {awaited.key}")
        repeat, number = here.rpartition("[")[0], int(here.rpartition("[")[2].rstrip("]"))
        more = number < 3 and self.robot.dice.random() < 0.5
        if more:
            self.oracle.add_repeat(repeat)
        self.ours.put(asked.key, "yes" if more else "no")
        self.compare(self.oracle.state())

    def answer(self, asked: Asked, seen: Seen) -> None:
        """One answer that is taken; on the way to it ones that are not. Both sides must agree on each."""
        put = self.put(asked)
        before = seen.value
        for _ in range(TRIES):
            code = self.robot.code(put)
            if put.required and code == "":
                continue
            accepted = self.ours.instance.accepts(asked.key, code)
            try:
                self.put_there(asked, code)
            except OracleRefused as error:
                self.expect("taken", asked.key, False, f"{code!r}: {error}")
                break
            now = self.oracle.state()[asked.key]
            self.expect("taken", asked.key, accepted == now.satisfies, f"{code!r}: ours {accepted}, theirs {now.satisfies}")
            if accepted and now.satisfies:
                break
            self.refused += 1
            self.put_there(asked, before)
        else:
            code = ""
            self.put_there(asked, code)
        self.take(asked.key, code)

    def put_there(self, asked: Asked, value: str) -> None:
        """Answer in the oracle. A blank number goes through 0: a blank count leaves as many instances there as it last had."""
        if not value and asked.item.type == "integer":
            self.oracle.set(asked.key, "0")
        self.oracle.set(asked.key, value)

    def take(self, key: str, code: str) -> None:
        for gone in self.ours.put(key, code):
            if gone in self.oracle.state():
                self.oracle.set(gone, "")
        if key not in self.passed:
            self.passed.append(key)
        self.passed = [each for each in self.passed if each in self.ours.answers]
        self.compare(self.oracle.state())

    def correct(self) -> None:
        """Answer a question again that was passed: whatever hangs on it changes on both sides."""
        key = self.robot.dice.choice(self.passed)
        self.answer(self.ours.instance.asked(key), self.oracle.state()[key])

    def put(self, asked: Asked) -> Put:
        return Put(
            asked.item.type,
            [choice.name for choice in asked.choices],
            [choice.label.on("sms", self.context.language) for choice in asked.choices],
            asked.item.parameters,
            asked.required,
            str(asked.value.get("code", "")),
        )

    def compare_question(self, asked: Asked, seen: Seen) -> None:
        key = asked.key
        self.expect("required", key, asked.required == seen.required, f"ours {asked.required}, theirs {seen.required}")
        if seen.choices is not None:
            names = tuple(choice.name for choice in asked.choices)
            self.expect("choices", key, names == seen.choices, f"ours {names}, theirs {seen.choices}")
        self.compare_label(asked.item, seen)

    def compare_notes(self, state: State) -> None:
        """Notes are not asked; how they read is compared once, at the end."""
        for seen in state.questions():
            if seen.kind == "note" and self.ours.instance.relevant(seen.key):
                self.compare_label(self.definition.item(re.sub(r"\[\d+\]", "", seen.key)), seen)

    def compare_label(self, item: Item, seen: Seen) -> None:
        if item.label is not None and seen.label != SPECIFY_OTHER:
            instance = self.ours.instance
            label = straight(" ".join(instance.shown(item.label, instance.node(seen.key)).split()))
            self.expect("label", seen.key, label == straight(seen.label), f"ours {label!r}, theirs {seen.label!r}")

    def compare(self, state: State) -> None:
        """What exists, and every value."""
        instance = self.ours.instance
        compared = set()
        for key, seen in state.items():
            if NOT_COMPARED.search(key) or not (seen.question or seen.kind == "model-value"):
                continue
            compared.add(key)
            relevant = instance.relevant(key)
            self.expect("relevant", key, relevant == seen.relevant, f"ours {relevant}, theirs {seen.relevant}")
            item = self.definition.item(re.sub(r"\[\d+\]", "", key)) if relevant else None
            if item is None or not seen.relevant or item.type in TIMESTAMPS:
                continue
            value = instance.value(key)
            self.expect("value", key, same(value, seen.value), f"ours {value!r}, theirs {seen.value!r}")
        for key in instance.keys():  # noqa: SIM118 - no mapping
            kind = self.definition.item(re.sub(r"\[\d+\]", "", key)).type
            if kind not in types.IGNORED:
                self.expect("relevant", key, key in compared, "ours only")

    def expect(self, aspect: str, key: str, right: bool, what: str) -> None:
        if not right:
            self.differences.append((aspect, key, what))


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    with Oracle("America/Ciudad_Juarez") as running:
        yield running


@pytest.mark.parametrize(
    "form", [each for each in forms.accepted() if each.name not in forms.UNLOADABLE], ids=lambda form: form.name
)
def test_a_form_is_asked_as_odks_engine_would_have_it(form: forms.Form, oracle: Oracle) -> None:
    known = [each for each in PECULIAR if each.form == form.name]
    met: Counter[Peculiar] = Counter()
    wrong: dict[tuple[str, str], str] = {}
    for seed in SEEDS:
        play = Play(oracle, form, seed)
        play.to_the_end()
        for aspect, key, what in play.differences:
            excuse = next((each for each in known if each.aspect == aspect and re.fullmatch(each.key, key)), None)
            if excuse:
                met[excuse] += 1
            else:
                wrong.setdefault((aspect, key), f"seed {seed}: {aspect} of {key}: {what}")
    assert not wrong, "\n".join(wrong.values())
    assert [each.why for each in known if not met[each]] == [], "these differences no longer show: take them out of the table"


@pytest.mark.parametrize("refusal", forms.refused(), ids=lambda refusal: refusal.form.name)
def test_a_refused_form_is_refused_at_its_place(refusal: forms.Refusal) -> None:
    errors = [each for each in found_in(refusal.form) if each.level == "error"]
    assert (refusal.sheet, refusal.row) in [(each.sheet, each.row) for each in errors]
    if refusal.by_pyxform:
        assert any(refusal.reason in each.sentence for each in errors)


@pytest.mark.parametrize("form", forms.accepted(), ids=lambda form: form.name)
def test_an_accepted_form_has_no_error(form: forms.Form) -> None:
    assert [each for each in found_in(form) if each.level == "error"] == []


def found_in(form: forms.Form) -> list[Finding]:
    """What reading the form and checking it say."""
    try:
        read = sheets.load(form.path)
    except sheets.Refused as refused:
        return [refused.finding("read")]
    return check(read.source, places=read.places)


def test_the_corpus_is_large_enough() -> None:
    names = [form.name for form in forms.accepted()]
    assert len([name for name in names if not name.startswith(forms.LONG)]) >= 40
    assert len([name for name in names if name.startswith(forms.LONG)]) == 5

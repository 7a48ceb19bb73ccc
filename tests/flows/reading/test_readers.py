"""What the readers do besides words: taps, what is left over, points that add up, files, and why an answer is refused."""

from typing import Any

import pytest

import words
from flows.definition import Asked
from flows.reading import Reading, Said, Unclear, hear, help_for, names_it, read
from tests.flows.reading.questions import FREQUENCY, WORRIES, YES_NO, choices, question, said, surroundings, wording
from words import segments


def refusal(asked: Asked, text: str, **surrounding: str) -> Unclear:
    with pytest.raises(Unclear) as refused:
        said(asked, text, **surrounding)
    return refused.value


# One and several


def test_another_questions_button_answers_nothing() -> None:
    with pytest.raises(Unclear):
        read(question("select_one", choices=FREQUENCY), Said(payload="other=never"), surroundings())


def test_one_answer_out_of_several_is_asked_for() -> None:
    assert refusal(question("select_one", choices=FREQUENCY), "1 y 3").reason == "answer.only_one"


@pytest.mark.parametrize(
    ("kind", "text", "code", "other"),
    [
        ("select_one", "otro: los perros", "other", "los perros"),
        ("select_one", "Other - stray dogs", "other", "stray dogs"),
        ("select_one", "okunye: izinja", "other", "izinja"),
        ("select_one", "6 los perros bravos", "other", "los perros bravos"),
        ("select_multiple", "1, 3, otro: los perros", "robbery water other", "los perros"),
        ("select_multiple", "2 and other: stray dogs", "lights other", "stray dogs"),
    ],
)
def test_the_words_behind_other_are_kept(kind: str, text: str, code: str, other: str) -> None:
    reading = said(question(kind, choices=WORRIES), text)
    assert (reading.code, reading.more["other"]) == (code, other)


@pytest.mark.parametrize("text", ["6", "otro", "6 y 2", "6, 2"])
def test_other_alone_or_in_a_list_has_no_words_of_its_own(text: str) -> None:
    assert "other" not in said(question("select_multiple", choices=WORRIES), text).more


def test_what_is_not_in_the_list_is_named() -> None:
    refused = refusal(question("select_multiple", choices=WORRIES[:4]), "1, perros y 9")
    assert (refused.reason, refused.values) == ("answer.unknown_parts", {"parts": "perros, 9"})
    assert "perros" not in str(refused)
    assert "perros" not in repr(refused)


def test_none_of_them_is_an_answer_where_one_may_be_left_out() -> None:
    assert said(question("select_multiple", choices=WORRIES[:3]), "ninguna").code == ""
    assert refusal(question("select_multiple", choices=WORRIES[:3], required=True), "none").reason == "answer.needs_one"


def test_a_label_that_is_a_number_is_meant_where_no_numbers_are_shown() -> None:
    asked = question("select_one", choices=choices(none=("0", "0", "0"), one=("1", "1", "1"), two=("2", "2", "2")))
    assert said(asked, "1", channel="whatsapp").code == "one"
    assert said(asked, "1", channel="sms").code == "none"


def test_labels_in_a_language_that_is_none_of_ours_are_read() -> None:
    afrikaans = choices(**{"1": ("Ja", "Ja", "Ja"), "0": ("Nee", "Nee", "Nee")})
    assert said(question("select_one", choices=afrikaans), "nee").code == "0"


def test_yes_is_understood_by_the_label_whatever_the_choice_is_called() -> None:
    asked = question("select_one", choices=choices(a1=("Sí", "Yes", "Yebo"), a2=("No", "No", "Cha")))
    assert [said(asked, text).code for text in ("simón", "nope", "yebo", "👍")] == ["a1", "a2", "a1", "a1"]


def test_the_missing_and_the_repeated_of_a_ranking_are_named() -> None:
    asked = question("rank", choices=WORRIES[:3])
    missing, twice = refusal(asked, "3 1", language="es"), refusal(asked, "1 1 2")
    assert (missing.reason, missing.values) == ("answer.not_ranked", {"missing": "Alumbrado"})
    assert (twice.reason, twice.values) == ("answer.ranked_twice", {"twice": "Robbery or theft"})


def test_a_kind_of_problem_is_told_in_words() -> None:
    asked = question("select_one_from_file", list_name="categories.csv", choices=FREQUENCY)
    assert said(asked, "they sell drugs on the corner").code == "drugs"
    heard = hear(asked, "they robbed me with a gun", surroundings())
    assert heard is not None
    assert heard.code == "robbery"


# Numbers


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("integer", "20-30", "answer.one_number"),
        ("integer", "3.5", "answer.whole_number"),
        ("integer", "more than 20", "answer.exact_number"),
        ("integer", "082 123 4567", "answer.not_telephone"),
        ("integer", "hello", Unclear.GENERAL),
        ("decimal", "2 or 3", "answer.one_number"),
    ],
)
def test_it_is_said_why_a_number_is_none(kind: str, text: str, reason: str) -> None:
    assert refusal(question(kind), text).reason == reason


def test_a_scale_has_ends_and_steps() -> None:
    asked = question("range", parameters={"start": "0", "end": "1", "step": "0.25"})
    assert [said(asked, text).code for text in ("0.5", "half", "0,75", "1", "0")] == ["0.5", "0.5", "0.75", "1", "0"]
    assert refusal(asked, "0.3").reason == "answer.on_step"
    assert refusal(asked, "2").values == {"start": "0", "end": "1", "step": "0.25"}


def test_a_scale_may_run_downwards_and_has_the_ends_of_xlsform() -> None:
    assert said(question("range", parameters={"start": "5", "end": "-5", "step": "-5"}), "-5").code == "-5"
    assert said(question("range"), "10").code == "10"
    assert refusal(question("range"), "11").reason == "answer.range_hint"


def test_an_age_is_heard_where_it_is_asked_and_told() -> None:
    age = question("integer", label=wording("¿Qué edad tienes?", "How old are you?", "Uneminyaka emingaki?"))
    told = {
        "tengo 34 años y vivo en Anapra": "34",
        "I am 34 years old": "34",
        "ngineminyaka engu-34": "34",
        "hace 34 años": None,
        "34 people": None,
        "tengo 3 hijos": None,
    }
    heard = {text: hear(age, text, surroundings()) for text in told}
    assert {text: reading and reading.code for text, reading in heard.items()} == told
    assert (
        hear(question("integer", label=wording("¿Cuántos hijos?", "How many children?", "Bangaki?")), "I am 34", surroundings())
        is None
    )


# When


@pytest.mark.parametrize(
    ("appearance", "text", "code"),
    [
        ("month-year", "marzo de 1990", "1990-03-01"),
        ("year", "1990", "1990-01-01"),
        ("year", "12 March 1990", "1990-01-01"),
        ("year", "last year", "2025-01-01"),
    ],
)
def test_a_date_may_be_a_month_or_a_year(appearance: str, text: str, code: str) -> None:
    assert said(question("date", appearance=appearance), text).code == code


def test_the_missing_part_of_a_date_is_asked_for() -> None:
    assert refusal(question("date"), "March 1990").reason == "answer.needs_day"
    assert refusal(question("date", appearance="month-year"), "1990").reason == "answer.needs_month"


def test_a_bare_weekday_is_the_next_where_a_day_to_come_is_wanted() -> None:
    past, ahead = question("date"), question("date", constraint=". >= today()")
    assert (said(past, "Friday").code, said(ahead, "Friday").code) == ("2026-11-13", "2026-11-20")
    assert (said(past, "12/3").code, said(ahead, "12/3").code) == ("2026-03-12", "2027-03-12")
    assert said(ahead, "last Friday").code == "2026-11-13"


def test_a_time_has_the_zones_distance_from_utc() -> None:
    assert said(question("time"), "9 pm", city="durban").code == "21:00:00.000+02:00"
    assert said(question("time"), "9 pm", city="juarez").code == "21:00:00.000-07:00"


def test_what_a_report_asks_has_happened() -> None:
    report = question("dateTime", chat={"heard": "yes"})
    reading = said(report, "last night")
    assert reading.code == "2026-11-18T19:00:00.000+02:00"
    assert (reading.more["start"], reading.more["precision"]) == ("2026-11-18T17:00:00+00:00", "part_of_day")
    assert refusal(report, "tomorrow at 9").reason == Unclear.GENERAL


# Words and statements


def test_a_report_wants_a_story_and_a_survey_takes_any_words() -> None:
    story, plain = question("text", chat={"heard": "yes"}), question("text")
    assert refusal(story, "yes").reason == Unclear.GENERAL
    assert said(plain, "yes").code == "yes"
    assert hear(story, "they robbed me", surroundings()) is not None
    assert hear(plain, "they robbed me", surroundings()) is None


def test_a_voice_note_is_an_answer_in_words() -> None:
    reading = read(question("text"), Said(files=("audio/ogg",)), surroundings())
    assert (reading.code, reading.how, reading.more) == ("", "media", {"files": 1})


def test_a_label_said_before_is_heard_and_a_mere_yes_is_not() -> None:
    asked = question("select_one", choices=FREQUENCY)
    heard = hear(asked, "Sometimes", surroundings())
    assert heard is not None
    assert heard.code == "sometimes"
    assert hear(asked, "sometimes I walk there", surroundings()) is None
    assert hear(question("select_one", choices=YES_NO), "yes", surroundings()) is None
    assert hear(asked, "2", surroundings()) is None


# Points


def test_points_add_up_until_it_is_done() -> None:
    first = read(question("geotrace"), Said(lat=-29.7, lon=30.9), surroundings())
    assert (first.code, first.more["open"]) == ("-29.7 30.9 0 0", True)
    second = read(question("geotrace", value=first.value), Said("-29.8, 30.95"), surroundings())
    assert second.code == "-29.7 30.9 0 0;-29.8 30.95 0 0"
    third = read(question("geotrace", value=second.value), Said("Inanda"), surroundings())
    assert len(third.more["points"]) == 3
    done = read(question("geotrace", value=third.value), Said("listo"), surroundings())
    assert (done.code, "open" in done.more) == (third.code, False)


def test_an_area_is_closed_with_its_first_corner() -> None:
    corners: list[dict[str, Any]] = [{"lat": 1.5, "lon": 2.5}, {"lat": 1.5, "lon": 3.5}, {"lat": 2.5, "lon": 3.5}]
    done = read(question("geoshape", value={"points": corners}), Said(payload="q=done"), surroundings())
    assert done.code == "1.5 2.5 0 0;1.5 3.5 0 0;2.5 3.5 0 0;1.5 2.5 0 0"


@pytest.mark.parametrize(("kind", "needed"), [("geotrace", 2), ("geoshape", 3)])
def test_too_few_points_make_no_line_and_no_area(kind: str, needed: int) -> None:
    refused = refusal(question(kind, value={"points": [{"lat": 1.5, "lon": 2.5}]}), "sekuphelile")
    assert (refused.reason, refused.values) == ("answer.more_points", {"points": 1, "needed": needed})


def test_a_pin_that_comes_twice_is_one_point() -> None:
    first = read(question("geotrace"), Said(lat=-29.7, lon=30.9), surroundings())
    again = read(question("geotrace", value=first.value), Said(lat=-29.7, lon=30.9), surroundings())
    assert again.more["points"] == first.more["points"]


def test_a_whole_track_may_stand_in_one_message() -> None:
    reading = said(question("geotrace"), "1.5 2.5 0 0; 1.5 3.5 0 0")
    assert (reading.code, "open" in reading.more) == ("1.5 2.5 0 0;1.5 3.5 0 0", False)


def test_only_a_report_is_held_to_the_city() -> None:
    assert said(question("geopoint"), "19.43, -99.13").code == "19.43 -99.13 0 0"
    assert refusal(question("geopoint", chat={"heard": "yes"}), "19.43, -99.13").reason == "flow.outside_city"


# Files


@pytest.mark.parametrize(
    ("kind", "file", "fits"),
    [
        ("image", "image/jpeg", True),
        ("image", "audio/ogg", False),
        ("audio", "audio/ogg", True),
        ("audio", "image/png", False),
        ("video", "video/mp4", True),
        ("video", "image/jpeg", False),
        ("file", "application/pdf", True),
        ("file", "image/jpeg", True),
    ],
)
def test_a_file_has_to_fit(kind: str, file: str, fits: bool) -> None:
    asked = question(kind)
    if fits:
        reading = read(asked, Said(files=(file,)), surroundings())
        assert (reading.code, reading.how, reading.more) == ("1", "media", {"files": 1})
        return
    with pytest.raises(Unclear):
        read(asked, Said(files=(file,)), surroundings())


def test_files_add_up() -> None:
    asked = question("image", value={"code": "1", "files": 1})
    reading = read(asked, Said(files=("image/jpeg", "image/png")), surroundings())
    assert (reading.code, reading.more["files"]) == ("3", 2)


def test_a_needed_file_cannot_be_left_out() -> None:
    assert read(question("image"), Said(payload="q=skip"), surroundings()).how == "skipped"
    assert refusal(question("image", required=True), "no").reason == Unclear.GENERAL


# Naming a question


ITEMS = [
    question("geopoint", key="where", summary=wording("El lugar", "The place", "Indawo")).item,
    question("dateTime", key="when", summary=wording("Cuándo", "When", "Isikhathi")).item,
    question(
        "integer",
        key="age",
        label=wording("¿Cuántos años tienes?", "How old are you?", "Uneminyaka emingaki?"),
        summary=wording("Edad", "Age", "Iminyaka"),
    ).item,
    question(
        "select_one",
        key="dark",
        label=wording("¿Te sientes segura de noche?", "Do you feel safe after dark?", "Uzizwa uphephile ebusuku?"),
    ).item,
]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cambiar la edad", "age"),
        ("Quiero corregir mi edad por favor", "age"),
        ("the place is wrong", "where"),
        ("correct the date", "when"),
        ("change the time", "when"),
        ("lungisa indawo", "where"),
        ("isikhathi asilungile", "when"),
        ("shintsha isikhathi", "when"),
        ("el lugar está mal", "where"),
        ("lugr", "where"),
        ("correct the adress", "where"),
        ("age", "age"),
        ("corregir noche", "dark"),
        ("change dark", "dark"),
        ("iminyaka", "age"),
        ("hola", None),
        ("corregir", None),
        ("they robbed me last night at the corner of the street", None),
    ],
)
def test_a_question_is_named_by_what_people_call_it(text: str, name: str | None) -> None:
    assert [item.name for item in names_it(text, ITEMS)] == ([name] if name else [])


def test_two_questions_may_be_named_as_well() -> None:
    both = [ITEMS[0], question("geopoint", key="home", summary=wording("El lugar", "The place", "Indawo")).item]
    assert [item.name for item in names_it("change the place", both)] == ["where", "home"]


# Help


LONG = choices(**{f"c{number}": (f"Una opción {number} con un nombre bastante largo",) * 3 for number in range(1, 10)})
HELPED = [
    question(
        kind,
        choices=LONG,
        required=required,
        appearance=appearance,
        chat=chat,
        parameters={"start": "1000", "end": "5000", "step": "500"},
    )
    for kind in (
        "text",
        "integer",
        "decimal",
        "range",
        "select_one",
        "select_multiple",
        "rank",
        "date",
        "time",
        "dateTime",
        "geopoint",
        "geotrace",
        "geoshape",
        "image",
        "audio",
        "video",
        "file",
        "acknowledge",
        "barcode",
    )
    for required in (False, True)
    for appearance in ("", "month-year", "year")
    for chat in ({}, {"heard": "yes"})
]
SPECIAL: dict[str, dict[str, object]] = {
    "answer.unclear": {},
    "answer.on_step": {"start": "1000", "end": "5000", "step": "500"},
    "answer.one_number": {},
    "answer.exact_number": {},
    "answer.whole_number": {},
    "answer.not_telephone": {},
    "answer.only_one": {},
    "answer.unknown_parts": {"parts": "los perros de la calle, ..."},
    "answer.needs_one": {},
    "answer.ranked_twice": {"twice": "Robo o asalto en la calle"},
    "answer.not_ranked": {"missing": "Robo o asalto en la calle, Alumbrado, Agua, ..."},
    "answer.needs_day": {},
    "answer.needs_month": {},
    "answer.more_points": {"points": 1, "needed": 3},
}


@pytest.mark.parametrize("language", ["es", "en", "zu"])
@pytest.mark.parametrize("city", ["juarez", "durban"])
def test_help_is_one_sms(language: str, city: str) -> None:
    catalogue = words.load()
    context = surroundings(city, language)
    helped = [help_for(asked, level, context) for asked in HELPED for level in (1, 2)]
    for key, values in [*helped, *SPECIAL.items()]:
        count = segments.count(segments.for_sms(catalogue.say(key, language, "sms", **values)))
        assert (count.encoding, count.segments) == ("GSM-7", 1), key


def test_every_word_of_help_is_used() -> None:
    used = {help_for(asked, level, surroundings())[0] for asked in HELPED for level in (1, 2)} | SPECIAL.keys()
    assert {key for key in words.load().keys if key.startswith("answer.")} == used


def test_a_reading_keeps_what_was_said_out_of_sight() -> None:
    assert "secret" not in repr(Reading("x", "typed", "secret"))
    assert "secret" not in repr(Said("secret"))


def test_both_are_all_of_two() -> None:
    assert said(question("select_multiple", choices=WORRIES[:2]), "las dos").code == "robbery lights"
    assert refusal(question("select_multiple", choices=WORRIES[:3]), "both").reason == Unclear.GENERAL


def test_a_number_and_another_choices_words_are_two_answers() -> None:
    assert refusal(question("select_one", choices=FREQUENCY), "2 always").reason == "answer.only_one"
    assert said(question("select_one", choices=FREQUENCY), "4 - siempre").code == "always"


def test_numbers_of_a_ranking_are_places_unless_they_are_the_choices_own() -> None:
    asked = question("rank", choices=WORRIES[:3])
    assert said(asked, "1. agua 2. robo 3. alumbrado").code == "water robbery lights"
    assert said(asked, "3 agua 1 robo 2 alumbrado").code == "water robbery lights"


def test_a_choice_is_found_among_very_many() -> None:
    streets = tuple(choices(**{f"s{number}": (f"Calle {number} norte",) * 3})[0] for number in range(1, 1500))
    asked = question("select_one", choices=streets)
    assert said(asked, "1205", channel="whatsapp").code == "s1205"
    assert said(asked, "calle 1205 nrote").code == "s1205"

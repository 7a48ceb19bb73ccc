"""Places in residents' messages."""

import pytest

import cities
from nlu import places
from nlu.places import SURE


def found(text: str, key: str) -> tuple[str, str] | None:
    place = places.find(text, cities.load()[key])
    return (place.area.name, place.said) if place else None


DURBAN = [
    ("There is no water in Umlazi V section", "umlazi", "Umlazi V section"),
    ("Isibani somgwaqo siphukile eMlazi", "umlazi", "eMlazi"),
    ("V section eMlazi", "umlazi", "V section eMlazi"),
    ("section V, Umlazi", "umlazi", "section V, Umlazi"),
    ("Umlazi V", "umlazi", "Umlazi V"),
    ("eMlazi ku V", "umlazi", "eMlazi ku V"),
    ("Umlazi BB section", "umlazi", "Umlazi BB section"),
    ("umlazi bb section", "umlazi", "umlazi bb section"),
    ("KwaMashu A-Section", "kwamashu", "KwaMashu A-Section"),
    ("kwa mashu", "kwamashu", "kwa mashu"),
    ("kwaMashu kuV section", "kwamashu", "kwaMashu kuV section"),
    ("abantu baseKwaMashu", "kwamashu", "baseKwaMashu"),
    ("unit 3 Phoenix", "phoenix", "unit 3 Phoenix"),
    ("Phoenix, unit 3", "phoenix", "Phoenix, unit 3"),
    ("ngihlala ePhoenix", "phoenix", "ePhoenix"),
    ("e-Phoenix", "phoenix", "Phoenix"),
    ("pheonix", "phoenix", "pheonix"),
    ("chatswoth unit 7", "chatsworth", "chatswoth unit 7"),
    ("ngaseChatsworth", "chatsworth", "ngaseChatsworth"),
    ("eNanda", "inanda", "eNanda"),
    ("oThongathi", "tongaat", "oThongathi"),
    ("Tongaat", "tongaat", "Tongaat"),
    ("eManzimtoti", "amanzimtoti", "eManzimtoti"),
    ("Toti", "amanzimtoti", "Toti"),
    ("eMkhomazi", "umkomaas", "eMkhomazi"),
    ("eMdloti", "emdloti", "eMdloti"),
    ("eBotha's Hill", "bothas_hill", "eBotha's Hill"),
    ("Botha’s Hill", "bothas_hill", "Botha’s Hill"),
    ("Mt Edgecombe", "mount_edgecombe", "Mt Edgecombe"),
    ("Pinetwon", "pinetown", "Pinetwon"),
    ("robbed on the Bluff", "bluff", "the Bluff"),
    ("durban north", "durban_north", "durban north"),
    ("in Durban, eThekwini, Umlazi", "umlazi", "Umlazi"),
    ("12 Mangosuthu Highway, Umlazi", "umlazi", "12 Mangosuthu Highway, Umlazi"),
    ("Umlazi V section, pole no 45", "umlazi", "Umlazi V section, pole no 45"),
    ("I live in Umlazi but was robbed in Warwick", "warwick_junction", "Warwick"),
    ("UMLAZI!!!", "umlazi", "UMLAZI"),
]

JUAREZ = [
    ("Me asaltaron anoche en Anapra", "anapra", "Anapra"),
    ("col. Anapra", "anapra", "col. Anapra"),
    (
        "calle Mejía entre Ocampo y Constitución, colonia Chaveña",
        "chavena",
        "calle Mejía entre Ocampo y Constitución, colonia Chaveña",
    ),
    ("en la chavena", "chavena", "la chavena"),
    ("Zaragosa, calle Pino no. 5", "zaragoza", "Zaragosa, calle Pino no. 5"),
    ("Av. Tecnológico, fracc. Villas del Real", "villas_del_real", "Av. Tecnológico, fracc. Villas del Real"),
    ("Riberas del Bravo etapa 5", "riberas_del_bravo", "Riberas del Bravo etapa 5"),
    ("Riveras del Brabo", "riberas_del_bravo", "Riveras del Brabo"),
    ("en Riberas hay baches", "riberas_del_bravo", "Riberas"),
    ("anoche hubo balazos en el km 20", "los_kilometros", "km 20"),
    ("km20", "los_kilometros", "km20"),
    ("Felipe Angeles", "felipe_angeles", "Felipe Angeles"),
    ("granjas d chapultepec", "granjas_de_chapultepec", "granjas d chapultepec"),
    ("no hay luz en la 16 de septiembre", "dieciseis_de_septiembre", "en la 16 de septiembre"),
    ("16 de Septiembre", "dieciseis_de_septiembre", "16 de Septiembre"),
    ("en la colonia azteca", "aztecas", "colonia azteca"),
    ("me robaron en el centro", "centro", "el centro"),
    ("Centro", "centro", "Centro"),
    ("distrito Sur", "sur", "distrito Sur"),
    ("Sur", "sur", "Sur"),
    ("por el oriente de la ciudad", "oriente", "oriente de la ciudad"),
    ("Valle de Juárez", "valle_de_juarez", "Valle de Juárez"),
    ("vivo en Anapra pero me robaron en el centro", "centro", "el centro"),
    ("Anapra, Ciudad Juárez", "anapra", "Anapra"),
    ("Anapra, distrito Poniente", "anapra", "Anapra"),
    ("San Agusti\u0301n", "san_agustin", "San Agustín"),
    ("me robaron en la calle anoche en Anapra", "anapra", "Anapra"),
]


@pytest.mark.parametrize(("text", "area", "said"), DURBAN)
def test_a_place_of_durban_is_found_in_the_residents_own_words(text: str, area: str, said: str) -> None:
    assert found(text, "durban") == (area, said)


@pytest.mark.parametrize(("text", "area", "said"), JUAREZ)
def test_a_place_of_juarez_is_found_in_the_residents_own_words(text: str, area: str, said: str) -> None:
    assert found(text, "juarez") == (area, said)


@pytest.mark.parametrize(
    "text",
    ["", "?", "Hello", "Sawubona", "yes", "the point is this", "north of here", "you can bluff", "hamba nathi", "emona yabo",
     "molweni nonke", "faka emotweni", "a section of the road fell", "nada", "bread", "se inunda la calle", "12/3"],
)  # fmt: skip
def test_ordinary_words_are_no_place_of_durban(text: str) -> None:
    assert found(text, "durban") is None


@pytest.mark.parametrize(
    "text",
    ["", "Hola", "buenas tardes", "gracias", "fui a la universidad", "mi valle", "viene del sur", "dentro de la casa",
     "el 16 de septiembre me robaron", "Los Aztecas me amenazaron", "en el centro de salud no hay medicina",
     "un centro comercial", "perdí un millón", "la calle está oscura", "parajes del sur"],
)  # fmt: skip
def test_ordinary_words_are_no_place_of_juarez(text: str) -> None:
    assert found(text, "juarez") is None


def test_the_citys_own_name_is_found_but_not_sure() -> None:
    place = places.find("eThekwini", cities.load()["durban"])
    assert place is not None
    assert place.area.kind == "city"
    assert place.score < SURE


def test_a_section_alone_could_be_in_two_townships() -> None:
    place = places.find("V section", cities.load()["durban"])
    assert place is not None
    assert {area.name for area in (place.area, *place.others)} == {"umlazi", "kwamashu"}
    assert place.score < SURE


@pytest.mark.parametrize(
    ("text", "key", "names"),
    [
        ("Newlands", "durban", {"newlands_east", "newlands_west"}),
        ("hay baches en el valle", "juarez", {"valle", "valle_de_juarez"}),
        ("robos en Parajes del Sol y en Anapra", "juarez", {"parajes_del_sol", "anapra"}),
    ],
)
def test_what_could_be_several_places_names_them_all(text: str, key: str, names: set[str]) -> None:
    place = places.find(text, cities.load()[key])
    assert place is not None
    assert {area.name for area in (place.area, *place.others)} == names
    assert place.score < SURE


def test_a_name_spelled_right_is_surer_than_one_spelled_wrong() -> None:
    city = cities.load()["durban"]
    right, wrong = places.find("Chatsworth", city), places.find("Chatswoth", city)
    assert right is not None
    assert wrong is not None
    assert right.score > wrong.score >= SURE


@pytest.mark.parametrize("key", ["juarez", "durban"])
def test_every_area_is_found_by_its_own_label(key: str) -> None:
    city = cities.load()[key]
    for area in city.areas:
        place = places.find(area.label, city)
        assert place is not None, area.name
        assert area in (place.area, *place.others) or area.kind == "city", area.name


def test_a_very_long_message_is_read_to_the_end() -> None:
    assert found("no hay agua y nadie viene " * 60 + "en Anapra", "juarez") == ("anapra", "Anapra")


def test_a_pin_is_given_its_nearest_area_and_the_distance() -> None:
    nearest = places.nearest(-29.965, 30.885, cities.load()["durban"])
    assert nearest is not None
    area, km = nearest
    assert (area.name, km < 0.5) == ("umlazi", True)


def test_a_pin_outside_the_city_has_no_nearest_area() -> None:
    assert places.nearest(48.8566, 2.3522, cities.load()["durban"]) is None


@pytest.mark.parametrize(
    ("text", "key", "area"),
    [
        ("Salbárcar", "juarez", "salvarcar"),
        ("Zamalayuca", "juarez", "samalayuca"),
        ("en el sentro", "juarez", "centro"),
        ("Horisontes del sur", "juarez", "horizontes_del_sur"),
        ("emlasi", "durban", "umlazi"),
        ("wasoThongathi", "durban", "tongaat"),
    ],
)
def test_a_name_written_as_it_sounds_is_found(text: str, key: str, area: str) -> None:
    place = places.find(text, cities.load()[key])
    assert place is not None
    assert (place.area.name, place.candidates, place.score >= SURE) == (area, [place.area], True)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("my uncle Warwick hit me", "durban"),
        ("Mr Clermont sells drugs", "durban"),
        ("when was king Shaka born", "durban"),
        ("umakhelwane uSiyanda uyangesabisa", "durban"),
        ("accident on phoenix highway", "durban"),
        ("umfazi wakhe uyakhala", "durban"),
        ("mi tío Felipe Ángeles me pega", "juarez"),
        ("se llama Anapra", "juarez"),
        ("calle Zaragoza", "juarez"),
        ("en la esquina con Zaragoza y Pino", "juarez"),
        ("quedó en libertad", "juarez"),
        ("el ladrón sigue en la azotea", "juarez"),
        ("el paciente está encerrado", "juarez"),
    ],
)
def test_people_streets_and_words_that_look_like_places_are_none(text: str, key: str) -> None:
    assert found(text, key) is None


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("en la Hidalgo", "hidalgo"),
        ("colonia hidalgo", "hidalgo"),
        ("Hidalgo", "hidalgo"),
        ("balazos en Galeana anoche", "galeana"),
        ("calle Oro entre Altavista y Bellavista, col. Hidalgo", "hidalgo"),
        ("entre Satélite y 5, colonia Anapra", "anapra"),
    ],
)
def test_a_common_name_counts_where_something_leads_to_a_place(text: str, area: str) -> None:
    place = found(text, "juarez")
    assert place is not None and place[0] == area


def test_the_street_lights_of_a_township_are_no_street_of_its_name() -> None:
    assert found("phoenix street lights are off", "durban") == ("phoenix", "phoenix")


def test_a_part_comes_before_the_township_that_it_lies_in() -> None:
    assert found("Inanda, Amaoti", "durban") == ("amaoti", "Amaoti")
    assert found("Umlazi, Glebelands hostel", "durban") == ("glebelands", "Glebelands hostel")


def test_a_colonia_comes_before_the_avenue_that_passes_it() -> None:
    place = found("Av. Tecnológico, Tierra Nueva", "juarez")
    assert place is not None and place[0] == "tierra_nueva"
    assert found("por la Av. Tecnológico", "juarez") == ("av_tecnologico", "Av. Tecnológico")


def test_a_name_spelled_wrong_says_so() -> None:
    city = cities.load()["durban"]
    near = {text: places.find(text, city) for text in ("Chatsworth", "ngaseChatsworth", "Chatswoth")}
    assert {text: place.near for text, place in near.items() if place} == {
        "Chatsworth": False,
        "ngaseChatsworth": False,
        "Chatswoth": True,
    }


@pytest.mark.parametrize(
    ("key", "lat", "lon", "area"),
    [
        ("juarez", 31.778, -106.558, "anapra"),
        ("juarez", 31.7395, -106.486, "centro"),
        ("juarez", 31.652, -106.343, "zaragoza"),
        ("durban", -29.859, 31.026, "durban_central"),
        ("durban", -29.727, 31.084, "umhlanga"),
    ],
)
def test_a_pin_is_put_into_the_area_it_lies_in(key: str, lat: float, lon: float, area: str) -> None:
    nearest = places.nearest(lat, lon, cities.load()[key])
    assert nearest is not None and nearest[0].name == area


@pytest.mark.parametrize("key", ["juarez", "durban"])
def test_no_two_areas_have_the_same_label_so_that_a_question_can_tell_them_apart(key: str) -> None:
    labels = [area.label for area in cities.load()[key].areas]
    assert len(labels) == len(set(labels))
    assert max(map(len, labels)) <= 24

"""Small flows as admins of the two cities would write them."""

from typing import Any

Source = dict[str, Any]


def words(es: str, en: str, zu: str) -> dict[str, str]:
    return {"es": es, "en": en, "zu": zu}


DARK = words("¿De noche?", "After dark?", "Ebusuku?")

FEELING: Source = {
    "settings": {"form_id": "feeling", "default_language": "en", "version": "2026-11-23"},
    "languages": {"es": "Español (es)", "en": "English (en)", "zu": "isiZulu (zu)"},
    "survey": [
        {"type": "begin_group", "name": "safety", "label": words("Seguridad", "Safety", "Ukuphepha")},
        {"type": "select_one degrees", "name": "dark", "label": DARK, "semantic_label": "SDG::16.1.4"},
        {
            "type": "select_multiple threats or_other",
            "name": "fears",
            "label": words("¿Qué temes?", "What do you fear?", "Wesabani?"),
        },
        {"type": "end_group"},
        {
            "type": "rank threats",
            "name": "worst",
            "label": words("Ordena", "Put in order", "Hlela"),
            "relevant": "${dark} = 'unsafe'",
        },
        {"type": "geopoint", "name": "where", "label": words("¿Dónde?", "Where?", "Kuphi?")},
        {"type": "integer", "name": "age", "label": words("¿Edad?", "Age?", "Iminyaka?")},
        {"type": "date", "name": "day", "label": words("¿Qué día?", "Which day?", "Usuku?")},
        {"type": "image", "name": "photo", "label": words("¿Foto?", "A photo?", "Isithombe?")},
        {"type": "text", "name": "proposal", "label": words("¿Propuesta?", "A proposal?", "Isiphakamiso?")},
        {"type": "calculate", "name": "shout", "calculation": "concat(${proposal}, '!')"},
        {"type": "calculate", "name": "twice", "calculation": "${age} * 2"},
        {"type": "phonenumber", "name": "phone"},
        {"type": "calculate", "name": "who", "calculation": "concat('contact ', ${phone})"},
        {"type": "note", "name": "thanks", "label": words("Gracias", "Thank you", "Ngiyabonga")},
    ],
    "choices": {
        "degrees": [
            {"name": "safe", "label": words("Segura", "Safe", "Ngiphephile")},
            {"name": "unsafe", "label": words("Insegura", "Unsafe", "Angiphephile")},
        ],
        "threats": [
            {"name": "crime", "label": words("Delito", "Crime", "Ubugebengu")},
            {"name": "flood", "label": words("Inundación", "Flood", "Isikhukhula")},
        ],
    },
}

HOUSEHOLD_1: Source = {
    "settings": {"form_id": "household", "version": "spring"},
    "survey": [
        {"type": "text", "name": "street", "label": "Which street?"},
        {"type": "select_one cookers", "name": "cooker", "label": "What do you cook on?"},
        {"type": "begin_repeat", "name": "member", "label": "Somebody who lives here"},
        {"type": "integer", "name": "age", "label": "How old?"},
        {"type": "end_repeat"},
    ],
    "choices": {"cookers": [{"name": "1", "label": "Gas"}, {"name": "2", "label": "Wood"}]},
}

HOUSEHOLD_2: Source = {
    "settings": {"form_id": "household", "version": "summer"},
    "survey": [
        {"type": "select_one cookers", "name": "cooker", "label": "What does the family cook on?"},
        {"type": "begin_repeat", "name": "member", "label": "Somebody who lives here"},
        {"type": "integer", "name": "age", "label": "Age in years?"},
        {"type": "begin_group", "name": "health", "label": "Health"},
        {"type": "begin_repeat", "name": "visit", "label": "A visit to the clinic"},
        {"type": "date", "name": "day", "label": "On which day?"},
        {"type": "end_repeat"},
        {"type": "end_group"},
        {"type": "end_repeat"},
    ],
    "choices": {"cookers": [{"name": "1", "label": "Gas"}, {"name": "3", "label": "Electricity"}]},
}

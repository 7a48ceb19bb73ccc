"""Headings of a sheet, in any spelling that pyxform takes, and the places in a row that they stand for.

pyxform's own tables of aliases are used, so that what it understands, we understand: ``relevance``, ``caption``,
``bind::relevant``, ``media::image::English (en)``, ``Required Message``.
"""

from dataclasses import dataclass

from pyxform import aliases, constants
from pyxform.parsing.sheet_headers import process_header
from pyxform.question import MultipleChoiceQuestion, Option
from pyxform.survey import Survey

TRANSLATED = (
    "label",
    "hint",
    "guidance_hint",
    "constraint_message",
    "required_message",
    "image",
    "big-image",
    "audio",
    "video",
)
"""Columns that may stand in a sheet once for each language."""

CHANNELS = ("sms", "whatsapp")
OURS = {
    "survey": ("semantic_label", "chat", *CHANNELS),
    "settings": ("expires_after_days", "offer", "show", "chat"),
}
"""Columns that pyxform never sees."""

NESTED = ("chat", *CHANNELS)
"""Those of them that hold columns themselves: ``chat::summary::English (en)``."""

ORDER = {
    "survey": (
        "type",
        "name",
        "semantic_label",
        "label",
        "hint",
        "guidance_hint",
        "required",
        "required_message",
        "relevant",
        "constraint",
        "constraint_message",
        "calculation",
        "default",
        "trigger",
        "appearance",
        "readonly",
        "choice_filter",
        "parameters",
        "repeat_count",
        "image",
        "big-image",
        "audio",
        "video",
    ),
    "choices": ("list_name", "name", "label", "image", "big-image", "audio", "video"),
    "settings": ("form_id", "form_title", "version", "default_language"),
}
ORDER["external_choices"] = ORDER["osm"] = ORDER["choices"]
"""Columns as XLSForm's own documentation orders them; others follow in the order in which they are met, ours last."""

_CANONICAL = {
    ("bind", "relevant"): "relevant",
    ("bind", "readonly"): "readonly",
    ("bind", "required"): "required",
    ("bind", "constraint"): "constraint",
    ("bind", "calculate"): "calculation",
    ("bind", "jr:constraintMsg"): "constraint_message",
    ("bind", "jr:requiredMsg"): "required_message",
    ("bind", "jr:noAppErrorString"): "no_app_error_string",
    ("bind", constants.ENTITIES_SAVETO_NS): constants.ENTITIES_SAVETO,
    ("control", "appearance"): "appearance",
    ("control", "jr:count"): "repeat_count",
    ("control", "autoplay"): "autoplay",
    ("control", "rows"): "rows",
    ("instance", "odk:tag"): "compact_tag",
    **{("media", kind): kind for kind in constants.SUPPORTED_MEDIA_TYPES},
    (constants.ID_STRING,): "form_id",
    (constants.TITLE,): "form_title",
    (constants.LIST_NAME_S,): constants.LIST_NAME_U,
    ("dataset",): constants.LIST_NAME_U,
}

_KNOWN: dict[str, tuple[dict[str, str | tuple[str, ...]], set[str]]] = {
    "survey": (aliases.survey_header, set(MultipleChoiceQuestion.get_slot_names())),
    "choices": (aliases.list_header, set(Option.get_slot_names())),
    "external_choices": (aliases.list_header, set(Option.get_slot_names())),
    "osm": (aliases.list_header, set(Option.get_slot_names())),
    "settings": (aliases.settings_header, set(Survey.get_slot_names())),
    "entities": (aliases.entities_header, {column.value for column in constants.EntityColumns.value_list()}),
}


@dataclass(frozen=True)
class Column:
    """Where a cell stands in its row: ``chat`` and ``summary``, in the language that the heading names."""

    keys: tuple[str, ...]
    language: str | None = None
    """As the heading spells it."""


def read(sheet: str, heading: str, double_colon: bool) -> Column:
    """The column that a heading names. ``double_colon``: the sheet has ``::`` somewhere, so a single one separates nothing."""
    tokens = tuple(token.strip() for token in heading.split("::"))
    if tokens[0].lower() in OURS.get(sheet, ()):
        keys = (tokens[0].lower(), *tokens[1:2])
        return Column(keys, tokens[2]) if len(tokens) == 3 else Column((*keys, *tokens[2:]))
    known, columns = _KNOWN[sheet]
    _, tokens = process_header(heading, double_colon, known, columns)
    for length in (2, 1):
        if tokens[:length] in _CANONICAL:
            tokens = (_CANONICAL[tokens[:length]], *tokens[length:])
            break
    if len(tokens) == 2 and tokens[0] in TRANSLATED:
        return Column(tokens[:1], tokens[1])
    return Column(("::".join(tokens),))


def written(keys: tuple[str, ...], spelling: str | None) -> str:
    """The heading of a column."""
    return "::".join((*keys, *([spelling] if spelling else [])))


def place(sheet: str, column: str) -> int:
    """Where a column is written, among the others of its sheet."""
    order = ORDER.get(sheet, ())
    if column in order:
        return order.index(column)
    ours = OURS.get(sheet, ())
    return len(order) + (1 + ours.index(column) if column in ours else 0)

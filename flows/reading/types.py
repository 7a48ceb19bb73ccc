"""Which reader reads which type of question."""

from collections.abc import Callable

from flows.context import Context
from flows.definition import Asked
from flows.reading import acknowledge, amount, media, moment, place, selects, track, words
from flows.reading.said import Reading, Said, Unclear

Reader = Callable[[Asked, Said, Context], Reading]
Hearer = Callable[[Asked, str, Context], Reading | None]

READERS: dict[str, Reader] = {
    "text": words.read,
    "barcode": words.read,
    "integer": amount.read_integer,
    "decimal": amount.read_decimal,
    "range": amount.read_range,
    "date": moment.read_date,
    "time": moment.read_time,
    "dateTime": moment.read_moment,
    "select_one": selects.read_one,
    "select_one_from_file": selects.read_one,
    "select_one_external": selects.read_one,
    "select_multiple": selects.read_multiple,
    "select_multiple_from_file": selects.read_multiple,
    "rank": selects.read_rank,
    "acknowledge": acknowledge.read,
    "geopoint": place.read,
    "geotrace": track.read,
    "geoshape": track.read,
    "image": media.read,
    "audio": media.read,
    "video": media.read,
    "file": media.read,
}
HEARERS: dict[str, Hearer] = {
    "text": words.hear,
    "integer": amount.hear_integer,
    "select_one": selects.hear_one,
    "select_one_from_file": selects.hear_one,
    "select_one_external": selects.hear_one,
    "select_multiple": selects.hear_multiple,
    "select_multiple_from_file": selects.hear_multiple,
    "geopoint": place.hear,
    "dateTime": moment.hear_moment,
}


def read(asked: Asked, said: Said, context: Context) -> Reading:
    """The answer to a question that was asked. Raises Unclear."""
    return READERS[asked.item.type](asked, said, context)


def hear(asked: Asked, text: str, context: Context) -> Reading | None:
    """The answer to a question that was not asked yet, if the resident's words already hold it beyond doubt."""
    hearer = HEARERS.get(asked.item.type)
    return hearer(asked, text, context) if hearer and text.strip() else None


__all__ = ["Reading", "Unclear", "hear", "read"]

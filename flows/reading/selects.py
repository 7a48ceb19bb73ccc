"""types select_one, select_multiple and rank: what was chosen, by tap or in words.

The code of several choices holds their names in the order of the list, as ODK's form writes them, whatever the order in
which they were said; that of a ranking in the order said.
"""

from flows.context import Context
from flows.definition import Asked, Choice
from flows.reading.choice import chosen, exactly, is_none, is_unknown, is_yes_or_no, meaning_this, named
from flows.reading.listing import Listed, in_places, listed, other_with_words
from flows.reading.said import Reading, Said, Unclear
from nlu import categories
from nlu.fold import words_only

CATEGORIES = "categories"
"""The city's list of problems: its entries are found by what a message tells, too."""

_SHORTEST_HEARD = 4
"""Letters of a label that are enough to hear it in what was said before the question."""


def read_one(asked: Asked, said: Said, context: Context) -> Reading:
    name = said.tapped(asked.key)
    if name and any(choice.name == name for choice in asked.choices):
        return Reading(name, "chosen", said.text)
    numbered = _numbered(context)
    choice = exactly(said.text, asked.choices, numbered=numbered)
    if choice is None:
        own = other_with_words(said.text, asked.choices)
        if own is not None:
            return Reading(own[0], "typed", said.text, {"other": own[1]})
        several = listed(said.text, asked.choices, numbered=numbered)
        if len(set(several.names)) > 1 and not several.unknown:
            raise Unclear("answer.only_one")
        choice = chosen(said.text, asked.choices, numbered=numbered)
        if choice is None and not several.unknown:
            choice = next(iter(several.names), None)  # "4 muy insegura" says it twice
    if choice is None and by_meaning(asked):
        choice = _meant(said.text, context, confident=False)
    if choice is None:
        raise Unclear
    return Reading(choice, "typed", said.text)


def read_multiple(asked: Asked, said: Said, context: Context) -> Reading:
    tapped = said.tapped(asked.key).split()
    names = {choice.name for choice in asked.choices}
    if tapped and names.issuperset(tapped):
        return Reading(_in_list_order(asked, tapped), "chosen", said.text)
    found = listed(said.text, asked.choices, numbered=_numbered(context))
    if found.unknown and found.names:
        raise Unclear("answer.unknown_parts", parts=_quoted(found.unknown))
    if found.unknown or not said.text.strip():
        raise Unclear
    if not found.names:
        if not is_none(said.text):
            raise Unclear
        none = meaning_this("none", asked.choices)
        if none is None and asked.required:
            raise Unclear("answer.needs_one")
        return Reading(none or "", "typed", said.text)
    return Reading(_in_list_order(asked, found.names), "typed", said.text, _more(found))


def read_rank(asked: Asked, said: Said, context: Context) -> Reading:
    count = len(asked.choices)
    text = said.text.strip()
    in_a_row = len(text) == count < 10 and text.isdecimal() and count > 1
    placed = in_places(text, asked.choices)
    if placed is not None:
        found = Listed(placed)
    else:
        found = listed(" ".join(text) if in_a_row else text, asked.choices, numbered=_numbered(context))
    tapped = said.tapped(asked.key).split()
    order = tuple(tapped) if tapped else found.names
    labels = {choice.name: choice.label.on(context.channel, context.language) for choice in asked.choices}
    if not tapped and (not order or words_only(text) == ""):
        raise Unclear
    if not tapped and found.unknown:
        raise Unclear("answer.unknown_parts", parts=_quoted(found.unknown))
    if not set(order) <= set(labels):
        raise Unclear
    if twice := [name for name in labels if order.count(name) > 1]:
        raise Unclear("answer.ranked_twice", twice=_quoted([labels[name] for name in twice]))
    if missing := [name for name in labels if name not in order]:
        raise Unclear("answer.not_ranked", missing=_quoted([labels[name] for name in missing]))
    return Reading(" ".join(order), "chosen" if tapped else "typed", said.text)


def hear_one(asked: Asked, text: str, context: Context) -> Reading | None:
    """For the city's problems what a message tells; for other lists a label, said as such."""
    name = _meant(text, context, confident=True) if by_meaning(asked) else _labelled(text, asked)
    return Reading(name, "prefilled", text) if name else None


def hear_multiple(asked: Asked, text: str, context: Context) -> Reading | None:
    name = _labelled(text, asked)
    return Reading(name, "prefilled", text) if name else None


def by_meaning(asked: Asked) -> bool:
    """True for the city's list of problems."""
    return asked.item.type == "select_one_from_file" and asked.item.list_name.removesuffix(".csv") == CATEGORIES


def _labelled(text: str, asked: Asked) -> str | None:
    """The one choice whose whole label is what was said; yes, no and numbers answer only the question they follow."""
    said = words_only(text)
    if len(said) < _SHORTEST_HEARD or not any(letter.isalpha() for letter in said) or is_yes_or_no(text) or is_unknown(text):
        return None
    labels: list[Choice] = [choice for choice in asked.choices if any(words_only(label) == said for label in choice.label)]
    return labels[0].name if len(labels) == 1 and named(text, asked.choices) == labels[0].name else None


def _numbered(context: Context) -> bool:
    """Whether residents see numbers before the choices: in an SMS they do, on buttons they do not."""
    return context.channel == "sms"


def _in_list_order(asked: Asked, names: tuple[str, ...] | list[str]) -> str:
    return " ".join(choice.name for choice in asked.choices if choice.name in names)


def _more(found: Listed) -> dict[str, object]:
    return {"other": found.other} if found.other else {}


def _quoted(parts: tuple[str, ...] | list[str]) -> str:
    """A few of them, each cut short: they are named in one SMS."""
    longest = 24
    cut = [part if len(part) <= longest else part[: longest - 3].rstrip() + "..." for part in parts[:3]]
    return ", ".join(cut) + (", ..." if len(parts) > 3 else "")


def _meant(text: str, context: Context, *, confident: bool) -> str | None:
    matches = categories.find(text, context.city.categories)
    if not matches or (confident and matches[0].score < categories.CONFIDENT):
        return None
    if len(matches) > 1 and matches[1].score == matches[0].score:
        return None
    return matches[0].category.name

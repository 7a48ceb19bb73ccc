"""Several choices in one message: "1 y 3", "1,3", labels in a row, all but one, the other one and what it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.definition import Choice
from flows.reading.choice import chosen, exactly, is_none, meaning_this, number, offered, without_courtesy, words
from nlu.fold import fold, words_only

_PREFIXED = re.compile(r"(?<![^\W_])[a-z]{1,4}-(?=[0-9])")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_FROM_TO = re.compile(r"(?<![0-9-])([0-9]+) ?- ?([0-9]+)(?! ?-)(?![0-9])")
_PLACE = re.compile(r"(?<![0-9])([0-9]{1,2})[ .):=-]+(?=[^\W\d_])")
_OTHER = re.compile(r"\s*[^\w\s]?\s*")
_MOST_TOKENS = 150
"""Words and marks of a text up to which it may be a list."""

_LONGEST_LABEL = 14
"""Words of a label up to which it is looked for inside a message; a longer one must be a piece of its own."""

_LONGEST_PIECE = 120
"""Characters of what may be one answer of a list."""


@dataclass(frozen=True)
class Listed:
    """The names of the choices in the order said, what could not be read, and the words behind "other"."""

    names: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A choice that was found (its name), or words that still have to be read."""

    start: int
    end: int
    name: str = ""


def listed(text: str, choices: Sequence[Choice], *, numbered: bool = True) -> Listed:
    """Every choice that a text names. A number beyond the list is unknown: 13 is not 1 and 3."""
    bare = words_only(text)
    unwanted = meaning_this("none", choices)
    every = tuple(choice.name for choice in choices if choice.name != unwanted)
    if bare in words()["all"] or (bare in words()["both"] and len(every) == 2):
        return Listed(every)
    if bare in words()["both"]:
        return Listed((), (bare,))
    rest = _all_but(bare)
    if rest:
        left_out = listed(rest, choices, numbered=numbered)
        kept = tuple(name for name in every if name not in left_out.names)
        return Listed(kept, left_out.unknown) if left_out.names else Listed((), (rest,))
    whole = exactly(text, choices, numbered=numbered)
    if whole is not None:
        return Listed((whole,))
    own = other_with_words(text, choices)
    if own is not None:
        return Listed((own[0],), (), own[1])
    if is_none(text):
        return Listed(())
    return _in_pieces(text, choices, numbered)


def other_with_words(text: str, choices: Sequence[Choice]) -> tuple[str, str] | None:
    """The choice that means "other", and the words that say which: "otro: los perros", "6 los perros"."""
    name = meaning_this("other", choices)
    if name is None:
        return None
    place = next(at for at, choice in enumerate(choices, start=1) if choice.name == name)
    opening = sorted([*words()["synonyms"]["other"], str(place)], key=len, reverse=True)
    said = " ".join(text.split())
    folded = fold(said)
    for word in opening:
        if not folded.startswith(word) or len(folded) != len(said):
            continue
        gap = _OTHER.match(said, len(word))
        rest = said[gap.end() :].strip(" .,;:-()[]") if gap else ""
        follows = said[len(word) : len(word) + 1]
        if follows and not follows.isalnum() and sum(letter.isalpha() for letter in rest) > 1 and not _is_listed(rest, choices):
            return name, rest
    return None


def _is_listed(text: str, choices: Sequence[Choice]) -> bool:
    """Whether what follows "other" or its number is a list going on instead: "6 y la 2"."""
    found = _in_pieces(text, choices, numbered=True)
    return bool(found.names)


def _all_but(bare: str) -> str:
    leads = (f"{everything} {besides} " for everything in words()["all"] for besides in words()["except"])
    return bare.removeprefix(max((lead for lead in leads if bare.startswith(lead)), key=len, default=bare))


def _in_pieces(text: str, choices: Sequence[Choice], numbered: bool) -> Listed:
    folded = _apart(fold(text).replace("'", ""))
    names: list[str] = []
    counted = False
    unknown: list[str] = []
    other = meaning_this("other", choices)
    own = ""
    for piece in _pieces(folded, choices, numbered):
        said = folded[piece.start : piece.end].strip()
        found = [(piece.name, False)] if piece.name else _read(said, choices, numbered)
        if found is not None:
            for chosen_name, by_number in found:
                if by_number or not counted or names[-1] != chosen_name:  # "1. robo" says one thing twice
                    names.append(chosen_name)
                counted = by_number
        elif (more := other_with_words(said, choices)) is not None:
            names.append(more[0])
            own = more[1]
        elif other is not None and names and names[-1] == other:
            own = f"{own}, {said}" if own else said
        else:
            unknown.append(said)
    return Listed(tuple(names), tuple(unknown), own)


def _apart(folded: str) -> str:
    """What people write in one word, in several: 1y3, nokuthathu, u-1."""
    folded = words()["joined"].sub(r"no \1", _PREFIXED.sub("", folded))
    return without_courtesy(str(words()["between"].sub(r" \1 ", folded)))


def _read(said: str, choices: Sequence[Choice], numbered: bool) -> list[tuple[str, bool]] | None:
    """The choices of one piece, and whether each was counted; empty for words that only lead to them."""
    if len(said) > _LONGEST_PIECE:
        return None
    if (span := _FROM_TO.fullmatch(said)) is not None:
        first, last = int(span[1]), int(span[2])
        if abs(first - last) != 1 or not 1 <= min(first, last) <= max(first, last) <= len(choices):
            return None
        return [(choices[first - 1].name, True), (choices[last - 1].name, True)]
    parts = said.split()
    while parts and parts[0] in words()["fillers"] and number(parts[0]) is None:
        parts = parts[1:]
    if not parts or all(part in words()["fillers"] | words()["joins"] for part in parts):
        return []
    if len(parts) == 3 and parts[1] in words()["to"] and (low := number(parts[0])) and (high := number(parts[2])):
        return [(choice.name, True) for choice in choices[low - 1 : high]] if low < high <= len(choices) else None
    name = chosen(" ".join(parts), choices, numbered=numbered) if not all(map(number, parts)) or len(parts) == 1 else None
    return [(name, number(" ".join(parts)) is not None)] if name is not None else _segments(parts, choices, numbered)


def _segments(parts: Sequence[str], choices: Sequence[Choice], numbered: bool) -> list[tuple[str, bool]] | None:
    """A piece that holds several answers without anything between them: "1 3", "1 robo 3 agua"."""
    found: list[tuple[str, bool]] = []
    at = 0
    while at < len(parts):
        place = number(parts[at])
        if place is not None:
            if not 1 <= place <= len(choices):
                return None
            found.append((choices[place - 1].name, True))
            at += 1
            continue
        runs = ((end, chosen(" ".join(parts[at:end]), choices, numbered=numbered)) for end in range(len(parts), at, -1))
        end, name = next(((end, name) for end, name in runs if name is not None), (at + 1, None))
        if name is None and parts[at] not in words()["fillers"]:
            return None
        if name is not None:
            found.append((name, False))
        at = end
    return _without_repeats(found)


def _without_repeats(found: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """A number and then the words of the same choice say one thing twice."""
    return [each for at, each in enumerate(found) if each[1] or not at or found[at - 1] != (each[0], True)]


def _pieces(folded: str, choices: Sequence[Choice], numbered: bool) -> Iterator[_Piece]:
    """The text cut at its labels, its punctuation and its "and"s, in order."""
    tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(folded)]
    if len(tokens) > _MOST_TOKENS:
        yield _Piece(0, len(folded))
        return
    labels = offered(choices).runs
    at, begun = 0, None
    while at < len(tokens):
        word, start, _ = tokens[at]
        spanned = _FROM_TO.match(folded, start)
        if spanned and begun is None:
            yield _Piece(start, spanned.end())
            at += 3
            continue
        name, after = _label_at(tokens, at, labels)
        if numbered and after == at + 1 and word.isdecimal() and 1 <= int(word) <= len(choices):
            name = ""  # a number counts the list, also where a label is one
        cuts = not word[0].isalnum() or _joins(tokens, at)
        if (name or cuts) and begun is not None:
            yield _Piece(begun, tokens[at - 1][2])
            begun = None
        if name:
            yield _Piece(start, tokens[after - 1][2], name)
            at = after
            continue
        if not cuts and begun is None:
            begun = start
        at += 1
    if begun is not None:
        yield _Piece(begun, tokens[-1][2])


def _joins(tokens: Sequence[tuple[str, int, int]], at: int) -> bool:
    """Whether a word only joins two answers; isiZulu's "no" does so between numbers alone."""
    word = tokens[at][0]
    if word not in words()["joins"] or not 0 < at < len(tokens) - 1:
        return False
    return word != "no" or (number(tokens[at - 1][0]) is not None and number(tokens[at + 1][0]) is not None)


def _label_at(tokens: Sequence[tuple[str, int, int]], at: int, labels: Mapping[tuple[str, ...], str]) -> tuple[str, int]:
    """The choice with the longest label that stands here, and the token after it."""
    run: list[str] = []
    best = ("", at)
    for after in range(at, min(len(tokens), at + 2 * _LONGEST_LABEL)):
        if tokens[after][0][0].isalnum():
            run.append(tokens[after][0])
            best = (labels[tuple(run)], after + 1) if tuple(run) in labels else best
        elif not run:
            break
    return best


def in_places(text: str, choices: Sequence[Choice]) -> tuple[str, ...] | None:
    """The order of "1. agua 2. robo 3. alumbrado", where the numbers are places and not those of the choices."""
    marks = list(_PLACE.finditer(text))
    if [int(mark[1]) for mark in marks] != list(range(1, len(choices) + 1)) or not marks or text[: marks[0].start()].strip():
        return None
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    names = [chosen(text[mark.end() : end].strip(" ,;.\n"), choices) for mark, end in zip(marks, ends, strict=True)]
    return tuple(name for name in names if name is not None) if None not in names else None

"""A form as YAML: what stands in git. It mirrors the sheets column for column, and every cell is a text."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml
from yaml.emitter import Emitter
from yaml.resolver import Resolver

from flows.sheets.refused import Refused
from flows.sheets.tables import LISTED

WIDTH = 130
KEYS = ("settings", "languages", "survey", *LISTED, "entities", "attachments", "sheets")

_emitter: Any = Emitter(io.StringIO(), allow_unicode=True)
_resolver: Any = Resolver()


class _Texts(yaml.BaseLoader):
    """Loads texts only, and refuses what would be lost or would grow: doubled keys, anchors."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        events: Any = self
        if events.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="an alias (*) is not taken", problem_mark=events.peek_event().start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                raise yaml.MarkedYAMLError(problem="a key that stands twice, or is no text", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read(data: bytes) -> dict[str, Any]:
    """The source as it is written, all texts. Raises Refused."""
    try:
        found = yaml.load(data.decode("utf-8-sig"), _Texts)  # noqa: S506 - builds nothing but texts, lists and mappings
    except UnicodeDecodeError as error:
        raise Refused("The text is not UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise Refused(f"This is not the YAML of a form: {error.problem}{where}.") from error
    except yaml.YAMLError as error:
        raise Refused("This is not the YAML of a form: it holds a character that YAML does not allow.") from error
    except RecursionError as error:
        raise Refused("This is not the YAML of a form: it is nested too deeply.") from error
    _check(found)
    return dict(found)


def write(source: Mapping[str, Any]) -> str:
    """The same source as stable text: one row after the other, keys in XLSForm's order of columns."""
    return "\n".join(_sections(source))


def _sections(source: Mapping[str, Any]) -> Iterator[str]:
    for position, key in enumerate(key for key in KEYS if source.get(key)):
        if position:
            yield ""
        yield from _section(key, source[key])
    yield ""


def _section(key: str, value: Any) -> Iterator[str]:
    if key == "languages" and len(line := f"{key}: {_flow(value)}") <= WIDTH:
        yield line
        return
    yield f"{key}:"
    if key in ("settings", "languages"):
        yield from _block(value, "  ")
    elif key in ("survey", "entities"):
        for number, row in enumerate(value):
            if number:
                yield ""
            yield from _item(row, "  ")
    else:
        for name, rows in value.items():
            yield f"  {_scalar(str(name))}:" + ("" if rows else " []")
            for row in rows:
                yield from [f"    - [{', '.join(map(_inline, row))}]"] if key == "sheets" else _choice(row, "    ")


def _inline(text: str) -> str:
    return _scalar(text, inline=True)


def _item(row: Mapping[str, Any], indent: str) -> Iterator[str]:
    """One row as an item of a list, a line for each column."""
    if not row:
        yield f"{indent}- {{}}"
        return
    lines = list(_block(row, indent + "  "))
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _choice(row: Mapping[str, Any], indent: str) -> Iterator[str]:
    line = f"{indent}- {_flow(row)}"
    if len(line) <= WIDTH and "\n" not in line:
        yield line
    else:
        yield from _item(row, indent)


def _block(mapping: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in mapping.items():
        head = f"{indent}{_scalar(str(key))}:"
        if isinstance(value, Mapping):
            line = f"{head} {_flow(value)}"
            if len(line) <= WIDTH and "\\n" not in line:
                yield line
            else:
                yield head
                yield from _block(value, indent + "  ")
        elif "\n" in value and (block := _literal(value, indent + "  ")):
            yield f"{head} {block[0]}"
            yield from block[1:]
        else:
            yield f"{head} {_scalar(value)}"


def _literal(text: str, indent: str) -> list[str]:
    """A text of several lines as they are; nothing where YAML could not give it back."""
    analysis = _emitter.analyze_scalar(text)
    if not analysis.allow_block or text != text.strip() or "\t" in text:
        return []
    return ["|-", *((indent + line).rstrip() for line in text.split("\n"))]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(key), inline=True)}: {_flow(each)}" for key, each in value.items()) + "}"
    return _scalar(str(value), inline=True)


def _scalar(text: str, *, inline: bool = False) -> str:
    """Bare where YAML reads it back as the same text, also for readers that know yes, no, numbers and dates."""
    analysis = _emitter.analyze_scalar(text)
    bare = analysis.allow_flow_plain if inline else analysis.allow_block_plain
    is_text = _resolver.resolve(yaml.ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str"
    if bare and is_text and not analysis.multiline and re.match(r"[^\s\d~=<-]|\d+[^\W\d]", text):
        return text
    if '"' in text and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return _quoted(text)


def _quoted(text: str) -> str:
    escaped = "".join(_ESCAPES.get(letter) or _printable(letter) for letter in text)
    return f'"{escaped}"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _printable(letter: str) -> str:
    if letter.isprintable() or letter == "\u200d":
        return letter
    return f"\\U{ord(letter):08x}"


def _check(found: Any) -> None:
    """Refuse what is no form. Says where."""
    _demand(isinstance(found, Mapping), "a mapping with settings, survey and choices")
    for key in found:
        _demand(key in KEYS, f"one of {', '.join(KEYS)}", key)
    for name, text in _mapping(found, "languages").items():
        _demand(isinstance(text, str), "a text", "languages", 0, name)
    _rows([found.get("settings") or {}], "settings")
    for key in ("survey", "entities"):
        _rows(found.get(key) or [], key)
    for key in (*LISTED, "attachments"):
        for name, rows in _mapping(found, key).items():
            _rows(rows, f"{key}, {name}")
    for title, grid in _mapping(found, "sheets").items():
        lines = _is_list(grid) and all(_is_list(line) for line in grid)
        _demand(lines and all(isinstance(text, str) for line in grid for text in line), "a list of lists of texts", title)


def _mapping(found: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = found.get(key) or {}
    _demand(isinstance(value, Mapping), "a mapping", key)
    return dict(value)


def _rows(rows: Any, where: str) -> None:
    _demand(_is_list(rows), "a list of rows", where)
    for number, row in enumerate(rows, start=2):
        _demand(isinstance(row, Mapping), "a row: names of columns, and a text for each", where, number)
        for column, value in row.items():
            deep = isinstance(value, Mapping) and all(_is_words(each) for each in value.values())
            _demand(isinstance(value, str) or deep, "a text, or a text for each language", where, number, column)


def _is_words(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values()))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _demand(holds: bool, wanted: str, sheet: str = "", row: int = 0, column: str = "") -> None:
    if not holds:
        raise Refused(f"Here should be {wanted}.", sheet, row, column)

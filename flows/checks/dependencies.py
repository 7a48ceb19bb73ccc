"""What reads what, and circles in it."""

from collections.abc import Iterator, Mapping

from flows import expressions
from flows.checks.draft import Draft, at
from flows.definition import Definition, Item
from flows.finding import Finding

_READ = ("relevant", "calculation", "repeat_count")
"""Columns whose value an item's own value hangs on. A constraint and a filter judge a value; they do not make one."""

_ELSEWHERE = {"indexed-repeat", "position"}
"""Functions by which an expression in a repeat reads another round of it, which is no circle."""


def circles(draft: Draft) -> Iterator[Finding]:
    """Questions that hang on each other in a circle: none of them would ever have a value."""
    reads = {item.path: _read(draft.definition, item) for item in draft.definition.items}
    for circle in _circles(reads):
        first = min((draft.definition.item(path) for path in circle), key=lambda item: item.row)
        start = circle.index(first.path)
        ordered = [draft.definition.item(path).name for path in (*circle[start:], *circle[:start])]
        column = reads[first.path][circle[(start + 1) % len(circle)]]
        way = " → ".join([*ordered, ordered[0]])
        yield at(first, column, "error", "circles", f"These hang on each other in a circle: {way}.")


def _read(definition: Definition, item: Item) -> dict[str, str]:
    """Paths that the item's value hangs on, each with the column that names it. A group's condition is its children's."""
    found: dict[str, str] = {}
    for column in _READ:
        text = getattr(item, column)
        if text and not (column == "calculation" and item.trigger):
            for path in named(definition, item, text):
                if not (item.holds and path.startswith(f"{item.path}/")):  # a group may read its own child: it stays closed
                    found.setdefault(path, column)
    if item.type == "repeat":
        found |= dict.fromkeys(found, "repeat_count")
    if item.parent:
        found.setdefault(item.parent, "relevant")
    return found


def named(definition: Definition, item: Item, text: str) -> Iterator[str]:
    """Paths of the items that an expression reads in its own round of a repeat."""
    expression = expressions.compiled(text)
    elsewhere = bool(expression.functions & _ELSEWHERE) or "[" in text
    repeats = {holder.path for holder in definition.items if holder.type == "repeat" and item.path.startswith(f"{holder.path}/")}
    mentioned = [each.path for name in sorted(expression.names) for each in definition.named.get(name, ())]
    for path in (*mentioned, *_by_path(definition, item, expression.paths)):
        in_same_repeat = any(path == repeat or path.startswith(f"{repeat}/") for repeat in repeats)
        if not (elsewhere and in_same_repeat):
            yield path


def _by_path(definition: Definition, item: Item, paths: tuple[str, ...]) -> Iterator[str]:
    known = {each.path for each in definition.items}
    for path in paths:
        steps = path.split("/")
        here = steps[2:] if path.startswith("/") else item.path.split("/")
        for step in () if path.startswith("/") else steps:
            if step == "..":
                here = here[:-1]
            elif step != ".":
                here = [*here, step]
        if "/".join(here) in known and not (path == "." and not path.startswith("/")):
            yield "/".join(here)


def _circles(reads: Mapping[str, Mapping[str, str]]) -> Iterator[list[str]]:
    """One way round for each group of nodes that hang on each other. Without recursion: forms may be long."""
    done: set[str] = set()
    for start in reads:
        way: list[str] = []
        position: dict[str, int] = {}
        waiting: list[Iterator[str]] = []
        if start not in done:
            way, position, waiting = [start], {start: 0}, [iter(reads[start])]
        while waiting:
            following = next((each for each in waiting[-1] if each not in done), None)
            if following is None:
                waiting.pop()
                done.add(way.pop())
            elif following in position and following in way:
                yield way[position[following] :]
                done.update(way)
                break
            else:
                position[following] = len(way)
                way.append(following)
                waiting.append(iter(reads.get(following, ())))

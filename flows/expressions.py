"""XLSForm's expressions: XPath 1.0 over the answers given so far, with the functions that forms use.

``${name}`` stands for the answer's code, and is empty when the question was not asked, not relevant or skipped.
"""

import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import lru_cache
from xml.etree.ElementTree import Element

from elementpath import ElementPathError, XPath1Parser, XPathContext, XPathToken

CONTEXT_NAMES = {"channel", "city", "language"}
"""What every expression can ask besides the answers."""

Files = Mapping[str, Sequence[Mapping[str, str]]]
"""Attached tables by name: each row a mapping of column to cell."""

_REFERENCE = re.compile(r"\$\{([\w.-]+)\}")
_DATA = Element("data")
_files: ContextVar[Files] = ContextVar("files", default={})  # noqa: B039 - nobody writes to it


class ExpressionError(Exception):
    """An expression cannot be read or evaluated."""


class _Parser(XPath1Parser):
    """XPath 1.0 with XLSForm's ``selected``, ``coalesce`` and ``pulldata``."""


def _argument(token: XPathToken, context: XPathContext | None, position: int) -> str:
    return str(token.get_argument(context, index=position, default="", cls=str))


@_Parser.method(_Parser.function("selected", nargs=2))
def evaluate_selected(self: XPathToken, context: XPathContext | None = None) -> bool:
    return _argument(self, context, 1) in _argument(self, context, 0).split()


@_Parser.method(_Parser.function("coalesce", nargs=2))
def evaluate_coalesce(self: XPathToken, context: XPathContext | None = None) -> str:
    return _argument(self, context, 0) or _argument(self, context, 1)


@_Parser.method(_Parser.function("pulldata", nargs=4))
def evaluate_pulldata(self: XPathToken, context: XPathContext | None = None) -> str:
    """pulldata('file', 'column', 'key column', key): one cell of an attached file, empty when there is none."""
    name, column, key_column, key = (_argument(self, context, position) for position in range(4))
    return next((row.get(column, "") for row in _files.get().get(name, ()) if row.get(key_column) == key), "")


@lru_cache(maxsize=1024)
def compiled(expression: str) -> XPathToken:
    """Parse once, evaluate many. Raises ExpressionError."""
    try:
        return _Parser().parse(_REFERENCE.sub(lambda found: f"${found.group(1)}", expression))
    except ElementPathError as error:
        raise ExpressionError(f"{expression!r} cannot be read: {error}") from None


def evaluate(expression: str, values: Mapping[str, str], files: Files) -> bool | str:
    """The expression's value. Numbers come back as text, as XForms writes them. Raises ExpressionError."""
    token = _files.set(files)
    try:
        value = compiled(expression).evaluate(XPathContext(_DATA, variables=dict(values)))
    except ElementPathError as error:
        raise ExpressionError(f"{expression!r} cannot be evaluated: {error}") from None
    finally:
        _files.reset(token)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, bool) else str(value)


def references(text: str) -> list[str]:
    """Names of the questions that a text or expression refers to."""
    return _REFERENCE.findall(text)


def filled(text: str, shown: Mapping[str, str]) -> str:
    """A label with its references replaced by what is shown for them."""
    return _REFERENCE.sub(lambda found: shown.get(found.group(1), ""), text)

"""The language of XLSForm's logic: XPath 1.0 as OpenRosa changed it.

An expression is read once (``lexer``, ``parser``) into a tree, which becomes closures (``compiler``); evaluating it is calling
them with a scope. Why it is our own: decision 6.
"""

from flows.expressions.errors import ExpressionError
from flows.expressions.expression import Expression, compiled, references
from flows.expressions.scope import Node, Scope

__all__ = ["Expression", "ExpressionError", "Node", "Scope", "compiled", "references"]

"""From tokens to a tree: XPath 1.0's grammar by operator precedence."""

from flows.expressions.errors import ExpressionError
from flows.expressions.lexer import Token, tokens
from flows.expressions.tree import AXES, NODE_TYPES, Call, Chain, Negation, Number, Path, Reference, Step, Text, Tree

_RANKS = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_UNARY = 7
"""A minus sign binds weaker than a union and stronger than a product."""

DEEPEST = 100
"""Parentheses, calls and predicates within each other."""

_DESCEND = Step("descendant-or-self", "node()", ())


def parsed(text: str) -> Tree:
    """The expression's tree. Raises ExpressionError with the character at fault."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.index = 0
        self.depth = 0

    def whole(self) -> Tree:
        try:
            tree = self.expression(1)
        except RecursionError:
            raise self.deep() from None
        if self.here.kind != "end":
            raise self.fault("an operator or the end")
        return tree

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def next(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these signs."""
        token = self.tokens[self.index]
        return token.kind == "sign" and token.text in texts

    def expect(self, sign: str) -> None:
        if not self.at(sign):
            raise self.fault(f"{sign!r}")
        self.index += 1

    def fault(self, expected: str) -> ExpressionError:
        token = self.here
        found = "the end" if token.kind == "end" else repr(token.text)
        return ExpressionError.at(self.text, token.position, f"{expected} is expected, not {found}")

    def deep(self) -> ExpressionError:
        return ExpressionError.at(self.text, self.here.position, f"more than {DEEPEST} brackets within each other")

    def expression(self, rank: int) -> Tree:
        """Operators of at least this rank."""
        start = self.here.position
        left = self.operand()
        while self.here.kind == "operator" and _RANKS[self.here.text] >= rank:
            current = _RANKS[self.here.text]
            operators, operands = [], [left]
            while self.here.kind == "operator" and _RANKS[self.here.text] == current:
                operators.append(self.next().text)
                operands.append(self.expression(current + 1))
            left = Chain(tuple(operators), tuple(operands), start)
        return left

    def operand(self) -> Tree:
        start = self.here.position
        negative = False
        signs = 0
        while self.here.kind == "operator" and self.here.text == "-":
            self.next()
            negative = not negative
            signs += 1
        if not signs:
            return self.path()
        operand = self.expression(_UNARY + 1)
        # Two signs are none, but what they stand before becomes a number all the same.
        return Negation(operand if negative else Negation(operand, start), start)

    def path(self) -> Tree:
        token = self.here
        if token.kind == "sign" and token.text in ("/", "//"):
            return self.absolute()
        if self.begins_step():
            return Path(None, (), tuple(self.steps()), token.position)
        primary = self.primary()
        predicates = self.predicates()
        steps: list[Step] = []
        if self.at("/", "//"):
            if self.next().text == "//":
                steps.append(_DESCEND)
            steps += self.steps()
        if predicates or steps:
            return Path(primary, predicates, tuple(steps), token.position)
        return primary

    def absolute(self) -> Tree:
        token = self.next()
        if token.text == "//":
            return Path("/", (), (_DESCEND, *self.steps()), token.position)
        steps = self.steps() if self.begins_step() else []
        return Path("/", (), tuple(steps), token.position)

    def begins_step(self) -> bool:
        if self.at(".", "..", "@"):
            return True
        if self.here.kind != "name":
            return False
        after = self.tokens[self.index + 1]
        return not (after.kind == "sign" and after.text == "(") or self.here.text in NODE_TYPES

    def steps(self) -> list[Step]:
        found = [self.step()]
        while self.at("/", "//"):
            if self.next().text == "//":
                found.append(_DESCEND)
            found.append(self.step())
        return found

    def step(self) -> Step:
        if self.at("."):
            self.next()
            return Step("self", "node()", self.predicates())
        if self.at(".."):
            self.next()
            return Step("parent", "node()", self.predicates())
        axis = "child"
        if self.at("@"):
            self.next()
            axis = "attribute"
        elif self.here.kind == "name" and self.tokens[self.index + 1].text == "::" and self.tokens[self.index + 1].kind == "sign":
            if self.here.text not in AXES:
                raise self.fault(f"one of the axes {', '.join(sorted(AXES))}")
            axis = self.next().text
            self.next()
        return Step(axis, self.test(), self.predicates())

    def test(self) -> str:
        if self.here.kind != "name":
            raise self.fault("the name of a question")
        name = self.next().text
        if name in NODE_TYPES and self.at("("):
            self.next()
            if name == "processing-instruction" and self.here.kind == "string":
                self.next()
            self.expect(")")
            return f"{name}()"
        return name

    def predicates(self) -> tuple[Tree, ...]:
        found = []
        while self.at("["):
            self.next()
            found.append(self.inner())
            self.expect("]")
        return tuple(found)

    def inner(self) -> Tree:
        """An expression within brackets."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.deep()
        tree = self.expression(1)
        self.depth -= 1
        return tree

    def primary(self) -> Tree:
        token = self.here
        if token.kind == "number":
            return Number(float(self.next().text), token.position)
        if token.kind == "string":
            return Text(self.next().text, token.position)
        if token.kind == "reference":
            return Reference(self.next().text, token.position)
        if token.kind == "name":
            return self.call()
        if self.at("("):
            self.next()
            tree = self.inner()
            self.expect(")")
            return tree
        raise self.fault("a value")

    def call(self) -> Call:
        token = self.next()
        self.expect("(")
        arguments: list[Tree] = []
        while not self.at(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.inner())
        self.next()
        return Call(token.text, tuple(arguments), token.position)

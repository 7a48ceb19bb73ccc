"""What goes wrong with an expression."""


class ExpressionError(Exception):
    """An expression cannot be read or evaluated.

    The sentence names the expression's own words and the character at fault, never a value of the person who is answering.
    """

    @classmethod
    def at(cls, text: str, position: int, reason: str) -> "ExpressionError":
        """A fault in the text itself; ``position`` counts from 0, the sentence from 1."""
        shown = text if len(text) <= 200 else text[:197] + "…"
        return cls(f"{shown!r} cannot be read: at character {position + 1}: {reason}")

"""Everything the assistant says outside a flow: three equal languages, kept as data in bot/words/."""

from words.catalogue import LANGUAGES, Catalogue, WordsError, load

__all__ = ["LANGUAGES", "Catalogue", "WordsError", "load"]

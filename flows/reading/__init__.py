"""Answers read: one module for each kind of question. Forgiving, and in any of the three languages."""

from flows.reading.hints import help_for
from flows.reading.naming import asks_to_correct, names_it
from flows.reading.said import Reading, Said, Unclear
from flows.reading.types import hear, read

__all__ = ["Reading", "Said", "Unclear", "asks_to_correct", "hear", "help_for", "names_it", "read"]

"""Answers read: one module for each kind of question. Forgiving, and in any of the three languages."""

from flows.reading.said import Reading, Said, Unclear
from flows.reading.types import hear, read

__all__ = ["Reading", "Said", "Unclear", "hear", "read"]

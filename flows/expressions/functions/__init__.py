"""The functions of XPath 1.0 and OpenRosa, by subject."""

from flows.expressions.functions import chance, choices, logic, mathematics, nodesets, places, texts, times
from flows.expressions.functions.registry import FUNCTIONS, Function

__all__ = ["FUNCTIONS", "Function", "chance", "choices", "logic", "mathematics", "nodesets", "places", "texts", "times"]

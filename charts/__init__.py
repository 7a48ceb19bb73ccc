"""Charts for mail, pages and screens: one drawing code."""

from charts.chart import Bar, Chart
from charts.drawing import png, svg

__all__ = ["Bar", "Chart", "png", "svg"]

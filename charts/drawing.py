"""How a chart looks: narrow enough for a phone, large letters, told apart by lightness and not by hue alone.

Matplotlib's objects without pyplot, which keeps figures in a global list and is not safe in threads. DejaVu Sans comes with
Matplotlib: the same picture on every machine.
"""

from functools import cache
from html import escape
from io import BytesIO

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font
from matplotlib.ticker import FuncFormatter, MaxNLocator
from PIL import Image

from charts.chart import Bar, Chart, Tone

mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "izwi", "font.family": "DejaVu Sans"})

WIDTH = 440
"""CSS pixels: on a phone of 360 it is shrunk by a fifth, and 13 pixels of letter stay readable."""

ROW, TALL = 34, 190
"""Heights: of one lying bar, and of a chart of columns."""

SHARP = 2
"""Pixels of the PNG for each CSS pixel."""

DOTS = 100
LETTERS = 13 * 72 / DOTS
LONGEST_LABEL = 26
"""Characters; a city's kinds have 24."""

COLOURS = 32
"""Of the PNG: flat surfaces need no more, and the file stays below 15 kB."""

FILL = {Tone.NOW: "#00538f", Tone.LIKE: "#6f93b3", Tone.OTHER: "#d3dbe2"}
BAND, EDGE, INK, FAINT = "#f0c878", "#8a5a00", "#0b0c0c", "#e3e6e8"
"""Blue and amber keep apart in every common kind of colour blindness (Okabe and Ito's pair)."""


def png(chart: Chart) -> bytes:
    """For mail: twice as many pixels as it is wide, on white, so that dark pages keep it readable."""
    raw = BytesIO()
    figure = _draw(chart)
    FigureCanvasAgg(figure).print_figure(raw, format="png", dpi=DOTS * SHARP, metadata={"Software": None})
    small = BytesIO()
    with Image.open(raw) as picture:
        picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT).save(small, "PNG", optimize=True)
    return small.getvalue()


def svg(chart: Chart) -> str:
    """For pages: letters stay letters, and the text alternative stands inside."""
    raw = BytesIO()
    figure = _draw(chart)
    FigureCanvasSVG(figure).print_figure(raw, format="svg", metadata={"Date": None, "Creator": None})
    drawn = raw.getvalue().decode("utf-8")
    drawn = drawn[drawn.index("<svg") :]
    head, end, rest = drawn.partition(">")
    told = f"<title>{escape(chart.title)}</title><desc>{escape(chart.alt)}</desc>"
    return f'{head} role="img" aria-label="{escape(chart.title + ". " + chart.alt)}"{end}{told}{rest}'


def _draw(chart: Chart) -> Figure:
    height = ROW * len(chart.bars) + ROW // 2 if chart.lying else TALL
    figure = Figure(figsize=(WIDTH / DOTS, height / DOTS), dpi=DOTS, facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelsize=LETTERS, labelcolor=INK)
    if chart.lying:
        _rows(axes, chart.bars)
    else:
        _columns(axes, chart)
    return figure


def _rows(axes: Axes, bars: tuple[Bar, ...]) -> None:
    most = max(1, *(max(bar.value, bar.high or 0) for bar in bars))
    for place, bar in enumerate(bars):
        if bar.low is not None and bar.high is not None:
            axes.barh(
                place,
                max(bar.high - bar.low, most / 100),
                left=bar.low,
                height=0.8,
                color=BAND,
                edgecolor=EDGE,
                linewidth=0.6,
                zorder=1,
            )
        axes.barh(place, bar.value, height=0.42, color=FILL[bar.tone], zorder=2)
        end = max(bar.value, bar.high or 0) + most * 0.02
        axes.text(end, place, plain(bar.told), va="center", fontsize=LETTERS, color=INK, parse_math=False)
    axes.set_yticks(range(len(bars)), [plain(bar.label) for bar in bars], parse_math=False)
    axes.set_xticks([])
    axes.set_xlim(0, most * 1.14)
    axes.set_ylim(len(bars) - 0.4, -0.6)


def _columns(axes: Axes, chart: Chart) -> None:
    bars = chart.bars
    most = max(1, *(bar.value for bar in bars))
    places = range(len(bars))
    axes.bar(places, [bar.value for bar in bars], width=0.8, color=[FILL[bar.tone] for bar in bars], zorder=2)
    for place, bar in zip(places, bars, strict=True):
        if bar.told:
            axes.text(place, bar.value + most * 0.02, plain(bar.told), ha="center", fontsize=LETTERS, color=INK, parse_math=False)
    named = [(place, plain(bar.label)) for place, bar in zip(places, bars, strict=True) if bar.label]
    axes.set_xticks([place for place, _ in named], [label for _, label in named], parse_math=False)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(chart.number(round(value)))))
    axes.grid(axis="y", color=FAINT, zorder=0)
    axes.set_xlim(-0.7, len(bars) - 0.3)
    axes.set_ylim(0, most * 1.15)


def plain(label: str) -> str:
    """The label on one line, cut where it would leave no room for the bars, with a question mark for what the letters lack."""
    known = _letters()
    whole = " ".join(label.split())
    short = whole if len(whole) <= LONGEST_LABEL else whole[: LONGEST_LABEL - 1] + "…"
    return "".join(letter if ord(letter) in known else "?" for letter in short)


@cache
def _letters() -> frozenset[int]:
    return frozenset(get_font(fontManager.findfont("DejaVu Sans")).get_charmap())

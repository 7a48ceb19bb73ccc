"""The confusion of intents as a picture: what was said, down; what was heard, across; one square a language."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot

Confusion = Counter[tuple[str, str]]


def draw(confusions: Mapping[str, Confusion], path: Path) -> None:
    """Write the picture; shades are shares of a row, figures are messages, and a dash of red is a mistake."""
    names = sorted({name for confusion in confusions.values() for pair in confusion for name in pair})
    figure, squares = pyplot.subplots(1, len(confusions), figsize=(8.2 * len(confusions), 8.6), squeeze=False)
    for square, (title, confusion) in zip(squares[0], confusions.items(), strict=True):
        rows = {name: sum(n for (said, _), n in confusion.items() if said == name) or 1 for name in names}
        square.imshow([[confusion[said, heard] / rows[said] for heard in names] for said in names], cmap="Blues", vmin=0, vmax=1)
        for down, said in enumerate(names):
            for across, heard in enumerate(names):
                if n := confusion[said, heard]:
                    colour = ("white" if n / rows[said] > 0.5 else "black") if said == heard else "#b00020"
                    square.text(across, down, str(n), ha="center", va="center", fontsize=8, color=colour)
        square.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
        square.set_yticks(range(len(names)), names, fontsize=8)
        square.set_title(title, fontsize=13)
        square.set_xlabel("heard")
        square.set_ylabel("said")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=80)
    pyplot.close(figure)

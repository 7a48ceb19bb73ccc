"""Every text of the pages is used, and every text that a page names exists."""

import re

import words
from settings import ROOT

FOLDER = ROOT / "console"
TEMPLATES = "".join(file.read_text("utf-8") for file in sorted(FOLDER.rglob("*.html")))
CODE = "".join(file.read_text("utf-8") for file in sorted(FOLDER.glob("*.py")))
PUT_TOGETHER = ("state_", "by_", "dangerous_", "trouble_", "did_")
"""Beginnings of names whose ends the code fills in."""


def names() -> set[str]:
    return {key.removeprefix("console.") for key in words.load().keys if key.startswith("console.")}


def test_every_text_that_a_template_names_exists() -> None:
    named = set(re.findall(r"""(?:say|fact|act)\(["'](\w+)["']""", TEMPLATES))
    assert {"title_who", "acknowledge", "kind"} <= named
    assert {name for name in named if name not in names() and name not in PUT_TOGETHER} == set()


def test_every_text_is_used() -> None:
    unused = {name for name in names() if not re.search(rf"""["'](?:console\.)?{name}["']""", TEMPLATES + CODE)}
    assert {name for name in unused if not name.startswith(PUT_TOGETHER)} == set()


def test_no_text_stands_in_a_template() -> None:
    bare = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>|<!--.*?-->", "", TEMPLATES, flags=re.DOTALL)
    assert set(re.findall(r"[^\W\d_]{2,}", bare)) <= {"Izwi"}

"""Languages as XLSForm headings spell them: ``label::Español (es)``, ``label::English``, or no language at all."""

import re

UNTRANSLATED = ""
"""The key of a text that stands under a heading without a language."""

_CODED = re.compile(r".*\(\s*([A-Za-z]{2,3}(?:-[\w-]+)?)\s*\)\s*")

_NAMES = {
    "es": {"español", "espanol", "spanish", "castellano"},
    "en": {"english", "inglés", "ingles", "isingisi"},
    "zu": {"isizulu", "zulu"},
}


def code(spelling: str) -> str:
    """``es`` for "Español (es)", for "Español" and for "es"; a language that is none of ours keeps its spelling."""
    coded = _CODED.fullmatch(spelling)
    if coded:
        return coded.group(1)
    bare = spelling.strip()
    return next((ours for ours, names in _NAMES.items() if bare.lower() in names or bare == ours), bare)

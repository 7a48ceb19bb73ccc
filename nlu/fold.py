"""One spelling for what people type in many: lower case, no accents, plain quotes, single spaces.

Standard library only: the app (Python 3.11) and Rasa's components (Python 3.10) both use it.
"""

import re
import unicodedata

_PLAIN = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f]")
_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w\s]|_")


def fold(text: str) -> str:
    """Lower-case, without accents (ñ becomes n), without invisible characters, white space collapsed."""
    plain = _INVISIBLE.sub("", text).translate(_PLAIN)
    decomposed = unicodedata.normalize("NFKD", plain.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SPACE.sub(" ", bare).strip()


def words_only(text: str) -> str:
    """The folded text with its punctuation turned into spaces: what commands are compared with."""
    return _SPACE.sub(" ", _NOT_WORD.sub(" ", fold(text).replace("'", ""))).strip()

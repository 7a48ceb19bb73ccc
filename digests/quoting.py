"""Somebody else's words on one safe line: as plain as they can be read, and nothing in them that acts on what surrounds them."""

import unicodedata

import regex

LONGEST = 140
"""Code points of a quotation: 140 letters, fewer of what is put together from several, so that none weighs much."""

HIDDEN = "[…]"

_SPACES = regex.compile(r"[\s\p{Zl}\p{Zp}\p{Cc}]+")
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cs}\p{Co}\p{Cn}--\u200d]", regex.VERSION1)
"""Bidirectional marks and overrides, zero-width letters, tags, halves of pairs. The joiner of emoji stays."""

_JOINERS = regex.compile(r"\u200d(?!\p{Extended_Pictographic})|(?<![\p{Extended_Pictographic}\ufe0f\p{EMod}])\u200d")
_PILED = regex.compile(r"(\p{M}{2})\p{M}+")
"""Marks upon marks paint over the lines above and below."""

_ADDRESS = regex.compile(
    r"\w+://\S+|(?<!\w)www\.\S+|(?<![^\s@])[^\s@]++@\S+"
    r"|(?<![\w.-])[\w-]++(?:\.[\w-]++)*?\.(?:com|net|org|info|xyz|biz|link|site|online|top|gob|gov|co|mx|za)\b\S*",
    regex.IGNORECASE,
)
"""Mail programs make links of them by themselves, and a mailbox says who somebody is."""

_NUMBER = regex.compile(r"(?!\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d))(?<!\d)\+?\d(?:[ ().\-/]{0,2}\d){6,}")
"""Seven digits and more, but no date: telephone and identity numbers."""


def line(text: str) -> str:
    """One line of the same letters, without control characters, bidirectional marks and what cannot be seen."""
    plain = _JOINERS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    return str(_SPACES.sub(" ", _PILED.sub(r"\1", plain))).strip()


def short(text: str, longest: int) -> str:
    """The line cut after a whole character where it is longer, which three dots tell."""
    if len(text) <= longest:
        return text
    kept = ""
    for letter in regex.findall(r"\X", text):
        if len(kept) + len(letter) >= longest:
            break
        kept += letter
    return kept.rstrip() + "…"


def quotation(text: str) -> str:
    """What a resident wrote, for an official's eyes: one short line, without telephone numbers and addresses."""
    return short(_NUMBER.sub(HIDDEN, _ADDRESS.sub(HIDDEN, line(text[:4000]))), LONGEST)


def paragraphs(text: str) -> tuple[str, ...]:
    """All that they wrote, for a page that has the room: safe lines, without telephone numbers and addresses."""
    lines = (_NUMBER.sub(HIDDEN, _ADDRESS.sub(HIDDEN, line(each))) for each in text[:4000].splitlines())
    return tuple(each for each in lines if each)

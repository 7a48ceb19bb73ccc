"""A pin as phones write it into a text: a link to a map with coordinates in it."""

import re
from urllib.parse import unquote

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_MAP = re.compile(r"https?://(?:[\w-]+\.)*google\.[a-z]{2,3}(?:\.[a-z]{2})?(?:[/?]|$)", re.IGNORECASE)
_POINT = re.compile(
    r"(?:[?&](?:q|ll|sll|query|destination|daddr|center|viewpoint)=(?:loc:)?|/@|/place/|/search/|/dir//|!3d)"
    r"(-?\d{1,2}\.\d+)(?:,\s*\+?|!4d)(-?\d{1,3}\.\d+)"
)


def read(text: str) -> tuple[float, float, str] | None:
    """Latitude, longitude, and what else the text says; nothing without a link to Google's map with a point in it."""
    for link in _LINK.findall(text):
        point = _POINT.search(unquote(link)) if _MAP.match(link) else None
        if point:
            rest = " ".join(text.replace(link, " ").split())
            return float(point.group(1)), float(point.group(2)), rest
    return None

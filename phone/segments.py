"""What a text costs as SMS; the counting itself is the messaging package's."""

from words.segments import count


def segments(text: str) -> tuple[str, int]:
    """The encoding and the number of segments."""
    counted = count(text)
    return counted.encoding, counted.segments

"""XLSForm's labels may hold Markdown and HTML for a screen: what is left of it in a chat.

Source: "Styling and colors" of the XLSForm standard (xlsform.org): emphasis, headings, links, ``<span>``.
"""

import html
import re

_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|h[1-6])>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:span|p|div|h[1-6]|b|i|u|strong|em|font|center|small|big|sub|sup|a)\b[^<>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)")
_STRONG = re.compile(r"(?<![\w*])\*\*(?=\S)(.+?)(?<=\S)\*\*(?![\w*])|(?<![\w_])__(?=\S)(.+?)(?<=\S)__(?![\w_])")
_BLANK_LINES = re.compile(r"\n{3,}")


def plain(text: str, channel: str) -> str:
    """The text without tags; strong words are so on WhatsApp as well, and plain in an SMS."""
    if not any(sign in text for sign in "<&#[*_"):
        return text
    text = _TAG.sub("", _BREAK.sub("\n", text))
    text = _LINK.sub(r"\1: \2", _HEADING.sub("", html.unescape(text)))
    mark = "*" if channel == "whatsapp" else ""
    text = _STRONG.sub(lambda found: f"{mark}{found.group(1) or found.group(2)}{mark}", text)
    return _BLANK_LINES.sub("\n\n", text).strip()

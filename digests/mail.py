"""A letter as an e-mail: HTML that survives mail programs, a plain-text twin, and its pictures beside it."""

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2
from css_inline import CSSInliner

import charts
from digests.letter import Letter
from digests.voice import Voice

FOLDER = Path(__file__).with_name("templates")

LARGEST_HTML = 100_000
"""Bytes: Gmail cuts off what is longer than 102 kB, and the footer with it."""

_INLINER = CSSInliner(load_remote_stylesheets=False, keep_at_rules=False, apply_width_attributes=True)


@dataclass(frozen=True)
class Mail:
    """An e-mail without its addresses."""

    subject: str
    text: str
    html: str
    images: list[dict[str, str]]
    """Each with ``cid``, ``png`` (base64) and ``alt``."""


def render(letter: Letter, voice: Voice) -> Mail:
    """Both forms of it. What stands in the letter is text in either, never markup."""
    values = {"letter": letter, "quoted": lambda words: voice.say("digest.quoted", words=words)}
    return Mail(
        subject=letter.subject,
        text=_template("mail.txt").render(values).strip() + "\n",
        html=_INLINER.inline(_template("mail.html").render(values)),
        images=[
            {"cid": part.picture.cid, "png": b64encode(charts.png(part.picture.chart)).decode(), "alt": part.picture.chart.alt}
            for part in letter.parts
            if part.picture is not None
        ],
    )


@cache
def _template(name: str) -> jinja2.Template:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=name.endswith(".html"),  # plain text holds no markup that could be escaped
        undefined=jinja2.StrictUndefined,
        trim_blocks=False,
    ).get_template(name)

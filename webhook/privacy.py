"""The privacy notice, in the three languages: what must be at hand when data are collected over a phone."""

from flask import Blueprint, Response, render_template_string

import words

pages = Blueprint("privacy", __name__)

PAGE = """<!doctype html>
<html lang="{{ order[0] }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Izwi</title></head><body>
{% for language in order %}<section lang="{{ language }}"><h1>{{ title[language] }}</h1>
{% for paragraph in text[language].splitlines() if paragraph %}<p>{{ paragraph }}</p>{% endfor %}</section>{% endfor %}
</body></html>"""


@pages.get("/privacy")
def privacy() -> Response:
    catalogue = words.load()
    page = render_template_string(
        PAGE, order=("es", "en", "zu"), title=catalogue.phrases("privacy.title"), text=catalogue.phrases("privacy.text")
    )
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response

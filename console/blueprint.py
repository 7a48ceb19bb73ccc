"""What every page has in common: where it stands, what its form must carry, what its answer says to the browser."""

import logging

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from console import session, wording

officials = Blueprint(
    "officials", __name__, url_prefix=session.PATH, template_folder="templates", static_folder="static", static_url_path="/static"
)
log = logging.getLogger(__name__)

POLICY = (
    "default-src 'self'; img-src data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'{styles}"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
KNOWN_TROUBLE = {400, 403, 404, 503}
"""Answers that have words of their own; any other says that it did not work."""

officials.app_template_filter("moment")(wording.moment)
officials.context_processor(wording.for_templates)


def with_inline_styles(response: Response) -> Response:
    """Let this one page carry styles in itself, as a mail does. Scripts stay out."""
    response.headers["Content-Security-Policy"] = POLICY.format(styles="; style-src 'self' 'unsafe-inline'")
    return response


@officials.before_request
def refuse_forms_of_others() -> None:
    """A form that does not carry this browser's token was not made by our page."""
    if request.method == "POST" and not session.is_ours(request.form.get("token", "")):
        abort(400)


@officials.after_request
def say_to_the_browser(response: Response) -> Response:
    response.headers.extend(HEADERS)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(styles=""))
    if request.endpoint != "officials.static":
        response.headers["Cache-Control"] = "no-store"
    return response


@officials.errorhandler(HTTPException)
def trouble(error: HTTPException) -> tuple[str, int]:
    """One page for everything that is not there, not theirs or not right, without a word about which."""
    status = error.code or 500
    return render_template("officials/trouble.html", why=status if status in KNOWN_TROUBLE else "other"), status


@officials.errorhandler(SQLAlchemyError)
def not_reached(error: SQLAlchemyError) -> tuple[str, int]:
    log.error("not answered: %s", type(error.orig if isinstance(error, DBAPIError) else error).__name__)
    return render_template("officials/trouble.html", why=503), 503

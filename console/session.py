"""Who asks: a signed cookie that names a sign-in, and the row that says whether it still holds.

The cookie holds no official: the row does. So it ends for every copy of the cookie at once when they sign out, when
its time is over, and when they no longer work on reports.
"""

import hmac
import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from flask import Flask, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from console import codes
from messaging.switchboard import Switchboard
from models import Official
from settings import Settings

P = ParamSpec("P")

PATH = "/officials"

LONGEST_PATH = 100
"""Characters of a page that is worth coming back to: ours are shorter, and a browser drops a cookie that is too large."""


def prepare(app: Flask, settings: Settings) -> None:
    """Give the application the cookie's key and its limits."""
    app.secret_key = settings.cookie_key
    app.config.update(
        SESSION_COOKIE_NAME="izwi_official",
        SESSION_COOKIE_PATH=PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.webhook_url.startswith("https://"),
        # The row decides; the cookie is only kept a little longer than any row can say.
        PERMANENT_SESSION_LIFETIME=codes.STAYS + timedelta(hours=1),
        SESSION_REFRESH_EACH_REQUEST=False,
    )


def switchboard() -> Switchboard:
    return cast(Switchboard, current_app.extensions["switchboard"])


def token() -> str:
    """What every form of this browser carries; made when the first form is drawn."""
    if "token" not in cookie:
        cookie["token"] = secrets.token_urlsafe(24)
    return str(cookie["token"])


def is_ours(given: str) -> bool:
    """True for the token of this browser; a browser without one has no form of ours."""
    return "token" in cookie and hmac.compare_digest(given.encode(), str(cookie["token"]).encode())


def ask() -> str:
    """Begin a sign-in in this browser: an id that tells nothing, made before anybody is looked up."""
    cookie.permanent = True
    cookie["sign_in"] = uuid.uuid4().hex
    cookie.pop("key", None)
    return str(cookie["sign_in"])


def asked() -> str:
    """The sign-in that this browser began; empty for none."""
    return str(cookie.get("sign_in", ""))


def begin(key: str) -> str:
    """They are in: from here on the cookie holds what only now came into being. Returns the page they had wanted."""
    sign_in, wanted = asked(), str(cookie.get("wanted", ""))
    cookie.clear()
    cookie.permanent = True
    cookie.update(sign_in=sign_in, key=key)
    g.pop("official", None)
    if (who := official()) is not None:
        cookie["language"] = who.language
    return wanted or url_for("officials.home")


def end() -> None:
    """They are out, here and wherever this cookie was copied to."""
    board, language = switchboard(), cookie.get("language")
    with board.sessions.writing() as rows:
        codes.leave(rows, board.vault, asked(), str(cookie.get("key", "")), datetime.now(UTC))
    cookie.clear()
    cookie["language"], g.official = language, None


def official() -> Official | None:
    """Who is signed in, asked of the rows once for each request."""
    if "official" not in g:
        board, key = switchboard(), cookie.get("key")
        g.official = None
        if key:
            with board.sessions.reading() as rows:
                g.official = codes.whose(rows, board.vault, asked(), str(key), datetime.now(UTC))
    found: Official | None = g.official
    return found


def signed_in(page: Callable[Concatenate[Official, P], ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Only for who is signed in; anybody else signs in first, and comes back to this page."""

    @wraps(page)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        who = official()
        if who is not None:
            return page(who, *args, **kwargs)
        # Not a parameter of the address: nobody can make a link that leads elsewhere after signing in.
        here = url_for(str(request.endpoint), **(request.view_args or {}))
        if len(here) <= LONGEST_PATH:
            cookie["wanted"] = here
        return redirect(url_for("officials.sign_in"), 303)

    return guarded

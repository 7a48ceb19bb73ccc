"""The way in: say who you are, type the code that was sent, and the way out."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from console import codes, session, wording
from console.blueprint import officials
from messaging.mailbox import LONGEST as LONGEST_ADDRESS
from messaging.switchboard import Switchboard

APART = ThreadPoolExecutor(max_workers=1, thread_name_prefix="codes")
"""Looks for officials and queues their codes: one after the other, so that strangers who ask keep nobody else waiting."""

log = logging.getLogger(__name__)

LONGEST_CODE = 20
"""Characters: a code may be typed with spaces, and pasted with more."""


@officials.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    return redirect(url_for("officials.home"), 303) if session.official() else _who()


@officials.post("/sign-in")
def send_code() -> ResponseReturnValue:
    """Answer, and look for them elsewhere: neither the answer nor its time tells whether there is such an official."""
    board, who = session.switchboard(), wording.typed(request.form.get("who", ""), LONGEST_ADDRESS)
    city = board.cities.get(request.form.get("city", ""))
    if not who or city is None:
        return _who(wrong="who_missing" if not who else "city_missing"), 400
    APART.submit(_send, board, session.ask(), who, city.key, datetime.now(UTC))
    return redirect(url_for("officials.code"), 303)


@officials.get("/sign-in/code")
def code() -> ResponseReturnValue:
    if session.official():
        return redirect(url_for("officials.home"), 303)
    return _code() if session.asked() else redirect(url_for("officials.sign_in"), 303)


@officials.post("/sign-in/code")
def use_code() -> ResponseReturnValue:
    board = session.switchboard()
    given = "".join(filter(str.isdecimal, request.form.get("code", "")[:LONGEST_CODE]))
    with board.sessions.writing() as rows:
        key = codes.use(rows, board.vault, session.asked(), given, datetime.now(UTC))
    return redirect(session.begin(key), 303) if key is not None else (_code(wrong="code_wrong"), 400)


@officials.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    session.end()
    return render_template("officials/signed_out.html")


def _send(board: Switchboard, sign_in_id: str, who: str, city: str, now: datetime) -> None:
    try:
        codes.send(board, sign_in_id, who, city, now)
    except SQLAlchemyError as error:
        # They are told that nothing may come, and to ask again.
        log.error("sign_in=%s no code: %s", sign_in_id, type(error).__name__)


def _who(wrong: str | None = None) -> str:
    cities = sorted(session.switchboard().cities.values(), key=lambda city: city.name)
    typed = wording.typed(request.form.get("who", ""), LONGEST_ADDRESS)
    chosen, field = request.form.get("city", ""), "city" if wrong == "city_missing" else "who"
    return render_template("officials/who.html", cities=cities, typed=typed, chosen=chosen, wrong=wrong, field=field)


def _code(wrong: str | None = None) -> str:
    minutes = int(codes.GOOD_FOR.total_seconds() // 60)
    return render_template("officials/code.html", wrong=wrong, field="code", minutes=minutes, most=codes.MOST_AN_HOUR)

"""One digest as a page: the same document as the mail, with its pictures in it, as far as the reader may see it today."""

import dataclasses
import re

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City
from digests import about, composing
from digests.figures import Figures
from digests.period import Period
from models import Digest, Official, Report, Subscription
from nlu.references import ALPHABET
from officials import roles
from reports import tags

_BODY = re.compile(r"<body[^>]*>")
_TAG = re.compile(rf'<span class="tag"[^>]*>([{ALPHABET}]{{{tags.SHORTEST},{tags.LONGEST}}})</span>')

LATEST = 10
"""Digests that a page lists."""


def latest(session: Session, reader: Official) -> list[Digest]:
    """The reader's newest ones that say something."""
    wanted = select(Digest).join(Subscription).where(Subscription.official_id == reader.id, Digest.figures.is_not(None))
    return list(session.scalars(wanted.order_by(Digest.covers_until.desc(), Digest.id).limit(LATEST)))


def find(session: Session, reader: Official, digest_id: str) -> Digest | None:
    """The reader's own digest with this id, if it says anything; the same nothing for everybody else's."""
    digest = session.get(Digest, digest_id)
    if digest is None or digest.figures is None or digest.subscription.official_id != reader.id:
        return None
    return digest


def document(session: Session, digest: Digest, reader: Official, city: City, bar: str) -> str:
    """The mail's HTML with ``bar`` on top, its tags as links to their reports. It loads nothing from anywhere."""
    subscription = digest.subscription
    period = Period(subscription.period, digest.period_key, digest.covers_from, digest.covers_until)
    figures = _as_seen_now(session, Figures.of_json(digest.figures or {}), reader, city)
    # Without the mail's link: it leads here.
    frame = dataclasses.replace(about.of(subscription, city, period, digest.id, ""), link="")
    mail = composing.mail(session, figures, frame)
    html = _TAG.sub(lambda tag: f'<a href="{url_for("officials.report", tag=tag[1])}">{tag[0]}</a>', mail.html)
    for image in mail.images:
        html = html.replace(f"cid:{image['cid']}", f"data:image/png;base64,{image['png']}")
    return _BODY.sub(lambda body: body[0] + bar, html, count=1)


def _as_seen_now(session: Session, figures: Figures, reader: Official, city: City) -> Figures:
    """Without what was within their sight when it was made, and is not any more: another body, another role."""
    sight = roles.sight(reader, city)
    ids = {item.report_id for item in (*figures.urgent, *figures.waiting)}
    ids.update(*(group.report_ids for group in figures.groups))
    reports = session.scalars(select(Report).where(Report.id.in_(sorted(ids))))
    seen = {each.id for each in reports if sight.holds(each)}
    return dataclasses.replace(
        figures,
        urgent=tuple(item for item in figures.urgent if item.report_id in seen),
        waiting=tuple(item for item in figures.waiting if item.report_id in seen),
        groups=tuple(group for group in figures.groups if seen.issuperset(group.report_ids)),
        protected=figures.protected if roles.of(reader).protected else None,
    )

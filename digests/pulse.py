"""What those answered who finished a survey in the period: the headline question of the survey that most of them finished."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from cities import City
from digests.figures import Pulse
from digests.period import Period
from flows import definition as definitions
from flows.definition import REPORT
from models import Answer, FlowVersion, Run
from surveys import results

FEWEST = 5
"""Fewer answers are not told apart: one could be recognised."""

COMPLETED = "completed"


def find(session: Session, city: City, period: Period) -> Pulse | None:
    """Counts over everyone who answered it in this city; nothing where no survey with a headline was finished.

    It does not depend on a reader's scope: a survey is of the city.
    """
    headlines: Counter[tuple[str, str]] = Counter()
    versions: dict[tuple[str, str], list[str]] = {}
    for version, finished in _finished(session, city, period):
        stored = session.get_one(FlowVersion, version)
        told = results.headline(definitions.of_version(stored.digest, stored.definition))
        if told is not None:
            key = (stored.flow, told.path)
            headlines[key] += finished
            versions.setdefault(key, []).append(version)
    if not headlines:
        return None
    flow, path = most = min(headlines, key=lambda key: (-headlines[key], key))
    counts = _answers(session, city, period, versions[most], path)
    n = sum(counts.values())
    shown = sorted(counts.items(), key=lambda each: (-each[1], each[0])) if n >= FEWEST else ()
    return Pulse(flow, path, n, dict(shown))


def _finished(session: Session, city: City, period: Period) -> Sequence[Row[str, int]]:
    surveys = session.scalars(select(FlowVersion.id).where(FlowVersion.flow != REPORT)).all()
    query = (
        select(Run.flow_version_id, func.count())
        .where(Run.flow_version_id.in_(surveys), Run.city == city.key, Run.state == COMPLETED)
        .where(Run.ended_at >= period.begins, Run.ended_at < period.ends)
        .group_by(Run.flow_version_id)
    )
    return session.execute(query).all()


def _answers(session: Session, city: City, period: Period, versions: list[str], path: str) -> dict[str, int]:
    code = Answer.value["code"].as_string()
    query = (
        select(code, func.count())
        .join(Run, Run.id == Answer.run_id)
        .where(Run.flow_version_id.in_(versions), Run.city == city.key, Run.state == COMPLETED)
        .where(Run.ended_at >= period.begins, Run.ended_at < period.ends)
        .where(Answer.question == path, code.is_not(None), code != "")
        .group_by(code)
    )
    return {str(name): count for name, count in session.execute(query)}

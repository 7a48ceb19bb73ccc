"""Which body a report belongs to: by its kind and its area."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City
from models import Report, Route
from reports.states import NOT_DONE

ANY = ""


def body_for(session: Session, city: City, category: str, area: str | None) -> str | None:
    """Id of the body of the route that says most: kind and area, then the kind, then the area, then the city's own.

    Of two areas the narrower one counts. Nothing where no route fits.
    """
    around = [each.name for each in city.areas if area is not None and area in city.within(each.name)]
    routes = session.scalars(
        select(Route).where(Route.city == city.key, Route.category.in_((category, ANY)), Route.area.in_((*around, ANY)))
    ).all()
    width = {name: len(city.within(name)) for name in around}

    def says(route: Route) -> tuple[bool, bool, int]:
        return route.category != ANY, route.area != ANY, -width.get(route.area, 0)

    return max(routes, key=says).body_id if routes else None


def route(session: Session, city: City, report: Report) -> None:
    """Give the report to the body that it belongs to. The caller commits."""
    report.body_id = body_for(session, city, report.category, report.area)


def route_the_unrouted(session: Session, city: City) -> int:
    """Give every report that nobody has, and that is not done, to a body: after routes were added. The caller commits."""
    found = session.scalars(
        select(Report).where(Report.city == city.key, Report.body_id.is_(None), Report.state.in_(NOT_DONE))
    ).all()
    for report in found:
        route(session, city, report)
    return sum(report.body_id is not None for report in found)

"""What came of it, told back: one's own area beside the city, only where ten or more answered."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models import AuditEntry, Contact
from surveys import campaigns, results
from tests.line import Line
from tests.surveys import neighbours
from tests.surveys.conftest import Clock
from tests.surveys.neighbours import Approvals, agrees, answers, invitation, plan, publish, tick, wrote


def number(place: int) -> str:
    return f"+2760555{2000 + place}"


def take_part(line: Line, clock: Clock, areas: dict[str, int], safe: int, wanting: str = "yes", **how: str) -> list[str]:
    """So many of each area were invited and completed the survey, the first ones feeling safe. Returns their contacts."""
    who = [agrees(line, number(place), **how) for place in range(sum(areas.values()))]
    plan(line)
    assert tick(line) == len(who)
    lives = [area for area, count in areas.items() for _ in range(count)]
    for place, (contact_id, area) in enumerate(zip(who, lives, strict=True)):
        dark = "fairly_safe" if place < safe else "unsafe"
        answers(line, contact_id, area=area, walking__dark=dark, send_result=wanting)
    line.gateway.sent.clear()
    clock.passes(hours=2)
    return who


def close(line: Line, clock: Clock) -> int:
    with line.board.sessions.writing() as session:
        campaign = session.scalars(select(campaigns.Campaign)).one()
        return campaigns.close(session, campaign, line.board.cities, "M. K.", clock.now)


def test_each_is_told_their_own_area_beside_the_city(town: Line, clock: Clock) -> None:
    take_part(town, clock, {"umlazi": 12, "inanda": 10}, safe=6)
    assert close(town, clock) == 22
    assert tick(town) == 22
    (said,) = town.said_to(number(0))
    assert said == ("Thank you for answering. After dark: Very safe or Fairly safe. Umlazi 50% of 12, Durban 27% of 22.")
    (said,) = town.said_to(number(21))
    assert "Inanda 0% of 10, Durban 27% of 22" in said
    clock.passes(days=1)
    assert tick(town) == 0, "once"


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        ({"umlazi": 10}, "Umlazi 10% of 10, Durban 10% of 10"),
        ({"umlazi": 9, "inanda": 10}, "Durban 5% of 19 people"),
        ({"umlazi": 9}, ""),
        ({"": 10}, "Durban 10% of 10 people"),
    ],
    ids=["ten", "nine of the area", "nine of the city", "no area"],
)
def test_fewer_than_ten_are_told_to_nobody(town: Line, clock: Clock, areas: dict[str, int], told: str) -> None:
    take_part(town, clock, areas, safe=1)
    close(town, clock)
    tick(town)
    said = town.said_to(number(0))
    assert [told in each for each in said] == ([True] if told else [])
    assert "9" not in "".join(said).replace("19", "")


def test_only_those_who_wanted_it_are_told(town: Line, clock: Clock) -> None:
    take_part(town, clock, {"umlazi": 12}, safe=6, wanting="no")
    assert close(town, clock) == 0
    assert tick(town) == 0
    assert neighbours.campaign(town).results == {
        "durban": {"count": 12, "chosen": 6, "areas": {"umlazi": {"count": 12, "chosen": 6}}}
    }


def test_where_the_survey_does_not_ask_having_agreed_to_be_asked_is_enough(town: Line, clock: Clock) -> None:
    publish(town, neighbours.changed(headline_consent=""))
    who = take_part(town, clock, {"umlazi": 12}, safe=6, wanting="no")
    neighbours.tells(town, who[0], may_ask="no")
    assert close(town, clock) == 11
    assert tick(town) == 11
    assert town.said_to(number(0)) == []


@pytest.mark.parametrize(
    "broken", [{"headline": ""}, {"headline": "nothing"}, {"headline_codes": ""}, {"headline_codes": "nothing"}]
)
def test_a_flow_without_a_headline_tells_nothing(town: Line, clock: Clock, broken: dict[str, str]) -> None:
    publish(town, neighbours.changed(**broken))
    take_part(town, clock, {"umlazi": 12}, safe=6)
    assert close(town, clock) == 0
    assert tick(town) == 0


def test_who_did_not_finish_is_neither_counted_nor_told(town: Line, clock: Clock) -> None:
    who = take_part(town, clock, {"umlazi": 11}, safe=6)
    with town.board.sessions.writing() as session:
        run = session.scalars(select(results.Run).join(campaigns.Invitation).where(results.Run.contact_id == who[0])).one()
        run.state = "active"
    assert close(town, clock) == 10
    assert tick(town) == 10
    assert "Umlazi 50% of 10" in town.said_to(number(1))[0]
    assert invitation(town, who[0]).run.state == "active"  # type: ignore[union-attr]


def test_the_area_told_before_counts_where_this_survey_got_none(town: Line, clock: Clock) -> None:
    take_part(town, clock, {"": 10}, safe=5, area="umlazi")
    close(town, clock)
    assert tick(town) == 10
    assert "Umlazi 50% of 10, Durban 50% of 10" in town.said_to(number(0))[0]


def test_it_is_told_by_day_only(town: Line, clock: Clock) -> None:
    take_part(town, clock, {"umlazi": 10}, safe=5)
    clock.strikes(datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    close(town, clock)
    assert tick(town) == 0
    clock.strikes(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    assert tick(town) == 10


def test_outside_the_window_it_is_a_template_or_nothing(town: Line, clock: Clock) -> None:
    who = [agrees(town, f"whatsapp:{number(place)}", "es" if place % 2 else "en") for place in range(10)]
    plan(town)
    tick(town)
    for contact_id in who:
        answers(town, contact_id, area="umlazi", walking__dark="unsafe", send_result="yes")
    close(town, clock)
    for contact_id in who:
        wrote(town, contact_id, 30)
    town.gateway.sent.clear()
    sid = Approvals(town).give("survey_result", "en")
    clock.passes(minutes=1)
    assert tick(town) == 5
    assert {parcel.template.sid if parcel.template else "" for parcel in town.gateway.sent} == {sid}
    variables = town.gateway.sent[0].template.variables  # type: ignore[union-attr]
    assert list(variables.values()) == ["After dark", "Very safe or Fairly safe", "Umlazi", "0", "10", "Durban", "0", "10"]
    assert [invitation(town, each).result for each in who] == ["sent", "left_out"] * 5


def test_who_stopped_meanwhile_is_told_nothing(town: Line, clock: Clock) -> None:
    who = take_part(town, clock, {"umlazi": 10}, safe=5)
    close(town, clock)
    with town.board.sessions.writing() as session:
        session.get_one(Contact, who[0]).stopped_at = clock.now
    assert tick(town) == 9
    assert (invitation(town, who[0]).result, invitation(town, who[0]).reason) == ("left_out", "stopped")


def test_a_campaign_closes_by_itself_on_its_day(town: Line, clock: Clock) -> None:
    take_part(town, clock, {"umlazi": 10}, safe=5)
    clock.passes(days=14)
    assert tick(town) == 0
    assert neighbours.campaign(town).state == "closed"
    clock.passes(minutes=1)
    assert tick(town) == 10
    with town.board.sessions.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "campaign.closed")).one()
    assert (entry.actor, entry.details) == ("scheduler", {"not_invited": 0, "results_due": 10})


def test_what_is_closed_cannot_be_closed_again(town: Line, clock: Clock) -> None:
    take_part(town, clock, {"umlazi": 10}, safe=5)
    close(town, clock)
    with pytest.raises(campaigns.CampaignError, match="is closed already"):
        close(town, clock)


def test_shares_are_whole_percents() -> None:
    answers_of_three = [("durban", "umlazi", "a"), ("durban", "umlazi", "b"), ("durban", "", "a")]
    found = results.counted(answers_of_three, ("a",))
    assert found == {"durban": {"count": 3, "chosen": 2, "areas": {"umlazi": {"count": 2, "chosen": 1}}}}
    assert [results._share({"count": 3, "chosen": chosen}) for chosen in range(4)] == [0, 33, 67, 100]
    assert results._share({"count": 200, "chosen": 1}) == 1, "halves go up"


def test_released_contacts_may_be_invited_elsewhere_after_a_month(town: Line, clock: Clock) -> None:
    take_part(town, clock, {"umlazi": 3}, safe=1)
    close(town, clock)
    with pytest.raises(campaigns.CampaignError):
        plan(town)
    clock.passes(days=31)
    assert plan(town, closes_at=clock.now + timedelta(days=1))

"""What is due enters the outbox: invitations, then reminders, then results; so many a minute, by day, each once.

Whoever ticks, and however many tick at once: a batch is written in one transaction that holds the campaign's row, and the
campaign says when its next batch is due. A process that dies leaves a batch written or not written, never half.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from flows import definition as definitions
from flows import run as runs
from flows import versions
from flows.context import Context
from messaging import hours, outbox
from messaging.lease import OPEN as OPEN_LINES
from messaging.switchboard import Switchboard
from messaging.window import Reach
from models import Campaign, Contact, FlowVersion, Invitation, Message, Run
from surveys import campaigns, people, results
from surveys.forecast import invitation_values
from surveys.saying import Kind, compose

SCHEDULER = "scheduler"
"""Who acts when nobody does."""

EVERY = timedelta(minutes=1)

UNFINISHED = ("invited", "active", "parked")
"""States of runs that a reminder is for."""

ARRIVED = ("sent", "delivered", "read")

log = logging.getLogger(__name__)


def send_surveys(board: Switchboard) -> int:
    """One tick. Returns how many messages entered the outbox."""
    now = datetime.now(UTC)
    with board.sessions.reading() as session:
        ids = session.scalars(select(Campaign.id).where(_due(now)).order_by(Campaign.starts_at, Campaign.id)).all()
    return sum(_tick(board, campaign_id, now) for campaign_id in ids)


def _due(now: datetime) -> ColumnElement[bool]:
    """Open campaigns, and closed ones that owe somebody a result, whose next batch may go."""
    dropped = exists().where(Message.id == Invitation.result_id, Message.state == "dropped")
    owed = exists().where(Invitation.campaign_id == Campaign.id, or_(Invitation.result == "due", dropped))
    return (Campaign.next_batch_at <= now) & or_(Campaign.state.in_(campaigns.OPEN), (Campaign.state == "closed") & owed)


def _tick(board: Switchboard, campaign_id: str, now: datetime) -> int:
    with board.sessions.writing() as session:
        # Held until the commit: another scheduler skips it, and afterwards finds that its next batch is not due.
        held = select(Campaign).where(Campaign.id == campaign_id, _due(now)).with_for_update(of=Campaign, skip_locked=True)
        campaign = session.scalars(held).first()
        if campaign is None:
            return 0
        campaign.next_batch_at = now + EVERY
        if campaign.state in campaigns.OPEN and not _goes_on(session, campaign, board, now):
            return 0
        sent = _Batch(board, session, campaign, now).send()
    if sent:
        log.info("campaign=%s messages=%s", campaign_id, sent)
    return sent


def _goes_on(session: Session, campaign: Campaign, board: Switchboard, now: datetime) -> bool:
    """False when the campaign ends with this tick: its day came, or its flow was withdrawn."""
    published = versions.published(session, campaign.flow)
    if published is None:
        campaigns.cancel(session, campaign, SCHEDULER, now)
        return False
    if campaign.closes_at <= now:
        campaigns.close(session, campaign, board.cities, SCHEDULER, now)
        return False
    if campaign.state == "planned" and campaign.starts_at <= now:
        campaign.state, campaign.version = "sending", published
        campaigns.write_down(session, campaign, "campaign.begun", SCHEDULER, now, version=published.number)
    return True


class _Batch:
    """What one tick puts into the outbox for one campaign."""

    def __init__(self, board: Switchboard, session: Session, campaign: Campaign, now: datetime) -> None:
        self._board, self._session, self._campaign, self._now = board, session, campaign, now
        self._awake = {key for key, city in board.cities.items() if not hours.is_night(city, now)}
        # What the outbox has not sent yet counts, whoever queued it: a slow gateway is not buried.
        unasked = select(func.count()).select_from(Message).where(OPEN_LINES["send"], Message.in_reply_to.is_(None))
        self._room = campaign.per_minute - (session.scalar(unasked) or 0)

    def send(self) -> int:
        before = self._room
        self._take_back()
        if self._campaign.state == "sending":
            self._for_each(self._invite, Invitation.state == "planned")
            self._for_each(self._remind, *self._unanswered())
        elif self._campaign.state == "closed":
            self._for_each(self._tell, Invitation.result == "due")
        return before - self._room

    def _take_back(self) -> None:
        """What the outbox dropped, because it was night by then, is due again as if it had never been queued."""
        for invitation in self._dropped(Invitation.message_id):
            invitation.state, invitation.message_id, invitation.invited_at = "planned", None, None
        for invitation in self._dropped(Invitation.reminder_id):
            invitation.state, invitation.reminder_id = "invited", None
        for invitation in self._dropped(Invitation.result_id):
            invitation.result, invitation.result_id = "due", None
        self._session.flush()

    def _dropped(self, which: InstrumentedAttribute[int | None]) -> list[Invitation]:
        of_ours = select(Invitation).join(Message, Message.id == which).where(Invitation.campaign_id == self._campaign.id)
        return list(self._session.scalars(of_ours.where(Message.state == "dropped")))

    def _unanswered(self) -> tuple[ColumnElement[bool], ...]:
        """Whose invitation arrived long enough ago, and who neither finished nor said no."""
        if not self._campaign.remind_after_hours:
            return (Invitation.id.is_(None),)
        long_ago = self._now - timedelta(hours=self._campaign.remind_after_hours)
        open_run = exists().where(
            Run.id == Invitation.run_id, Run.state.in_(UNFINISHED), Run.updated_at <= self._now - people.BUSY
        )
        arrived = exists().where(Message.id == Invitation.message_id, Message.state.in_(ARRIVED))
        return (Invitation.state == "invited", Invitation.reason.is_(None), Invitation.invited_at <= long_ago, open_run, arrived)

    def _for_each(self, step: Callable[[Invitation, Contact, Reach], None], *conditions: ColumnElement[bool]) -> None:
        """Take a step for those whom the conditions fit, in the drawn order, while there is room.

        Who is asleep or in the middle of something is left for a later tick. Whoever is being answered at this moment is
        skipped too: what they say may change everything.
        """
        if self._room <= 0 or not self._awake:
            return
        fit = (
            select(Invitation, Contact)
            .join(Contact, Contact.id == Invitation.contact_id)
            .where(Invitation.campaign_id == self._campaign.id, *conditions)
            .where(Contact.city.in_(self._awake), Contact.seen_at <= self._now - people.BUSY)
            .order_by(Invitation.position)
            .limit(self._room)
            .with_for_update(of=Contact, skip_locked=True)
        )
        found = [(invitation, contact) for invitation, contact in self._session.execute(fit)]
        reached = people.reach(self._session, [contact.id for _, contact in found], self._campaign.segment)
        for invitation, contact in found:
            to = reached.get(contact.id)
            if to is None or contact.stopped_at is not None:
                _leave_out(invitation, "stopped" if contact.stopped_at else "unreachable")
            elif to.city in self._awake:
                step(invitation, contact, to)
        self._session.flush()

    def _invite(self, invitation: Invitation, contact: Contact, to: Reach) -> None:
        version = self._campaign.version
        assert version is not None  # it was frozen when sending began
        if not people.agrees(self._session, contact):
            return _leave_out(invitation, "withdrew")
        if invitation.run_id is None and self._took_it_themselves(contact):
            return _leave_out(invitation, "taken")
        definition = definitions.of_version(version.digest, version.definition)
        about = people.report_to_ask_about(self._session, contact, version.flow) if definition.is_about_a_report else None
        if definition.is_about_a_report and about is None:
            return _leave_out(invitation, "no_report")
        values = invitation_values(definition, self._board.cities[to.city])
        message = self._queue("invitation", contact, to, values)
        if message is None:
            return _leave_out(invitation, "no_template")
        if invitation.run_id is None:
            context = self._context(contact, to)
            invitation.run = runs.begin(self._session, contact.id, version, context, None, "invited", about)
        invitation.state, invitation.message_id, invitation.invited_at = "invited", message.id, self._now
        return None

    def _remind(self, invitation: Invitation, contact: Contact, to: Reach) -> None:
        if not people.agrees(self._session, contact):
            invitation.reason = "withdrew"
            return
        began = invitation.run is not None and invitation.run.state != "invited"
        values = {"city": self._board.cities[to.city].name}
        message = self._queue("unfinished" if began else "reminder", contact, to, values)
        if message is None:
            invitation.reason = "no_template"
        else:
            invitation.state, invitation.reminder_id = "reminded", message.id

    def _tell(self, invitation: Invitation, contact: Contact, to: Reach) -> None:
        run, language = invitation.run, people.language(contact, self._board.cities)
        assert run is not None  # only who completed one is owed a result
        told = results.for_run(self._session, self._campaign, run, self._board.cities[run.city], to.channel, language)
        message = self._queue(told[0], contact, to, told[1]) if told else None
        invitation.result, invitation.result_id = ("sent", message.id) if message else ("left_out", None)

    def _queue(self, kind: Kind, contact: Contact, to: Reach, values: Mapping[str, object]) -> Message | None:
        language = people.language(contact, self._board.cities)
        outgoing = compose(self._session, self._board.account, kind, to, language, values, self._now)
        if outgoing is None:
            return None
        self._room -= 1
        return outbox.queue_unasked(self._session, to, outgoing, language, self._now)

    def _took_it_themselves(self, contact: Contact) -> bool:
        """True when they have begun or finished this flow since the campaign was planned."""
        of_flow = (Run.flow_version_id == FlowVersion.id) & (FlowVersion.flow == self._campaign.flow)
        recent = or_(Run.state.in_(versions.OPEN), Run.started_at >= self._campaign.created_at)
        return bool(self._session.scalar(select(exists().where(Run.contact_id == contact.id, of_flow, recent))))

    def _context(self, contact: Contact, to: Reach) -> Context:
        language = people.language(contact, self._board.cities)
        return Context(self._board.cities[to.city], language, to.channel, self._now, contact=contact.id)


def _leave_out(invitation: Invitation, reason: str) -> None:
    """Nothing more is written to this contact for this campaign; what was written before stays as it is."""
    if invitation.state == "planned":
        invitation.state = "left_out"
    if invitation.result == "due":
        invitation.result = "left_out"
    invitation.reason = reason

"""The job table. APScheduler only ticks: what is due stands in rows, so a missed or doubled tick changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from alerts import escalating
from contacts import erasing
from digests import blanking
from digests import sending as digests
from messaging import holding, media, templates
from messaging.switchboard import Switchboard
from reports import asking, notices
from scheduler import expiry, watch
from surveys import sending
from teaching import forgetting


@dataclass(frozen=True)
class Job:
    """One regular task and how often it ticks, in seconds."""

    task: Callable[[Switchboard], object]
    every: int


JOBS = (
    Job(escalating.tell_the_next, every=20),
    Job(expiry.end_silent_runs, every=600),
    Job(erasing.forget_due, every=60),
    Job(media.collect_late, every=300),
    Job(holding.hold, every=15),
    Job(sending.send_surveys, every=60),
    Job(notices.tell_residents, every=60),
    Job(asking.ask_whether_fixed, every=600),
    Job(digests.send_due, every=60),
    Job(blanking.blank_settled, every=3600),
    Job(templates.refresh_templates, every=3600),
    Job(forgetting.forget_unlabelled, every=3600),
    Job(watch.log_the_oldest, every=60),
)


def start(board: Switchboard) -> BackgroundScheduler:
    """A running scheduler. Late ticks are run once, never several times and never dropped."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for job in JOBS:
        scheduler.add_job(partial(job.task, board), "interval", seconds=job.every, id=job.task.__name__)
    scheduler.start()
    return scheduler

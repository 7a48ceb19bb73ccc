"""Two of everything at the same moment: two action servers that file, two schedulers that tick, an officer who answers."""

import threading
from collections.abc import Callable

from sqlalchemy import select

from models import Alert, Contact, Message
from models.engine import Sessions, connect
from tests.alerts import night
from tests.alerts.conftest import Clock
from tests.alerts.night import BOTHA, NOMVULA, SIPHO, THANDI
from tests.line import Line

SECONDS = 20
Rota = dict[str, str]


def test_two_reports_of_one_shooting_filed_at_the_same_moment_are_one_thread(line: Line, rota: Rota) -> None:
    _filed_at_once(line, (THANDI, SIPHO))
    assert (len(night.all_incidents(line)), night.told(line)) == (1, [("botha", "sms")])
    night.carry(line)
    assert len(line.said_to(BOTHA)) == 1


def test_three_reports_that_are_several_only_together_find_one_another(line: Line, rota: Rota) -> None:
    _filed_at_once(line, (THANDI, SIPHO, NOMVULA), dangerous="no")
    assert (len(night.all_incidents(line)), night.told(line)) == (1, [("botha", "sms")])


def test_schedulers_that_tick_at_the_same_moment_tell_once(line: Line, rota: Rota, clock: Clock) -> None:
    night.reports(line, THANDI)
    clock.passes(minutes=5)
    _at_once([lambda: night.tick(line)] * 3)
    with line.board.sessions.reading() as session:
        assert len(session.scalars(select(Alert)).all()) == 2


def test_an_officer_who_writes_just_now_keeps_no_report_waiting(line: Line, rota: Rota) -> None:
    """The officer's own turn holds their row while a resident's report alerts them: neither waits for the other."""
    if line.board.sessions.engine.dialect.name == "sqlite":
        return  # one writer at a time: the second one waits for the first, and neither holds what the other wants
    first, _ = night.reports(line, THANDI)
    filed: list[bool] = []
    with line.board.sessions.reading() as session:
        botha = session.get_one(Alert, session.scalars(select(Alert.id)).one())
        contact = session.scalars(select(Contact.id).join(Message).where(Message.id == botha.sent_as)).one()
    with line.board.sessions.writing() as session:
        session.get(Contact, contact, with_for_update={"key_share": True})
        other = threading.Thread(target=lambda: filed.append(night.reports(line, SIPHO, area="inanda")[1]))
        other.start()
        other.join(SECONDS)
        assert filed == [True]
    assert night.acknowledges(line, rota["botha"], first)


def _filed_at_once(line: Line, residents: tuple[str, ...], **given: str) -> None:
    """Each by an action server of its own. On PostgreSQL none considers its report before all of them are filed."""
    together = threading.Barrier(len(residents))
    is_sqlite = line.board.sessions.engine.dialect.name == "sqlite"
    for who in residents:
        night.writes(line, who)

    def server(who: str) -> Callable[[], None]:
        engine = connect(line.settings.sqlalchemy_url, pool=1)

        def file() -> None:
            try:
                if is_sqlite:
                    together.wait(SECONDS)
                with Sessions(engine).writing() as session:
                    run = night.run_of(session, line, who, "gunshots", "shots", **{"area": "umlazi"} | given)
                    night.files(session, line, run, (lambda: None) if is_sqlite else lambda: together.wait(SECONDS))
            finally:
                engine.dispose()

        return file

    _at_once([server(who) for who in residents])


def _at_once(tasks: list[Callable[[], object]]) -> None:
    """Every task in a thread of its own; what one of them raises is raised here."""
    failures: list[BaseException] = []

    def guarded(task: Callable[[], object]) -> None:
        try:
            task()
        except BaseException as error:  # so that the test sees it
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    if failures:
        raise failures[0]

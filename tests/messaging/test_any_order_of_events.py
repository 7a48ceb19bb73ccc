"""Whatever happens in whatever order: each message is answered once, and each contact hears the answers in order.

Hypothesis invents days of a line: messages arrive in bursts and twice, Rasa and Twilio fail in every way they have,
workers die at every boundary or are overtaken. When the trouble is over and the line has drained, the model must agree.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from flows.reply import Reply
from messaging import outbox, turns
from messaging.assistant import AssistantDown, Said, TurnFailed
from messaging.gateway import Misconfigured, Parcel, TryLater, Unknown
from models import Base, Message
from tests.line import Line, RememberingGateway
from tests.messaging.conftest import Clock, give
from tests.messaging.outgoing import DURBAN, LUPITA, SIPHO, THANDI
from tests.messaging.test_turns import Died

RESIDENTS = (THANDI, SIPHO, LUPITA)

arrivals = st.tuples(st.just("arrives"), st.sampled_from(RESIDENTS), st.integers(1, 3), st.booleans())
answers = st.tuples(st.just("answers"), st.sampled_from(["well", "away", "failing", "dies before", "dies after", "overtaken"]))
sendings = st.tuples(
    st.just("sends"),
    st.sampled_from(["well", "later", "misconfigured", "lost", "taken", "dies before", "dies after", "overtaken"]),
)
pauses = st.tuples(st.just("waits"), st.sampled_from([1, 20, 61, 300]))
days = st.lists(st.one_of(arrivals, arrivals, answers, answers, sendings, sendings, pauses), max_size=30)


class Day:
    """One invented day: the line, the trouble that comes next, and what should be true in the end."""

    def __init__(self, line: Line, clock: Clock) -> None:
        self.line, self.clock = line, clock
        self.arrived: dict[str, list[str]] = defaultdict(list)
        self.decided: dict[int, str] = {}
        self.trouble = "well"
        self.gateway = RememberingGateway()
        self._take, self.gateway.send = self.gateway.send, self.sending  # type: ignore[method-assign]
        line.board = dataclasses.replace(line.board, gateway=self.gateway)
        give(line, self.answering)

    def arrives(self, who: str, count: int, twice: bool) -> None:
        for _ in range(count):
            text = f"{len(self.arrived[who]) + 1} from {RESIDENTS.index(who)}"
            form = self.line.form(who, DURBAN, text)
            for _ in range(2 if twice else 1):
                assert self.line.post("/twilio/inbound", form).status_code == 200
            self.arrived[who].append(text)

    def answers(self, trouble: str) -> None:
        self._works(turns.answer_next, trouble)

    def sends(self, trouble: str) -> None:
        self._works(outbox.send_next, trouble)

    def waits(self, seconds: float) -> None:
        self.clock.passes(seconds)

    def _works(self, task: Callable[[Any], bool], trouble: str) -> None:
        self.trouble = trouble
        try:
            task(self.line.board)
        except Died:
            pass
        finally:
            self.trouble = "well"

    def _next_trouble(self) -> str:
        now, self.trouble = self.trouble, "well"
        return now

    def answering(self, contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        """Rasa and its actions: the first decision about a message stays, however often it is asked for."""
        trouble = self._next_trouble()
        if trouble == "away":
            raise AssistantDown
        if trouble == "failing":
            raise TurnFailed
        if trouble == "dies before":
            raise Died
        self.decided.setdefault(message_id, f"re: {text}")
        if trouble == "dies after":
            raise Died
        if trouble == "overtaken":
            self.clock.passes(self.line.board.lease_seconds)
            turns.answer_next(self.line.board)
        return Said((Reply(self.decided[message_id]),))

    def sending(self, parcel: Parcel) -> str:
        """Twilio."""
        trouble = self._next_trouble()
        if trouble == "later":
            raise TryLater(20429)
        if trouble == "misconfigured":
            raise Misconfigured(20003)
        if trouble == "lost":
            raise Unknown(504)
        if trouble == "dies before":
            raise Died
        sid = self._take(parcel)
        if trouble == "taken":
            raise Unknown(504)
        if trouble == "dies after":
            raise Died
        if trouble == "overtaken":
            self.clock.passes(self.line.board.lease_seconds)
            outbox.send_next(self.line.board)
        return sid

    def ends(self) -> None:
        """The trouble is over: everything drains."""
        for _ in range(4):
            self.clock.passes(400)
            while turns.answer_next(self.line.board) or outbox.send_next(self.line.board):
                pass

    def agrees(self) -> None:
        with self.line.board.sessions.reading() as session:
            rows = session.query(Message).filter_by(direction="in").order_by(Message.id).all()
            left = session.query(Message).filter(Message.state.in_(("received", "queued", "sending"))).count()
            states = {row.text: row.state for row in rows}
        assert left == 0, "nothing waits for ever"
        for who, texts in self.arrived.items():
            heard = [parcel.text for parcel in self.gateway.present.values() if parcel.to == who]
            assert len(heard) == len(texts), "one answer each, none lost and none twice"
            for text, answer in zip(texts, heard, strict=True):
                if states[text] == "answered":
                    assert answer == f"re: {text}", "in the order in which they asked"
                else:
                    assert states[text] == "failed"
                    assert "re: " not in answer, "who could not be answered was told that a person will read it"


@settings(
    max_examples=120,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=days)
def test_every_message_is_answered_once_and_in_order_whatever_happens(
    line: Line, clock: Clock, events: list[tuple[Any, ...]]
) -> None:
    with line.board.sessions.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    day = Day(line, clock)
    for name, *details in events:
        getattr(day, name)(*details)
    day.ends()
    day.agrees()

"""Messages out: in order, each once, whatever the gateway does."""

import logging
import threading

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from twilio.request_validator import RequestValidator

from flows.reply import Option, Reply
from messaging import gateway, lease, outbox
from messaging.gateway import (
    Misconfigured,
    OptedOut,
    OutsideWindow,
    Parcel,
    Refused,
    SendError,
    TryLater,
    Unknown,
    Unreachable,
)
from models import Contact, Message
from tests.line import Line, RememberingGateway
from tests.messaging.conftest import NOON, Clock
from tests.messaging.outgoing import SIPHO, THANDI, THANDI_WHATSAPP, queue, queue_unasked, row, states
from tests.messaging.test_turns import Died


def send(line: Line) -> bool:
    return outbox.send_next(line.board)


def heard(line: Line) -> list[str]:
    """Every text that reached somebody, in order, as the gateway knows it."""
    return [parcel.text for parcel in line.gateway.present.values()]


def taken(error: SendError) -> SendError:
    """The same failure, but the gateway had sent the message all the same."""
    error.taken = True  # type: ignore[attr-defined]
    return error


def test_everything_due_for_one_contact_goes_out_in_order(line: Line) -> None:
    ids = queue(line, THANDI, "one", "two", "three")
    assert send(line)
    assert not send(line)
    assert heard(line) == ["one", "two", "three"]
    assert states(line, ids) == ["sent"] * 3
    assert [row(line, each).sid for each in ids] == list(line.gateway.present)


def test_a_parcel_goes_back_to_the_address_and_sender_of_the_question(line: Line) -> None:
    (answer,) = queue(line, THANDI_WHATSAPP, "hello")
    send(line)
    (parcel,) = line.gateway.sent
    assert (parcel.to, parcel.sender) == (THANDI_WHATSAPP, "whatsapp:+27605550100")
    assert parcel.status_url == f"{line.settings.public_url}/twilio/status?message={answer}"
    assert THANDI not in repr(parcel)
    assert "hello" not in repr(parcel)


def test_the_row_says_sending_before_the_gateway_is_called(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    (answer,) = queue(line, THANDI, "hello")
    seen: list[tuple[str, int]] = []
    usual = line.gateway.send

    def watching(parcel: Parcel) -> str:
        seen.append((row(line, answer).state, row(line, answer).attempts))
        return usual(parcel)

    monkeypatch.setattr(line.gateway, "send", watching)
    send(line)
    assert seen == [("sending", 1)]


def test_no_connection_is_held_while_the_gateway_is_asked(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(line, THANDI, "hello")
    usual = line.gateway.send

    def watching(parcel: Parcel) -> str:
        assert line.board.sessions.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        return usual(parcel)

    monkeypatch.setattr(line.gateway, "send", watching)
    assert send(line)


@pytest.mark.parametrize("reached", [True, False], ids=["after the gateway took it", "before the gateway took it"])
def test_a_worker_that_dies_while_sending_leaves_neither_a_gap_nor_a_copy(
    line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    ids = queue(line, THANDI, "one", "two")
    usual = line.gateway.send

    def dying(parcel: Parcel) -> str:
        if reached:
            usual(parcel)
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(line.gateway, "send", dying)
        with pytest.raises(Died):
            send(line)
    assert states(line, ids) == ["sending", "queued"]
    assert not send(line), "the dead worker's lease still runs"
    clock.passes(line.board.lease_seconds)
    assert send(line)
    assert heard(line) == ["one", "two"]
    assert states(line, ids) == ["sent", "sent"]


def test_the_same_words_twice_in_a_row_are_two_messages_even_after_a_crash(
    line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that was sent before must not be taken for the one that was not."""
    ids = queue(line, THANDI, "Sorry?", "Sorry?")
    usual, calls = line.gateway.send, []

    def dying_at_the_second(parcel: Parcel) -> str:
        calls.append(parcel)
        if len(calls) == 2:
            raise Died
        return usual(parcel)

    with monkeypatch.context() as patched:
        patched.setattr(line.gateway, "send", dying_at_the_second)
        with pytest.raises(Died):
            send(line)
    clock.passes(line.board.lease_seconds)
    assert send(line)
    assert heard(line) == ["Sorry?", "Sorry?"]
    assert states(line, ids) == ["sent", "sent"]
    assert len({row(line, each).sid for each in ids}) == 2


@pytest.mark.parametrize("reached", [True, False], ids=["and it had arrived", "and it had not"])
def test_when_nobody_knows_we_look_before_we_send_again(line: Line, clock: Clock, steady_back_off: None, reached: bool) -> None:
    (answer,) = queue(line, THANDI, "hello")
    line.gateway.failures = [taken(Unknown(20500)) if reached else Unknown(20500)]
    assert send(line)
    assert (row(line, answer).state, row(line, answer).error_code) == ("sending", 20500)
    assert not send(line), "not at once"
    clock.passes(outbox.BACK_OFF[0])
    assert send(line)
    assert heard(line) == ["hello"]
    assert row(line, answer).state == "sent"


@pytest.mark.parametrize("cannot_say", [TryLater(20429, 1), Unknown(20500), Misconfigured(20003), Refused(20422)], ids=repr)
def test_while_nobody_can_say_whether_it_arrived_nothing_is_sent_again(
    line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch, cannot_say: SendError
) -> None:
    (answer,) = queue(line, THANDI, "hello")
    line.gateway.failures = [taken(Unknown(504))]
    send(line)

    def refusing(parcel: Parcel, known: set[str]) -> str | None:
        raise cannot_say

    with monkeypatch.context() as patched:
        patched.setattr(line.gateway, "find", refusing)
        for _ in range(3):
            clock.passes(outbox.BACK_OFF[-1])
            assert send(line)
            assert row(line, answer).state == "sending"
    clock.passes(outbox.BACK_OFF[-1])
    assert send(line)
    assert heard(line) == ["hello"], "once"
    assert row(line, answer).state == "sent"


def test_who_was_overtaken_while_looking_does_not_send(line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    (answer,) = queue(line, THANDI, "hello")
    line.gateway.failures = [Unknown(504)]
    send(line)
    clock.passes(outbox.BACK_OFF[-1])
    usual, looks = line.gateway.find, []

    def slow(parcel: Parcel, known: set[str]) -> str | None:
        looks.append(parcel)
        if len(looks) == 1:
            clock.passes(line.board.lease_seconds)
            assert send(line), "another worker takes over, looks and sends"
            return None  # what this slow look had seen before that
        return usual(parcel, known)

    monkeypatch.setattr(line.gateway, "find", slow)
    assert send(line)
    assert heard(line) == ["hello"], "once"
    assert row(line, answer).state == "sent"


def test_who_was_overtaken_after_sending_writes_nothing(line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = queue(line, THANDI, "one", "two")
    usual, calls = line.gateway.send, []

    def slow(parcel: Parcel) -> str:
        calls.append(parcel)
        sid = usual(parcel)
        if len(calls) == 1:
            clock.passes(line.board.lease_seconds)
            assert send(line), "another worker finds it and goes on with the next"
        return sid

    monkeypatch.setattr(line.gateway, "send", slow)
    assert send(line)
    assert heard(line) == ["one", "two"]
    assert states(line, ids) == ["sent", "sent"]


@pytest.mark.parametrize("error", [TryLater, Misconfigured], ids=lambda error: error.__name__)
def test_what_may_be_repeated_is_repeated_with_growing_pauses_and_then_given_up(
    line: Line, clock: Clock, steady_back_off: None, error: type[SendError], caplog: pytest.LogCaptureFixture
) -> None:
    stuck, after = queue(line, THANDI, "stuck", "and after it")
    line.gateway.failures = [error(20429) for _ in range(outbox.MOST_ATTEMPTS["send"])]
    pauses = [*outbox.BACK_OFF, *[outbox.BACK_OFF[-1]] * outbox.MOST_ATTEMPTS["send"]][: outbox.MOST_ATTEMPTS["send"] - 1]
    for attempts, pause in enumerate(pauses, start=1):
        assert send(line)
        assert (row(line, stuck).state, row(line, stuck).attempts) == ("queued", attempts)
        clock.passes(pause - 0.01)
        assert not send(line), f"not before {pause} s"
        clock.passes(0.02)
    assert send(line)
    assert states(line, [stuck, after]) == ["failed", "sent"], "the next one does not wait for it any longer"
    assert heard(line) == ["and after it"]
    assert row(line, stuck).error_code == 20429
    assert any(record.levelno == logging.ERROR for record in caplog.records), "the operator is told"


def test_twilios_own_wish_for_a_pause_is_kept(line: Line, clock: Clock) -> None:
    (answer,) = queue(line, THANDI, "hello")
    line.gateway.failures = [TryLater(20429, retry_after=37)]
    send(line)
    clock.passes(36.9)
    assert not send(line)
    clock.passes(0.2)
    assert send(line)
    assert row(line, answer).state == "sent"


def test_buttons_that_are_refused_go_as_text_with_numbers_at_once(line: Line) -> None:
    asked = Reply("Is it still dangerous?", (Option("yes", "Yes"), Option("no", "No")), "Choose")
    first, _second = queue(line, THANDI_WHATSAPP, asked, "and then")
    line.gateway.failures = [Refused(63013)]
    send(line)
    assert heard(line) == ["Is it still dangerous?\n1 Yes\n2 No", "and then"]
    assert (row(line, first).state, row(line, first).details) == ("sent", {})


def test_text_that_is_refused_fails_and_the_next_one_goes(line: Line) -> None:
    ids = queue(line, THANDI, "one", "two")
    line.gateway.failures = [Refused(30007)]
    send(line)
    assert states(line, ids) == ["failed", "sent"]
    assert row(line, ids[0]).error_code == 30007


@pytest.mark.parametrize("error", [Unreachable(21614), OptedOut(21610), OutsideWindow(63016)], ids=repr)
def test_buttons_do_not_become_text_for_somebody_who_cannot_or_will_not_be_reached(line: Line, error: SendError) -> None:
    (answer,) = queue(line, THANDI_WHATSAPP, Reply("Sure?", (Option("yes", "Yes"),), "Choose"))
    line.gateway.failures = [error]
    send(line)
    assert row(line, answer).state == "failed"
    assert heard(line) == []


def test_a_dead_address_gets_nothing_more_until_it_writes(line: Line) -> None:
    ids = queue(line, THANDI, "one", "two")
    line.gateway.failures = [Unreachable(21614)]
    send(line)
    assert states(line, ids) == ["failed", "failed"]
    assert row(line, ids[0]).address.unreachable_code == 21614
    (answer,) = queue(line, THANDI, "three")
    send(line)
    assert row(line, answer).state == "sent"


def test_who_opted_out_at_the_carrier_is_stopped(line: Line) -> None:
    ids = queue(line, THANDI, "one")
    line.gateway.failures = [OptedOut(21610)]
    send(line)
    unasked = queue_unasked(line, THANDI, "news about your report")
    answer = queue(line, THANDI, "you asked")
    send(line)
    assert states(line, [*ids, unasked, *answer]) == ["failed", "failed", "sent"], "only what they ask for is sent"
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Contact)).one().stopped_at is not None


def test_one_contacts_trouble_does_not_hold_up_another(line: Line) -> None:
    stuck = queue(line, THANDI, "stuck")
    fine = queue(line, SIPHO, "fine")
    line.gateway.failures = [TryLater(21611)]
    while send(line):
        pass
    assert states(line, stuck + fine) == ["queued", "sent"]


def test_a_callback_that_is_quicker_than_twilios_answer_is_not_undone(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = queue(line, THANDI, "one", "two")
    usual = line.gateway.send

    def quick(parcel: Parcel) -> str:
        sid = usual(parcel)
        form = {"MessageSid": sid, "MessageStatus": "delivered", "AccountSid": line.settings.account_sid}
        path = parcel.status_url.removeprefix(line.settings.public_url)
        assert line.post(path, form).status_code == 200
        if parcel.text == "one":
            raise gateway.Unknown(504)  # and the answer itself never came
        return sid

    monkeypatch.setattr(line.gateway, "send", quick)
    assert send(line)
    assert states(line, ids) == ["delivered", "delivered"]
    assert heard(line) == ["one", "two"]
    assert row(line, ids[0]).error_code is None


def test_a_callback_in_the_same_moment_waits_and_is_not_lost(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between our reading the row and our writing it, Twilio says that it was delivered."""
    (answer,) = queue(line, THANDI, "hello")
    calls: list[threading.Thread] = []
    usual = lease.renew

    def meanwhile(session: Session, held: lease.Claim) -> None:
        (sid,) = line.gateway.present
        form = {"MessageSid": sid, "MessageStatus": "delivered", "AccountSid": line.settings.account_sid}
        signer = RequestValidator(line.settings.auth_token)
        path = f"/twilio/status?message={answer}"
        headers = {"X-Twilio-Signature": signer.compute_signature(line.settings.webhook_url + path, form)}
        client = line.app.test_client()
        calls.append(threading.Thread(target=lambda: client.post(path, data=form, headers=headers)))
        calls[-1].start()
        calls[-1].join(0.3)  # it cannot end before we have written: the row is ours
        usual(session, held)

    monkeypatch.setattr(lease, "renew", meanwhile)
    assert send(line)
    for each in calls:
        each.join(10)
    assert row(line, answer).state == "delivered"


def test_no_log_line_holds_a_number_or_a_text(line: Line, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    line.gateway.failures = [TryLater(20429), Unknown(504), Refused(30007), Unreachable(21614)]
    queue(line, THANDI, "secret words", "secret words", "secret words", "secret words")
    for _ in range(10):
        send(line)
        clock.passes(300)
    assert "code=21614" in caplog.text
    assert "secret" not in caplog.text
    assert THANDI not in caplog.text


def test_the_remembering_gateway_finds_only_what_is_unknown() -> None:
    """The stand-in must not be kinder than Twilio: `known` is heeded."""
    remembering = RememberingGateway()
    parcel = Parcel(THANDI, "+27605550100", "hello", {}, "https://izwi.example", since=NOON)
    sid = remembering.send(parcel)
    assert remembering.find(parcel, set()) == sid
    assert remembering.find(parcel, {sid}) is None


def test_replies_are_queued_once_for_a_question_and_a_position(line: Line) -> None:
    (answer,) = queue(line, THANDI, "hello")
    kept = row(line, answer)
    with pytest.raises(IntegrityError), line.board.sessions.writing() as session:
        session.add(
            Message(
                contact_id=kept.contact_id,
                address_id=kept.address_id,
                city=kept.city,
                channel=kept.channel,
                direction="out",
                state="queued",
                sender=kept.sender,
                text="again",
                details={},
                in_reply_to=kept.in_reply_to,
                position=kept.position,
                created_at=kept.created_at,
            )
        )

"""What one turn says becomes as few messages as its channel allows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reply import Option, Reply
from messaging.replies import LONGEST_BODY, LONGEST_TEXT, as_text, compose
from words import segments

YES, NO = Option("yes", "Yes"), Option("no", "No")
SURE = Reply("Sure?", (YES, NO), "Choose")


def rows(count: int, title: str = "Category") -> tuple[Option, ...]:
    return tuple(Option(f"c{number}", f"{title} {number}") for number in range(1, count + 1))


def test_by_sms_a_turn_is_one_message_with_numbered_options() -> None:
    (message,) = compose([Reply("Thank you."), SURE], "sms")
    assert (message.text, message.details) == ("Thank you.\nSure?\n1 Yes\n2 No", {})
    assert message.segments == 1


def test_by_whatsapp_words_go_together_and_options_become_buttons() -> None:
    first, second = compose([Reply("Thank you."), Reply("One more thing."), SURE], "whatsapp")
    assert (first.text, first.details) == ("Thank you.\n\nOne more thing.", {})
    assert (second.text, second.details["kind"]) == ("Sure?", "buttons")
    assert second.details["options"] == [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}]
    assert second.segments is None


def test_nothing_said_is_no_message() -> None:
    assert compose([], "sms") == compose([], "whatsapp") == []


def test_the_order_of_what_was_said_is_kept() -> None:
    messages = compose([SURE, Reply("Afterwards.")], "whatsapp")
    assert [message.text for message in messages] == ["Sure?", "Afterwards."]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply("?", rows(1), "Choose"), "buttons"),
        (Reply("?", rows(3), "Choose"), "buttons"),
        (Reply("?", rows(4), "Choose"), "list"),
        (Reply("?", rows(10), "Choose"), "list"),
        (Reply("?", rows(11), "Choose"), None),
        (Reply("?", rows(4), ""), None),
        (Reply("?", (Option("a", "x" * 20),), ""), "buttons"),
        (Reply("?", (Option("a", "x" * 21),), "Choose"), "list"),
        (Reply("?", (Option("a", "x" * 24),), "Choose"), "list"),
        (Reply("?", (Option("a", "x" * 25),), "Choose"), None),
        (Reply("x" * LONGEST_BODY, (YES,), "Choose"), "buttons"),
        (Reply("x" * (LONGEST_BODY + 1), (YES,), "Choose"), None),
    ],
)
def test_what_whatsapp_cannot_draw_is_typed(reply: Reply, kind: str | None) -> None:
    message, *_ = compose([reply], "whatsapp")
    assert message.details.get("kind") == kind
    if kind is None:
        assert message.text == as_text(reply.text, {"options": [{"id": each.id, "title": each.title} for each in reply.options]})


def test_a_message_reads_the_same_when_its_buttons_cannot_be_drawn() -> None:
    (message,) = compose([SURE], "whatsapp")
    assert as_text(message.text, message.details) == "Sure?\n1 Yes\n2 No"
    assert as_text("Thank you.", {}) == "Thank you."


def test_by_sms_accents_that_cost_are_left_off() -> None:
    (message,) = compose([Reply("¿Qué pasó? " + "a" * 140)], "sms")
    assert message.text.startswith("¿Qué paso?")
    assert message.segments == 1


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_a_very_long_text_is_cut_between_words(channel: str) -> None:
    text = "some words here " * 250
    messages = compose([Reply(text)], channel)
    assert len(messages) == 3
    assert all(len(message.text) <= LONGEST_TEXT for message in messages)
    assert " ".join(message.text for message in messages).split() == text.split()


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.text(alphabet="ab \n", min_size=1, max_size=6000), st.sampled_from(["sms", "whatsapp"]))
def test_no_letter_of_any_text_is_lost_and_none_is_too_long(text: str, channel: str) -> None:
    messages = compose([Reply(text)], channel)
    assert all(len(message.text) <= LONGEST_TEXT for message in messages)
    assert "".join("".join(message.text for message in messages).split()) == "".join(text.split())
    if channel == "sms":
        assert [message.segments for message in messages] == [segments.count(message.text).segments for message in messages]

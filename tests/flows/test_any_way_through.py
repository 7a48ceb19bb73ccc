"""Whatever way somebody goes through a form, what stands at the end is what answering forward once would have left."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from flows import steps
from flows.definition import Definition, parse
from flows.instance import ANOTHER
from tests.flows.conftest import source
from tests.flows.running import Chat, database

NOW = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)

YES_NO = ["yes", "no"]
HOUSEHOLD = parse(
    source(
        {"type": "select_one yes_no", "name": "alone"},
        {"type": "integer", "name": "people", "relevant": "${alone} = 'no'", "constraint": ". > 0 and . < 4"},
        {"type": "begin_repeat", "name": "person", "repeat_count": "coalesce(${people}, 0)"},
        {"type": "integer", "name": "age", "required": "yes"},
        {"type": "select_one yes_no", "name": "school", "relevant": "${age} < 18"},
        {"type": "end_repeat", "name": ""},
        {"type": "calculate", "name": "pupils", "calculation": "count-selected(join(' ', ${school}))"},
        {"type": "select_multiple fears", "name": "fears", "relevant": "${pupils} > 0"},
        {
            "type": "select_one fears",
            "name": "worst",
            "choice_filter": "selected(${fears}, name)",
            "relevant": "count-selected(${fears}) > 1",
        },
        {"type": "begin_group", "name": "night", "relevant": "${alone} = 'yes'"},
        {"type": "select_one yes_no", "name": "walks"},
        {"type": "text", "name": "why", "relevant": "${walks} = 'no'"},
        {"type": "end_group", "name": ""},
        yes_no=YES_NO,
        fears=["dark", "gangs", "traffic"],
    )
)
WALK = parse(
    source(
        {"type": "begin_repeat", "name": "stop"},
        {"type": "select_one yes_no", "name": "lit"},
        {"type": "begin_repeat", "name": "lamp"},
        {"type": "text", "name": "pole"},
        {"type": "end_repeat", "name": ""},
        {"type": "rank kinds", "name": "first", "relevant": "${lit} = 'no'"},
        {"type": "end_repeat", "name": ""},
        {"type": "range", "name": "score", "parameters": "start=1 end=5 step=1", "default": "3"},
        {"type": "text", "name": "low", "relevant": "${score} < 3"},
        yes_no=YES_NO,
        kinds=["new", "repair", "trim"],
    )
)

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.integers(0, 5)),
        st.tuples(st.just("answer"), st.integers(0, 5)),
        st.just(("back", 0)),
        st.just(("skip", 0)),
        st.tuples(st.just("correct"), st.integers(0, 20)),
        st.tuples(st.just("nonsense"), st.integers(0, 2)),
    ),
    min_size=6,
    max_size=30,
)


def said(chat: Chat, number: int) -> str:
    """An answer that the question takes; which one, the number says."""
    asked = chat.going.asked
    assert asked is not None
    if asked.item.type == "rank":
        return "3 1 2" if number % 2 else "1 2 3"
    if asked.choices:
        return str(number % len(asked.choices) + 1)
    return {
        "integer": str(number % 3 + 1) if asked.item.name == "people" else str(number * 7 + 3),
        "range": str(number % 5 + 1),
    }.get(asked.item.type, f"words {number}")


def move(chat: Chat, kind: str, number: int) -> None:
    if kind == "answer":
        chat.says(said(chat, number))
    elif kind == "back":
        chat.back()
    elif kind == "skip":
        chat.skip()
    elif kind == "correct":
        given = [key for key in chat.going.instance.to_ask() if key in chat.answers]
        if given:
            steps.ask_again(chat.going, given[number % len(given)])
    else:
        chat.says(("?", "☂", "qqq zzz")[number])


def to_the_end(chat: Chat) -> None:
    for _ in range(80):
        if chat.run.question is None:
            return
        asked = chat.going.asked
        assert asked is not None
        chat.says("2" if asked.key.endswith(ANOTHER) else said(chat, 1))
    raise AssertionError(f"no end: {chat.run.path}")


def forward(flow: Definition, answers: dict[str, str], chat: Chat) -> dict[str, str]:
    """The same answers, given once and in order."""
    again = Chat.begin(chat.session, flow, NOW)
    while (key := again.run.question) is not None:
        asked = again.going.asked
        assert asked is not None
        code = answers[key]
        if not code:
            again.skip()
        elif asked.choices and asked.item.type == "select_one":
            again.taps(code)
        elif asked.choices:
            names = [choice.name for choice in asked.choices]
            again.says(" ".join(str(names.index(name) + 1) for name in code.split()))
        else:
            again.says(code)
        assert again.run.question != key, f"{key} did not take {code!r}"
    return again.answers


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from([HOUSEHOLD, WALK]), MOVES)
def test_only_the_answers_of_the_way_that_was_gone_remain(flow: Definition, moves: list[tuple[str, int]]) -> None:
    with database() as session:
        chat = Chat.begin(session, flow, NOW)
        for kind, number in moves:
            if chat.run.question is None:
                break
            move(chat, kind, number)
        to_the_end(chat)
        assert chat.answers == forward(flow, chat.answers, chat)
        assert set(chat.answers) == set(chat.going.instance.to_ask())

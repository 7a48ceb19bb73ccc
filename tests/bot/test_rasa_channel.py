"""The channel between the worker and Rasa: who may speak, what is refused, and that no message is lost or answered twice."""

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import yaml

from tests.bot.conftest import ACTIONS_TOKEN, ROOT, Rasa

BLANKS = [character for character in map(chr, range(sys.maxunicode + 1)) if not character.strip()]
"""Every character that str.strip() strips; Rasa strips a text before it looks for a slash."""
INTENTS: list[str] = yaml.safe_load((ROOT / "bot" / "domain" / "intents.yml").read_text())["intents"]
SECRET = "Sipho lives behind the blue gate"


def test_a_message_is_answered_with_the_actions_messages_and_its_intent(rasa: Rasa) -> None:
    answer = rasa.say("Me asaltaron anoche en Anapra").json()
    assert answer["messages"] == [{"action": "action_report", "run": len(rasa.actions.calls)}]
    assert answer["intent"]["name"] == "report"
    assert 0 < answer["intent"]["confidence"] < 1
    assert answer["replay"] is False


def test_the_action_gets_the_message_id_the_metadata_and_the_token(rasa: Rasa) -> None:
    rasa.say("hola", message_id="SM-lupita-1", language="es", channel="sms")
    call = rasa.actions.calls[-1]
    assert call["authorization"] == f"Bearer {ACTIONS_TOKEN}"
    assert call["sender_id"] == "thandi"
    assert call["domain"]["actions"]
    message = call["tracker"]["latest_message"]
    assert message["metadata"] == {"language": "es", "channel": "sms", "message_id": "SM-lupita-1"}
    assert message["text"] == "hola"


def test_metadata_cannot_replace_the_message_id(rasa: Rasa) -> None:
    rasa.post({"sender": "thandi", "message": "hola", "message_id": "SM-true", "metadata": {"message_id": "SM-false"}})
    assert rasa.actions.calls[-1]["tracker"]["latest_message"]["metadata"] == {"message_id": "SM-true"}


@pytest.mark.parametrize("token", [None, "", "wrong", "what-the-worker-shows-to-ras", "ünïcödé".encode().decode("latin-1")])
def test_a_wrong_token_is_refused_and_no_action_runs(rasa: Rasa, token: str | None) -> None:
    runs = len(rasa.actions.calls)
    body = {"sender": "thandi", "message": "hola", "message_id": rasa.new_id(), "metadata": {}}
    assert rasa.post(body, token=token).status_code == 401
    assert len(rasa.actions.calls) == runs


GOOD: dict[str, Any] = {"sender": "thandi", "message": "hola", "message_id": "SM-malformed", "metadata": {}}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"hola"',
        b"7",
        b"[" * 9000,
        b"\xff\xfe",
        {},
        *({key: value for key, value in GOOD.items() if key != missing} for missing in ("sender", "message", "message_id")),
        *({**GOOD, "sender": sender} for sender in ("", "  ", None, 7, ["thandi"], {"id": 1}, "t" * 65)),
        *({**GOOD, "message_id": message_id} for message_id in ("", " ", None, 7, [], "s" * 65)),
        *({**GOOD, "message": message} for message in (None, 7, ["hola"], {"text": "hola"})),
        *({**GOOD, "metadata": metadata} for metadata in (None, "x", 7, [])),
    ],
)
def test_a_malformed_body_is_refused_without_an_action(rasa: Rasa, body: Any) -> None:
    runs = len(rasa.actions.calls)
    response = rasa.post(body)
    assert response.status_code == 400
    assert set(response.json()) == {"error"}
    assert len(rasa.actions.calls) == runs


def test_metadata_may_be_left_out(rasa: Rasa) -> None:
    assert rasa.post({"sender": "thandi", "message": "hola", "message_id": rasa.new_id()}).status_code == 200


@pytest.mark.parametrize("size", [16 * 1024 + 1, 1024 * 1024 - 1])
def test_a_body_over_16_kb_is_refused(rasa: Rasa, size: int) -> None:
    assert rasa.post(b'{"message": "' + b"a" * (size - 13)).status_code == 413


def test_a_long_text_within_the_limit_is_answered_and_reaches_the_action_whole(rasa: Rasa) -> None:
    text = "There is no water in Umlazi V section. " * 60
    assert rasa.meaning(text)[0] == "report"
    assert rasa.actions.calls[-1]["tracker"]["latest_message"]["text"].strip() == text.strip()


def test_only_the_first_1700_characters_decide_the_meaning(rasa: Rasa) -> None:
    filler = "1 " * 850
    assert rasa.meaning(filler + "ayúdenme por favor, me están golpeando") == ("wordless", 1.0)


@pytest.mark.parametrize("text", ["", " ", "\n", "🙏", "👍🏽👍🏽", "42", "...", "27.10.2026", "////", " / / "])
def test_a_text_without_a_letter_is_wordless(rasa: Rasa, text: str) -> None:
    assert rasa.meaning(text) == ("wordless", 1.0)
    assert rasa.actions.calls[-1]["next_action"] == "action_answer"


@pytest.mark.parametrize("text", ["\x00\x01hola", "\ud800 hola", "\u202ehola\u202c", "ho\u200bla", "\ufeffhola", "ＨＯＬＡ"])
def test_odd_characters_pass_unharmed(rasa: Rasa, text: str) -> None:
    assert rasa.meaning(text)[0] == "greet"


@pytest.fixture(scope="session")
def plain_meanings(rasa: Rasa) -> dict[str, tuple[str, float]]:
    """What the bare names of the intents mean when somebody types them."""
    return {intent: rasa.meaning(intent) for intent in INTENTS}


@pytest.mark.parametrize("blank", ["", *BLANKS], ids=lambda blank: f"U+{ord(blank):04X}" if blank else "none")
def test_a_typed_slash_is_never_an_intent(rasa: Rasa, plain_meanings: dict[str, tuple[str, float]], blank: str) -> None:
    for intent, meaning in plain_meanings.items():
        assert rasa.meaning(f"{blank}/{intent}") == meaning, repr(blank)
        assert rasa.actions.calls[-1]["tracker"]["latest_message"]["entities"] == []


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "/session_start",
        "/back",
        "/stop@0.1",
        '/report{"category": "fire"}',
        "/EXTERNAL: report",
        "/ /stop@1.0",
        "//emergency@0.9",
        "\u200b/restart",
        " \u200b /restart",
    ],
)
def test_rasas_own_commands_mean_what_the_same_words_mean(rasa: Rasa, text: str) -> None:
    assert rasa.meaning(text) == rasa.meaning(text.lstrip("/ \u200b"))
    message = rasa.actions.calls[-1]["tracker"]["latest_message"]
    assert {entity["extractor"] for entity in message["entities"]} <= {"EntityExtractor"}, "set by the text, not read from it"
    assert not message["text"].startswith("/")


def test_the_same_message_again_gets_the_same_answer_and_runs_no_action(rasa: Rasa) -> None:
    first = rasa.say("hola", message_id="SM-twice").json()
    again = rasa.say("hola", message_id="SM-twice").json()
    assert again == {**first, "replay": True}
    assert rasa.actions.runs_of("SM-twice") == 1


def test_the_same_id_of_another_sender_is_another_message(rasa: Rasa) -> None:
    rasa.say("hola", sender="thandi", message_id="SM-shared")
    assert rasa.say("hola", sender="sipho", message_id="SM-shared").json()["replay"] is False


def test_two_deliveries_of_a_message_at_once_run_one_action(rasa: Rasa) -> None:
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(rasa.say, "hola waiting", message_id="SM-at-once")
        assert rasa.actions.arrived.wait(10)
        second = pool.submit(rasa.say, "hola waiting", message_id="SM-at-once")
        rasa.actions.go_on.set()
        answers = [first.result().json(), second.result().json()]
    assert answers[0]["messages"] == answers[1]["messages"]
    assert sorted(answer["replay"] for answer in answers) == [False, True]
    assert rasa.actions.runs_of("SM-at-once") == 1


def test_a_senders_messages_are_answered_in_order_and_others_do_not_wait(rasa: Rasa) -> None:
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(rasa.say, "hola waiting", sender="lupita", message_id="SM-order-1")
        assert rasa.actions.arrived.wait(10)
        second = pool.submit(rasa.say, "gracias", sender="lupita", message_id="SM-order-2")
        assert rasa.say("hola", sender="don-chuy").status_code == 200
        assert rasa.actions.runs_of("SM-order-2") == 0
        rasa.actions.go_on.set()
        assert first.result().status_code == second.result().status_code == 200
    assert rasa.actions.runs_of("SM-order-2") == 1


@pytest.mark.parametrize("how", ["failing", "rejecting", "garbled", "silent"])
def test_an_action_that_does_not_answer_is_a_503_without_the_residents_words(rasa: Rasa, how: str) -> None:
    response = rasa.say(f"{SECRET} {how}")
    assert response.status_code == 503
    assert set(response.json()) == {"error"}
    assert "blue gate" not in response.text
    assert "blue gate" not in rasa.log


def test_a_failed_message_runs_again_when_it_is_sent_again(rasa: Rasa) -> None:
    assert rasa.say("hola failing", message_id="SM-again").status_code == 503
    assert rasa.say("hola", message_id="SM-again").json()["replay"] is False


def test_a_dead_action_server_is_a_503_and_its_return_is_noticed(rasa: Rasa) -> None:
    rasa.actions.stop()
    try:
        response = rasa.say(SECRET, message_id="SM-dead")
    finally:
        rasa.actions.start()
    assert response.status_code == 503
    assert "blue gate" not in response.text + rasa.log
    assert rasa.say(SECRET, message_id="SM-dead").status_code == 200


def test_a_hanging_action_is_a_503_and_the_sender_can_go_on(rasa: Rasa) -> None:
    assert rasa.say("hola waiting", sender="botha").status_code == 503
    rasa.actions.go_on.set()
    assert rasa.say("hola", sender="botha").status_code == 200


def test_a_conversation_is_forgotten_after_its_turn(rasa: Rasa) -> None:
    sizes = []
    for _ in range(3):
        rasa.say("gracias", sender="nomusa")
        sizes.append(len(rasa.actions.calls[-1]["tracker"]["events"]))
    assert len(set(sizes)) == 1
    assert sum(event["event"] == "user" for event in rasa.actions.calls[-1]["tracker"]["events"]) == 1


def test_no_text_reaches_the_log(rasa: Rasa) -> None:
    rasa.say(f"{SECRET}, please send somebody")
    assert "blue gate" not in rasa.log


def test_health_says_whether_a_model_is_loaded(rasa: Rasa) -> None:
    response = requests.get(rasa.url, timeout=5)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/conversations/thandi/tracker", "/domain", "/model", "/webhooks/rest/webhook", "/status"])
def test_nothing_else_of_rasa_is_open(rasa: Rasa, path: str) -> None:
    assert requests.get(f"http://127.0.0.1:{rasa.port}{path}", timeout=5).status_code == 404


def test_without_a_model_it_says_so(rasa_without_model: Rasa) -> None:
    response = rasa_without_model.say("hola")
    assert response.status_code == 503
    assert "model" in response.json()["error"]


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_has_one_rule_with_one_action_of_the_domain(intent: str) -> None:
    actions = yaml.safe_load((ROOT / "bot" / "domain" / "actions.yml").read_text())["actions"]
    rules = [rule for path in (ROOT / "bot" / "rules").glob("*.yml") for rule in yaml.safe_load(path.read_text())["rules"]]
    steps = [rule["steps"] for rule in rules if rule["steps"][0] == {"intent": intent}]
    assert len(steps) == 1
    assert steps[0][1]["action"] in actions
    assert len(steps[0]) == 2

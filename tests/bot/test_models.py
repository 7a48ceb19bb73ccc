"""Another model for the running Rasa: who may change it, what is refused, and that no turn is lost meanwhile."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from nlu import sources
from teaching.registry import digest
from tests.bot.conftest import MODEL, RASA_TOKEN, Rasa

NAME = "20261123-120000"


def model_of(rasa: Rasa, body: Any = None, token: str | None = RASA_TOKEN) -> requests.Response:
    """Ask which model it runs, or with a body tell it to change."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    method = "GET" if body is None else "POST"
    data = body if isinstance(body, bytes) else None
    return requests.request(
        method, rasa.url + "model", json=body if data is None else None, data=data, headers=headers, timeout=120
    )


def running(rasa: Rasa) -> str:
    return str(model_of(rasa).json()["model"])


def put(rasa: Rasa, content: bytes | None = None, **card: Any) -> None:
    """Put a model onto the shelf: a copy of the shipped one, or something that is none."""
    folder = rasa.models / NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    archive = folder / "model.tar.gz"
    archive.write_bytes(MODEL.read_bytes() if content is None else content)
    written = {"rules": sources.rules(), "archive": digest(archive)} | card
    (folder / "card.json").write_text(json.dumps(written))


@pytest.fixture(autouse=True)
def _shipped_again(rasa: Rasa) -> Iterator[None]:
    yield
    if running(rasa) != "shipped":
        assert model_of(rasa, {"model": "shipped"}).status_code == 200


@pytest.mark.parametrize("token", [None, "", "wrong", RASA_TOKEN[:-1]])
def test_nobody_asks_or_changes_without_the_token(rasa: Rasa, token: str | None) -> None:
    put(rasa)
    assert model_of(rasa, token=token).status_code == 401
    assert model_of(rasa, {"model": NAME}, token=token).status_code == 401
    assert running(rasa) == "shipped"


def test_it_changes_to_another_model_and_back(rasa: Rasa) -> None:
    put(rasa)
    changed = model_of(rasa, {"model": NAME})
    assert (changed.status_code, changed.json()) == (200, {"model": NAME})
    assert running(rasa) == NAME
    answer = rasa.say("Me asaltaron anoche en Anapra").json()
    assert (answer["intent"]["name"], answer["messages"][0]["action"]) == ("report", "action_report")
    assert model_of(rasa, {"model": "shipped"}).json() == {"model": "shipped"}
    assert rasa.say("Me asaltaron anoche en Anapra").json()["intent"]["name"] == "report"


@pytest.mark.parametrize(
    "name",
    [
        "20261123-999999",
        "../models/20261123-120000",
        "20261123-120000/../20261123-120000",
        "/etc/passwd",
        str(MODEL),
        "bot.tar.gz",
        "",
        ".",
        "20261123-120000\n",
    ],
)
def test_only_a_model_of_the_folder_is_loaded_never_a_path(rasa: Rasa, name: str) -> None:
    put(rasa)
    refused = model_of(rasa, {"model": name})
    assert (refused.status_code, refused.json()) == (409, {"error": "there is no such model"})
    assert running(rasa) == "shipped"


def test_a_link_out_of_the_folder_is_not_followed(rasa: Rasa) -> None:
    put(rasa)
    archive = rasa.models / NAME / "model.tar.gz"
    archive.unlink()
    archive.symlink_to(MODEL)
    assert model_of(rasa, {"model": NAME}).status_code == 409
    assert running(rasa) == "shipped"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"null", b"{}", b'{"model": null}', b'{"model": 1}', b'{"model": ["a"]}']
)
def test_what_names_no_model_is_refused(rasa: Rasa, body: bytes) -> None:
    assert model_of(rasa, body).status_code == 400
    assert running(rasa) == "shipped"


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ({"rules": "another"}, "it was trained for another domain, other rules or other components"),
        ({"rules": None}, "it was trained for another domain, other rules or other components"),
        ({"archive": "another"}, "its archive is not the one that was judged"),
    ],
)
def test_a_model_for_another_domain_or_with_another_archive_is_refused(rasa: Rasa, card: dict[str, Any], reason: str) -> None:
    put(rasa, **card)
    refused = model_of(rasa, {"model": NAME})
    assert (refused.status_code, refused.json()) == (409, {"error": reason})
    assert rasa.say("hola").status_code == 200


def test_a_model_that_cannot_be_loaded_leaves_the_old_one(rasa: Rasa) -> None:
    put(rasa, b"this is no model")
    refused = model_of(rasa, {"model": NAME})
    assert refused.status_code == 409
    assert refused.json()["error"].startswith("it cannot be loaded (ModelNotFound")
    assert running(rasa) == "shipped"
    assert rasa.say("Me asaltaron anoche en Anapra").json()["intent"]["name"] == "report"


def test_a_turn_under_way_when_the_model_changes_is_answered_once(rasa: Rasa) -> None:
    put(rasa)
    message = rasa.new_id()
    with ThreadPoolExecutor() as pool:
        turn = pool.submit(rasa.say, "waiting for the light", message_id=message)
        assert rasa.actions.arrived.wait(30)
        assert model_of(rasa, {"model": NAME}).status_code == 200
        behind = pool.submit(rasa.say, "hola", message_id=rasa.new_id())  # the same sender: it waits for its turn
        rasa.actions.go_on.set()
        assert turn.result(60).status_code == behind.result(60).status_code == 200
    assert rasa.actions.runs_of(message) == 1
    replay = rasa.say("waiting for the light", message_id=message).json()
    assert replay["replay"] is True, "answers that were given are remembered across the change"
    assert rasa.actions.runs_of(message) == 1


def test_turns_go_on_while_models_change_and_change_again(rasa: Rasa) -> None:
    put(rasa)
    ids = [rasa.new_id() for _ in range(12)]
    with ThreadPoolExecutor(8) as pool:
        changes = [pool.submit(model_of, rasa, {"model": name}) for name in (NAME, "shipped", NAME)]
        said = [pool.submit(rasa.say, "hola", sender=f"sender {number}", message_id=one) for number, one in enumerate(ids)]
        assert [each.result(120).status_code for each in said] == [200] * len(ids)
        assert [each.result(120).status_code for each in changes] == [200] * 3
    assert [rasa.actions.runs_of(one) for one in ids] == [1] * len(ids)


def test_its_log_names_models_and_no_paths_of_residents_words(rasa: Rasa) -> None:
    put(rasa)
    model_of(rasa, {"model": NAME})
    rasa.say("Sipho lives behind the blue gate")
    assert f"Model {NAME} answers from now on." in rasa.log
    assert "blue gate" not in rasa.log

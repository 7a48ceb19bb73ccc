"""`.env.example` is complete, and what `make run` makes of it starts."""

import os
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values

from settings import ROOT, Settings, load
from supervisor import fresh_env

SECRETS = {"ENCRYPTION_KEYS", "HASH_KEY", "RASA_TOKEN", "ACTIONS_TOKEN"}


def as_written(value: object) -> str:
    """A default as it stands in the file: secrets and what follows from other settings are empty."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def test_it_names_every_setting_with_its_default_in_order() -> None:
    written = dotenv_values(fresh_env.EXAMPLE)
    wanted = {name.upper(): as_written(field.default) for name, field in Settings.model_fields.items()}
    assert written == wanted
    assert list(written) == list(wanted)


def test_it_says_of_every_setting_what_the_code_says() -> None:
    text = fresh_env.EXAMPLE.read_text("utf-8")
    for name, field in Settings.model_fields.items():
        assert f"# {field.description}\n{name.upper()}=" in text


def test_a_fresh_file_has_new_secrets_and_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = fresh_env.text(), fresh_env.text()
    file = tmp_path / "env"
    file.write_text(first)
    written, other = dotenv_values(file), dotenv_values(stream=StringIO(second))
    for name in SECRETS:
        assert written[name]
        assert written[name] != other[name]
    for name in written:
        monkeypatch.setenv(name, "")  # so that it is put back afterwards
        monkeypatch.delenv(name)
    monkeypatch.setenv("ENV_FILE", str(file))
    assert load().simulator


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / ".env"
    monkeypatch.setattr(fresh_env, "FILE", target)
    fresh_env.main()
    kept = target.read_bytes()
    assert target.stat().st_mode & 0o077 == 0, "for its owner only"
    fresh_env.main()
    assert target.read_bytes() == kept


def test_the_example_itself_holds_no_secret() -> None:
    written = dotenv_values(ROOT / ".env.example")
    assert all(not written[name] for name in SECRETS | {"TWILIO_AUTH_TOKEN"})
    assert os.environ["ENV_FILE"] == os.devnull, "no test reads a developer's own .env"

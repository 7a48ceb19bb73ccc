"""Nonsense in the environment stops the start with a sentence that names the setting and never repeats its value."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

import settings as settings_module
from settings import ROOT, Settings, SettingsError, load, load_or_exit

SECRET = "x" * 20
ENOUGH = {
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "HASH_KEY": SECRET,
    "RASA_TOKEN": SECRET,
    "ACTIONS_TOKEN": SECRET,
}
TWILIO = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "2" * 32}
HTTPS = {"PUBLIC_URL": "https://line.example.org"}

Loading = Callable[..., Settings]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Loading:
    """Read the settings from this environment and no other."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("ENV_FILE", os.devnull)

    def loading(**environment: str) -> Settings:
        for name, value in (ENOUGH | environment).items():
            monkeypatch.setenv(name, value)
        return load()

    return loading


def test_four_secrets_are_enough_for_the_simulator(given: Loading) -> None:
    chosen = given()
    assert (chosen.port, chosen.phone_port, chosen.rasa_port, chosen.actions_port) == (8000, 8001, 8002, 8003)
    assert chosen.simulator
    assert not chosen.real_twilio
    assert chosen.api_base_url == "http://127.0.0.1:8001"
    assert chosen.webhook_url == "http://127.0.0.1:8000"
    assert chosen.sqlalchemy_url == f"sqlite:///{ROOT}/var/izwi.db"
    assert chosen.account_sid.startswith("AC")
    assert len(chosen.account_sid) == 34


def test_the_simulators_token_belongs_to_one_installation(given: Loading) -> None:
    here, there = given(), given(HASH_KEY="y" * 20)
    assert here.auth_token != there.auth_token
    assert here.auth_token == given(HASH_KEY=SECRET).auth_token


def test_port_moves_everything(given: Loading) -> None:
    chosen = given(PORT="9100")
    assert (chosen.phone_port, chosen.rasa_url, chosen.actions_url) == (9101, "http://127.0.0.1:9102", "http://127.0.0.1:9103")


def test_twilio_is_real_with_its_credentials_and_an_https_address(given: Loading) -> None:
    chosen = given(**TWILIO, PUBLIC_URL="https://line.example.org/")
    assert chosen.real_twilio
    assert not chosen.simulator
    assert (chosen.api_base_url, chosen.webhook_url) == ("", "https://line.example.org")
    assert (chosen.account_sid, chosen.auth_token) == (TWILIO["TWILIO_ACCOUNT_SID"], TWILIO["TWILIO_AUTH_TOKEN"])


def test_a_stand_in_for_twilio_may_be_called_without_https(given: Loading) -> None:
    chosen = given(**TWILIO, TWILIO_API_BASE_URL="http://127.0.0.1:9999/", PUBLIC_URL="http://127.0.0.1:8000")
    assert not chosen.real_twilio
    assert not chosen.simulator
    assert chosen.api_base_url == "http://127.0.0.1:9999"


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"PUBLIC_URL": "line.example.org"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "ftp://line.example.org"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://line.example.org/twilio/inbound"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://line.example.org?x=secret1"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://me:secret1@line.example.org"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://line.example.org:99999"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://[secret1"}, "PUBLIC_URL"),
        ({"DATABASE_URL": "secret1"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://izwi:secret1@db/izwi"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://izwi:secret1@db/izwi"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://izwi:secret1@db:port/izwi"}, "DATABASE_URL"),
        ({"DATA_DIR": __file__}, "DATA_DIR"),
        ({"DEFAULT_CITY": "atlantis"}, "DEFAULT_CITY"),
        ({"DEFAULT_CITY": "../durban"}, "DEFAULT_CITY"),
        ({"TWILIO_ACCOUNT_SID": "AC123", "TWILIO_AUTH_TOKEN": "secret1"} | HTTPS, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_ACCOUNT_SID": "SK" + "1" * 32, "TWILIO_AUTH_TOKEN": "secret1"} | HTTPS, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_ACCOUNT_SID": TWILIO["TWILIO_ACCOUNT_SID"]} | HTTPS, "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_AUTH_TOKEN": "secret1"} | HTTPS, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_API_BASE_URL": "http://127.0.0.1:9999"}, "TWILIO_API_BASE_URL"),
        (TWILIO | HTTPS | {"TWILIO_API_BASE_URL": "nowhere"}, "TWILIO_API_BASE_URL"),
        (TWILIO, "PUBLIC_URL"),
        (TWILIO | {"PUBLIC_URL": "http://line.example.org"}, "PUBLIC_URL"),
        ({"TWILIO_TIMEOUT": "0"}, "TWILIO_TIMEOUT"),
        ({"TWILIO_TIMEOUT": "soon"}, "TWILIO_TIMEOUT"),
        ({"TWILIO_TIMEOUT": "nan"}, "TWILIO_TIMEOUT"),
        ({"RASA_TIMEOUT": "3600"}, "RASA_TIMEOUT"),
        ({"TURN_THREADS": "0"}, "TURN_THREADS"),
        ({"TURN_THREADS": "many"}, "TURN_THREADS"),
        ({"SEND_THREADS": "1000"}, "SEND_THREADS"),
        ({"LEASE_SECONDS": "1"}, "LEASE_SECONDS"),
        ({"LEASE_SECONDS": "15", "TWILIO_TIMEOUT": "10"}, "LEASE_SECONDS"),
        ({"LEASE_SECONDS": "60", "RASA_TIMEOUT": "31"}, "LEASE_SECONDS"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"ENCRYPTION_KEYS": "secret1"}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": ENOUGH["ENCRYPTION_KEYS"] + ",secret1"}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": " , "}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": ""}, "ENCRYPTION_KEYS"),
        ({"HASH_KEY": "secret1"}, "HASH_KEY"),
        ({"HASH_KEY": ""}, "HASH_KEY"),
        ({"RASA_TOKEN": "secret1"}, "RASA_TOKEN"),
        ({"ACTIONS_TOKEN": "secret1"}, "ACTIONS_TOKEN"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(f"{name}={text[:30]}" for name, text in value.items()),
)
def test_nonsense_is_refused_in_a_sentence_that_names_the_setting(
    given: Loading, environment: dict[str, str], names: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        given(**environment)
    said = str(refused.value)
    assert names in said
    assert "secret1" not in said
    assert said.count("\n") == 0
    assert len(said) < 200
    for value in (*ENOUGH.values(), TWILIO["TWILIO_AUTH_TOKEN"]):
        assert value not in said


def test_every_wrong_setting_is_named_at_once(given: Loading) -> None:
    with pytest.raises(SettingsError) as refused:
        given(PORT="x", LOG_LEVEL="LOUD", DEFAULT_CITY="atlantis")
    assert [name for name in ("PORT", "LOG_LEVEL", "DEFAULT_CITY") if name in str(refused.value)] == [
        "PORT",
        "LOG_LEVEL",
        "DEFAULT_CITY",
    ]


def test_a_process_that_cannot_start_ends_with_the_sentence(given: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError):
        given(PORT="x")
    with pytest.raises(SystemExit, match=r"^izwi: PORT: "):
        load_or_exit()


def test_no_setting_can_be_both_the_simulator_and_twilio(given: Loading) -> None:
    for environment in ({}, TWILIO | HTTPS, TWILIO | {"TWILIO_API_BASE_URL": "http://127.0.0.1:9"}):
        chosen = given(**environment)
        assert not (chosen.simulator and chosen.real_twilio)
        assert chosen.simulator == (chosen.api_base_url == f"http://127.0.0.1:{chosen.phone_port}")


def test_an_empty_value_is_the_default(given: Loading) -> None:
    assert given(PORT="", DATABASE_URL="", LOG_LEVEL="", DATA_DIR="").port == 8000


def test_the_environment_wins_over_the_file(given: Loading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "env"
    file.write_text("PORT=9000\nLOG_LEVEL=ERROR\n")
    monkeypatch.setenv("ENV_FILE", str(file))
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    try:
        chosen = given()
    finally:
        os.environ.pop("PORT", None)  # what the file put there
    assert (chosen.port, chosen.log_level) == (9000, "DEBUG")


def test_several_keys_are_a_ring(given: Loading) -> None:
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    ring = given(ENCRYPTION_KEYS=f" {keys[0]}, {keys[1]} ,").encryption_keys
    assert [key.get_secret_value() for key in ring] == keys


def test_settings_never_show_their_secrets(given: Loading) -> None:
    shown = repr(given(**TWILIO, **HTTPS))
    for value in (*ENOUGH.values(), TWILIO["TWILIO_AUTH_TOKEN"]):
        assert value not in shown


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in settings_module.Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith((".", "`")), name

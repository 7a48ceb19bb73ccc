"""The phone between a stand-in for the city's system and the real Twilio SDK."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from twilio.rest import Client

from phone import create_app
from phone.context import Phone
from settings import Settings
from tests.phone.standin import Line, Running, sdk, two_cities, two_free_ports


@pytest.fixture
def port() -> int:
    return two_free_ports()


@pytest.fixture
def settings(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_BASE_URL", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return Settings(
        port=port,
        data_dir=tmp_path,
        hash_key="h" * 32,
        rasa_token="r" * 32,
        actions_token="a" * 32,
        encryption_keys=(Fernet.generate_key().decode(),),
    )


@pytest.fixture
def app(settings: Settings) -> Flask:
    return create_app(settings, two_cities, pace=0)


@pytest.fixture
def phone(app: Flask) -> Phone:
    here: Phone = app.extensions["phone"]
    return here


@pytest.fixture
def line(settings: Settings) -> Iterator[Line]:
    line = Line(settings.webhook_url, settings.auth_token)
    running = Running(line.app(), settings.port)
    yield line
    running.stop()


@pytest.fixture
def served(app: Flask, phone: Phone, settings: Settings) -> Iterator[str]:
    """The phone's address."""
    running = Running(app, settings.phone_port)
    yield settings.api_base_url
    phone.deliveries.settle()
    running.stop()


@pytest.fixture
def twilio(settings: Settings, served: str) -> Client:
    return sdk(settings.account_sid, settings.auth_token, served)

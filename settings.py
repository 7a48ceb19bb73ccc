"""The settings: read once from the environment, typed, and refused with a sentence when they are nonsense."""

import hashlib
import hmac
import os
import re
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent
SHORTEST_SECRET = 16


class SettingsError(Exception):
    """The environment does not describe a system that can start; the message says what to change."""


class Settings(BaseSettings):
    """Every setting, its default, and in its description what `.env.example` says about it."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, frozen=True)

    port: int = Field(8000, ge=1, le=65000, description="The public web process; the others listen on the ports after it.")
    public_url: str = Field("", description="The address by which Twilio reaches this system, without a path.")
    bind_host: str = Field("127.0.0.1", description="Where the public web process listens. Everything else stays on loopback.")
    database_url: str = Field("", description="SQLAlchemy's URL; SQLite in var/ when empty.")
    data_dir: Path = Field(ROOT / "var", description="Where media and, by default, the database are kept.")
    default_city: str = Field("durban", description="The city of a message to a sender that no city claims.")

    twilio_account_sid: str = Field("", description="Empty: the simulator and its phone page are used instead of Twilio.")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="Signs webhooks, and signs in to the REST API.")
    twilio_api_base_url: str = Field("", description="A stand-in for Twilio's REST API; empty for Twilio itself.")
    twilio_timeout: float = Field(10.0, gt=0, le=60, description="Seconds that a call to Twilio may take.")

    smtp_url: SecretStr = Field(
        SecretStr(""), description="The mail server: smtp://user:password@host:587. Empty: e-mails are files in DATA_DIR/mail."
    )
    mail_from: str = Field("Izwi <izwi@izwi.example>", description="The sender of e-mails to officials.")
    smtp_timeout: float = Field(15.0, gt=0, le=60, description="Seconds that handing one e-mail over may take.")

    encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Fernet keys for addresses, the newest first, separated by commas. `flask db rotate-keys` re-encrypts."
    )
    hash_key: SecretStr = Field(
        SecretStr(""), description="Finds a contact by address. If it is lost, contacts are not recognised."
    )
    rasa_token: SecretStr = Field(SecretStr(""), description="What the worker shows to Rasa.")
    actions_token: SecretStr = Field(SecretStr(""), description="What Rasa shows to the action server.")
    rasa_timeout: float = Field(15.0, gt=0, le=120, description="Seconds that one turn may take.")

    turn_threads: int = Field(6, ge=1, le=64, description="Contacts answered at once by one worker.")
    send_threads: int = Field(4, ge=1, le=64, description="Messages sent at once by one worker.")
    lease_seconds: float = Field(
        60.0, ge=5, le=600, description="How long a worker may hold a contact before another takes over."
    )
    teach_days: int = Field(
        90, ge=1, le=3650, description="Days that a message which was not understood waits to be labelled; then it is dropped."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="What Prometheus shows at /metrics as a bearer token. Empty: there is no such page."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much the logs tell.")

    @field_validator("encryption_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("encryption_keys")
    @classmethod
    def _fernet_keys(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for key in keys:
            try:
                Fernet(key.get_secret_value())
            except ValueError:
                raise ValueError("every key must be a Fernet key (32 bytes, URL-safe base64)") from None
        return keys

    @field_validator("twilio_account_sid")
    @classmethod
    def _account_sid(cls, value: str) -> str:
        if value and not re.fullmatch(r"AC[0-9a-fA-F]{32}", value):
            raise ValueError("an account SID is AC and 32 hexadecimal digits")
        return value

    @field_validator("public_url", "twilio_api_base_url")
    @classmethod
    def _http_url(cls, value: str) -> str:
        if value and not _is_plain_address(value):
            raise ValueError("must be an address like https://line.example.org: no user, path, query or fragment")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        try:
            parts = urlsplit(value.get_secret_value())
            sound = not value.get_secret_value() or (
                parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
            )
        except ValueError:
            sound = False
        if not sound:
            raise ValueError("must be like smtp://user:password@host:587 or smtps://host:465")
        return value

    @field_validator("mail_from")
    @classmethod
    def _mail_sender(cls, value: str) -> str:
        if "\n" in value or "\r" in value or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", parseaddr(value)[1]):
            raise ValueError("must be an e-mail address, or a name with one in angle brackets")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            known = not value or make_url(value).drivername.partition("+")[0] in ("sqlite", "postgresql")
        except (ArgumentError, ValueError):
            known = False
        if not known:
            raise ValueError("must be like postgresql://user:password@host/name or sqlite:////path/izwi.db")
        return value

    @field_validator("data_dir")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if value.exists() and not value.is_dir():
            raise ValueError("must be a folder, and is a file")
        return value.absolute()

    @field_validator("default_city")
    @classmethod
    def _known_city(cls, value: str) -> str:
        known = sorted(file.parent.name for file in (ROOT / "cities").glob("*/city.yml"))
        if value not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return value

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if bool(self.twilio_account_sid) != bool(self.twilio_auth_token.get_secret_value()):
            raise ValueError("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together: set both, or neither for the simulator")
        if self.simulator and self.twilio_api_base_url:
            raise ValueError("TWILIO_API_BASE_URL needs TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
        if self.real_twilio and not self.public_url.startswith("https://"):
            raise ValueError("with Twilio, PUBLIC_URL must be the https address that Twilio calls")
        if self.lease_seconds < 3 * max(self.twilio_timeout, self.rasa_timeout, self.smtp_timeout):
            raise ValueError(
                "LEASE_SECONDS must be three times TWILIO_TIMEOUT, RASA_TIMEOUT and SMTP_TIMEOUT, or a slow call is made twice"
            )
        missing = [name for name in ("hash_key", "rasa_token", "actions_token") if not _long_enough(getattr(self, name))]
        if not self.encryption_keys:
            missing.append("encryption_keys")
        if missing:
            names = ", ".join(name.upper() for name in missing)
            raise ValueError(f"{names}: missing or too short; `make run` writes a fresh .env with new secrets")
        return self

    @property
    def simulator(self) -> bool:
        """True without Twilio credentials: the phone page stands in for Twilio."""
        return not self.twilio_account_sid

    @property
    def real_twilio(self) -> bool:
        """True when messages really leave: credentials, and no stand-in."""
        return bool(self.twilio_account_sid) and not self.twilio_api_base_url

    @property
    def phone_port(self) -> int:
        return self.port + 1

    @property
    def rasa_port(self) -> int:
        return self.port + 2

    @property
    def actions_port(self) -> int:
        return self.port + 3

    @property
    def webhook_url(self) -> str:
        """What Twilio calls, and what signatures are checked against."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"

    @property
    def rasa_urls(self) -> tuple[str, ...]:
        """Every Rasa that is told when another model is taken into service."""
        return (self.rasa_url,)

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'izwi.db'}"

    @property
    def mail_dir(self) -> Path:
        """Where e-mails are kept as files when there is no mail server."""
        return self.data_dir / "mail"

    @property
    def media_dir(self) -> Path:
        return self.data_dir / "media"

    @property
    def models_dir(self) -> Path:
        """The models that were trained from what was labelled here."""
        return self.data_dir / "models"

    @cached_property
    def account_sid(self) -> str:
        """Twilio's account, or the simulator's."""
        return self.twilio_account_sid or "AC" + self._derived("simulator account")[:32]

    @cached_property
    def auth_token(self) -> str:
        """Twilio's token, or one that only this installation's simulator knows."""
        return self.twilio_auth_token.get_secret_value() or self._derived("simulator token")[:32]

    @cached_property
    def cookie_key(self) -> str:
        """Signs the cookies of officials' pages."""
        return self._derived("officials' pages")

    @property
    def api_base_url(self) -> str:
        """Where the Twilio SDK sends its requests; empty for Twilio itself."""
        return f"http://127.0.0.1:{self.phone_port}" if self.simulator else self.twilio_api_base_url

    def _derived(self, purpose: str) -> str:
        return hmac.new(self.hash_key.get_secret_value().encode(), purpose.encode(), hashlib.sha256).hexdigest()


def _is_plain_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return sound and not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)


def _long_enough(secret: SecretStr) -> bool:
    return len(secret.get_secret_value()) >= SHORTEST_SECRET


def load() -> Settings:
    """Read the environment, with `.env` behind it.

    Raises:
        SettingsError: with one sentence for each thing that is wrong; it never repeats a value.
    """
    from dotenv import load_dotenv

    load_dotenv(os.environ.get("ENV_FILE", ROOT / ".env"))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(problem["loc"], problem["msg"]) for problem in error.errors())) from None


def load_or_exit() -> Settings:
    """Read the environment, or end the process with the sentence that says what to change."""
    try:
        return load()
    except SettingsError as error:
        raise SystemExit(f"izwi: {error}") from None


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    said = message.removeprefix("Value error, ")
    return f"{str(where[0]).upper()}: {said}" if where else said

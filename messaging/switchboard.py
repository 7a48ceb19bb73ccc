"""Everything that messaging works with, put together once by whoever starts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cities import City
from messaging.assistant import Assistant
from messaging.breaker import Breaker
from messaging.gateway import Carrier, Gateway
from messaging.mail_gateway import MailFolder, MailGateway
from messaging.twilio_gateway import TwilioGateway
from messaging.vault import Vault
from models.engine import Sessions, connect

if TYPE_CHECKING:
    from settings import Settings


@dataclass(frozen=True)
class Switchboard:
    """The sessions, the vault, the gateway, the mail, the assistant, the cities, and how long a line is held."""

    sessions: Sessions
    vault: Vault
    gateway: Gateway
    mail: Carrier
    assistant: Assistant
    cities: Mapping[str, City]
    default_city: str
    media_dir: Path
    status_url: str
    lease_seconds: float = 60.0
    teach_days: int = 90
    """How long a message that was not understood waits to be labelled."""

    mail_from: str = ""
    """Where e-mail comes from, as it stands in the From line."""

    public_url: str = ""
    """What links in messages begin with."""

    breaker: Breaker = field(default_factory=Breaker)
    account: str = ""
    """The gateway's: templates and shapes of messages stand at one account."""

    @classmethod
    def of(cls, settings: "Settings", cities: Mapping[str, City], *, eager: bool = False) -> Self:
        """The switchboard of this installation; an eager one goes first where writers wait for one another."""
        threads = settings.turn_threads + settings.send_threads
        sessions = Sessions(connect(settings.sqlalchemy_url, pool=max(threads, 8) + 4, eager=eager))
        return cls(
            sessions=sessions,
            vault=vault(settings),
            gateway=TwilioGateway(
                settings.account_sid, settings.auth_token, sessions, settings.api_base_url, settings.twilio_timeout
            ),
            mail=_mail(settings),
            assistant=Assistant(
                settings.rasa_url, settings.rasa_token.get_secret_value(), settings.rasa_timeout, settings.actions_url
            ),
            cities=cities,
            default_city=settings.default_city,
            media_dir=settings.media_dir,
            status_url=f"{settings.webhook_url}/twilio/status",
            lease_seconds=settings.lease_seconds,
            teach_days=settings.teach_days,
            account=settings.account_sid,
            mail_from=settings.mail_from,
            public_url=settings.webhook_url,
        )


def _mail(settings: "Settings") -> Carrier:
    """The mail server; without one, a folder of files."""
    url = settings.smtp_url.get_secret_value()
    return MailGateway(url, settings.smtp_timeout) if url else MailFolder(settings.mail_dir)


def vault(settings: "Settings") -> Vault:
    return Vault([key.get_secret_value() for key in settings.encryption_keys], settings.hash_key.get_secret_value())

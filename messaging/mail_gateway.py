"""The only module that speaks SMTP: e-mail to officials, as one more carrier behind the outbox."""

import base64
import logging
import smtplib
import ssl
import time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from messaging import gateway

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 300.0
"""A server that says "later" (greylisting, RFC 6647) wants minutes; asking sooner starts its clock anew on some."""

NO_SUCH_BOX = {550, 551, 553}
"""RFC 5321, section 4.2: the mailbox does not exist, or not here."""

NOT_LET_IN = {530, 534, 535, 538}
"""RFC 4954: the server wants us to sign in, or does not know us."""


class MailGateway:
    """A mail server that takes our messages, named by ``smtp://user:password@host:587`` or ``smtps://host:465``.

    With a user, and wherever the server offers it, the connection is encrypted before anything is said.
    """

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        self._host, self._implicit_tls = parts.hostname or "", parts.scheme == "smtps"
        self._port = parts.port or (465 if self._implicit_tls else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._timeout = timeout

    def send(self, parcel: gateway.Parcel) -> str:
        """Hand one mail to the server and return its Message-ID. Raises SendError.

        What a repeat could bring twice keeps its Message-ID: mail programs show one mail.
        """
        mail = compose(parcel)
        until = time.monotonic() + self._timeout
        try:
            server = self._connect(until)
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code) from None
        except (OSError, smtplib.SMTPException):
            raise gateway.TryLater(retry_after=ASK_AGAIN_SECONDS) from None
        try:
            self._hand_over(server, parcel, mail)
        finally:
            server.close()  # no QUIT: the answer to it tells nothing, and may never come
        return str(mail["Message-ID"])

    def find(self, parcel: gateway.Parcel, known: set[str]) -> str | None:
        """Always nothing: nobody can ask a mail server what it took. A repeat has the same Message-ID."""
        return None

    def _connect(self, until: float) -> "_Connection":
        server = _Connection(self._host, self._port, until, self._implicit_tls)
        try:
            server.ehlo()
            if not self._implicit_tls and (server.has_extn("starttls") or self._user):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _hand_over(self, server: "_Connection", parcel: gateway.Parcel, mail: EmailMessage) -> None:
        begun = False
        try:
            _accepted(*server.mail(parseaddr(parcel.sender)[1]), gateway.Misconfigured)
            _accepted(*server.rcpt(parcel.to))
            begun = True  # from here on it may have been taken although we are told nothing
            _accepted(*server.data(mail.as_bytes(policy=SMTP)))
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code) from None
        except (OSError, smtplib.SMTPException):
            raise (gateway.Unknown() if begun else gateway.TryLater(retry_after=ASK_AGAIN_SECONDS)) from None


class MailFolder:
    """Without a mail server every mail is a file: for trying things out, as the phone page is for messages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, parcel: gateway.Parcel) -> str:
        mail = compose(parcel)
        name = str(mail["Message-ID"]).strip("<>").partition("@")[0]
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._folder / f".{name}"
        draft.touch(mode=0o600)
        draft.write_bytes(mail.as_bytes())
        draft.replace(self._folder / f"{name}.eml")
        return str(mail["Message-ID"])

    def find(self, parcel: gateway.Parcel, known: set[str]) -> str | None:
        return None


class _Connection(smtplib.SMTP):
    """A connection whose answers, all together, may take only so long: a server that drips keeps no line waiting."""

    def __init__(self, host: str, port: int, until: float, implicit_tls: bool) -> None:
        self._until, self._implicit_tls = until, implicit_tls
        super().__init__(host, port, timeout=self._left())

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        plain = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host) if self._implicit_tls else plain

    def getreply(self) -> tuple[int, bytes]:
        if self.sock is not None:
            self.sock.settimeout(self._left())
        return super().getreply()


def compose(parcel: gateway.Parcel) -> EmailMessage:
    """The mail: plain text, the same as HTML, and its pictures inside it. A line break in a heading cannot begin another."""
    details = parcel.details
    mail = EmailMessage()
    name, address = parseaddr(parcel.sender)
    mail["From"] = Address(display_name=name, addr_spec=address)
    mail["To"] = Address(addr_spec=parcel.to)
    mail["Subject"] = " ".join(str(details.get("subject", "")).split())
    mail["Date"] = format_datetime(parcel.since)
    mail["Message-ID"] = str(details["mail_id"])
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice answers it
    mail.set_content(parcel.text)
    if details.get("html"):
        mail.add_alternative(details["html"], subtype="html")
        related = cast(list[EmailMessage], mail.get_payload())[-1]
        for image in details.get("images", ()):
            picture = base64.b64decode(image["png"])
            related.add_related(
                picture, "image", "png", cid=f"<{image['cid']}>", filename=f"{image['cid']}.png", disposition="inline"
            )
    return mail


def _accepted(code: int, _: bytes, otherwise: type[gateway.SendError] | None = None) -> None:
    """Raises SendError unless the server said yes."""
    if not 200 <= code < 300:
        raise _refusal(code, otherwise)


def _refusal(code: int, otherwise: type[gateway.SendError] | None = None) -> gateway.SendError:
    """What a code of the server means: 4xx later, 5xx never (RFC 5321, section 4.2.1)."""
    if code in NOT_LET_IN:
        return gateway.Misconfigured(code, ASK_AGAIN_SECONDS)
    if 400 <= code < 500:
        return gateway.TryLater(code, ASK_AGAIN_SECONDS)
    if otherwise is not None:
        return otherwise(code, ASK_AGAIN_SECONDS)
    if code in NO_SUCH_BOX:
        return gateway.Unreachable(code)
    if 500 <= code < 600:
        return gateway.Refused(code)
    return gateway.TryLater(code, ASK_AGAIN_SECONDS)

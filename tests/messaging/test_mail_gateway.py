"""E-mail to officials through a real SMTP server, which refuses, postpones, is slow, breaks, or wants to know who we are."""

import base64
import dataclasses
import email
import email.policy
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from messaging import gateway, lease, mailbox, outbox
from messaging.mail_gateway import MailFolder, MailGateway, compose
from messaging.replies import Outgoing
from messaging.window import Reach
from models import Contact, Lease, Message
from tests.conftest import free_ports
from tests.line import Line

PIXEL = base64.b64encode(b"\x89PNG not really").decode()
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
NOMSA = "nomsa.example@ethekwini.example"


class Post:
    """A mail server's behaviour: what it says at each step, and what arrived."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.sender: str | None = None
        self.at_rcpt: list[str] = []
        self.at_data: list[str] = []

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]) -> str:  # noqa: N802
        self.sender = envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]) -> str:  # noqa: N802
        answer = self.at_rcpt.pop(0) if self.at_rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.at_data.pop(0) if self.at_data else "250 OK"
        if answer.startswith("250") or answer == "taken":
            assert isinstance(envelope.content, bytes)
            self.arrived.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if answer == "taken":
            assert server.transport is not None
            server.transport.abort()  # it has the mail, and the connection is cut before it says so
            return "250 never heard"
        return answer


@pytest.fixture
def serve() -> Iterator[Callable[..., int]]:
    """Starts a mail server and says its port."""
    running: list[Controller] = []

    def start(post: Post, **options: Any) -> int:
        controller = Controller(post, hostname="127.0.0.1", port=free_ports(1), **options)
        controller.start()
        running.append(controller)
        return controller.port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def post() -> Post:
    return Post()


def parcel(**details: Any) -> gateway.Parcel:
    given = {"subject": "12 reports", "html": "<p>Twelve</p><img src='cid:days'>", "mail_id": "<digest-7@izwi.example>"}
    given |= {"images": [{"cid": "days", "png": PIXEL, "alt": "A line that rises"}]}
    return gateway.Parcel(NOMSA, "Izwi <izwi@izwi.example>", "Twelve.", given | details, "", NOW)


def by(port: int, user: str = "", timeout: float = 5.0) -> MailGateway:
    return MailGateway(f"smtp://{user}127.0.0.1:{port}", timeout)


def test_a_mail_arrives_with_both_texts_its_picture_and_its_own_id(serve: Callable[..., int], post: Post) -> None:
    assert by(serve(post)).send(parcel()) == "<digest-7@izwi.example>"
    (mail,) = post.arrived
    assert (mail["From"], mail["To"], post.sender) == ("Izwi <izwi@izwi.example>", NOMSA, "izwi@izwi.example")
    assert (mail["Subject"], mail["Message-ID"]) == ("12 reports", "<digest-7@izwi.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and plain.get_content().strip() == "Twelve."
    assert html is not None and "cid:days" in html.get_content()
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<days>"
    assert picture.get_content() == base64.b64decode(PIXEL)


@pytest.mark.parametrize("trick", ["12 reports\r\nBcc: everybody@example.org", "12\nX: y", "12 \u2028reports"])
def test_a_heading_never_begins_another(trick: str) -> None:
    mail = compose(parcel(subject=trick))
    assert mail.keys().count("Bcc") == 0
    assert "\nBcc:" not in mail.as_string()
    assert "\n" not in str(mail["Subject"])


@pytest.mark.parametrize(
    ("says", "meaning"),
    [
        ("450 4.2.0 Greylisted, come back in a few minutes", gateway.TryLater),
        ("451 4.7.1 later", gateway.TryLater),
        ("550 5.1.1 no such user", gateway.Unreachable),
        ("554 5.7.1 not this one", gateway.Refused),
        ("530 5.7.0 sign in first", gateway.Misconfigured),
    ],
)
def test_what_a_server_says_to_the_address_decides_what_happens_next(
    serve: Callable[..., int], post: Post, says: str, meaning: type[gateway.SendError]
) -> None:
    post.at_rcpt = [says]
    with pytest.raises(gateway.SendError) as error:
        by(serve(post)).send(parcel())
    assert type(error.value) is meaning
    assert NOMSA not in str(error.value)
    assert post.arrived == []


@pytest.mark.parametrize(("says", "meaning"), [("452 full", gateway.TryLater), ("552 too large", gateway.Refused)])
def test_what_it_says_to_the_mail_itself(
    serve: Callable[..., int], post: Post, says: str, meaning: type[gateway.SendError]
) -> None:
    post.at_data = [says]
    with pytest.raises(gateway.SendError) as error:
        by(serve(post)).send(parcel())
    assert type(error.value) is meaning


def test_a_cut_after_the_mail_was_taken_is_unknown_and_the_repeat_has_the_same_id(serve: Callable[..., int], post: Post) -> None:
    post.at_data = ["taken"]
    mail = by(serve(post))
    with pytest.raises(gateway.Unknown):
        mail.send(parcel())
    mail.send(parcel())
    assert [each["Message-ID"] for each in post.arrived] == ["<digest-7@izwi.example>"] * 2


def test_nobody_there_is_tried_again_later() -> None:
    with pytest.raises(gateway.TryLater):
        by(free_ports(1)).send(parcel())


@pytest.mark.parametrize("greeting", [b"", b"220", b"<html>404</html>\r\n", b"220 hello\r\n\xff\xfe nonsense\r\n"])
def test_a_server_that_says_nothing_or_nonsense_is_tried_again_later(greeting: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = by(server.getsockname()[1], timeout=0.3)
        server.settimeout(5)

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(greeting)
                connection.recv(1000)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(gateway.TryLater):
            client.send(parcel())
        thread.join()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that this machine trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=data.password == b"a pass word", handled=False)


@pytest.mark.parametrize(("password", "arrives"), [("a%20pass%20word", True), ("wrong", False)])
def test_who_must_sign_in_does_so_and_only_over_an_encrypted_line(
    serve: Callable[..., int], post: Post, certificate: ssl.SSLContext, password: str, arrives: bool
) -> None:
    port = serve(post, tls_context=certificate, require_starttls=True, authenticator=knows, auth_required=True)
    mail = by(port, user=f"izwi:{password}@")
    if arrives:
        mail.send(parcel())
        assert len(post.arrived) == 1
    else:
        with pytest.raises(gateway.Misconfigured):
            mail.send(parcel())


def test_a_password_is_never_said_to_a_server_that_cannot_encrypt(serve: Callable[..., int], post: Post) -> None:
    port = serve(post, authenticator=knows, auth_require_tls=False)
    with pytest.raises(gateway.TryLater):
        by(port, user="izwi:secret@").send(parcel())
    assert post.arrived == []


def test_without_a_mail_server_every_mail_is_a_file(tmp_path: Path) -> None:
    MailFolder(tmp_path / "mail").send(parcel())
    MailFolder(tmp_path / "mail").send(parcel())
    (file,) = (tmp_path / "mail").iterdir()
    assert file.stat().st_mode & 0o077 == 0, "for its owner only"
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert mail["To"] == NOMSA


# Through the outbox


def mailed(line: Line, subject: str = "12 reports", to: str = NOMSA) -> int:
    """A mail to this official is queued. Returns the id of its row."""
    with line.board.sessions.writing() as session:
        box = mailbox.open_box(session, line.board.vault, to, "durban", NOW)
        way = Reach(box.id, box.addresses[0].id, "email", line.board.mail_from, "durban", NOW)
        mail_id = f"<{subject.replace(' ', '-')}@izwi.example>"
        details = {"subject": subject, "html": "<p>Twelve</p>", "images": [], "mail_id": mail_id}
        return outbox.queue_unasked(session, way, Outgoing("Twelve.", details), "en", NOW, by_day=False).id


def state(line: Line, message_id: int) -> str:
    with line.board.sessions.reading() as session:
        return session.get_one(Message, message_id).state


def test_mail_goes_by_its_own_line_at_any_hour(line: Line) -> None:
    row = mailed(line)
    assert not outbox.send_next(line.board), "the line of texts has nothing to do with it"
    assert outbox.mail_next(line.board)
    assert state(line, row) == "sent"
    assert [each.to for each in line.mail.sent] == [NOMSA]
    assert line.gateway.sent == []


def test_greylisted_mail_goes_out_when_it_is_asked_again(line: Line, serve: Callable[..., int], post: Post) -> None:
    post.at_rcpt = ["450 greylisted"]
    line.board = dataclasses.replace(line.board, mail=by(serve(post)))
    row = mailed(line)
    assert outbox.mail_next(line.board)
    assert state(line, row) == "queued"
    assert not outbox.mail_next(line.board), "not at once"
    with line.board.sessions.writing() as session:
        for each in session.query(Lease):
            each.free_at = NOW
    assert outbox.mail_next(line.board)
    assert state(line, row) == "sent"
    assert [str(each["Subject"]) for each in post.arrived] == ["12 reports"]


def test_an_address_that_is_not_there_is_not_tried_again(line: Line) -> None:
    line.mail.failures = [gateway.Unreachable(550)]
    first = mailed(line)
    outbox.mail_next(line.board)
    second = mailed(line, "13 reports")
    outbox.mail_next(line.board)
    assert (state(line, first), state(line, second)) == ("failed", "failed")
    assert line.mail.sent == []


def test_one_address_is_one_box_and_stays_in_its_city(line: Line) -> None:
    with line.board.sessions.writing() as session:
        first = mailbox.open_box(session, line.board.vault, NOMSA, "durban", NOW)
        assert mailbox.open_box(session, line.board.vault, f" {NOMSA.upper()} ", "durban", NOW) is first
        with pytest.raises(mailbox.MailboxError) as refusal:
            mailbox.open_box(session, line.board.vault, NOMSA, "juarez", NOW)
        assert NOMSA not in str(refusal.value)
        assert session.query(Contact).count() == 1
        assert NOMSA not in first.addresses[0].sealed


NO_ADDRESSES = ("", "nomsa", "nomsa@", "@x.example", "a b@x.example", "a@x.example\r\nBcc: b@x.example", "ñ@x.example")


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_is_refused(line: Line, address: str) -> None:
    with line.board.sessions.writing() as session, pytest.raises(mailbox.MailboxError):
        mailbox.open_box(session, line.board.vault, address, "durban", NOW)


def test_the_line_of_mail_has_its_place_in_the_table_of_lines() -> None:
    assert set(lease.OPEN) == set(lease.FIRST) == {"turn", "send", "mail"}

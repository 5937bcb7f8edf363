"""Certificates of a small authority for servers of the tests, and the mail server that shows them."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.documents.smtp_stub import Server, Session

DAY = timedelta(days=1)
HERE = ("localhost", "127.0.0.1")


def _named(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@cache
def _authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("Autorità dell'ufficio")
    return _signed(name, name, key, key, extension=x509.BasicConstraints(ca=True, path_length=None)), key


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signing: ec.EllipticCurvePrivateKey,
    *,
    extension: x509.ExtensionType,
    ends: datetime | None = None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 30 * DAY)
        .not_valid_after(ends or now + 30 * DAY)
        .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        .sign(signing, hashes.SHA256())
    )


def authority() -> str:
    """Who vouches for the servers, as a PEM text."""
    return _authority()[0].public_bytes(serialization.Encoding.PEM).decode()


def server_pem(folder: Path, *names: str, ends: datetime | None = None) -> Path:
    """A file with a certificate for these names and its key."""
    certificate, signing = _authority()
    key = ec.generate_private_key(ec.SECP256R1())
    others: list[x509.GeneralName] = []
    for name in names or HERE:
        is_address = name[0].isdigit()
        others.append(x509.IPAddress(ip_address(name)) if is_address else x509.DNSName(name))
    own = _signed(
        _named((names or HERE)[0]),
        certificate.subject,
        key,
        signing,
        extension=x509.SubjectAlternativeName(others),
        ends=ends,
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{'-'.join(names or HERE)}.pem"
    path.write_bytes(own.public_bytes(serialization.Encoding.PEM) + private)
    return path


class TlsSession(Session):
    """A connection that is protected from the start, or when it is asked for."""

    def setup(self) -> None:
        if self.server.from_the_start:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def obey(self, line: str, verb: str) -> bool:
        if verb == "STARTTLS" and self.server.context is not None:
            self.say("220 go on")
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
            super().setup()
            return True
        return super().obey(line, verb)


class TlsServer(Server):
    """Shows the certificate of a file; without one it offers no protection."""

    context: ssl.SSLContext | None = None
    from_the_start = False

    def __init__(self, pem: Path | None, *, from_the_start: bool) -> None:
        super().__init__()
        self.RequestHandlerClass = TlsSession
        self.from_the_start = from_the_start
        if pem is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(pem)
            self.replies["EHLO"] = ["250-stub\r\n250 STARTTLS"]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up because of the certificate is what the tests are about."""


@contextmanager
def running(pem: Path | None, *, from_the_start: bool = False) -> Iterator[TlsServer]:
    """A server on a port of its own."""
    with TlsServer(pem, from_the_start=from_the_start) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        with suppress(OSError):
            server.shutdown()

"""Handing a message to a mail server, and knowing afterwards whether it left: yes, no, or nobody knows."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from documents import tls

PATIENCE: Final = 20.0
"""Seconds for each answer of a server."""
GO_ON: Final = 354
"""RFC 5321, 4.2.3: the server waits for the message."""
DOT: Final = re.compile(rb"(?m)^\.")
Reply = tuple[int, bytes]


class NotSent(Exception):
    """It certainly did not leave, and may be tried again; the text is the server's."""


class NeverSent(Exception):
    """It certainly did not leave, and the server will not take it; the text is the server's."""


class Unsure(Exception):
    """The line broke after the message was handed over and before the server said that it has it."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. `security`: "tls", "starttls" or "plain"; `authority` vouches for it, a PEM text."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The server has it, except for the recipients it refused, each with its words."""

    said: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)


def hand_over(
    server: Server, sender: str, recipients: Sequence[str], content: bytes, *, is_last_try: bool = False
) -> Taken:
    """Hand one message over.

    Nothing leaves while one recipient is put off by the server (greylisting), so that nobody gets it twice; on the
    last try he counts as refused. Raises NotSent, NeverSent, Unsure.
    """
    with _line(server, sender) as line:
        refused = _envelope(line, sender, recipients, is_last_try=is_last_try)
        if len(refused) == len(recipients):
            raise NeverSent("; ".join(f"{address}: {words}" for address, words in refused.items()))
        return Taken(_data(line, content), refused)


@contextmanager
def _line(server: Server, sender: str) -> Iterator[smtplib.SMTP]:
    """A greeted, protected and signed-in connection. What breaks before the message is given is NotSent."""
    try:
        line = _open(server, sender)
    except ssl.SSLError as error:
        raise NotSent(tls.words(error, server.host)) from error
    except tls.Unprotected as error:
        raise NotSent(str(error)) from error
    except smtplib.SMTPException as error:
        raise NotSent(_words(error)) from error
    except OSError as error:
        raise NotSent(tls.unreachable(error, server.host, server.port)) from error
    except UnicodeError as error:  # of the library, whose words would tell a sign of the password
        said = _(
            "User or password for %(host)s hold accents or other signs that no mail server takes: choose plain ones."
        )
        raise NotSent(said % {"host": server.host}) from error
    try:
        yield line
    finally:
        with suppress(OSError, smtplib.SMTPException):
            line.quit()
        line.close()


def _open(server: Server, sender: str) -> smtplib.SMTP:
    own_name = sender.partition("@")[2] or "localhost"
    if server.security == "tls":
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, own_name, timeout=PATIENCE, context=tls.context(server.authority)
        )
    else:
        line = smtplib.SMTP(server.host, server.port, own_name, timeout=PATIENCE)
    try:
        if server.security == "starttls":
            _protect(line, server)
        if server.user:
            line.login(server.user, server.password)
        line.ehlo_or_helo_if_needed()
    except BaseException:
        line.close()
        raise
    return line


def _protect(line: smtplib.SMTP, server: Server) -> None:
    line.ehlo_or_helo_if_needed()
    if not line.has_extn("starttls"):
        raise tls.not_offered(server.host)
    line.starttls(context=tls.context(server.authority))


def _envelope(line: smtplib.SMTP, sender: str, recipients: Sequence[str], *, is_last_try: bool) -> dict[str, str]:
    """MAIL and RCPT; whom the server refuses, with its words."""
    try:
        _require(line.mail(sender))
        replies = {address: line.rcpt(address) for address in recipients}
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_words(error)) from error
    refused = {address: _text(reply) for address, reply in replies.items() if reply[0] >= 400}
    put_off = [address for address, reply in replies.items() if 400 <= reply[0] < 500]
    if put_off and not is_last_try:
        raise NotSent("; ".join(f"{address}: {refused[address]}" for address in put_off))
    return refused


def _data(line: smtplib.SMTP, content: bytes) -> str:
    """DATA and the message; what breaks once its bytes are on the way leaves nobody knowing."""
    try:
        begun = line.docmd("DATA")
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_words(error)) from error
    if begun[0] != GO_ON:
        _require(begun)
    try:
        line.send(DOT.sub(b"..", content.rstrip(b"\r\n")) + b"\r\n.\r\n")
        reply = line.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unsure(_words(error)) from error
    _require(reply)
    return _text(reply)


def _require(reply: Reply) -> None:
    """Raises NotSent for an answer that may change (4xx), NeverSent for one that will not (5xx)."""
    code = reply[0]
    if 200 <= code < 300:
        return
    raise (NeverSent if 500 <= code < 600 else NotSent)(_text(reply))


def _text(reply: Reply) -> str:
    return f"{reply[0]} {reply[1].decode('utf-8', 'replace')}".strip()[:300]


def _words(error: Exception) -> str:
    """The server's words where it said any; else what broke, without addresses or keys."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"[:300]
    return f"{type(error).__name__}: {error}"[:300]

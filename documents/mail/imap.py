"""As much of IMAP as fetching needs (RFC 9051): what is new in a folder, one mail at a time, and marking it as seen."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from documents import tls
from documents.mail.model import LARGEST

TIMEOUT: Final = 10.0


class MailboxTrouble(Exception):
    """The server does not do what is asked, or cannot be reached; says why in the server's words."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is. `security`: "tls", "starttls" or "plain"; `authority` vouches for it, a PEM text."""

    host: str
    port: int
    security: str
    user: str
    password: str
    folder: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server has it; of one beyond LARGEST only the head, and `size` says how large it is."""

    uid: int
    content: bytes
    size: int

    @property
    def is_whole(self) -> bool:
        """False when only the head was fetched."""
        return self.size <= LARGEST


class Folder:
    """An open folder. `uid_validity` changes when the server has numbered its mails anew."""

    def __init__(self, connection: imaplib.IMAP4, uid_validity: int) -> None:
        self._connection, self.uid_validity = connection, uid_validity

    def newer_than(self, uid: int, *, at_most: int) -> list[int]:
        """The numbers of the mails after this one, the oldest first."""
        answer = _ok(self._connection.uid("SEARCH", f"UID {uid + 1}:*"))
        found = sorted(int(number) for line in answer if isinstance(line, bytes) for number in line.split())
        return [number for number in found if number > uid][:at_most]  # "n:*" always names the last one

    def fetch(self, uid: int) -> Fetched | None:
        """One mail, unmarked; None when it is gone."""
        answer = _ok(self._connection.uid("FETCH", str(uid), "(RFC822.SIZE)"))
        told = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(line for line in answer if isinstance(line, bytes)))
        if told is None:
            return None
        size = int(told[1])
        part = "(BODY.PEEK[])" if size <= LARGEST else "(BODY.PEEK[HEADER])"
        answer = _ok(self._connection.uid("FETCH", str(uid), part))
        content = next((line[1] for line in answer if isinstance(line, tuple)), None)
        return None if content is None else Fetched(uid, content[:LARGEST], max(size, len(content)))

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Tell the server that they are kept."""
        if uids:
            _ok(self._connection.uid("STORE", ",".join(map(str, uids)), "+FLAGS", r"(\Seen)"))


@contextmanager
def opened(server: Server, *, timeout: float = TIMEOUT) -> Iterator[Folder]:
    """The folder of a mailbox. Raises MailboxTrouble, also for what goes wrong inside the `with`."""
    connection = None
    try:
        connection = _connected(server, timeout)
        connection.login(server.user, server.password)
        _ok(connection.select('"' + re.sub(r'(["\\])', r"\\\1", server.folder) + '"'))
        told = connection.response("UIDVALIDITY")[1]
        validity = told[0] if told else None
        yield Folder(connection, int(validity) if isinstance(validity, bytes) else 0)
    except ssl.SSLError as trouble:
        raise MailboxTrouble(tls.words(trouble, server.host)) from trouble
    except OSError as trouble:
        raise MailboxTrouble(tls.unreachable(trouble, server.host, server.port)) from trouble
    except (imaplib.IMAP4.error, ValueError) as trouble:
        raise MailboxTrouble(str(trouble) or type(trouble).__name__) from trouble
    finally:
        _left(connection)


def _connected(server: Server, timeout: float) -> imaplib.IMAP4:
    if server.security == "tls":
        protected = tls.context(server.authority)
        return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=protected, timeout=timeout)
    connection = imaplib.IMAP4(server.host, server.port, timeout=timeout)
    try:
        if server.security == "starttls":
            _protect(connection, server)
    except BaseException:
        with suppress(OSError):
            connection.shutdown()
        raise
    return connection


def _protect(connection: imaplib.IMAP4, server: Server) -> None:
    if "STARTTLS" not in connection.capabilities:
        raise tls.not_offered(server.host)
    connection.starttls(tls.context(server.authority))


def _left(connection: imaplib.IMAP4 | None) -> None:
    if connection is None:
        return
    try:
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        connection.shutdown()


def _ok(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    status, lines = answer
    if status != "OK":
        raise imaplib.IMAP4.error(
            " ".join(line.decode("utf-8", "replace") for line in lines if isinstance(line, bytes))
        )
    return lines

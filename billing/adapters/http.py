"""Hand-overs by HTTP: one POST under an idempotency key, and a GET by the same key where the answer went missing.

The contract the other side keeps (docs/how-to/connect-billing.md):

POST <address>        Idempotency-Key: <key>, Content-Digest of the body (RFC 9530); 200 or 201 with a receipt
                      {"key", "digest", "reference", "total"}; 4xx: refused, nothing was booked; 429: come again later
GET <address>/<key>   200 with the same receipt, or 404: no such hand-over

Whatever else happens once the request has begun to leave (a timeout, a connection cut, 5xx, 202, words that are no
receipt) leaves open whether it arrived. A redirect is never followed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from typing import Any, Final

from billing.adapters.addresses import AddressRefused, Target, resolved, target
from billing.adapters.port import Answer, Parcel, Verdict

LARGEST: Final = 64 * 1024
MISSING: Final = 404
BUSY: Final = 429
LONGEST_PAUSE: Final = 3600
FOR_GOOD: Final = frozenset({400, 409, 410, 413, 415, 422})
"""Answers that say the request was read and refused. 408, 425 and the like leave it open."""
MISTAKEN: Final = frozenset({401, 403, 404, 405})
"""Answers that speak of our settings, not of the hand-over: it is tried again, and parked in the end."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for the connection, for each read, and for the whole exchange."""

    connect: float = 5.0
    read: float = 10.0
    whole: float = 30.0


class Service:
    """A billing system at an address."""

    def __init__(self, url: str, secret: str, *, allowed: Collection[str] = (), patience: Patience | None = None):
        self.url = url
        self.secret = secret
        self.allowed = allowed
        self.patience = patience or Patience()

    def send(self, parcel: Parcel) -> Answer:
        """POST it."""
        digest = base64.b64encode(hashlib.sha256(parcel.body).digest()).decode()
        headers = {
            "Content-Type": "application/json",
            "Content-Digest": f"sha-256=:{digest}:",
            "Idempotency-Key": parcel.key,
        }
        return self._exchange("POST", "", headers, parcel)

    def ask(self, parcel: Parcel) -> Answer:
        """GET it by its key. Anything but its receipt or 404 leaves it unknown."""
        answer = self._exchange("GET", f"/{parcel.key}", {}, parcel)
        if answer.verdict in (Verdict.REFUSED, Verdict.NOT_NOW):
            return replace(answer, verdict=Verdict.UNKNOWN)
        return answer

    def _exchange(self, method: str, under: str, headers: Mapping[str, str], parcel: Parcel) -> Answer:
        try:
            where = target(self.url, self.allowed)
            connection = _connected(where, resolved(where), self.patience)
        except AddressRefused as no:
            return Answer(Verdict.NOT_NOW, no.code, no.params)
        except OSError as error:
            return Answer(Verdict.NOT_NOW, "no_connection", {"error": type(error).__name__})
        body = parcel.body if method == "POST" else None
        try:
            with _ended_after(self.patience.whole, connection):
                connection.request(method, where.path + under or "/", body, self._with_ours(headers, where))
                response = connection.getresponse()
                return _read(response, response.read(LARGEST + 1), parcel, asked=method == "GET")
        except (OSError, HTTPException) as error:
            return Answer(Verdict.UNKNOWN, "no_answer", {"error": type(error).__name__})
        finally:
            connection.close()

    def _with_ours(self, headers: Mapping[str, str], where: Target) -> dict[str, str]:
        plain = where.port in (80, 443)
        host = where.host if plain else f"{where.host}:{where.port}"
        usual = {"Accept": "application/json", "User-Agent": "Pratica", "Host": host, **headers}
        return usual | ({"Authorization": f"Bearer {self.secret}"} if self.secret else {})


def _connected(where: Target, address: str, patience: Patience) -> HTTPConnection:
    """A connection to just this address, whatever the name would lead to next time. Raises OSError."""
    line = socket.create_connection((address, where.port), timeout=patience.connect)
    try:
        if where.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=where.host)
        line.settimeout(patience.read)
    except OSError:
        line.close()
        raise
    connection = HTTPConnection(where.host, where.port)
    connection.sock = line
    connection.auto_open = 0
    return connection


@contextmanager
def _ended_after(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    """Cut an exchange that comes byte by byte."""
    timer = Timer(seconds, _cut, [connection.sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _read(response: HTTPResponse, content: bytes, parcel: Parcel, *, asked: bool) -> Answer:
    if response.status in (200, 201):
        return _receipt(content, parcel)
    told = {"status": response.status}
    if asked and response.status == MISSING:
        return Answer(Verdict.ABSENT, "http_status", told)
    if response.status in (BUSY, *MISTAKEN):
        return Answer(Verdict.NOT_NOW, "http_status", told, pause=_pause(response.getheader("Retry-After")))
    if response.status in FOR_GOOD:
        return Answer(Verdict.REFUSED, "http_refused", {**told, "words": _words(content)})
    return Answer(Verdict.UNKNOWN, "http_status", told)


def _receipt(content: bytes, parcel: Parcel) -> Answer:
    found = _object(content)
    if str(found.get("key")) != parcel.key or not isinstance(found.get("digest"), str):
        return Answer(Verdict.UNKNOWN, "no_receipt")
    if found["digest"].lower() != parcel.digest:
        return Answer(Verdict.CONFLICT, "other_contents")
    receipt = {name: str(found.get(name) or "")[:120] for name in ("reference", "digest", "total")}
    return Answer(Verdict.TAKEN, receipt=receipt)


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content) if len(content) <= LARGEST else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _words(content: bytes) -> str:
    """The reason it gives: plain, short, one line."""
    said = _object(content).get("reason")
    return " ".join(said.split())[:200] if isinstance(said, str) and said.isprintable() else ""


def _pause(header: str | None) -> timedelta | None:
    seconds = int(header) if header and header.isascii() and header.isdigit() and len(header) < 8 else 0
    return timedelta(seconds=min(seconds, LONGEST_PAUSE)) if seconds else None

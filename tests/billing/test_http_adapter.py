"""The HTTP adapter against a server that answers as it is told: what each answer means for a hand-over."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from billing.adapters.http import Patience, Service
from billing.adapters.port import Parcel, Verdict

PARCEL = Parcel("6a6a2f4e-6a6a-4a6a-8a6a-6a6a2f4e6a6a", b'{"total":"150.00"}', "OM-1")
SOON = Patience(connect=1, read=0.3, whole=1)
RECEIPT = {"key": PARCEL.key, "digest": PARCEL.digest, "reference": "A/1", "total": "150.00"}


@contextmanager
def answering(status, body=None, headers=(), *, silent=False):
    """A billing system that gives one answer to everything; yields how to call it and what it was sent."""
    got = []

    class Desk(BaseHTTPRequestHandler):
        def answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            got.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
            if silent:
                done.wait(5)
                return
            content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self):
            self.answer()

        def do_POST(self):
            self.answer()

        def log_message(self, *told):
            """Say nothing."""

    done, server = threading.Event(), HTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    where = f"127.0.0.1:{server.server_port}"
    try:
        yield Service(f"http://{where}/in", "token", allowed={where}, patience=SOON), got
    finally:
        done.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_it_is_posted_under_its_key_with_the_digest_of_its_body_and_the_token():
    with answering(201, RECEIPT) as (service, got):
        answer = service.send(PARCEL)
    assert (answer.verdict, answer.receipt["reference"], answer.receipt["total"]) == (Verdict.TAKEN, "A/1", "150.00")
    [(method, path, headers, body)] = got
    assert (method, path, body) == ("POST", "/in", PARCEL.body)
    digest = base64.b64encode(hashlib.sha256(PARCEL.body).digest()).decode()
    wanted = {"Idempotency-Key": PARCEL.key, "Content-Digest": f"sha-256=:{digest}:", "Authorization": "Bearer token"}
    assert {name: headers[name] for name in wanted} == wanted


def test_it_is_asked_for_by_its_key():
    with answering(200, RECEIPT) as (service, got):
        assert service.ask(PARCEL).verdict is Verdict.TAKEN
    assert got[0][:2] == ("GET", f"/in/{PARCEL.key}")


@pytest.mark.parametrize(
    ("status", "body", "sent", "asked"),
    [
        (200, RECEIPT | {"digest": "0" * 64}, Verdict.CONFLICT, Verdict.CONFLICT),
        (200, RECEIPT | {"key": "another"}, Verdict.UNKNOWN, Verdict.UNKNOWN),
        (200, b"<html>OK</html>", Verdict.UNKNOWN, Verdict.UNKNOWN),
        (200, b'["' + b"x" * 70_000 + b'"]', Verdict.UNKNOWN, Verdict.UNKNOWN),
        (202, RECEIPT, Verdict.UNKNOWN, Verdict.UNKNOWN),
        (302, None, Verdict.UNKNOWN, Verdict.UNKNOWN),
        (401, None, Verdict.NOT_NOW, Verdict.UNKNOWN),
        (404, None, Verdict.NOT_NOW, Verdict.ABSENT),
        (408, None, Verdict.UNKNOWN, Verdict.UNKNOWN),
        (422, {"reason": "VAT number unknown"}, Verdict.REFUSED, Verdict.UNKNOWN),
        (429, None, Verdict.NOT_NOW, Verdict.UNKNOWN),
        (500, None, Verdict.UNKNOWN, Verdict.UNKNOWN),
    ],
)
def test_what_an_answer_means_when_it_was_sent_and_when_it_was_asked_about(status, body, sent, asked):
    with answering(status, body) as (service, _got):
        assert (service.send(PARCEL).verdict, service.ask(PARCEL).verdict) == (sent, asked)


def test_a_refusal_says_its_reason_on_one_line_and_a_busy_system_when_to_come_again():
    with answering(422, {"reason": "VAT   number unknown"}) as (service, _got):
        assert service.send(PARCEL).params == {"status": 422, "words": "VAT number unknown"}
    with answering(429, headers=[("Retry-After", "120")]) as (service, _got):
        assert service.send(PARCEL).pause.total_seconds() == 120
    with answering(429, headers=[("Retry-After", "9999999")]) as (service, _got):
        assert service.send(PARCEL).pause.total_seconds() == 3600


def test_silence_leaves_it_unknown_and_a_closed_door_says_it_did_not_leave():
    with answering(200, silent=True) as (service, got):
        assert service.send(PARCEL).verdict is Verdict.UNKNOWN
        assert len(got) == 1
    assert service.send(PARCEL).verdict is Verdict.NOT_NOW, "nobody listens there any more"


def test_a_redirect_is_not_followed():
    with answering(200, RECEIPT) as (elsewhere, reached), answering(307, headers=[("Location", elsewhere.url)]) as here:
        assert here[0].send(PARCEL).verdict is Verdict.UNKNOWN
        assert reached == []

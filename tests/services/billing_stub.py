"""A billing system over HTTP that books once per key, and a proxy before it that loses answers in every way."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, cycle, repeat
from threading import Lock, Thread
from typing import Any

FAULTS = ("pass", "cut_before", "cut_after", "error_before", "error_after", "busy", "silence", "slow", "garbage")
LOSING = {"cut_after", "error_after", "silence", "slow", "garbage"}
"""The faults that hide an effect."""


class Books:
    """What the stub has: one body per key; every further POST of a key is a redelivery and has no effect."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.bodies: dict[str, bytes] = {}
        self.effects: list[str] = []
        self.calls: Counter[str] = Counter()
        self.conflicts = 0
        self.seconds = seconds
        self.door = Lock()

    def book(self, key: str, body: bytes) -> tuple[int, dict[str, str]]:
        with self.door:
            self.calls["again" if key in self.bodies else "first"] += 1
            if self.bodies.setdefault(key, body) != body:
                self.conflicts += 1
                return 409, {"reason": "other contents under this key"}
            if key not in self.effects:
                self.effects.append(key)
        time.sleep(self.seconds)
        return 201, self.receipt(key)

    def receipt(self, key: str) -> dict[str, str]:
        body = self.bodies[key]
        total = json.loads(body)["total"]
        return {"key": key, "digest": hashlib.sha256(body).hexdigest(), "reference": f"B-{key[:8]}", "total": total}


@contextmanager
def served(books: Books) -> Iterator[int]:
    """The stub on a free port."""

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(*books.book(self.headers["Idempotency-Key"], body))

        def do_GET(self) -> None:
            key = self.path.rpartition("/")[2]
            books.calls["asked"] += 1
            self.answer(*((200, books.receipt(key)) if key in books.bodies else (404, {})))

        def answer(self, status: int, told: dict[str, Any]) -> None:
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(content)
            self.close_connection = True

        def log_message(self, *_args: object) -> None:
            """Keep quiet."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_args: object) -> None:
            """Whoever was killed does not listen any more."""

    with Quiet(("127.0.0.1", 0), Desk) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


class Proxy:
    """Carries whole requests to the stub and does with the answer what its turn says; `met` counts what it did."""

    def __init__(self, to: int, patience: float) -> None:
        self.to, self.patience = to, patience
        self.turns = cycle(["pass", *chain.from_iterable(zip(FAULTS[1:], repeat("pass"), strict=False))])
        self.met: Counter[str] = Counter()
        self.line = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.line.getsockname()[1]

    def __enter__(self) -> Proxy:
        Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.line.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _address = self.line.accept()
                Thread(target=self._carry, args=(caller, next(self.turns)), daemon=True).start()

    def _carry(self, caller: socket.socket, fault: str) -> None:
        with caller, suppress(OSError):
            asked = whole(caller)
            self.met[fault] += 1
            answer = b"" if fault in ("cut_before", "error_before", "busy") else self._forward(asked)
            if fault == "slow":
                time.sleep(self.patience * 2)
            caller.sendall(spoilt(fault, answer))

    def _forward(self, asked: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.to), timeout=10) as line:
            line.sendall(asked)
            found = b""
            while piece := line.recv(65536):
                found += piece
        return found


def spoilt(fault: str, answer: bytes) -> bytes:
    """What the caller gets."""
    return {
        "pass": answer,
        "slow": answer,
        "cut_before": b"",
        "cut_after": answer[:20],
        "error_before": b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        "error_after": b"HTTP/1.1 502 Oops\r\nContent-Length: 0\r\n\r\n",
        "busy": b"HTTP/1.1 429 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
        "silence": b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
        "garbage": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html>ok\n",
    }[fault]


def whole(caller: socket.socket) -> bytes:
    """A request with its body."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = caller.recv(65536)
        if not piece:
            raise ConnectionError
        found += piece
    head, _blank, body = found.partition(b"\r\n\r\n")
    length = next((int(row.split(b":")[1]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-l")), 0)
    while len(body) < length:
        body += caller.recv(65536)
    return head + b"\r\n\r\n" + body

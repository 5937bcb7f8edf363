"""A mail server for tests that takes, refuses, puts off, doubles or hangs up, as it is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any


class Server(socketserver.ThreadingTCPServer):
    """`replies` maps a verb, or "RCPT address", to the answers given one after the other; the last one stays.

    `cut` names where it hangs up: "greeting", "DATA" (before 354), "end" (after the message, before its answer).
    """

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.replies: dict[str, list[str]] = {}
        self.cut, self.copies = "", 1
        self.received: list[tuple[list[str], bytes]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(content) for _to, content in self.received]

    def answer(self, asked: str, usual: str) -> str:
        known = self.replies.get(asked) or [usual]
        return known.pop(0) if len(known) > 1 else known[0]


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: Any

    def handle(self) -> None:
        if self.server.cut == "greeting":
            return
        self.say("220 stub")
        self.to: list[str] = []
        while line := self.rfile.readline().decode().strip():
            if not self.obey(line, line.split()[0].upper()):
                return

    def obey(self, line: str, verb: str) -> bool:
        if verb == "RCPT":
            address = line.partition("<")[2].partition(">")[0]
            reply = self.server.answer(f"RCPT {address}", "250 fine")
            if reply.startswith("2"):
                self.to.append(address)
            self.say(reply)
        elif verb == "DATA":
            return self.take()
        else:
            self.say(self.server.answer(verb, "221 bye" if verb == "QUIT" else "250 fine"))
        return verb != "QUIT"

    def take(self) -> bool:
        if self.server.cut == "DATA":
            return False
        reply = self.server.answer("DATA", "354 go on")
        self.say(reply)
        if not reply.startswith("354"):
            return True
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        end = self.server.answer("end", "250 queued as 1")
        if end.startswith("2"):
            self.server.received += [(list(self.to), b"".join(lines))] * self.server.copies
        if self.server.cut == "end":
            return False
        self.say(end)
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def running() -> Iterator[Server]:
    """A server on a port of its own."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()

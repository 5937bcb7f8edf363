"""A Redis of our own that falls ill and gets well: gone and back empty, full, or a replica that may only be read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError

from tests.services.processes import await_that

NOBODY = 1
"""A port on which no Redis listens."""


@dataclass
class Server:
    """One redis-server on a port; only the process that was started here is ever ended."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, empty."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir"]
        self.process = subprocess.Popen([*command, str(self.folder)], stdout=subprocess.DEVNULL)
        assert await_that(self.answers, 20)

    def stop(self) -> None:
        """Kill it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, socket_timeout=5)

    def answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except RedisError:
            return False

    def refuses(self) -> type[RedisError] | None:
        """How it refuses to be written to; None where it takes it."""
        try:
            for number in range(2000):
                self.client().set(f"trouble-{number % 40}", "x" * 50_000)
                if number > 40:
                    break
        except RedisError as error:
            return type(error)
        return None


@contextmanager
def running(port: int, folder: Path) -> Iterator[Server]:
    """A server that is ended with the test."""
    server = Server(port, folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def fill(server: Server) -> None:
    server.client().config_set("maxmemory-policy", "noeviction")
    server.client().config_set("maxmemory", "1mb")
    assert server.refuses() is OutOfMemoryError


def empty(server: Server) -> None:
    server.client().config_set("maxmemory", "0")
    server.client().flushall()


def follow_nobody(server: Server) -> None:
    """A replica of a Redis that is not there: read as it was, never written."""
    server.client().replicaof("127.0.0.1", NOBODY)
    assert server.refuses() is ReadOnlyError


def follow_no_one(server: Server) -> None:
    server.client().replicaof("NO", "ONE")


@dataclass(frozen=True)
class Trouble:
    """How it begins and how it ends."""

    name: str
    begins: Callable[[Server], None]
    ends: Callable[[Server], None]


TROUBLES = (
    Trouble("gone and back empty", Server.stop, Server.start),
    Trouble("full", fill, empty),
    Trouble("read-only", follow_nobody, follow_no_one),
)

"""Keeps a few child processes running, and takes them down with it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

import structlog

log = structlog.get_logger(__name__)

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
GRACE_SECONDS = 15
HEALTHY_SECONDS = 60
LONGEST_PAUSE = 30


@dataclass
class Child:
    """A command that should always be running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = 1.0

    def start(self, *, now: float) -> None:
        """Start it in a session of its own, so that a signal reaches its own children too."""
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,
            preexec_fn=lambda: die_with(parent),  # noqa: PLW1509  # this process has one thread
        )
        self.started_at = now

    def keep_running(self, *, now: float) -> None:
        """Start it when it is not running; wait twice as long each time it dies young."""
        if self.process is None:
            if now >= self.start_again_at:
                self.start(now=now)
        elif (status := self.process.poll()) is not None:
            self.pause = 1.0 if now - self.started_at > HEALTHY_SECONDS else min(self.pause * 2, LONGEST_PAUSE)
            log.warning("child.ended", child=self.name, status=status, restart_in_seconds=self.pause)
            self.process, self.start_again_at = None, now + self.pause

    def signal(self, number: int) -> None:
        """Send a signal to it and everything it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                log.debug("child.gone", child=self.name)

    @property
    def is_running(self) -> bool:
        """Whether its process is there."""
        return self.process is not None and self.process.poll() is None


def die_with(parent: int) -> None:
    """Runs in the child before its command: the kernel ends it when the supervisor dies, even by kill -9."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


class Supervisor:
    """Runs children until it is told to stop."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self.stopping = False

    def run(self, *, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        """Keep the children running until SIGTERM or SIGINT; call `on_ready` once `is_ready` says so."""
        previous = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        announced = False
        try:
            while not self.stopping:
                for child in self.children:
                    child.keep_running(now=time.monotonic())
                if not announced and is_ready():
                    announced = True
                    on_ready()
                time.sleep(0.2)
        finally:
            self.take_down()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def take_down(self) -> None:
        """Ask every child to end, and end those that do not."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        while any(child.is_running for child in self.children) and time.monotonic() < until:
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

"""A hint that something waits; the relay's sweep finds what a hint missed.

With Redis the hint is a Celery task; without, a datagram to the socket of `manage.py work` in DATA_DIR. It is sent
after commit, waits for nobody and never fails: the next sweep is at most a few seconds away.
"""

from __future__ import annotations

import socket
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from celery import current_app
from django.conf import settings
from kombu.exceptions import KombuError
from redis.exceptions import RedisError
from structlog import get_logger

if TYPE_CHECKING:
    from types import TracebackType

log = get_logger(__name__)

TASK: Final = "cases.tasks.relay_tick"
QUIET: Final = 5.0
"""Seconds without hints after one was missed: a broker that swallows packets must not hold up every click."""

_missed = {"at": -QUIET}


def relay() -> None:
    """Ask the worker to look now."""
    if monotonic() - _missed["at"] < QUIET:
        return
    try:
        if settings.REDIS_URL:
            current_app.send_task(TASK, ignore_result=True, retry=False, expires=60)
        else:
            _knock(address())
    except FileNotFoundError:
        _missed["at"] = monotonic()  # nobody listens here: the sweep of whoever does the work finds it
    except (OSError, KombuError, RedisError) as error:
        _missed["at"] = monotonic()
        log.info("nudge_missed", error=type(error).__name__)


def address() -> Path:
    """Where `manage.py work` listens for hints on this machine."""
    return Path(settings.DATA_DIR) / "work.sock"


def _knock(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        sender.sendto(b"relay", str(path))


class Hints:
    """The listening end: `wait` returns early when somebody knocks. Where it cannot listen it only waits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def __enter__(self) -> Hints:
        try:
            self.path.unlink(missing_ok=True)
            self._socket.bind(str(self.path))
        except OSError as error:
            log.warning("hints_not_heard", error=str(error))
        return self

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; whether a hint came. Hints that came together count as one."""
        self._socket.settimeout(max(seconds, 0.001))
        try:
            self._socket.recv(16)
            self._socket.setblocking(False)
            while True:
                self._socket.recv(16)
        except TimeoutError:
            return False
        except BlockingIOError:
            return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self.path.unlink(missing_ok=True)

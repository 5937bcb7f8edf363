"""The loop of `manage.py work`: a few jobs, each at its own pace, until told to stop."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final

from django.db import close_old_connections
from structlog import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

log = get_logger(__name__)

LONGEST_PAUSE: Final = 30.0
LONGEST_WAIT: Final = 1.0
INIT: Final = 1


@dataclass(slots=True)
class Job:
    """Something to do every so many seconds; `on_hint` too when somebody knocks. After failures it pauses longer."""

    name: str
    every: float
    run: Callable[[], object]
    on_hint: bool = False
    due_at: float = 0.0
    failures: int = 0

    def attempt(self) -> None:
        """Run it; a failure is logged and ends nothing."""
        close_old_connections()
        try:
            self.run()
            self.failures = 0
        except Exception:
            self.failures += 1
            log.exception("job_failed", job=self.name, failures=self.failures)
        self.due_at = monotonic() + self.pause

    @property
    def pause(self) -> float:
        """Seconds until the next run: doubled after each failure, never longer than half a minute."""
        doubled = self.every * 2.0 ** min(self.failures, 10)
        return max(self.every, min(doubled, LONGEST_PAUSE))


class Loop:
    """Runs jobs in turn until SIGTERM, SIGINT, or the end of the process that started it."""

    def __init__(self, jobs: Sequence[Job], wait: Callable[[float], bool]) -> None:
        self.jobs = jobs
        self.wait = wait
        self.parent = os.getppid()
        self._stopped = False

    def stopping(self) -> bool:
        """Whether to end: long jobs ask between two steps."""
        return self._stopped or (self.parent != INIT and os.getppid() != self.parent)

    def run(self) -> None:
        """Stay until told to stop; the job under way is finished first."""
        previous = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self.stopping():
                self.turn()
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def turn(self) -> None:
        """Run what is due, then wait for the next one or for a hint."""
        for job in self.jobs:
            if job.due_at <= monotonic() and not self.stopping():
                job.attempt()
        if not self.stopping() and self.wait(self._until_next()):
            for job in self.jobs:
                if job.on_hint and not job.failures:
                    job.due_at = 0.0

    def _until_next(self) -> float:
        next_at = min(job.due_at for job in self.jobs)
        return min(max(next_at - monotonic(), 0.0), LONGEST_WAIT)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del frame
        log.info("stopping", signal=signal.Signals(number).name)
        self._stopped = True

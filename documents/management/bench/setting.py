"""What benches of many papers share: a folder of their own, somebody at work, and what a stretch of work took."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import override_settings

from registry.actors import Actor
from registry.models import Company, Membership, User
from registry.services.access import actor_for


@contextmanager
def folder() -> Iterator[None]:
    """Files and mails go into a folder that is removed afterwards: nothing of the user's is touched, nothing leaves."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        with override_settings(DATA_DIR=Path(name), EMAIL_BACKEND=backend, EMAIL_FILE_PATH=Path(name, "mail")):
            yield


def person(company: Company, duties: Sequence[str], now: datetime) -> Actor:
    """Somebody at work who may do this."""
    user = User.objects.create(email="bench@example.org", full_name="Bench")
    since = now.date().replace(year=2020)
    Membership.objects.create(company=company, user=user, since=since, duties=sorted(duties))
    found = actor_for(user, company, on=now.date())
    if found is None:
        raise CommandError("nobody is at work")
    return found


@dataclass(frozen=True, slots=True)
class Round:
    """What one call did: rows, seconds, and of these the processor's time of this process."""

    rows: int
    seconds: float
    processor: float


@dataclass(slots=True)
class Work:
    """What a stretch of work took, and the statements of all its rounds."""

    statements: int = 0
    rounds: list[Round] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many in all."""
        return sum(each.rows for each in self.rounds)

    @property
    def seconds(self) -> float:
        """How long in all."""
        return sum(each.seconds for each in self.rounds)

    def figures(self, name: str) -> dict[str, Any]:
        """Rows a second; processor time and statements of a row; the first and the last tenth, where growth shows."""
        tenth = max(len(self.rounds) // 10, 1)
        return {
            f"{name}": self.rows,
            f"{name}_per_s": round(self.rows / max(self.seconds, 1e-9), 1),
            f"{name}_cpu_ms": _milliseconds(self.rounds),
            f"{name}_cpu_ms_first": _milliseconds(self.rounds[:tenth]),
            f"{name}_cpu_ms_last": _milliseconds(self.rounds[-tenth:]),
            f"{name}_statements": round(self.statements / max(self.rows, 1), 2),
        }


def _milliseconds(rounds: Sequence[Round]) -> float:
    return round(sum(each.processor for each in rounds) * 1000 / max(sum(each.rows for each in rounds), 1), 2)


def done(take: Callable[[], int], *, enough: int | None = None) -> Work:
    """Call it until it says that nothing was done any more, or enough was; savepoints are statements too."""
    work = Work()

    def counted(execute: Any, *asked: Any) -> Any:
        work.statements += 1
        return execute(*asked)

    with connection.execute_wrapper(counted):
        while enough is None or work.rows < enough:
            start, before = perf_counter(), process_time()
            if not (rows := take()):
                break
            work.rounds.append(Round(rows, perf_counter() - start, process_time() - before))
    return work


def peak_mb() -> int:
    """The most this process has held in memory so far; its children are not counted."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

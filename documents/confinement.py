"""What a child process may use up before the system ends it: its own first act, before it opens anything."""

from __future__ import annotations

import resource
from typing import Final

MEMORY: Final = 512 * 1024 * 1024
SECONDS: Final = 10
OUTPUT: Final = 20 * 1024 * 1024


def confine(*, seconds: int = SECONDS) -> None:
    """Memory, time, size of output, number of open files; `seconds` of computing, for as long as it lives."""
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def allow(*, seconds: int = SECONDS) -> None:
    """So many seconds of computing from now on, for the next of several tasks."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (min(until, hard), hard))

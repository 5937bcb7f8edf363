"""Our own processes on the database of the test that starts them; ended by their id, always."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from tests.house.tree import ROOT
from tests.settings import ANSWERING

READY = "import os, django; django.setup(); "
WITH_EFFECTS = READY + (
    "from cases.outbox import consumers; from tests.services.effects import consumer; consumers.subscribe(consumer); "
)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process that works on this test's database."""
    address = urlsplit(ANSWERING["postgresql"])._replace(path=f"/{connection.settings_dict['NAME']}")
    usual = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(folder), "REDIS_URL": "", "LOG_LEVEL": "INFO"}
    return os.environ | usual | {"DATABASE_URL": address.geturl(), "PYTHONUNBUFFERED": "1"} | more


@contextmanager
def started(code: str, folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run some Python in a process of its own; what it prints comes line by line."""
    with run([sys.executable, "-c", code], folder, **more) as process:
        yield process


@contextmanager
def run(command: list[str], folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command in a process group of its own, all of which is ended with it."""
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(folder, **more),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def called(*command: str) -> str:
    """The Python that calls a management command, our consumer subscribed."""
    return WITH_EFFECTS + f"from django.core.management import call_command; call_command(*{command!r})"


def await_that(condition: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < until:
        time.sleep(0.05)
    return holds


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

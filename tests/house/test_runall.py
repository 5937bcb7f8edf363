"""runall: it serves, and nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.supervisor import Child
from tests.house.tree import ROOT

LIMIT = 30


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def running(port, tmp_path):
    environment = os.environ | {"PORT": str(port), "DATA_DIR": str(tmp_path), "BASE_URL": f"http://127.0.0.1:{port}"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "REDIS_URL": ""}
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path}/runall.sqlite3"
    command = [sys.executable, "manage.py", "runall", "--workers=1", "--threads=2"]
    with (
        (tmp_path / "said").open("wb") as said,
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=log) as process,
    ):
        yield process
        process.terminate()


def serves(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def await_that(condition):
    until = time.monotonic() + LIMIT
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs Linux: the kernel takes the children down")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_says_when_it_serves_and_takes_its_children_down(running, port, how, tmp_path):
    assert await_that((tmp_path / "said").read_text), (tmp_path / "log").read_text()[-2000:]
    assert (tmp_path / "said").read_text() == f"ready: http://127.0.0.1:{port}/\n"
    assert serves(port)
    running.send_signal(how)
    running.wait(LIMIT)
    assert await_that(lambda: not serves(port))


def test_a_child_that_dies_young_is_started_again_ever_later():
    child = Child("short", [sys.executable, "-c", ""])
    child.keep_running(now=0)
    child.process.wait()
    child.keep_running(now=1)
    assert (child.process, child.start_again_at) == (None, 3)
    child.keep_running(now=2)
    assert child.process is None
    child.keep_running(now=3)
    child.process.wait()
    child.keep_running(now=4)
    assert child.start_again_at == 8

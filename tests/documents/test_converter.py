"""The converter is not believed: a program in the place of LibreOffice does everything a converter can do wrong."""

from __future__ import annotations

import tempfile
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from documents.letters import pdf
from tests.documents import good

Program = Callable[[str], Path]
COPIES = """
    for name in "$@"; do case "$name" in *.docx) cp {good} "$OUT/$(basename "$name" .docx).pdf";; esac; done
"""


@pytest.fixture
def program(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A shell script in the place of LibreOffice; $OUT is where its PDFs are looked for, calls are noted in `calls`."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    (tmp_path / "good.pdf").write_bytes(good.pdf())

    def written(body: str) -> Path:
        script = tmp_path / "soffice"
        head = f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\nOUT="$PWD/out"; mkdir -p "$OUT"\n'
        script.write_text(head + textwrap.dedent(body.format(good=tmp_path / "good.pdf", here=tmp_path)))
        script.chmod(0o755)
        settings.SOFFICE = str(script)
        return tmp_path

    return written


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text().splitlines()


def is_alive(pid: int) -> bool:
    """Zombies have ended, and somebody else's to bury."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    "body",
    ["exit 0", 'for n in one two; do : > "$OUT/$n.pdf"; done', 'for n in one two; do echo no > "$OUT/$n.pdf"; done'],
    ids=["nothing", "empty", "no PDF"],
)
def test_done_without_a_pdf_is_tried_once_more_alone_and_is_then_a_failure(body: str, program: Program) -> None:
    folder = program(body)
    assert pdf.convert({"one": b"1", "two": b"2"}) == {}
    assert [line.count(".docx") for line in calls(folder)] == [2, 1, 1]
    assert list((folder / "temp").iterdir()) == []


def test_one_that_hangs_is_ended_with_everything_it_started(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 1)
    folder = program("sleep 300 & echo $! >> {here}/pids; echo $$ >> {here}/pids; wait")
    start = time.monotonic()
    assert pdf.convert({"one": b"1"}) == {}
    assert time.monotonic() - start < 10
    assert [pid for pid in map(int, (folder / "pids").read_text().split()) if is_alive(pid)] == []
    assert list((folder / "temp").iterdir()) == []


def test_one_that_is_killed_leaves_no_process_and_no_lock_and_the_next_goes_on(program: Program) -> None:
    folder = program(
        'if [ ! -e {here}/died ]; then touch {here}/died "$PWD/profile/.lock"\n'
        "sleep 300 & echo $! >> {here}/pids; kill -9 $$; fi\n" + textwrap.dedent(COPIES).strip()
    )
    assert set(pdf.convert({"one": b"1"})) == {"one"}
    assert [pid for pid in map(int, (folder / "pids").read_text().split()) if is_alive(pid)] == []
    assert list((folder / "temp").iterdir()) == []


def test_two_at_once_share_no_profile_and_take_nothing_from_each_other(program: Program) -> None:
    folder = program(
        '[ -e "$PWD/profile/.lock" ] && exit 1; touch "$PWD/profile/.lock"; sleep .3\n'
        + textwrap.dedent(COPIES).strip()
    )
    made: dict[str, dict[str, bytes]] = {}
    threads = [
        threading.Thread(target=lambda name=name: made.update({name: pdf.convert({name: b"x"})})) for name in ("a", "b")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    profiles = [line.split("UserInstallation=")[1].split()[0] for line in calls(folder)]
    assert {name: set(found) for name, found in made.items()} == {"a": {"a"}, "b": {"b"}}
    assert len(set(profiles)) == 2


def test_the_program_knows_no_secret_and_has_no_network(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")
    folder = program("env > {here}/env; cat /proc/net/dev > {here}/net")
    pdf.convert({"one": b"1"})
    assert "canary" not in (folder / "env").read_text()
    if pdf._fences()[:1] == ("unshare",):
        interfaces = [line.split(":")[0].strip() for line in (folder / "net").read_text().splitlines()[2:]]
        assert set(interfaces) <= {"lo"}

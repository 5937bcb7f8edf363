"""Every hostile file gets its verdict at the front door, quickly, in little memory, and leaves nothing behind."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from documents.models import Document, StoredFile
from documents.services.refusals import UploadRefused
from registry.models import Company
from tests.documents.battery import BATTERY, Hostile

HEAVY = [h for h in BATTERY if "bomb" in h.what or "parts" in h.what or "million" in h.what or h.what == "dense part"]
IN_LITTLE_MEMORY = """
import resource, sys
from documents.checks import examine
now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + 150 * 1024 * 1024,) * 2)
with open(sys.argv[1], "rb") as file:
    print(*(refusal.code for refusal in examine(file, name=sys.argv[2]).refusals))
"""


@pytest.mark.parametrize("hostile", BATTERY, ids=str)
def test_a_hostile_file_is_refused_for_its_reason(
    hostile: Hostile, upload: Callable[..., Document], company: Company, store_folder: Path
) -> None:
    content = hostile.build()
    started = time.monotonic()
    with pytest.raises(UploadRefused) as answer:
        upload(content, name=hostile.name)
    assert time.monotonic() - started < 5
    assert hostile.code in [refusal.code for refusal in answer.value.refusals]
    assert not [path for path in store_folder.parent.rglob("*") if path.is_file()]
    assert not StoredFile.objects.of(company).exists()


@pytest.mark.parametrize("hostile", BATTERY, ids=str)
def test_every_refusal_can_be_read(hostile: Hostile, upload: Callable[..., Document]) -> None:
    with pytest.raises(UploadRefused) as answer:
        upload(hostile.build(), name=hostile.name)
    for refusal in answer.value.refusals:
        assert refusal.message.format(**refusal.params)
        assert refusal.hint.format(**refusal.params)
    assert len(answer.value.refusals) <= 20


@pytest.mark.parametrize("hostile", HEAVY, ids=str)
def test_a_bomb_is_refused_in_little_memory(hostile: Hostile, tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(hostile.build())
    command = [sys.executable, "-c", IN_LITTLE_MEMORY, str(path), hostile.name]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert hostile.code in answer.stdout, answer.stderr


def test_an_upload_without_end_is_cut_off(upload: Callable[..., Document], store_folder: Path) -> None:
    class Endless(io.RawIOBase):
        served = 0

        def read(self, size: int = -1) -> bytes:
            self.served += size
            return b"a" * size

    stream = Endless()
    with pytest.raises(UploadRefused) as answer:
        upload(stream=stream, name="x.txt")
    assert [refusal.code for refusal in answer.value.refusals] == ["file_too_large"]
    assert stream.served < 27_000_000
    assert not list(store_folder.rglob("*-*"))

"""A file that never ends does not fill the disk, and the person reads why it stayed out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from documents import receiving
from documents.checks.limits import LIMITS, MEBIBYTE

CHUNK = 64 * 1024


@contextmanager
def received(*files: SimpleUploadedFile) -> Iterator[list[Any]]:
    """What a view is given of a request with these files."""
    request = RequestFactory().post("/", {"file": list(files)})
    try:
        yield request.FILES.getlist("file")
    finally:
        request.close()


def test_of_a_file_that_is_too_long_little_more_than_its_limit_is_written():
    long = SimpleUploadedFile("lungo.pdf", b"x" * (LIMITS.file_bytes + 3 * MEBIBYTE))
    short = SimpleUploadedFile("corto.pdf", b"%PDF-1.7 and so on")
    with received(long, short) as (first, second):
        assert LIMITS.file_bytes < first.size <= LIMITS.file_bytes + CHUNK
        assert Path(first.temporary_file_path()).stat().st_size == first.size
        assert second.read() == b"%PDF-1.7 and so on"


def test_a_file_of_just_the_limit_arrives_whole():
    with received(SimpleUploadedFile("giusto.pdf", b"x" * LIMITS.file_bytes)) as (file,):
        assert file.size == LIMITS.file_bytes


def test_a_request_larger_than_any_form_is_refused_unread(monkeypatch):
    monkeypatch.setattr(receiving, "ROOM", 1_000)
    enormous = SimpleUploadedFile("enorme.pdf", b"x" * 2_000)
    with pytest.raises(RequestDataTooBig), received(enormous):
        raise AssertionError("it was read")

"""How much may come in: of one person, of a company, and never the last of the disk."""

from __future__ import annotations

from collections import namedtuple
from datetime import timedelta

import pytest

from documents.models import Document
from documents.services.refusals import UploadRefused
from tests.documents import good
from tests.factories import cases as cast
from tests.factories.documents import NOW

Disk = namedtuple("Disk", "total used free")


def codes(error):
    return [refusal.code for refusal in error.value.refusals]


def test_a_person_sends_so_many_files_a_day_and_goes_on_the_next(upload, company, settings):
    settings.UPLOAD_FILES_A_DAY = 2
    upload(b"uno", name="1.txt"), upload(b"due", name="2.txt")
    with pytest.raises(UploadRefused) as refused:
        upload(b"tre", name="3.txt")
    assert codes(refused) == ["quota_files"]
    bo = cast.actor(company, "bo@example.it", *cast.PAPERS)
    assert upload(b"tre", name="3.txt", actor=bo).pk
    assert upload(b"tre", name="3.txt", now=NOW + timedelta(days=1)).pk


def test_a_person_sends_so_many_bytes_a_day(upload, settings):
    settings.UPLOAD_MB_A_DAY = 0
    with pytest.raises(UploadRefused) as refused:
        upload()
    assert codes(refused) == ["quota_bytes"]


def test_a_company_keeps_so_much_and_nothing_is_left_behind(upload, company, settings, store_folder):
    settings.UPLOAD_COMPANY_GB = 0
    with pytest.raises(UploadRefused) as refused:
        upload()
    assert codes(refused) == ["quota_company"]
    assert Document.objects.of(company).count() == 0
    assert list((store_folder / "incoming").iterdir()) == []


def test_a_tenth_of_the_disk_stays_free_and_no_byte_is_written(upload, monkeypatch, store_folder):
    monkeypatch.setattr("documents.services.quotas.shutil.disk_usage", lambda path: Disk(1000, 901, 99))
    monkeypatch.setattr("documents.store.take_in", lambda *a, **k: pytest.fail("a byte was written"))
    with pytest.raises(UploadRefused) as refused:
        upload()
    assert codes(refused) == ["disk_nearly_full"]
    monkeypatch.undo()
    assert list((store_folder / "incoming").iterdir()) == []


def test_just_a_tenth_is_enough(upload, monkeypatch):
    monkeypatch.setattr("documents.services.quotas.shutil.disk_usage", lambda path: Disk(1000, 900, 100))
    assert upload(good.pdf()).pk

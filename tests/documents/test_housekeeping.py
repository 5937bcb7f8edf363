"""One round does everything that is due, and a second one nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from documents import store
from documents.models import Document
from documents.services import housekeeping
from registry.models import Company
from tests.documents.conftest import EICAR
from tests.factories import cases as cast
from tests.factories.documents import NOW

Upload = Callable[..., Document]


def test_a_round_releases_expires_and_reads_once(upload: Upload, clamd: str, settings: Any) -> None:
    settings.CLAMD_URL = "unix:///nowhere"
    upload(b"Arsenico", name="a.txt", valid_until=date(2026, 1, 1))
    upload(EICAR, name="b.txt")
    settings.CLAMD_URL = clamd
    first, second = housekeeping.tidy(NOW), housekeeping.tidy(NOW)
    assert (first.released, first.infected, first.expired, first.read, first.failed) == (1, 1, 1, 1, 0)
    assert (second.released, second.infected, second.expired, second.read, second.failed) == (0, 1, 0, 0, 0)


def test_a_lost_file_stops_no_other(upload: Upload, clamd: str, settings: Any) -> None:
    settings.CLAMD_URL = "unix:///nowhere"
    lost = upload()
    upload(b"Arsenico", name="a.txt")
    store.path_of(lost.file).unlink()
    settings.CLAMD_URL = clamd
    report = housekeeping.tidy(NOW)
    assert (report.released, report.read, report.failed) == (1, 1, 0)


def test_one_company_in_trouble_does_not_stop_the_others(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    upload()
    lumen = cast.company("lumen")
    upload(b"Arsenico", name="a.txt", company=lumen, actor=cast.actor(lumen, "luz@example.it", *cast.PAPERS))
    read = housekeeping.read_new

    def trouble(company: Company, *, now: datetime) -> int:
        if company != lumen:
            raise OSError("disk")
        return read(company, now=now)

    monkeypatch.setattr(housekeeping, "read_new", trouble)
    report = housekeeping.tidy(NOW)
    assert (report.failed, report.read) == (1, 1)

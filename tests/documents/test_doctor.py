"""I7: every stored file has its bytes, and no bytes are nobody's."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from cases.services.diagnosis import doctor
from documents import store

pytestmark = pytest.mark.django_db


def examined(company, now=None):
    results = doctor.examine([company], now=now or datetime.now(UTC))
    return next(result for result in results if result.invariant.code == "I7")


def test_files_that_are_there_hold(company, upload):
    assert examined(company).verdict == "not applicable yet"
    upload()
    assert (examined(company).verdict, examined(company).examined) == ("holds", 1)


def test_bytes_that_changed_or_vanished_are_named(company, upload):
    document = upload()
    path = store.path_of(document.file)
    path.write_bytes(b"something else")
    (changed,) = examined(company).violations
    path.unlink()
    (gone,) = examined(company).violations
    assert str(document.file.uuid) in changed.where
    assert "not those" in changed.message
    assert gone.message == "its bytes are nowhere"


def test_bytes_that_no_row_knows_are_named_after_an_hour(company, upload):
    stray = store.path_of(upload().file).with_name("stray")
    stray.write_bytes(b"nobody's")
    assert examined(company).violations == ()
    long_ago = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
    os.utime(stray, (long_ago, long_ago))
    (violation,) = examined(company).violations
    assert violation.where.endswith("/stray")

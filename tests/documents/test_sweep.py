"""After a crash: what was committed is finished, what was not is removed, what is young is left alone."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from documents import store
from documents.models import Document, StoredFile
from documents.services.intake.keeping import keep_dropped
from documents.services.sweep import Swept, files_without_bytes, sweep
from registry.actors import Actor
from registry.models import Company
from tests.factories.documents import NOW, uploaded


def aged(path: Path, *, hours: float) -> Path:
    then = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))
    return path


def test_a_crash_between_commit_and_move_is_finished(company: Company, ada: Actor) -> None:
    document = uploaded(company, ada)  # its move waits for a commit that the test never makes
    aged(store.locate(document.file), hours=2)
    assert sweep(now=NOW) == Swept(settled=1, removed=0)
    assert store.path_of(document.file).is_file()
    assert sweep(now=NOW) == Swept()


def test_a_crash_before_the_commit_leaves_a_file_that_goes(db: None, store_folder: Path) -> None:
    store.incoming().mkdir(parents=True)
    for name in (str(uuid4()), "something else"):
        (store.incoming() / name).write_bytes(b"x")
        aged(store.incoming() / name, hours=2)
    assert sweep(now=NOW) == Swept(settled=0, removed=2)
    assert not list(store.incoming().iterdir())


def test_an_upload_under_way_is_left_alone(db: None, store_folder: Path) -> None:
    store.incoming().mkdir(parents=True)
    path = store.incoming() / str(uuid4())
    path.write_bytes(b"x")
    aged(path, hours=0.5)
    assert sweep(now=NOW) == Swept()
    assert path.exists()


def test_a_store_that_was_never_used_is_swept_too(db: None) -> None:
    assert sweep(now=NOW) == Swept()


def test_settling_twice_changes_nothing(upload: Callable[..., Document]) -> None:
    document = upload()
    store.settle(store.incoming() / str(document.file.uuid), document.file)
    assert store.path_of(document.file).is_file()


def test_a_file_without_bytes_is_reported(upload: Callable[..., Document]) -> None:
    kept, lost = upload(), upload(b"nota", name="nota.txt")
    store.path_of(lost.file).unlink()
    assert [file.pk for file in files_without_bytes()] == [lost.file_id]
    assert kept.file_id != lost.file_id


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be moved to its place."""

    def fails(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fails)


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_moved_after_the_commit_is_kept_and_moved_later(
    company: Company, ada: Actor, full: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = uploaded(company, ada)
    assert list(files_without_bytes()) == []
    assert store.locate(document.file).parent == store.incoming()
    monkeypatch.undo()
    aged(store.locate(document.file), hours=2)
    assert sweep(now=NOW).settled == 1
    assert store.path_of(document.file).is_file()


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_cannot_be_moved_after_the_commit_is_kept(company: Company, full: None) -> None:
    kept = keep_dropped(io.BytesIO(b"From: a@b.example\r\n\r\nx"), company=company, user_id=None, now=NOW)
    assert kept.file is not None
    assert list(files_without_bytes()) == []


@pytest.mark.django_db(transaction=True)
def test_bytes_whose_commit_was_never_answered_are_left_to_the_sweep(
    company: Company, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = BaseDatabaseWrapper._commit

    def unanswered(wrapper: BaseDatabaseWrapper) -> None:
        commit(wrapper)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(BaseDatabaseWrapper, "_commit", unanswered)
    with pytest.raises(OperationalError):
        uploaded(company, ada)
    monkeypatch.undo()
    assert StoredFile.objects.of(company).count() == 1
    assert list(files_without_bytes()) == []

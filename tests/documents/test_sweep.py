"""After a crash: what was committed is finished, what was not is removed, what is young is left alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from documents import store
from documents.models import Document
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

"""Several people at once, on a real database: one file, one winner, no deadlock."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from cases.models import CaseEvent
from documents.models import Document, StoredFile
from documents.services import decisions, quotas, uploads
from documents.services.refusals import DocumentRefused, UploadRefused
from documents.services.uploads import receive
from registry.models import Company
from tests.documents import good
from tests.factories import cases as cast
from tests.factories.documents import NOW, uploaded

pytestmark = [pytest.mark.services("postgresql"), pytest.mark.django_db(transaction=True)]
PEOPLE = 8


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run all acts at the same moment; what each came to."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait(10)
            act()
        except (DocumentRefused, UploadRefused) as refused:
            return refused.refusals[0].code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_the_same_file_sent_by_eight_at_once_is_kept_once(store_folder: Path) -> None:
    company = cast.company()
    ada = cast.actor(company, "ada@example.it", *cast.PAPERS)
    case = cast.opened(company, cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS))
    content = good.pdf()

    def send() -> None:
        receive(
            company=company, actor=ada, now=NOW, stream=io.BytesIO(content), name="a.pdf", kind="analysis", case=case
        )

    assert at_once(*[send] * PEOPLE) == ["done"] * PEOPLE
    assert StoredFile.objects.of(company).count() == 1
    assert Document.objects.of(company).count() == PEOPLE
    assert len([path for path in store_folder.rglob("*") if path.is_file()]) == 1
    assert list(CaseEvent.objects.of(company).order_by("seq").values_list("seq", flat=True)) == list(range(1, 10))


def test_one_version_is_replaced_by_one_of_two_at_once() -> None:
    company = cast.company()
    ada = cast.actor(company, "ada@example.it", *cast.PAPERS)
    old = uploaded(company, ada)
    results = at_once(
        lambda: uploaded(company, ada, good.pdf(2), supersedes=old),
        lambda: uploaded(company, ada, good.pdf(3), supersedes=old),
    )
    assert results == ["document_replaced_already", "done"]


def test_of_two_decisions_at_once_one_counts() -> None:
    company = cast.company()
    ada, bo = cast.actor(company, "ada@example.it", *cast.PAPERS), cast.actor(company, "bo@example.it", *cast.PAPERS)
    case = cast.opened(company, cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS))
    document = uploaded(company, ada, case=case)
    results = at_once(
        lambda: decisions.verify(document, actor=ada, now=NOW), lambda: decisions.verify(document, actor=bo, now=NOW)
    )
    assert results == ["document_already_decided", "done"]


def sent_at_once(company: Company, settings: Any, allowed: int) -> tuple[list[str], int]:
    """Eight different files of one person at the same moment, where so many may come in a day."""
    settings.UPLOAD_FILES_A_DAY = allowed
    ada = cast.actor(company, "ada@example.it", *cast.PAPERS)
    met = Barrier(PEOPLE)

    def send(number: int) -> Callable[[], object]:
        def act() -> object:
            content = io.BytesIO(f"file {number}".encode())
            return receive(company=company, actor=ada, now=NOW, stream=content, name=f"{number}.txt", kind="analysis")

        return act

    look_at = uploads._look_at

    def looked_at_together(*args: Any) -> Any:
        met.wait(10)
        return look_at(*args)

    with patch.object(uploads, "_look_at", looked_at_together):
        results = at_once(*(send(number) for number in range(PEOPLE)))
    return results, Document.objects.of(company).count()


def test_of_eight_uploads_at_once_only_those_within_the_day_s_limit_come_in(settings: Any) -> None:
    results, kept = sent_at_once(cast.company(), settings, 3)
    assert results == ["done"] * 3 + ["quota_files"] * 5
    assert kept == 3


def test_without_taking_turns_the_same_eight_pass_the_limit(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race is a real one."""
    monkeypatch.setattr(quotas, "take_turns", lambda company: None)
    before = Barrier(PEOPLE)
    stored = uploads._stored

    def together(*args: Any) -> Any:
        before.wait(10)
        return stored(*args)

    monkeypatch.setattr(uploads, "_stored", together)
    _results, kept = sent_at_once(cast.company(), settings, 3)
    assert kept == PEOPLE

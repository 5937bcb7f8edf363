"""Several people at once, on a real database: one file, one winner, no deadlock."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from cases.models import CaseEvent
from documents.models import Document, StoredFile
from documents.services import decisions
from documents.services.refusals import DocumentRefused
from documents.services.uploads import receive
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
        except DocumentRefused as refused:
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

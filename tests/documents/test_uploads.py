"""Receiving: one row, one file, moved after the commit, and nothing left when anything dies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.models import CaseEvent
from documents import store
from documents.models import Document, StoredFile
from documents.services import uploads
from documents.services.refusals import DocumentRefused
from registry.actors import Actor
from registry.models import Company
from registry.scoping import MixedCompanies
from tests.documents import good
from tests.factories import cases as cast
from tests.factories.documents import NOW, uploaded

Upload = Callable[..., Document]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_received_file_lies_under_a_name_that_says_nothing(upload: Upload, store_folder: Path) -> None:
    content = good.pdf(2)
    document = upload(content, name="Rossi Mario.pdf")
    place = store.path_of(document.file)
    assert files(store_folder) == [place]
    assert place.read_bytes() == content
    assert document.file.sha256 == hashlib.sha256(content).hexdigest()
    assert document.file.size == len(content)
    assert "Rossi" not in str(place)


def test_a_document_starts_as_received_by_its_sender(upload: Upload, ada: Actor) -> None:
    document = upload(title=" Rapporto 12 ", issued_on=date(2026, 10, 1), valid_until=date(2027, 9, 30))
    assert (document.status, document.version, document.title) == ("received", 1, "Rapporto 12")
    assert document.uploaded_by_id == ada.user_id
    assert document.history.get().history_user_id == ada.user_id


def test_the_same_content_is_kept_once_a_company_under_both_its_names(
    upload: Upload, company: Company, store_folder: Path
) -> None:
    content = good.pdf()
    first, second = upload(content, name="a.pdf"), upload(content, name="b.pdf")
    assert first.file_id == second.file_id
    assert (first.file_name, second.file_name) == ("a.pdf", "b.pdf")
    assert len(files(store_folder)) == 1


def test_two_companies_never_share_a_file(upload: Upload, store_folder: Path) -> None:
    lumen = cast.company("lumen")
    first = upload(good.pdf())
    second = upload(good.pdf(), company=lumen, actor=cast.actor(lumen, "luz@example.it", *cast.PAPERS))
    assert first.file_id != second.file_id
    assert len(files(store_folder)) == 2


def test_an_actor_of_another_company_is_stopped(company: Company) -> None:
    lumen = cast.company("lumen")
    with pytest.raises(MixedCompanies):
        uploaded(company, cast.actor(lumen, "luz@example.it", *cast.PAPERS))


def test_a_case_of_another_company_is_stopped(ada: Actor, company: Company, store_folder: Path) -> None:
    lumen = cast.company("lumen")
    case = cast.opened(lumen, cast.actor(lumen, "luz@example.it", *cast.ENTER, *cast.PAPERS))
    with pytest.raises(MixedCompanies):
        uploaded(company, ada, case=case)
    assert not files(store_folder)


def test_a_document_of_a_case_belongs_to_its_customer_and_is_told_in_its_journal(
    upload: Upload, company: Company, ada: Actor
) -> None:
    case = cast.opened(company, cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS))
    document = upload(case=case)
    assert document.customer_id == case.customer_id
    event = CaseEvent.objects.of(company).order_by("-seq")[0]
    assert (event.kind, event.actor_id, event.seq) == ("document.received", ada.user_id, 2)
    case.refresh_from_db(fields=["seq", "version", "head_hash"])
    assert (case.seq, case.version, case.head_hash) == (2, 1, event.hash)


def test_a_file_name_is_not_written_into_the_chain_for_ever(upload: Upload, company: Company) -> None:
    case = cast.opened(company, cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS))
    upload(case=case, name="Cartella clinica Rossi.pdf")
    assert "Rossi.pdf" not in CaseEvent.objects.of(company).order_by("-seq")[0].body


def test_before_the_commit_the_file_waits_aside_and_can_be_found(
    company: Company, ada: Actor, store_folder: Path
) -> None:
    document = uploaded(company, ada)  # inside the test's transaction, which never commits
    assert files(store_folder) == [store.incoming() / str(document.file.uuid)]
    assert store.locate(document.file).is_file()


@pytest.mark.parametrize("breaks", ["_look_at", "_stored", "_recorded"])
def test_a_failure_on_the_way_leaves_nothing(
    breaks: str, upload: Upload, company: Company, store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(uploads, breaks, fail)
    with pytest.raises(RuntimeError):
        upload()
    assert not files(store_folder)
    assert not StoredFile.objects.of(company).exists()
    assert not Document.objects.of(company).exists()


def test_a_lost_file_comes_back_when_it_is_uploaded_again(upload: Upload) -> None:
    content = good.pdf()
    document = upload(content)
    store.path_of(document.file).unlink()
    upload(content)
    assert store.locate(document.file).read_bytes() == content


def test_a_new_version_takes_the_place_of_the_old_one(upload: Upload) -> None:
    old = upload()
    new = upload(good.pdf(2), supersedes=old)
    old.refresh_from_db()
    assert (old.status, new.version, new.supersedes_id) == ("superseded", 2, old.pk)


def test_a_second_document_of_the_same_kind_replaces_nothing_unless_asked(upload: Upload) -> None:
    old = upload()
    upload(good.pdf(2))
    old.refresh_from_db()
    assert old.status == "received"


def test_a_version_is_replaced_once_and_by_its_like(upload: Upload, store_folder: Path) -> None:
    old = upload()
    with pytest.raises(DocumentRefused) as answer:
        upload(good.pdf(2), supersedes=old, kind="contract")
    assert answer.value.refusals[0].code == "document_of_another_matter"
    upload(good.pdf(3), supersedes=old)
    with pytest.raises(DocumentRefused) as answer:
        upload(good.pdf(4), supersedes=old)
    assert answer.value.refusals[0].code == "document_replaced_already"
    assert len(files(store_folder)) == 2


def test_a_document_valid_until_before_its_own_date_is_refused(upload: Upload) -> None:
    with pytest.raises(DocumentRefused) as answer:
        upload(issued_on=date(2026, 2, 1), valid_until=date(2026, 1, 1))
    assert answer.value.refusals[0].code == "document_expired_on_arrival"


def test_a_case_that_moved_meanwhile_does_not_stop_a_document(upload: Upload, company: Company) -> None:
    eva = cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS)
    case = cast.opened(company, eva)
    cast.moved(case, "submit", eva)
    upload(case=case, now=NOW)
    kinds = list(CaseEvent.objects.of(company).order_by("seq").values_list("kind", flat=True))
    assert kinds[-1] == "document.received"

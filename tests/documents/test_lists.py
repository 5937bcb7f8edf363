"""What a page shows: plain values, one statement however many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from documents.models import Document
from documents.queries import of_case, of_customer
from documents.queries.evidence import proofs_of
from documents.services import decisions
from registry.actors import Actor
from registry.models import Company
from tests.documents import good
from tests.factories import cases as cast
from tests.factories.documents import NOW

Upload = Callable[..., Document]


def test_the_documents_of_a_case_come_newest_first_in_one_statement(
    upload: Upload, company: Company, ada: Actor, django_assert_num_queries: Any
) -> None:
    case = cast.opened(company, cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS))
    old = upload(case=case, title="Rapporto")
    new = upload(good.image("PNG"), name="foto.png", case=case, kind="photo", now=NOW + timedelta(minutes=1))
    decisions.verify(old, actor=ada, now=NOW)
    with django_assert_num_queries(1):
        first, second = of_case(case)
    assert (first.uuid, first.kind, first.can_preview, first.uploaded_by) == (new.uuid, "photo", True, "Ada")
    assert (second.status, second.verified_by, second.case_number) == ("verified", "Ada", case.number)


def test_a_customer_page_hides_the_documents_of_cases_one_may_not_see(
    upload: Upload, company: Company, ada: Actor, django_assert_num_queries: Any
) -> None:
    eva = cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS)
    case = cast.opened(company, eva)
    upload(case=case)
    upload(b"visura", name="visura.txt", customer=case.customer)
    with django_assert_num_queries(1):
        assert len(of_customer(case.customer, actor=ada)) == 2
    outsider = cast.actor(company, "cy@example.it")
    assert [line.file_name for line in of_customer(case.customer, actor=outsider)] == ["visura.txt"]


def test_a_document_counts_through_its_last_day(upload: Upload, company: Company, ada: Actor) -> None:
    case = cast.opened(company, cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS))
    decisions.verify(upload(case=case, valid_until=date(2026, 12, 31)), actor=ada, now=NOW)
    (proof,) = proofs_of(company.pk, [case.pk])[case.pk]
    assert proof.holds_on(date(2026, 12, 31))
    assert not proof.holds_on(date(2027, 1, 1))

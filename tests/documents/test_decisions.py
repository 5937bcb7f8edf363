"""Verified, rejected with a reason, expired: once, by somebody, and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cases.models import CaseEvent
from documents.models import Document
from documents.queries.evidence import evidence_of
from documents.services import decisions
from documents.services.refusals import DocumentRefused
from registry.actors import SYSTEM, Actor
from registry.models import Company
from tests.factories import cases as cast
from tests.factories.documents import NOW

Upload = Callable[..., Document]


def test_a_verified_document_says_by_whom_and_when(upload: Upload, ada: Actor) -> None:
    document = decisions.verify(upload(), actor=ada, now=NOW)
    assert (document.status, document.verified_by_id, document.verified_at) == ("verified", ada.user_id, NOW)
    assert [row.status for row in document.history.order_by("history_id")] == ["received", "verified"]


def test_a_rejection_keeps_its_reason(upload: Upload, ada: Actor) -> None:
    document = decisions.reject(upload(), actor=ada, now=NOW, reason=" manca la firma ")
    assert (document.status, document.rejection_reason) == ("rejected", "manca la firma")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_rejection_without_a_reason_is_refused(reason: str, upload: Upload, ada: Actor) -> None:
    with pytest.raises(DocumentRefused) as answer:
        decisions.reject(upload(), actor=ada, now=NOW, reason=reason)
    assert answer.value.refusals[0].code == "document_reason_missing"


def test_a_decision_is_taken_once(upload: Upload, ada: Actor) -> None:
    document = upload()
    decisions.reject(document, actor=ada, now=NOW, reason="illeggibile")
    for decide in (decisions.verify, lambda *a, **k: decisions.reject(*a, reason="altro", **k)):
        with pytest.raises(DocumentRefused) as answer:
            decide(document, actor=ada, now=NOW)
        assert answer.value.refusals[0].code == "document_already_decided"


def test_a_verified_document_may_still_turn_out_wrong(upload: Upload, ada: Actor) -> None:
    document = decisions.verify(upload(), actor=ada, now=NOW)
    assert decisions.reject(document, actor=ada, now=NOW, reason="falso").status == "rejected"


def test_the_case_tells_what_was_decided_and_guards_see_it(upload: Upload, ada: Actor, company: Company) -> None:
    case = cast.opened(company, cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS))
    good, bad = upload(case=case), upload(b"nota", name="nota.txt", case=case, kind="note")
    decisions.verify(good, actor=ada, now=NOW)
    decisions.reject(bad, actor=ada, now=NOW, reason="illeggibile")
    kinds = list(CaseEvent.objects.of(company).order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["document.verified", "document.rejected"]
    assert evidence_of(company.pk, [case.pk])[case.pk] == {"analysis": ("verified",), "note": ("rejected",)}


def test_a_document_expires_the_day_after_its_last(upload: Upload, company: Company) -> None:
    document = upload(valid_until=date(2026, 11, 15))
    clock = SYSTEM(company.pk, [])
    assert decisions.expire_due(company, actor=clock, now=NOW, today=date(2026, 11, 15)) == 0
    assert decisions.expire_due(company, actor=clock, now=NOW, today=date(2026, 11, 16)) == 1
    document.refresh_from_db()
    assert document.status == "expired"
    assert decisions.expire_due(company, actor=clock, now=NOW, today=date(2026, 11, 17)) == 0


def test_a_document_of_another_company_cannot_be_decided(upload: Upload) -> None:
    stranger = cast.actor(cast.company("lumen"), "luz@example.it", "waste_approval.read", *cast.PAPERS)
    document = upload()
    with pytest.raises(Document.DoesNotExist):
        decisions.verify(document, actor=stranger, now=NOW)


def test_the_status_cannot_be_written_by_hand(upload: Upload) -> None:
    document = upload()
    with pytest.raises(AttributeError):
        document.status = "verified"

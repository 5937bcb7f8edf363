"""Order confirmations, delivery notes and data sheets of a FIR: numbered, printed, voided."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from cases.rules.days import day_of
from cases.services.diagnosis.doctor import Visit
from cases.services.errors import Refused
from contracts.models import Approval, ApprovalEvent, Carrier, TransportDocument
from contracts.queries import note_series
from contracts.services import verification
from contracts.services.note_series import set_series
from contracts.services.reservations import reserve
from contracts.services.transport import issuing, printing
from contracts.services.transport.asked import Confirmation, Goods, Line, Trip, WasteForm
from contracts.services.transport.issuing import About
from contracts.services.transport.xfir import attach_xfir
from contracts.terms import Prescribed, Price
from documents import store
from documents.duties import ISSUE, RECEIVE
from documents.letters.typeset import TypesettingFailed
from documents.services.refusals import UploadRefused
from registry.actors import SYSTEM, Actor
from registry.duties import CONFIGURE, DutyMissing
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import contracts as make
from tests.factories import registry as people
from tests.factories.transport import xfir

NOW = make.NOW
GOODS = Goods(lines=(Line("fusti vuoti da 200 l", Decimal(10), "pz"),), reason="Comodato d'uso", by="consignor")


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.CLAMD_URL = ""


@pytest.fixture
def company(db: None) -> Company:
    return people.company()


@pytest.fixture
def approval(company: Company) -> Approval:
    cast.waste_code("170504")
    customer = people.customer(company, name="Rossi & Figli <srl>", address="via Emilia 12", city="Imola")
    closed = (Prescribed("Teli di copertura chiusi.", "transport"),)
    return make.approval(company, customer=customer, price=Price(per_tonne=Decimal(180)), prescriptions=closed)


@pytest.fixture
def actor(company: Company) -> Actor:
    return SYSTEM(company.pk, [ISSUE, RECEIVE, *make.gate(company).duties])


@pytest.fixture
def carrier(company: Company) -> Carrier:
    return Carrier.objects.create(company=company, name="Trasporti Neri S.r.l.", albo_number="BO/001234")


def about(approval: Approval, **values: Any) -> About:
    return About(**{"key": uuid4(), "customer": approval.customer, "approval": approval, **values})


def form(carrier: Carrier | None, **values: Any) -> WasteForm:
    trip = Trip(carrier=carrier, plate="GA123ZZ", driver="Mario Neri")
    return WasteForm(**{"number": "bcdf000123xy", "quantity": Decimal(8000), "unit": "kg", "trip": trip, **values})


def words(paper: TransportDocument) -> str:
    assert paper.document is not None
    pages = pypdf.PdfReader(io.BytesIO(store.locate(paper.document.file).read_bytes())).pages
    return "\n".join(page.extract_text() for page in pages)


Committed = Any


def test_a_fir_sheet_is_filled_from_the_approval_in_force(
    approval: Approval, actor: Actor, carrier: Carrier, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        paper = issuing.issue_waste_sheet(about(approval), form(carrier), actor=actor, now=NOW)
    said = words(paper)
    assert (paper.number, paper.fir_number) == ("SFIR-2026-000001", "BCDF 000123 XY")
    for text in ("BCDF 000123 XY", "Rossi & Figli <srl>", "17 05 04", "R5", "BO/001234", "GA123ZZ", "8.000 kg"):
        assert text in said
    assert "Teli di copertura chiusi." in said
    assert "non è il FIR" in said
    assert b"pdfaid" in store.locate(paper.document.file).read_bytes()
    told = ApprovalEvent.objects.of(approval.company_id).get(kind="transport.issued")
    assert "BCDF 000123 XY" in told.body


def test_everything_that_is_missing_from_a_fir_is_told_at_once(approval: Approval, actor: Actor) -> None:
    Approval.objects.of(approval.company_id).update(valid_to=NOW.date() - timedelta(days=1))
    wrong = form(None, number="ABCD 1 X", quantity=Decimal(0), trip=Trip())
    with pytest.raises(Refused) as refused:
        issuing.issue_waste_sheet(about(approval), wrong, actor=actor, now=NOW)
    assert [each.code for each in refused.value.refusals] == [
        "transport_not_a_fir",
        "transport_no_quantity",
        "transport_no_carrier",
        "transport_no_plate",
        "approval_not_holding",
    ]
    assert not TransportDocument.objects.of(approval.company_id).exists()


def test_numbers_have_no_gaps_and_a_key_gives_one_paper(approval: Approval, actor: Actor) -> None:
    def note(**values: Any) -> TransportDocument:
        return issuing.issue_delivery_note(about(approval, **values), GOODS, actor=actor, now=NOW)

    key = uuid4()
    first, again = note(key=key), note(key=key)
    with transaction.atomic():
        note()
        transaction.set_rollback(True)
    last_of_year = issuing.issue_delivery_note(
        about(approval), GOODS, actor=actor, now=NOW.replace(month=12, day=31, hour=23, minute=30)
    )
    assert (first.pk, first.number) == (again.pk, "DDT-2026-000001")
    assert note().number == "DDT-2026-000002"
    assert last_of_year.number == "DDT-2027-000001"


def test_a_delivery_note_is_numbered_in_the_series_of_the_plant_it_leaves(approval: Approval, actor: Actor) -> None:
    def numbered(series: str = "", of: Approval | None = approval) -> str:
        goods = Goods(lines=GOODS.lines, reason="Reso", by="consignee", series=series)
        what = About(key=uuid4(), customer=approval.customer, approval=of)
        return issuing.issue_delivery_note(what, goods, actor=actor, now=NOW).number

    today = day_of(NOW)
    boss = SYSTEM(actor.company_id, [CONFIGURE])
    assert numbered() == "DDT-2026-000001"
    set_series(actor=boss, today=today, valid_from=today, code="DDTB", plant=approval.plant)
    set_series(actor=boss, today=today, valid_from=today + timedelta(days=1), code="DDTC", plant=approval.plant)
    assert [numbered(), numbered("DDT"), numbered(), numbered(of=None)] == [
        "DDTB-2026-000001",
        "DDT-2026-000002",
        "DDTB-2026-000002",
        "DDT-2026-000003",
    ]
    for series in ("OM", "DDT-1", "DDTC", "DDTTOOLONG"):
        with pytest.raises(Refused) as refused:
            numbered(series)
        assert refused.value.refusals[0].code == "transport_series"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"code": "DDT-1"}, "code"), ({"code": "BOLLA"}, "code"), ({"valid_from": date(2026, 1, 1)}, "valid_from")],
)
def test_a_series_that_cannot_be_says_which_field_is_wrong(company: Company, wrong: dict[str, Any], field: str) -> None:
    boss = SYSTEM(company.pk, [CONFIGURE])
    given = {"code": "DDTB", "valid_from": day_of(NOW), **wrong}
    with pytest.raises(ValidationError) as refused:
        set_series(actor=boss, today=day_of(NOW), **given)
    assert list(refused.value.message_dict) == [field]


def test_only_who_configures_sets_a_series_and_another_company_keeps_its_own(company: Company) -> None:
    today = day_of(NOW)
    with pytest.raises(DutyMissing):
        set_series(actor=SYSTEM(company.pk, [ISSUE]), today=today, valid_from=today, code="DDTB")
    set_series(actor=SYSTEM(company.pk, [CONFIGURE]), today=today, valid_from=today, code="ddtb")
    lumen = people.company("lumen")
    assert [note_series.series_of(each.pk, None, today) for each in (company, lumen)] == ["DDTB", "DDT"]


def test_the_doctor_finds_numbers_that_miss_and_a_counter_that_was_moved(approval: Approval, actor: Actor) -> None:
    def said() -> list[str]:
        return [str(each) for each in verification._numbered(Visit([approval.company], NOW)).violations]

    papers = [issuing.issue_delivery_note(about(approval), GOODS, actor=actor, now=NOW) for _ in range(4)]
    issuing.void(papers[1], reason="Sbagliata", actor=actor, now=NOW)
    assert said() == [], "a voided paper keeps its number"
    TransportDocument.objects.of(approval.company).filter(pk=papers[2].pk).update(number="DDT-2026-000009")
    missing, counter = said()
    assert "5 numbers are missing: 3, 5, 6, 7, 8" in missing
    assert "its counter says 4, its last paper is 9" in counter
    TransportDocument.objects.of(approval.company).filter(pk=papers[3].pk).update(number="DDT-2026-9")
    assert any("numbers given twice: 9" in words for words in said())


def test_the_gate_opens_what_it_issued_and_keeps_the_signed_form(approval: Approval, carrier: Carrier) -> None:
    gate = SYSTEM(approval.company_id, [*make.gate(approval.company).duties])
    assert RECEIVE not in gate.duties
    sheet = issuing.issue_waste_sheet(about(approval), form(carrier), actor=gate, now=NOW)
    kept = attach_xfir(sheet, io.BytesIO(xfir()), "a.xfir", actor=gate, now=NOW)
    assert kept.xfir is not None
    with pytest.raises(DutyMissing):
        attach_xfir(sheet, io.BytesIO(xfir()), "a.xfir", actor=SYSTEM(approval.company_id, [RECEIVE]), now=NOW)


def test_a_delivery_note_says_what_the_decree_asks(
    approval: Approval, actor: Actor, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        alone = About(key=uuid4(), customer=approval.customer)
        paper = issuing.issue_delivery_note(alone, GOODS, actor=actor, now=NOW)
    said = words(paper)
    for text in ("D.P.R. 14 agosto 1996, n. 472", "DDT-2026-000001", "20 novembre 2026", "fusti vuoti da 200 l", "10"):
        assert text in said
    assert ("Comodato d'uso" in said, "Trasporto a cura del mittente" in said) == (True, True)


def test_an_order_confirmation_is_written_in_the_customer_s_language(
    company: Company, approval: Approval, actor: Actor, django_capture_on_commit_callbacks: Committed
) -> None:
    type(approval.customer).objects.of(company).update(country="DE")
    approval.customer.refresh_from_db()
    answered = reserve("K1", make.question(approval), actor=actor, now=NOW)
    assert answered.reservation is not None
    asked = Confirmation(on=make.ON, quantity_t=Decimal(8))
    with django_capture_on_commit_callbacks(execute=True):
        paper = issuing.confirm_order(about(approval, reservation=answered.reservation), asked, actor=actor, now=NOW)
    said = words(paper)
    assert (paper.number, paper.language, paper.reservation) == ("CONF-2026-000001", "en", answered.reservation)
    assert ("Order confirmation" in said, "€180.00" in said, "23 November 2026" in said) == (True, True, True)


def test_a_voided_paper_keeps_its_number_and_frees_its_fir(approval: Approval, actor: Actor, carrier: Carrier) -> None:
    paper = issuing.issue_waste_sheet(about(approval), form(carrier), actor=actor, now=NOW)
    with pytest.raises(Refused) as refused:
        issuing.issue_waste_sheet(about(approval), form(carrier), actor=actor, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["transport_fir_used"]
    with pytest.raises(Refused):
        issuing.void(paper, reason=" ", actor=actor, now=NOW)
    voided = issuing.void(paper, reason="Targa sbagliata", actor=actor, now=NOW)
    assert (voided.state, voided.number, voided.void_reason) == ("voided", "SFIR-2026-000001", "Targa sbagliata")
    assert issuing.void(paper, reason="Altro", actor=actor, now=NOW).void_reason == "Targa sbagliata"
    assert issuing.issue_waste_sheet(about(approval), form(carrier), actor=actor, now=NOW).number == "SFIR-2026-000002"


def test_a_paper_whose_pdf_failed_is_printed_later_as_it_was_written(
    approval: Approval, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> bytes:
        raise TypesettingFailed("no")

    with monkeypatch.context() as patched:
        patched.setattr("contracts.services.transport.printing.Typesetter.form", fails)
        paper = issuing.issue_delivery_note(about(approval), GOODS, actor=actor, now=NOW)
    assert (paper.number, paper.document) == ("DDT-2026-000001", None)
    assert (printing.make_missing(NOW), printing.make_missing(NOW)) == (1, 0)
    paper.refresh_from_db(fields=["document"])
    assert paper.document is not None


def test_who_neither_plans_nor_writes_letters_issues_nothing(company: Company, approval: Approval) -> None:
    stranger = SYSTEM(company.pk, [])
    with pytest.raises(DutyMissing):
        issuing.issue_delivery_note(about(approval), GOODS, actor=stranger, now=NOW)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        xfir(mimetype="application/zip"),
        xfir(**{"META-INF/signatures001.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
        xfir(**{"formulario.json": b"MZ\x90 program"}),
        xfir(**{"altro.zip": xfir()}),
        xfir(**{"../fuori": b"x"}),
    ],
    ids=["torn", "other type", "doctype", "program", "archive", "traversal"],
)
def test_only_a_signed_container_is_kept_as_an_xfir(
    content: bytes, approval: Approval, actor: Actor, carrier: Carrier
) -> None:
    paper = issuing.issue_waste_sheet(about(approval), form(carrier), actor=actor, now=NOW)
    with pytest.raises(UploadRefused):
        attach_xfir(paper, io.BytesIO(content), "fir.xfir", actor=actor, now=NOW)


def test_an_xfir_is_kept_beside_its_sheet_as_it_came(approval: Approval, actor: Actor, carrier: Carrier) -> None:
    paper = issuing.issue_waste_sheet(about(approval), form(carrier), actor=actor, now=NOW)
    with pytest.raises(Refused):
        attach_xfir(paper, io.BytesIO(xfir()), "fir.zip", actor=actor, now=NOW)
    kept = attach_xfir(paper, io.BytesIO(xfir()), "fir.xfir", actor=actor, now=NOW)
    assert kept.xfir is not None
    assert (kept.xfir.file.media_type, kept.xfir.kind) == ("application/vnd.etsi.asic-e+zip", "xfir")
    newer = attach_xfir(kept, io.BytesIO(xfir(note=b"x")), "fir.xfir", actor=actor, now=NOW)
    assert (newer.xfir.version, newer.xfir.supersedes) == (2, kept.xfir)

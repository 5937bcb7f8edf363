"""A small cast and its cases: Ada enters, Teo reviews, Bo approves, Cy is an outsider."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from cases.models import Case, WorkItem
from cases.services import work
from cases.services.intake import open_case
from cases.services.transitions import Command, Performed, perform
from documents.models import Document, StoredFile
from registry.actors import Actor
from registry.models import (
    AuthorisedWaste,
    Company,
    Customer,
    Plant,
    PlantAuthorisation,
    User,
    WasteCode,
)

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ENTER = ("waste_approval.enter_sheet",)
PAPERS = ("documents.receive", "documents.verify")
CHECK = ("waste_approval.check_administratively",)
REVIEW = ("waste_approval.review_technically", "waste_approval.check_transport", "waste_approval.reject")
APPROVE = ("waste_approval.approve", "waste_approval.reject")


def company(slug: str = "ecoverde", **values: Any) -> Company:
    return Company.objects.create(slug=slug, name=slug.title(), **values)


def actor(of: Company, email: str, *duties: str) -> Actor:
    """A person at work in a company with just these duties."""
    user, _ = User.objects.get_or_create(email=email, defaults={"full_name": email.partition("@")[0].title()})
    return Actor(user_id=user.pk, name=user.full_name, duties=frozenset(duties), company_id=of.pk)


def customer(of: Company, code: str = "C000001", name: str = "Rossi & Figli S.n.c.") -> Customer:
    return Customer.objects.create(company=of, code=code, name=name)


def waste_code(code: str, *, hazardous: bool = False, entry_type: str = "", **values: Any) -> WasteCode:
    row, _ = WasteCode.objects.get_or_create(
        code=code,
        valid_from=date(2015, 6, 1),
        defaults={
            "hazardous": hazardous,
            "entry_type": entry_type or ("AH" if hazardous else "AN"),
            "description_it": f"rifiuto {code}",
            "source": "test",
            **values,
        },
    )
    return row


def plant(of: Company, *permits: tuple[str, str]) -> Plant:
    """A plant authorised for some (code, operation) pairs, 2020 to 2030."""
    row = Plant.objects.create(company=of, code="RA2", name="Ravenna 2")
    deed = PlantAuthorisation.objects.create(
        company=of, plant=row, kind="AIA", number="77/2020", valid_from=date(2020, 1, 1), valid_to=date(2030, 12, 31)
    )
    for code, operation in permits:
        AuthorisedWaste.objects.create(
            company=of, authorisation=deed, waste_code=code, operation=operation, yearly_quantity_t=Decimal(1200)
        )
    return row


def sheet(**values: Any) -> dict[str, Any]:
    """The cleaned inputs of the waste sheet."""
    return {
        "site": None,
        "waste_code": "170504",
        "process_of_origin": "scavo",
        "raw_materials": "",
        "physical_state": "S",
        "hazard_properties": [],
        "hazard_judgement": "Nessuna caratteristica di pericolo oltre quelle dichiarate.",
        "quantity_per_year": Decimal(100),
        "quantity_per_delivery": Decimal(10),
        "plant": None,
        "operation": "",
        **values,
    }


def command(by: Actor, **values: Any) -> Command:
    return Command(**{"actor": by, "now": NOW, "command_id": uuid4(), "inputs": {}, **values})


def opened(of: Company, by: Actor, **values: Any) -> Case:
    """A waste approval in draft."""
    waste_code("170504")
    who = Customer.objects.of(of).first() or customer(of)
    return open_case("waste_approval", of, who, command(by, inputs=sheet(**values))).case


def checked(case: Case, by: Actor, outcome: str = "favourable") -> Case:
    """End every check of the present state that somebody with these duties may end."""
    items = WorkItem.objects.of(case.company_id).filter(case=case, status="open", duty__in=by.duties).exclude(step="")
    for item in items:
        work.complete(item, outcome, "" if outcome == "favourable" else "Non va.", actor=by, now=NOW)
    return case


def moved(case: Case, transition: str, by: Actor, **values: Any) -> Performed:
    """Perform a transition, having seen the case as it is."""
    return perform(case, transition, command(by, version=case.version, **values))


def document(case: Case, kind: str = "analysis", status: str = "verified") -> Document:
    """A document of a case, without a file on disk."""
    stored = StoredFile.objects.create(
        company_id=case.company_id,
        sha256=uuid4().hex * 2,
        size=1,
        media_type="application/pdf",
        original_name="analysis.pdf",
        stored_at=NOW,
    )
    return Document.objects.create(
        company_id=case.company_id, case=case, kind=kind, file=stored, file_name="a.pdf", received_at=NOW, status=status
    )

"""Messages as they stand in the register, and evidence about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from cases.definition import catalogue as processes
from cases.models import Case
from cases.services.intake import open_case
from documents.models import (
    Channel,
    Direction,
    Document,
    EvidenceKind,
    MailAccount,
    Message,
    PrintBatch,
    Recipient,
    Security,
)
from documents.services.messages import codes, evidence
from documents.services.messages.evidence import Given
from registry.actors import Actor
from registry.models import Company, Customer
from tests.factories import cases as cast
from tests.paper import request

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ROSSI, BIANCHI = "rossi@pec.example.it", "bianchi@pec.example.it"


def message(company: Company, *to: str, **columns: Any) -> Message:
    """A PEC to be sent to these addresses, or any other message."""
    given = {"direction": Direction.OUT, "channel": Channel.PEC, "subject": "Diffida", "created_at": NOW}
    known = {**given, "rfc_message_id": f"<{uuid4()}@ecoverde.example>", **columns}
    row = Message.objects.create(company=company, **known)
    for address in to or (ROSSI,):
        Recipient.objects.create(company=company, message=row, address=address, name=address.partition("@")[0])
    return row


def given(kind: EvidenceKind, address: str = "", **values: Any) -> Given:
    """A receipt, as it is read off its daticert.xml."""
    known = {"happened_at": NOW, "reference": f"<{kind}.{address}@pec.example.it>", "words": f"{kind} {address}"}
    return Given(kind=kind, address=address, **{**known, **values})


def account(company: Company, port: int = 25, **columns: Any) -> MailAccount:
    """The address of a company behind a server of this machine."""
    known = {"name": "Ufficio", "address": "ufficio@ecoverde.example", "display_name": "Ecoverde"}
    local = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": Security.PLAIN}
    return MailAccount.objects.create(company=company, **{**known, **local, **columns})


@contextmanager
def requests() -> Iterator[None]:
    """The process on paper in the catalogue."""
    processes.register(request.process)
    try:
        yield
    finally:
        processes.unregister("request")


def case(company: Company, by: Actor, **fields: Any) -> Case:
    """A request of a customer with the means to be written to."""
    cast.waste_code("170504")
    means = {"email": "info@rossi.example", "pec": ROSSI, "address": "Via Roma 1", "postal_code": "20100"}
    known = {"code": "C000001", "name": "Rossi & Figli S.n.c.", "city": "Milano", "province": "MI", **means, **fields}
    inputs = {"waste_code": "170504", "applicant": "Rossi", "quantity_per_year": 12}
    customer = Customer.objects.create(company=company, **known)
    opened = open_case("request", company, customer, cast.command(by, inputs=inputs)).case
    return loaded(opened)


def another(case: Case, by: Actor) -> Case:
    """A second request of the same customer."""
    inputs = {"waste_code": "170504", "applicant": "Rossi", "quantity_per_year": 12}
    return open_case("request", case.company, case.customer, cast.command(by, inputs=inputs)).case


def loaded(case: Case) -> Case:
    """The case with what services want beside it."""
    found = Case.objects.of(case.company_id).select_related("company", "customer").get(pk=case.pk)
    found.dossier = found.process.dossier.objects.of(case.company_id).get(pk=case.pk)
    return found


def rows(case: Case, document: Document, by: Actor) -> dict[str, Any]:
    """A message that failed, a letter in a batch that was posted, and an account, for pages that need one of each."""
    company = case.company
    failed = message(company, "info@rossi.example", case=case, channel=Channel.EMAIL, attempts=1)
    evidence.record(failed, given(EvidenceKind.REFUSED, words="550 no such user"), actor=by, now=NOW)
    batch = PrintBatch.objects.create(
        company=company, made_by_id=by.user_id, made_at=NOW, file=document.file, letters=1, pages=2
    )
    known = {"channel": Channel.POST, "rfc_message_id": "", "code": codes.new(), "batch": batch, "case": case}
    posted = Message.objects.create(
        company=company, direction=Direction.OUT, subject="Diffida", created_at=NOW, sent_at=NOW, status="sent", **known
    )
    place = {"name": "Rossi", "street": "Via Roma 1", "postal_code": "20100", "city": "Milano", "country": "IT"}
    Recipient.objects.create(company=company, message=posted, status="sent", **place)
    return {"failed": failed, "posted": posted, "batch": batch, "account": account(company)}

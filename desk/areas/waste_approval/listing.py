"""Certificates over all cases: whose values wait to be written down, and which are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from cases.access import visible_to
from desk.forms.papers import kind_label
from desk.paging import paged
from documents.duties import CERTIFY
from documents.models import Certificate, Document
from workflows.waste_approval.limits import CERTIFICATES

if TYPE_CHECKING:
    from desk.presenting.addresses import Addresses
    from registry.actors import Actor


@dataclass(frozen=True, slots=True)
class Row:
    """One document."""

    number: str
    case_href: str
    subject: str
    customer: str
    title: str
    kind: str
    received_at: datetime
    laboratory: str
    sampled_on: date | None
    href: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of them."""

    rows: Sequence[Row]
    pager: dict[str, Any]


def headings() -> list[dict[str, str]]:
    """The columns of the grid, in their order."""
    labels = (_("Substance"), _("Value"), _("Unit"), _("Limit printed"), _("Method"), _("Uncertainty"))
    return [{"label": label} for label in labels]


def certificates(actor: Actor, to: Addresses, page: int, *, entered: bool) -> Listed:
    """The current certificates of open cases the actor may see, the oldest first where they wait."""
    cases = visible_to(actor).filter(process_code="waste_approval", closed_at__isnull=True)
    written = Certificate.objects.of(actor.company_id).filter(
        Q(document=OuterRef("pk")) | Q(document=OuterRef("carried_from"))
    )
    rows = Document.objects.of(actor.company_id).filter(
        Exists(written) if entered else ~Exists(written),
        case__in=cases,
        kind__in=CERTIFICATES,
        status__in=("received", "verified"),
    )
    ordered = rows.select_related("case__customer", "certificate").order_by(
        "-received_at" if entered else "received_at"
    )
    found, pager = paged(ordered, page)
    return Listed([_row(each, to, may_enter=actor.has(CERTIFY)) for each in found], pager)


def _row(document: Document, to: Addresses, *, may_enter: bool) -> Row:
    case, certificate = document.case, getattr(document, "certificate", None)
    if case is None:
        raise LookupError("a certificate of this list belongs to a case")
    enters = may_enter and document.carried_from_id is None
    page = to.to("certificate", case.number, document.uuid) if enters else to.to("certificates", case.number)
    return Row(
        number=case.number,
        case_href=to.case(case.number),
        subject=case.subject,
        customer=case.customer.name if case.customer else "",
        title=str(document),
        kind=kind_label(document.kind),
        received_at=document.received_at,
        laboratory=str(certificate) if certificate else "",
        sampled_on=certificate.sampled_on if certificate else None,
        href=page,
    )

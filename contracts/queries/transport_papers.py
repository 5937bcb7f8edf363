"""The papers of transport: a page of them, those of a delivery, one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.db.models.lookups import Contains

from cases.queries.capped import Count, count
from contracts.models import TransportDocument
from registry.models.fields import search_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.models import Approval, Reservation
    from registry.scoping import ScopedQuerySet

PAGE: Final = 25
FEW: Final = 50
RELATED: Final = ("customer", "approval", "reservation", "document__file", "xfir__file")


@dataclass(frozen=True, slots=True)
class PaperFilters:
    """What is looked for: words of the customer, a number, a FIR; the kind; the state."""

    words: str = ""
    kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One page, the newest first."""

    papers: Sequence[TransportDocument]
    total: Count
    page: int
    pages: int


def papers(company_id: int, filters: PaperFilters, *, page: int = 1) -> PaperPage:
    """The company's papers that fit; a voided one stays in the list."""
    found = _narrowed(TransportDocument.objects.of(company_id), filters)
    total = count(found)
    pages = max(1, -(-total.number // PAGE))
    page = min(max(page, 1), pages)
    rows = found.select_related(*RELATED).order_by("-pk")[(page - 1) * PAGE : page * PAGE]
    return PaperPage(list(rows), total, page, pages)


def papers_of_load(reservation: Reservation) -> list[TransportDocument]:
    """What was issued for a delivery, the newest first."""
    rows = TransportDocument.objects.of(reservation.company_id).filter(reservation=reservation)
    return list(rows.select_related(*RELATED).order_by("-pk"))


def papers_of_approval(approval: Approval) -> list[TransportDocument]:
    """What was issued for what is approved, whatever the version: the newest fifty."""
    rows = TransportDocument.objects.of(approval.company_id).filter(approval__line=approval.line)
    return list(rows.select_related(*RELATED).order_by("-pk")[:FEW])


def paper_of(company_id: int, number: str) -> TransportDocument | None:
    """One paper of the company."""
    rows = TransportDocument.objects.of(company_id).select_related("company", "approval__case", *RELATED)
    return rows.filter(number=number).first()


def _narrowed(rows: ScopedQuerySet[TransportDocument], filters: PaperFilters) -> ScopedQuerySet[TransportDocument]:
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.state:
        rows = rows.filter(state=filters.state)
    compact = "".join(filters.words.split()).upper()
    if not compact:
        return rows
    fir = Contains(Replace("fir_number", Value(" "), Value("")), compact)
    fits = Q(number__contains=compact) | Q(fir) | Q(customer__code=compact)
    words = search_key(filters.words).split()
    if words and not any(letter.isdigit() for letter in compact):
        fits |= Q(*(Q(customer__search_key__contains=f" {word}") for word in words))
    return rows.filter(fits)

"""A document that was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.forms.papers import kind_label
from desk.presenting.addresses import Addresses
from desk.presenting.papers import TONES
from desk.shown import State
from documents.models import Document
from documents.queries.search import Excerpt, excerpt

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One document, where it belongs, and the words around the one that was looked for.

    `href`: beside the sheet of its case, or the file itself of one that belongs to no case.
    """

    title: str
    kind: str
    file_name: str
    href: str
    excerpt: Excerpt
    number: str
    case_href: str
    subject: str
    customer: str
    customer_href: str
    received_at: datetime
    state: State


def hit(document: Document, typed: str, to: Addresses) -> Hit:
    """As the lists show it; `document` comes from `documents.queries.search`."""
    case, customer = document.case, document.customer
    customer = customer or (case.customer if case else None)
    return Hit(
        title=str(document),
        kind=kind_label(document.kind),
        file_name=document.file_name,
        href=f"{to.to('reading', case.number)}?document={document.uuid}" if case else to.paper(document.uuid),
        excerpt=excerpt(getattr(document, "said", ""), typed),
        number=case.number if case else "",
        case_href=to.case(case.number) if case else "",
        subject=case.subject if case else "",
        customer=customer.name if customer else "",
        customer_href=to.customer(customer.code) if customer else "",
        received_at=document.received_at,
        state=State(str(document.get_status_display()), TONES.get(document.status, "calm")),
    )

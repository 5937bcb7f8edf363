"""What a bank movement may be: customers and items, or a payment that comes back, each with a score and why.

A proposal is never taken by itself: a person confirms it. Points, at most 100: the number of an open document in the
text 50, the amount of what is named (or of one open item, or of all that is open) to the cent 30, the IBAN of the
customer or of an earlier payment of his 30, the name 15.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q

from billing.models import OpenItem, Payment
from billing.models.ledger import ZERO
from cases.rules.refusals import N_
from registry.models import Customer
from registry.models.fields import search_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from billing.models import BankLine
    from registry.scoping import ScopedQuerySet

NAMED, AMOUNT, IBAN, NAME = 50, 30, 30, 15
SHOWN: Final = 5
REASONS: Final = {
    "named": N_("The text names {documents}"),
    "amount": N_("The amount is what is open on it to the cent"),
    "all": N_("The amount is all that is open"),
    "iban": N_("The IBAN is the customer's"),
    "payer": N_("The customer has paid from this IBAN before"),
    "name": N_("The payer's name is the customer's"),
    "same_amount": N_("The amount is that of the payment"),
    "end_to_end": N_("The reference is that of the payment"),
}
_TOKEN: Final = re.compile(r"[A-Z0-9][A-Z0-9/.\-_]*[0-9][A-Z0-9/.\-_]*", re.IGNORECASE)
_FORMS: Final = frozenset({"srl", "spa", "snc", "sas", "srls", "coop", "soc", "di", "c", "e", "figli"})


@dataclass(slots=True)
class Proposal:
    """A customer, the items meant (none: unallocated), the points, and why."""

    customer: Customer
    items: list[OpenItem] = field(default_factory=list)
    score: int = 0
    reasons: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def add(self, points: int, reason: str, **params: str) -> None:
        """Points for a reason."""
        self.score = min(100, self.score + points)
        self.reasons.append((reason, params))


@dataclass(frozen=True, slots=True)
class ReturnProposal:
    """A payment that may be coming back."""

    payment: Payment
    score: int
    reasons: Sequence[tuple[str, dict[str, str]]]


def proposals(line: BankLine) -> list[Proposal]:
    """Who may have paid what, best first; five at most. Five statements."""
    tokens = _tokens(line)
    named = _open_items(line).filter(document_number__in=tokens)
    of_amount = _open_items(line).filter(amount=line.amount + F("settled")).order_by("due_on")
    payers = _payers(line)
    likely = {item.customer_id for item in [*named[:50], *of_amount[:20]]} | payers.keys() | _by_name(line)
    items = defaultdict(list)
    for item in _open_items(line).filter(customer_id__in=likely).order_by("due_on", "pk"):
        items[item.customer_id].append(item)
    customers = Customer.objects.of(line.company_id).filter(pk__in=likely)
    found = [_proposal(line, each, items[each.pk], tokens, payers.get(each.pk, "")) for each in customers]
    return sorted((each for each in found if each.score), key=lambda each: (-each.score, each.customer.code))[:SHOWN]


def _open_items(line: BankLine) -> ScopedQuerySet[OpenItem]:
    return OpenItem.objects.of(line.company_id).filter(is_open=True, amount__gt=0)


def _tokens(line: BankLine) -> set[str]:
    """What in the text could be the number of a document, as written and in capitals."""
    found = _TOKEN.findall(f"{line.text} {line.end_to_end} {line.bank_reference}")
    cleaned = {token.strip("./-_") for token in found}
    return cleaned | {token.upper() for token in cleaned}


def _payers(line: BankLine) -> dict[int, str]:
    """The customers behind the IBAN, and how it is known."""
    if not line.party_iban:
        return {}
    before = Payment.objects.of(line.company_id).filter(payer_iban=line.party_iban, reversal__isnull=True)
    known = dict.fromkeys(before.values_list("customer_id", flat=True).distinct(), "payer")
    own = Customer.objects.of(line.company_id).filter(iban=line.party_iban).values_list("pk", flat=True)
    return known | dict.fromkeys(own, "iban")


def _words(name: str) -> set[str]:
    return {word for word in search_key(name).split() if word not in _FORMS and len(word) > 2}


def _by_name(line: BankLine) -> set[int]:
    words = _words(line.party)
    if not words:
        return set()
    condition = Q()
    for word in words:
        condition &= Q(search_key__contains=f" {word}")
    rows = Customer.objects.of(line.company_id).filter(condition)
    return set(rows.values_list("pk", flat=True)[:20])


def _proposal(line: BankLine, customer: Customer, items: list[OpenItem], tokens: set[str], known: str) -> Proposal:
    found = Proposal(customer)
    named = [item for item in items if item.document_number in tokens]
    same = [item for item in items if item.open_amount == line.amount]
    found.items = named or same[:1]
    if named:
        found.add(NAMED, "named", documents=", ".join(dict.fromkeys(item.document_number for item in named)))
    if found.items and _left(found.items) == line.amount:
        found.add(AMOUNT, "amount")
    elif not named and items and _left(items) == line.amount:
        found.items = items
        found.add(AMOUNT, "all")
    if known:
        found.add(IBAN, known)
    words = _words(customer.name)
    if words and words <= _words(line.party):
        found.add(NAME, "name")
    return found


def _left(items: Iterable[OpenItem]) -> Decimal:
    return sum((item.open_amount for item in items), ZERO)


def returns(line: BankLine, since: date) -> list[ReturnProposal]:
    """Which payment since a day may be coming back with a movement below zero, best first; five at most."""
    rows = Payment.objects.of(line.company_id).filter(amount=-line.amount, reversal__isnull=True)
    rows = rows.filter(booked_on__gte=since, booked_on__lte=line.booked_on).select_related("customer")
    found = [_return(line, each, _tokens(line)) for each in rows.order_by("-booked_on", "-pk")[:50]]
    return sorted(found, key=lambda each: -each.score)[:SHOWN]


def _return(line: BankLine, payment: Payment, tokens: set[str]) -> ReturnProposal:
    score, reasons = AMOUNT, list[tuple[str, dict[str, str]]]([("same_amount", {})])
    theirs = {token.upper() for token in _TOKEN.findall(payment.reference)}
    if theirs & {token.upper() for token in tokens}:
        score += NAMED
        reasons.append(("end_to_end", {}))
    if _words(payment.customer.name) and _words(payment.customer.name) <= _words(f"{line.party} {line.text}"):
        score += NAME
        reasons.append(("name", {}))
    return ReturnProposal(payment, score, reasons)

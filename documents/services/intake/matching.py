"""To which case a mail belongs: every case that something points to, with what points to it; one is certain or none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from stdnum.it import codicefiscale, iva

from cases.models import Case
from documents.mail.model import Mail
from documents.models import Direction, Message, MessageStatus, Recipient
from registry.models import Company, Contact, Customer
from registry.scoping import ScopedQuerySet

REPLY: Final = "reply"
NUMBER_IN_SUBJECT: Final = "number_in_subject"
NUMBER_IN_TEXT: Final = "number_in_text"
SENDER: Final = "sender"
CORRESPONDENT: Final = "correspondent"
TAX_NUMBER: Final = "tax_number"
STRENGTH: Final = ((REPLY, NUMBER_IN_SUBJECT), (NUMBER_IN_TEXT,), (SENDER, CORRESPONDENT, TAX_NUMBER))
"""From the surest to the weakest. What stands together weighs the same: where two of them differ, a person decides."""

MOST: Final = 20
_NUMBER: Final = re.compile(r"(?<![\w-])[A-Z0-9]{1,10}-[0-9]{4}-[0-9]{1,12}(?![\w-])")
_ELEVEN: Final = re.compile(r"(?<![0-9])(?:IT\s?)?([0-9]{11})(?![0-9])")
_DIGIT: Final = "[0-9LMNPQRSTUV]"  # a letter where two people would have the same codice fiscale
_SIXTEEN: Final = re.compile(
    rf"(?<![A-Z0-9])[A-Z]{{6}}{_DIGIT}{{2}}[A-Z]{_DIGIT}{{2}}[A-Z]{_DIGIT}{{3}}[A-Z](?![A-Z0-9])"
)
_LOOKED_AT: Final = 50_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case a mail may belong to, and why."""

    case_id: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The cases found, the best first; `case_id` where one is certain; the customer where all agree on one.

    `answers` is the message about no case that it answers, where no case is pointed at as surely.
    """

    candidates: tuple[Candidate, ...]
    case_id: int | None
    customer_id: int | None
    answers: Message | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the certain case is the one."""
        return next((one.reasons for one in self.candidates if one.case_id == self.case_id), ())


def match(mail: Mail, *, company: Company) -> Match:
    """What points where. Certain is the only case of the strongest kind of pointer that points anywhere at all."""
    customers, answered = _customers(mail, company), _answered(mail, company)
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, reason in (*_pointed_at(mail, company, answered), *_open_cases(customers, company)):
        if reason not in found[case_id]:
            found[case_id].append(reason)
    ranked = sorted(found.items(), key=lambda one: (min(map(_level, one[1])), -len(one[1]), -one[0]))
    candidates = tuple(Candidate(case_id, tuple(sorted(reasons, key=_level))) for case_id, reasons in ranked[:MOST])
    certain, customer_id = _certain(candidates), next(iter(customers)) if len(customers) == 1 else None
    if answered is None or answered.case_id is not None or (certain and _level(candidates[0].reasons[0]) == 0):
        return Match(candidates, certain, customer_id)
    return Match(candidates, None, answered.customer_id, answered)


def _certain(candidates: tuple[Candidate, ...]) -> int | None:
    if not candidates:
        return None
    best = min(map(_level, candidates[0].reasons))
    level = [one.case_id for one in candidates if min(map(_level, one.reasons)) == best]
    return level[0] if len(level) == 1 else None


def _level(reason: str) -> int:
    return next(at for at, level in enumerate(STRENGTH) if reason in level)


def _pointed_at(mail: Mail, company: Company, answered: Message | None) -> Iterator[tuple[int, str]]:
    """Cases that the mail names: by the message it answers, by their number, by an address we wrote to about them."""
    if answered is not None and answered.case_id is not None:
        yield answered.case_id, REPLY
    for text, reason in ((mail.subject, NUMBER_IN_SUBJECT), (mail.text[:_LOOKED_AT], NUMBER_IN_TEXT)):
        numbers = list(dict.fromkeys(_NUMBER.findall(text.upper())))[:MOST]
        for case_id in Case.objects.of(company).filter(number__in=numbers).values_list("pk", flat=True):
            yield case_id, reason
    for case_id in _written_about(mail.sender.address, company):
        yield case_id, CORRESPONDENT


def _answered(mail: Mail, company: Company) -> Message | None:
    """The nearest message of the thread that the register knows, with a case or at least with a customer."""
    of_customer = Q(customer__isnull=False) & (Q(direction=Direction.OUT) | Q(status=MessageStatus.RECEIVED))
    known = messages_about(mail.about, company.pk).filter(Q(case__isnull=False) | of_customer)
    found = {one.rfc_message_id: one for one in known}
    return next((found[f"<{one}>"] for one in mail.about if f"<{one}>" in found), None)


def _written_about(address: str, company: Company) -> list[int]:
    """The open cases about which we wrote to an address."""
    if not address:
        return []
    wrote = Recipient.objects.of(company).filter(address__iexact=address, message__direction=Direction.OUT)
    cases = wrote.filter(message__case__closed_at__isnull=True, message__case__isnull=False)
    return list(cases.values_list("message__case_id", flat=True).distinct()[:MOST])


def messages_about(about: Iterable[str], company_id: int) -> ScopedQuerySet[Message]:
    """The messages of the register with one of these Message-IDs, in either direction."""
    return Message.objects.of(company_id).filter(rfc_message_id__in=[f"<{one}>" for one in about])


def _customers(mail: Mail, company: Company) -> dict[int, str]:
    """The customers who write or are written of, and how each was recognised."""
    found: dict[int, str] = {}
    rows = Customer.objects.of(company).filter(merged_into__isnull=True)
    if tax := _tax_numbers(f"{mail.subject}\n{mail.text[:_LOOKED_AT]}"):
        named = rows.filter(Q(vat_number__in=tax) | Q(fiscal_code__in=tax))
        found |= dict.fromkeys(named.values_list("pk", flat=True)[:MOST], TAX_NUMBER)
    if address := mail.sender.address:
        own = rows.filter(Q(email__iexact=address) | Q(pec__iexact=address)).values_list("pk", flat=True)
        people = Contact.objects.of(company).filter(
            Q(email__iexact=address) | Q(pec__iexact=address), is_active=True, customer__merged_into__isnull=True
        )
        found |= dict.fromkeys([*own[:MOST], *people.values_list("customer_id", flat=True)[:MOST]], SENDER)
    return found


def _tax_numbers(text: str) -> list[str]:
    """P.IVA and codici fiscali whose check digit is right."""
    upper = text.upper()
    eleven = [number for number in _ELEVEN.findall(upper) if iva.is_valid(number)]
    sixteen = [number for number in _SIXTEEN.findall(upper) if codicefiscale.is_valid(number)]
    return list(dict.fromkeys((*eleven, *sixteen)))[:MOST]


def _open_cases(customers: dict[int, str], company: Company) -> Iterator[tuple[int, str]]:
    rows = Case.objects.of(company).filter(customer_id__in=customers, closed_at__isnull=True)
    for case_id, customer_id in rows.order_by("-pk").values_list("pk", "customer_id")[: MOST * 5]:
        if customer_id is not None:
            yield case_id, customers[customer_id]

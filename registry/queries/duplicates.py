"""Who may be registered twice: for one customer, for what is being typed, for the whole company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_

from django.db.models import Count, Q

from registry.models import Company, Contact, Customer, MatchKey, NotSame
from registry.models.fields import search_key
from registry.rules.sameness import LEAST, Key, Known, Likeness, compare, keys

MOST_ALIKE = 5
MOST_SHARING = 30
"""A key that more customers share than this tells nothing: the e-mail of an accountant, a common word."""
MOST_KEYS = 5_000
MOST_PAIRS = 200


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer that may be the one meant."""

    customer: Customer
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers that may be one; the older registration first."""

    first: Customer
    second: Customer
    likeness: Likeness


def typed(**fields: str) -> Known:
    """What somebody is typing, compared before it is saved."""
    return Known(
        name_key=search_key(fields.get("name") or f"{fields.get('last_name', '')} {fields.get('first_name', '')}"),
        vat_number=_compact(fields.get("vat_number", "")).removeprefix("IT"),
        fiscal_code=_compact(fields.get("fiscal_code", "")),
        iban=_compact(fields.get("iban", "")),
        postal_code=fields.get("postal_code", "").strip(),
        phones=(fields.get("phone", ""),),
        emails=(fields.get("email", ""), fields.get("pec", "")),
    )


def alike(company: Company | int, known: Known, *, but: Customer | None = None) -> list[Alike]:
    """The customers most like what is known, best first, at most five; in four statements, or none without a key.

    `but` is the customer itself; whom somebody told apart from it is left out.
    """
    wanted = keys(known)
    if not wanted:
        return []
    sharing = MatchKey.objects.of(company).filter(reduce(or_, _conditions(wanted)))
    ids = set(sharing.values_list("customer_id", flat=True)[: MOST_SHARING * 10])
    if but is not None:
        ids -= {but.pk, *_told_apart(company, but.pk)}
    people = _load(company, ids)
    found = [Alike(customer, compare(known, theirs)) for customer, theirs in people.values()]
    found = [each for each in found if each.likeness.score >= LEAST]
    return sorted(found, key=lambda each: (-each.likeness.score, each.customer.code))[:MOST_ALIKE]


def pairs(company: Company | int) -> list[Pair]:
    """Every pair worth a look, the surest first, at most 200; a constant number of statements.

    Left out are pairs somebody told apart, and keys that more than 30 customers share.
    """
    candidates = _candidates(company) - _apart(company)
    people = _load(company, {pk for pair in candidates for pk in pair})
    found = []
    for first, second in candidates:
        if first in people and second in people:
            likeness = compare(people[first][1], people[second][1])
            if likeness.score >= LEAST:
                found.append(Pair(people[first][0], people[second][0], likeness))
    found.sort(key=lambda pair: (-pair.likeness.score, pair.first.pk, pair.second.pk))
    return found[:MOST_PAIRS]


def _conditions(wanted: Collection[Key]) -> list[Q]:
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, value in wanted:
        by_kind[kind].append(value)
    return [Q(kind=kind, value__in=values) for kind, values in sorted(by_kind.items())]


def _candidates(company: Company | int) -> set[tuple[int, int]]:
    mine = MatchKey.objects.of(company)
    shared = mine.values("kind", "value").annotate(count=Count("pk")).filter(count__gt=1, count__lte=MOST_SHARING)
    wanted = set(shared.order_by("kind", "value").values_list("kind", "value")[:MOST_KEYS])
    sharing: defaultdict[Key, list[int]] = defaultdict(list)
    rows = mine.filter(value__in={value for _kind, value in wanted}).order_by("customer_id")
    for kind, value, customer in rows.values_list("kind", "value", "customer_id"):
        if (kind, value) in wanted:
            sharing[kind, value].append(customer)
    return {pair for ids in sharing.values() for pair in combinations(ids, 2)}


def _load(company: Company | int, ids: Collection[int]) -> dict[int, tuple[Customer, Known]]:
    """Customers with what is known of them, without those merged away; two statements."""
    if not ids:
        return {}
    customers = list(Customer.objects.of(company).filter(pk__in=ids, merged_into__isnull=True))
    people: defaultdict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.of(company).filter(customer__in=ids, is_active=True):
        people[contact.customer_id].append(contact)
    return {customer.pk: (customer, _known(customer, people[customer.pk])) for customer in customers}


def _known(customer: Customer, people: Sequence[Contact]) -> Known:
    return Known(
        name_key=customer.search_key,
        vat_number=customer.vat_number,
        fiscal_code=customer.fiscal_code,
        iban=customer.iban,
        postal_code=customer.postal_code,
        phones=(customer.phone, *(each.phone for each in people)),
        emails=(customer.email, customer.pec, *(each.email for each in people), *(each.pec for each in people)),
    )


def _apart(company: Company | int) -> set[tuple[int, int]]:
    return set(NotSame.objects.of(company).values_list("first_id", "second_id"))


def _told_apart(company: Company | int, pk: int) -> Iterable[int]:
    rows = NotSame.objects.of(company).filter(Q(first=pk) | Q(second=pk)).values_list("first_id", "second_id")
    return {each for pair in rows for each in pair}


def _compact(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum()).upper()

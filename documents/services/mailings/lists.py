"""Saved lists of customers: criteria as data, and who is added or left out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from cases.definition import catalogue
from cases.models import Case
from cases.rules.refusals import Refusal
from documents.duties import SEND
from documents.models import CustomerList, ListedCustomer
from documents.services.mailings import criteria as above
from documents.services.mailings.refusals import MailingRefused, refusal, refused
from registry.actors import Actor
from registry.duties import require
from registry.models import Customer
from registry.queries.customers import by_code
from registry.scoping import ScopedQuerySet
from registry.services.merging import Move, rows_of

CLIENTS: Final = "clients"
PROSPECTS: Final = "prospects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What the customers of a list have in common; what is empty does not matter.

    kind       of `registry.models.customer.Kind`
    provinces  one of these
    standing   CLIENTS or PROSPECTS
    bodies     "yes": only the public administration; "no": without it
    process    with an open case of this process
    further    what packages above know: the values of each criterion by its code, see `criteria`
    """

    kind: str = ""
    provinces: Sequence[str] = ()
    standing: str = ""
    bodies: str = ""
    process: str = ""
    further: above.Kept = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A list as a person writes it; customers by their codes."""

    name: str
    note: str = ""
    is_by_hand: bool = False
    criteria: Criteria = Criteria()
    added: Sequence[str] = ()
    left_out: Sequence[str] = ()


def save(row: CustomerList | None, wanted: Wanted, *, actor: Actor, now: datetime) -> CustomerList:
    """Keep a list, or change one; a criterion nobody knows any more may stay, and nobody meets it.

    Raises DutyMissing; MailingRefused with every wrong code by name.
    """
    require(actor, SEND)
    with transaction.atomic():
        rows = CustomerList.objects.of(actor.company_id).select_for_update(of=("self",))
        found = rows.get(pk=row.pk) if row is not None else CustomerList(company_id=actor.company_id)
        asked_anew = list(_asked_anew(found, wanted, actor))
        added, left_out = _named(wanted.added, actor), _named(wanted.left_out, actor)
        if problems := [*_problems(found, wanted), *asked_anew, *_unknown(added), *_unknown(left_out)]:
            raise MailingRefused(problems)
        found.name, found.note, found.is_by_hand = wanted.name.strip(), wanted.note.strip(), wanted.is_by_hand
        found.criteria = {key: value for key, value in asdict(wanted.criteria).items() if value}
        found.changed_at, found.changed_by_id = now, actor.user_id
        found.save()
        _list(found, {customer.pk: False for customer in added.values() if customer} | _out(left_out))
    return found


def remove(row: CustomerList, *, actor: Actor) -> None:
    """Take away a list that no mailing used. Raises DutyMissing, MailingRefused."""
    require(actor, SEND)
    if row.mailings.exists():
        raise refused("list_in_use")
    row.delete()


def criteria_of(row: CustomerList) -> Criteria:
    """The criteria as they were kept."""
    known = {name: row.criteria[name] for name in Criteria.__dataclass_fields__ if name in row.criteria}
    return Criteria(**known)


def unknown_in(row: CustomerList) -> list[Refusal]:
    """What the list asks for and nobody can say any more: until it is mended nobody meets the criteria."""
    return [] if row.is_by_hand else list(_unknown_in(criteria_of(row), row.company_id))


def _unknown_in(criteria: Criteria, company_id: int) -> Iterator[Refusal]:
    if criteria.process and criteria.process not in {process.code for process in catalogue.processes()}:
        yield refusal("list_process_unknown", asked=criteria.process)
    yield from above.unknown(criteria.further, company_id)


def members(row: CustomerList, on: date) -> ScopedQuerySet[Customer]:
    """Who is on the list on a day. A customer merged away is only there where he was named.

    Read in one statement; before it one for each criterion whose values stand in the database.
    """
    listed = ListedCustomer.objects.of(row.company_id).filter(list=row, customer=OuterRef("pk"))
    added = Q(Exists(listed.filter(is_left_out=False)))
    is_nobody = row.is_by_hand or unknown_in(row)
    meets = Q(pk__in=()) if is_nobody else _meets(criteria_of(row), row.company_id, on)
    return Customer.objects.of(row.company_id).filter(added | (meets & ~Exists(listed)))


def _meets(criteria: Criteria, company_id: int, on: date) -> Q:
    found = Q(merged_into__isnull=True)
    if criteria.kind:
        found &= Q(kind=criteria.kind)
    if criteria.provinces:
        found &= Q(province__in=list(criteria.provinces))
    if criteria.standing:
        found &= Q(is_prospect=criteria.standing == PROSPECTS)
    if criteria.bodies:
        found &= Q(is_public_body=criteria.bodies == "yes")
    if criteria.process:
        cases = Case.objects.of(company_id).filter(customer=OuterRef("pk"), process_code=criteria.process)
        found &= Q(Exists(cases.filter(closed_at__isnull=True)))
    return found & _meets_further(criteria.further, company_id, on)


def _meets_further(kept: above.Kept, company_id: int, on: date) -> Q:
    found = Q()
    for code, values in kept.items():
        criterion = above.find(code)
        found &= Q(pk__in=criterion.customers(company_id, values, on) if criterion is not None else ())
    return found


def _asked_anew(row: CustomerList, wanted: Wanted, actor: Actor) -> Iterator[Refusal]:
    """What is wrong with the criteria that change; each of them asks for its duty. Raises DutyMissing."""
    before, after = criteria_of(row).further, wanted.criteria.further
    for code in before.keys() | after.keys():
        criterion = above.find(code)
        if before.get(code) != after.get(code) and criterion is not None and criterion.duty:
            require(actor, criterion.duty)
    yield from above.unknown({code: after[code] for code in after if after[code] != before.get(code)}, row.company_id)


def move_listed(move: Move, field: models.Field[Any, Any]) -> list[int]:
    """Where both customers of a merge are on a list, the row of the one kept stays; for `registry.services.merging`."""
    rows = rows_of(move, field)
    kept = ListedCustomer.objects.of(move.kept.company_id).filter(customer=move.kept, list=OuterRef("list"))
    rows.filter(Exists(kept)).delete()
    ids = list(rows.values_list("pk", flat=True))
    rows.update(customer=move.kept)
    return ids


def _named(codes: Sequence[str], actor: Actor) -> Mapping[str, Customer | None]:
    wanted = dict.fromkeys(code.strip().upper() for code in codes if code.strip())
    return {code: by_code(actor.company_id, code) for code in wanted}


def _unknown(named: Mapping[str, Customer | None]) -> list[Refusal]:
    return [refusal("list_customer_unknown", typed=code) for code, found in named.items() if found is None]


def _out(named: Mapping[str, Customer | None]) -> dict[int, bool]:
    return {customer.pk: True for customer in named.values() if customer is not None}


def _problems(row: CustomerList, wanted: Wanted) -> list[Refusal]:
    if not wanted.name.strip():
        return [refusal("list_name_missing")]
    same = CustomerList.objects.of(row.company_id).filter(name=wanted.name.strip()).exclude(pk=row.pk)
    return [refusal("list_name_taken", name=wanted.name.strip())] if same.exists() else []


def _list(row: CustomerList, named: Mapping[int, bool]) -> None:
    ListedCustomer.objects.of(row.company_id).filter(list=row).delete()
    ListedCustomer.objects.bulk_create(
        ListedCustomer(company_id=row.company_id, list=row, customer_id=pk, is_left_out=is_left_out)
        for pk, is_left_out in named.items()
    )

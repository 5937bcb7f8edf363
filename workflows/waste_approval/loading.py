"""Where the facts of waste approvals come from, besides registry and documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db.models import Q, Sum

from workflows.waste_approval.models import WasteApproval
from workflows.waste_approval.states import IN_FORCE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from cases.models import Case
    from documents.queries.evidence import Proof
    from registry.queries.plants import Permits
    from registry.rules.sharing import Key

    Permit = tuple[int | None, str, str]

PERMIT: Final = ("plant_id", "waste_code", "operation")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The documents of one case, as its guards weigh them."""

    proofs: tuple[Proof, ...] = ()

    def statuses(self, kind: str) -> tuple[str, ...]:
        """The statuses of the documents of a kind, the oldest first."""
        return tuple(proof.status for proof in self.proofs if proof.kind == kind)

    def has_good(self, kind: str, on: date) -> bool:
        """Whether a document of a kind is verified and still valid."""
        return any(proof.kind == kind and proof.holds_on(on) for proof in self.proofs)

    def good_until(self, kind: str, on: date) -> date | None:
        """The last day of the good document that lasts longest; None when it names none, or none is good."""
        days = [proof.valid_until for proof in self.proofs if proof.kind == kind and proof.holds_on(on)]
        stated = [day for day in days if day is not None]
        return max(stated) if stated and len(stated) == len(days) else None


@dataclass(frozen=True, slots=True)
class Beside:
    """What other approvals mean for one case.

    taken    tonnes a year that those in force take up at its plant, by code and operation; its own and the renewed one
             left out
    renewal  the number of the case that is to renew it and has not been decided yet
    twin     the number of another one in force for the same customer, site, code, plant and operation
    """

    taken: Mapping[Key, Decimal] = field(default_factory=dict)
    renewal: str = ""
    twin: str = ""


def beside(company_id: int, cases: Sequence[Case], permits: Mapping[int, Permits]) -> dict[int, Beside]:
    """For each case (of one company) what other approvals mean for it, in two statements."""
    codes = {case.dossier.waste_code for case in cases}
    codes |= {code for each in permits.values() for group in each.groups() for code, _operation in group.members}
    totals = _totals(company_id, permits.keys(), codes)
    related = _related(company_id, cases)
    return {
        case.pk: Beside(
            taken=_taken(case.dossier, totals, related), renewal=_renewal(case, related), twin=_twin(case, related)
        )
        for case in cases
    }


def _totals(company_id: int, plants: Collection[int], codes: Collection[str]) -> dict[Permit, Decimal]:
    in_force = WasteApproval.objects.of(company_id).filter(
        case__state__in=IN_FORCE, plant_id__in=plants, waste_code__in=codes
    )
    sums = in_force.values_list(*PERMIT).annotate(Sum("tonnes_per_year")).order_by()
    return {(plant, code, operation): total or Decimal() for plant, code, operation, total in sums}


def _related(company_id: int, cases: Sequence[Case]) -> list[WasteApproval]:
    """Approvals of the same customers in force, those being renewed, and renewals under way."""
    ids = [case.pk for case in cases]
    same = Q(
        case__state__in=IN_FORCE,
        case__customer_id__in={case.customer_id for case in cases},
        waste_code__in={case.dossier.waste_code for case in cases},
    )
    renewed = Q(pk__in={*ids, *(case.dossier.renews_id for case in cases if case.dossier.renews_id)})
    under_way = Q(renews_id__in=ids, case__closed_at__isnull=True)
    rows = WasteApproval.objects.of(company_id).filter(same | renewed | under_way)
    return list(rows.select_related("case").order_by("pk"))


def _taken(
    dossier: WasteApproval, totals: Mapping[Permit, Decimal], related: Sequence[WasteApproval]
) -> dict[Key, Decimal]:
    taken = {
        (code, operation): total for (plant, code, operation), total in totals.items() if plant == dossier.plant_id
    }
    for row in related:
        key = (row.waste_code, row.operation)
        own = row.pk in (dossier.pk, dossier.renews_id) and row.case.state in IN_FORCE
        if own and row.plant_id == dossier.plant_id and key in taken:
            taken[key] -= row.tonnes_per_year or Decimal()
    return taken


def _renewal(case: Case, related: Sequence[WasteApproval]) -> str:
    numbers = [row.case.number for row in related if row.renews_id == case.pk and _is_undecided(row)]
    return numbers[-1] if numbers else ""


def _is_undecided(row: WasteApproval) -> bool:
    return row.case.is_open and row.case.state not in IN_FORCE


def _twin(case: Case, related: Sequence[WasteApproval]) -> str:
    dossier = case.dossier
    for row in related:
        same = (row.case.customer_id, row.site_id) == (case.customer_id, dossier.site_id)
        another = row.pk not in (case.pk, dossier.renews_id) and row.case.state in IN_FORCE
        if same and another and _permit(row) == _permit(dossier):
            return row.case.number
    return ""


def _permit(dossier: WasteApproval) -> Permit:
    return dossier.plant_id, dossier.waste_code, dossier.operation


def authorised_until(permits: Permits, dossier: WasteApproval) -> date | None:
    """Until when the plant may take the waste: the authorisation that lasts longest; None when it has no end."""
    lines = [
        line for line in permits.lines if (line.waste_code, line.operation) == (dossier.waste_code, dossier.operation)
    ]
    stated = [line.valid_to for line in lines if line.valid_to is not None]
    return max(stated) if stated and len(stated) == len(lines) else None

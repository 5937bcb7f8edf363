"""Loading what the judgement reads, for many questions in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.models import Approval, ApprovalYear, Prescription
from contracts.models.approval import asked_as
from contracts.queries import compiled
from contracts.queries.gate_terms import gate_terms_of
from contracts.queries.places import Names, Places, load_places
from contracts.queries.transport import Fleet, load_fleet
from contracts.rules.facts import ApprovalFacts, DeliveryFacts, Used

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from contracts.queries.gate_terms import Chosen
    from contracts.rules.questions import Question

COLUMNS = (
    "id",
    "number",
    "version",
    "state",
    "state_reason",
    "line",
    "site_id",
    "site__code",
    "operation",
    "valid_from",
    "valid_to",
    "ended_on",
    "yearly_quantity_t",
    "per_delivery_t",
    "provenance",
    "is_adr",
    "adr_un_number",
    "adr_class",
)
NAMES = ("customer_id", "customer__name", "plant_id", "plant__code", "plant__name")
_FIELDS = tuple(name.removesuffix("__code") for name in COLUMNS)
Row = dict[str, Any]


def load(company_id: int, questions: Sequence[Question]) -> list[DeliveryFacts]:
    """Facts of each question, as they stand now."""
    if not questions:
        return []
    approvals = _approvals(company_id, {_key(question) for question in questions})
    found = [row for rows in approvals.values() for row in rows]
    used = _used(company_id, found, {question.on.year for question in questions})
    said = _prescriptions(company_id, found)
    places = load_places(company_id, questions, named=_names(found))
    fleet = load_fleet(company_id, questions)
    terms = gate_terms_of(company_id)
    loaded = _Loaded(approvals, used, said, places, fleet, terms)
    return [loaded.facts(question) for question in questions]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Everything loaded, to be dealt out to the questions."""

    approvals: Mapping[str, list[Row]]
    used: Mapping[tuple[str, int], Used]
    said: Mapping[int, tuple[str, ...]]
    places: Places
    fleet: Fleet
    terms: Chosen

    def facts(self, question: Question) -> DeliveryFacts:
        """The facts of one question."""
        places, on = self.places, question.on
        return DeliveryFacts(
            question=question,
            customer=places.named.customers.get(question.customer_id, "?"),
            plant=places.named.plants.get(question.plant_id, "?"),
            approvals=tuple(self._approval(row, on.year) for row in self.approvals.get(_key(question), ())),
            code=places.code(question.waste_code, on),
            permits=places.permits(question.plant_id, question.waste_code, on),
            terms=self.terms.on(on),
            customer_stop=places.customer_stop(question.customer_id, question.plant_id, on),
            plant_stop=places.plant_stop(question.plant_id, on),
            carrier=self.fleet.carriers.get(question.carrier_id or 0),
            vehicle=self.fleet.vehicles.get(question.vehicle_id or 0),
        )

    def _approval(self, row: Row, year: int) -> ApprovalFacts:
        used = self.used.get((str(row["line"]), year), Used())
        return ApprovalFacts(**row, prescriptions=self.said.get(row["id"], ()), used=used)


def _key(question: Question) -> str:
    return asked_as(customer_id=question.customer_id, waste_code=question.waste_code, plant_id=question.plant_id)


def _approvals(company_id: int, keys: Iterable[str]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for key, *values in compiled.rows(_approval_rows, company=[company_id], keys=keys):
        row = dict(zip((*_FIELDS, *NAMES), values, strict=True))
        row["site"] = row["site"] or ""
        found[key].append(row)
    return found


def _names(rows: Sequence[Row]) -> Names:
    """Names of customers and plants, as they came with their approvals."""
    named = Names()
    for row in rows:
        customer, name, plant, code, plant_name = (row.pop(column) for column in NAMES)
        named.customers[customer] = name
        named.plants[plant] = f"{code} {plant_name}"
    return named


def _used(company_id: int, rows: Sequence[Row], years: Iterable[int]) -> dict[tuple[str, int], Used]:
    if not rows:
        return {}
    lines = {row["line"] for row in rows}
    sums = compiled.rows(_year_rows, company=[company_id], lines=lines, years=years)
    return {(line, year): Used(reserved, delivered) for line, year, reserved, delivered in sums}


def _prescriptions(company_id: int, rows: Sequence[Row]) -> dict[int, tuple[str, ...]]:
    if not rows:
        return {}
    said: defaultdict[int, list[str]] = defaultdict(list)
    texts = compiled.rows(_prescription_rows, company=[company_id], approvals=[row["id"] for row in rows])
    for approval_id, text in texts:
        said[approval_id].append(text)
    return {approval_id: tuple(words) for approval_id, words in said.items()}


def _approval_rows(company: Sequence[int], keys: Sequence[str]) -> QuerySet[Any, Any]:
    rows = Approval.objects.of(company[0]).filter(asked_as__in=keys)
    return rows.values_list("asked_as", *COLUMNS, *NAMES)


def _year_rows(company: Sequence[int], lines: Sequence[str], years: Sequence[int]) -> QuerySet[Any, Any]:
    sums = ApprovalYear.objects.of(company[0]).filter(line__in=lines, year__in=years)
    return sums.values_list("line", "year", "reserved_t", "delivered_t")


def _prescription_rows(company: Sequence[int], approvals: Sequence[int]) -> QuerySet[Any, Any]:
    texts = Prescription.objects.of(company[0]).filter(approval__in=approvals)
    return texts.order_by("approval", "position").values_list("approval_id", "text")

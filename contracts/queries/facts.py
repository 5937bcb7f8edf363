"""Loading what the judgement reads, for many questions in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from contracts.models.approval import asked_as
from contracts.queries import compiled, parts
from contracts.queries.gate_terms import chosen
from contracts.queries.places import Places, places_of
from contracts.queries.transport import Fleet, load_fleet
from contracts.rules.facts import ApprovalFacts, DeliveryFacts, Used

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contracts.queries.compiled import Row, Values
    from contracts.queries.gate_terms import Chosen
    from contracts.rules.questions import Question

FIELDS: Final = tuple(name.removesuffix("__code") for name in parts.APPROVAL)
NAMES: Final = tuple(build.__name__ for build, _ in parts.GATE)
GROUP: Final = -1
"""Where a line of a deed names the group it counts in."""


def load(company_id: int, questions: Sequence[Question]) -> list[DeliveryFacts]:
    """Facts of each question, as they stand now: one statement on PostgreSQL.

    One more where a plant's codes share a quantity, one more where a carrier is named.
    """
    if not questions:
        return []
    found = compiled.together(parts.GATE, company_id, **_asked(questions))
    rows = dict(zip(NAMES, found, strict=True))
    if any(row[GROUP] for row in rows["permits"]):
        rows |= _shared(company_id, questions)
    loaded = _Loaded(
        approvals=_approvals(rows),
        places=places_of(rows),
        fleet=load_fleet(company_id, questions),
        terms=chosen(rows["policies"]),
    )
    return [loaded.facts(question) for question in questions]


def _shared(company_id: int, questions: Sequence[Question]) -> dict[str, list[Row]]:
    lists = _asked(questions)
    asked = {name: lists[name] for name in ("plants", "codes", "years")}
    found = compiled.together(parts.SHARED, company_id, **asked)
    return {build.__name__: rows for (build, _), rows in zip(parts.SHARED, found, strict=True)}


def _asked(questions: Sequence[Question]) -> dict[str, Values]:
    """The values of the parts, each once and in a steady order."""
    return {
        "keys": sorted({_key(question) for question in questions}),
        "years": sorted({question.on.year for question in questions}),
        "codes": sorted({question.waste_code for question in questions}),
        "plants": sorted({question.plant_id for question in questions}),
        "customers": sorted({question.customer_id for question in questions}),
    }


@dataclass(frozen=True, slots=True)
class _Approvals:
    """The versions by what is asked, what their lines used by year, what they prescribe."""

    versions: Mapping[str, list[dict[str, Any]]]
    used: Mapping[tuple[str, int], Used]
    said: Mapping[int, list[str]]

    def facts(self, key: str, year: int) -> tuple[ApprovalFacts, ...]:
        """The versions a question may be about, with what their line has used of the year."""
        return tuple(
            ApprovalFacts(
                **row,
                prescriptions=tuple(self.said.get(row["id"], ())),
                used=self.used.get((row["line"], year), Used()),
            )
            for row in self.versions.get(key, ())
        )


def _approvals(rows: Mapping[str, Sequence[Row]]) -> _Approvals:
    versions: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, *values in rows["approvals"]:
        row = dict(zip(FIELDS, values, strict=True))
        row["site"] = row["site"] or ""
        versions[key].append(row)
    said: defaultdict[int, list[str]] = defaultdict(list)
    for approval_id, text in rows["prescriptions"]:
        said[approval_id].append(text)
    used = {(line, year): Used(reserved, delivered) for line, year, reserved, delivered in rows["years"]}
    return _Approvals(versions, used, said)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Everything loaded, to be dealt out to the questions."""

    approvals: _Approvals
    places: Places
    fleet: Fleet
    terms: Chosen

    def facts(self, question: Question) -> DeliveryFacts:
        """The facts of one question."""
        places, on = self.places, question.on
        return DeliveryFacts(
            question=question,
            customer=places.customers.get(question.customer_id, "?"),
            plant=places.plants.get(question.plant_id, "?"),
            approvals=self.approvals.facts(_key(question), on.year),
            code=places.code(question.waste_code, on),
            permits=places.permits(question.plant_id, question.waste_code, on),
            terms=self.terms.on(on),
            customer_stop=places.customer_stop(question.customer_id, question.plant_id, on),
            plant_stop=places.plant_stop(question.plant_id, on),
            carrier=self.fleet.carriers.get(question.carrier_id or 0),
            vehicle=self.fleet.vehicles.get(question.vehicle_id or 0),
        )


def _key(question: Question) -> str:
    return asked_as(customer_id=question.customer_id, waste_code=question.waste_code, plant_id=question.plant_id)

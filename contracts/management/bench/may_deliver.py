"""Answers at the gate: one question at a time with every fact read afresh, and many at once, beside real volumes."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.management.bench import scratch
from contracts.approvals import Question, may_deliver, may_deliver_many
from contracts.models import Approval, ApprovalYear, Carrier, Enrolment, PlantYear, Prescription
from contracts.models.approval import asked_as, line_of
from registry.models import AuthorisedWaste, Company, Customer, Plant, PlantAuthorisation, WasteCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

N = 200_000
ASKED = 5_000
TOGETHER = 100
EACH_CUSTOMER = 10
PLANTS = 8
CODES = 60
ON = date(2026, 11, 23)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def run(n: int) -> dict[str, Any]:
    """`n` approvals; questions of which nine in ten name an approval, one in ten a carrier, one in five is a no."""
    company = Company.objects.create(slug="bench", name="Bench")
    plants, carrier = _surroundings(company)
    _approvals(company, plants, n)
    scratch.analyse()
    questions = list(_questions(company, carrier, n))
    for question in questions[:50]:
        may_deliver(company.pk, question)
    return {
        **_one_at_a_time(company.pk, questions),
        **_together(company.pk, questions),
        "bare_statements_per_s": _floor(),
        "statements": _statements(company.pk, questions[:1]),
        "statements_with_carrier": _statements(company.pk, [q for q in questions if q.carrier_id][:1]),
        "statements_for_100": _statements(company.pk, questions[:100]),
    }


def _one_at_a_time(company_id: int, questions: Sequence[Question]) -> dict[str, Any]:
    took, yes = [], 0
    for question in questions:
        start = perf_counter()
        answer = may_deliver(company_id, question)
        took.append(perf_counter() - start)
        yes += answer.yes
    took.sort()
    return {
        "answers_per_s": round(len(took) / sum(took)),
        "p50_ms": round(took[len(took) // 2] * 1000, 2),
        "p95_ms": round(took[len(took) * 95 // 100] * 1000, 2),
        "yes": yes,
        "no": len(took) - yes,
    }


def _together(company_id: int, questions: Sequence[Question]) -> dict[str, Any]:
    start = perf_counter()
    for first in range(0, len(questions), TOGETHER):
        may_deliver_many(company_id, questions[first : first + TOGETHER])
    return {"answers_per_s_by_100": round(len(questions) / (perf_counter() - start))}


def _floor() -> int:
    """How many times a second this machine, as busy as it is, asks the database for nothing: for ratios."""
    start = perf_counter()
    for _ in range(ASKED):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    return round(ASKED / (perf_counter() - start))


def _statements(company_id: int, questions: Sequence[Question]) -> int:
    with CaptureQueriesContext(connection) as captured:
        may_deliver_many(company_id, questions)
    return len(captured)


def _questions(company: Company, carrier: Carrier, n: int) -> Iterator[Question]:
    dice = random.Random(7)
    first = Approval.objects.of(company).order_by("pk").values_list("pk", flat=True)[0]
    chosen = [first + dice.randrange(n) for _ in range(ASKED)]
    known = Approval.objects.of(company).in_bulk(chosen)
    for pk in chosen:
        row = known[pk]
        yield Question(
            customer_id=row.customer_id + (1 if dice.random() < 0.1 else 0),
            waste_code=row.waste_code,
            plant_id=row.plant_id,
            quantity_t=Decimal(dice.randint(1, 30)),
            on=ON,
            carrier_id=carrier.pk if dice.random() < 0.1 else None,
        )


def _surroundings(company: Company) -> tuple[list[Plant], Carrier]:
    codes = [f"17{number:02d}{number % 10:02d}" for number in range(CODES)]
    listed = {"hazardous": False, "entry_type": "AN", "source": "bench", "valid_from": date(2015, 6, 1)}
    WasteCode.objects.bulk_create(WasteCode(code=code, description_it=code, **listed) for code in codes)
    plants = [Plant.objects.create(company=company, code=f"P{number}", name="Bench") for number in range(PLANTS)]
    for plant in plants:
        deed = PlantAuthorisation.objects.create(
            company=company, plant=plant, kind="AIA", number="1", valid_from=date(2020, 1, 1), valid_to=date(2030, 1, 1)
        )
        allowed = {"company": company, "authorisation": deed, "operation": "R5", "yearly_quantity_t": Decimal(10**8)}
        AuthorisedWaste.objects.bulk_create(AuthorisedWaste(waste_code=code, **allowed) for code in codes)
        used = {"company": company, "plant": plant, "operation": "R5", "year": 2026, "delivered_t": Decimal(1000)}
        PlantYear.objects.bulk_create(PlantYear(waste_code=code, **used) for code in codes)
    carrier = Carrier.objects.create(company=company, name="Bench", albo_number="BO/000001")
    period = {"valid_from": date(2020, 1, 1), "valid_to": date(2030, 1, 1)}
    Enrolment.objects.create(company=company, carrier=carrier, category="4", albo_class="A", **period)
    return plants, carrier


def _approvals(company: Company, plants: Sequence[Plant], n: int) -> None:
    count = -(-n // EACH_CUSTOMER)
    everybody = Customer.objects.bulk_create(
        (Customer(company=company, code=f"C{number:06d}", name=f"Bench {number}") for number in range(1, count + 1)),
        batch_size=5_000,
    )
    approvals = Approval.objects.bulk_create(
        (_approval(company, everybody[number // EACH_CUSTOMER], plants, number) for number in range(n)),
        batch_size=5_000,
    )
    years = (
        ApprovalYear(company=company, line=row.line, year=2026, delivered_t=Decimal(60), reserved_t=Decimal(20))
        for row in approvals[::2]
    )
    ApprovalYear.objects.bulk_create(years, batch_size=5_000)
    said = (
        Prescription(company=company, approval=row, text="Conferire solo su prenotazione.") for row in approvals[::5]
    )
    Prescription.objects.bulk_create(said, batch_size=5_000)


def _approval(company: Company, customer: Customer, plants: Sequence[Plant], number: int) -> Approval:
    plant, spread = plants[number % PLANTS], number * 7 % CODES
    code = f"17{spread:02d}{spread % 10:02d}"
    return Approval(
        company=company,
        number=f"OM-2026-{number:06d}",
        version=1,
        operation="R5",
        customer_id=customer.pk,
        waste_code=code,
        plant_id=plant.pk,
        line=line_of(customer_id=customer.pk, site_id=None, waste_code=code, plant_id=plant.pk, operation="R5"),
        asked_as=asked_as(customer_id=customer.pk, waste_code=code, plant_id=plant.pk),
        valid_from=FIRST,
        valid_to=LAST,
        valid_to_cause="twelve_months",
        yearly_quantity_t=Decimal(100),
    )

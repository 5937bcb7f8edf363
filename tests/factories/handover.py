"""A process on paper that hands over: approving owes a fee, an analysis and a price, revoking takes them back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from billing.adapters.port import Answer, Parcel, Verdict
from billing.duties import HAND_OVER, READ
from billing.handover import charging, sending, tariffs
from billing.handover.tariffs import ProcessTariff, Said
from billing.models import BillingSystem, Charge, Handover
from cases.definition import Process, Transition, catalogue
from cases.models import Case
from cases.outbox import consumers, relay
from cases.services.intake import open_case
from cases.services.transitions import Command, perform
from registry.actors import Actor
from registry.duties import CONFIGURE
from registry.models import Company, Customer, User
from tests.factories import cases as make
from tests.factories import policies, registry
from tests.paper import request
from tests.paper.request import S

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
COMPLETE = {
    "vat_number": "01234567897",
    "address": "via Po 1",
    "postal_code": "48121",
    "city": "Ravenna",
    "province": "RA",
    "sdi_code": "ABCDEFG",
}
process: Process = replace(
    request.process,
    final=frozenset({S.REJECTED}),
    transitions=(
        Transition("approve", S.DRAFT, S.UNDER_CHECK, duty="enter"),
        Transition("revoke", S.UNDER_CHECK, S.DRAFT, duty="enter"),
    ),
    stages={},
    clocks=(),
    separations=(),
)
DUTIES = ("request.enter", HAND_OVER, READ, CONFIGURE)


def read(case: Case) -> Said:
    """The analysis costs what the dossier calls the quantity of a year."""
    return Said(
        customer=case.customer,
        inputs={},
        sums={"analysis": case.dossier.quantity_per_year, "price": Decimal("48.50")},
        valid_from=ON,
        valid_to=date(2027, 11, 20),
    )


def row(line: str, basis: str = "fixed", **then: Any) -> dict[str, Any]:
    usual = {"line": line, "kind": "fee", "text_it": line.title(), "text_en": line.title(), "basis": basis}
    more = {"when_missing": "ask", "unit": "once", "vat_rate": "22", "refundable": "yes"}
    return {"id": line, "when": {"event": "approve"}, "then": {**usual, **more, **then}}


ROWS = (
    row("fee", amount="150.00"),
    row("analysis", "analysis", refundable="no"),
    row("price", "price", kind="price", unit="t"),
)


def table(*rows: dict[str, Any]) -> dict[str, Any]:
    """A tariff with these lines."""
    outputs = [
        {"code": "line", "kind": "text"},
        {"code": "kind", "kind": "choice", "choices": ["fee", "price"]},
        {"code": "text_it", "kind": "text"},
        {"code": "text_en", "kind": "text"},
        {"code": "basis", "kind": "choice", "choices": ["fixed", "analysis", "price"]},
        {"code": "amount", "kind": "amount", "optional": True},
        {"code": "when_missing", "kind": "choice", "choices": ["ask", "leave"]},
        {"code": "unit", "kind": "choice", "choices": ["once", "t"]},
        {"code": "vat_rate", "kind": "number"},
        {"code": "vat_nature", "kind": "choice", "choices": ["N1"], "optional": True},
        {"code": "refundable", "kind": "yes_no"},
    ]
    inputs = [{"code": "event", "kind": "choice", "choices": ["approve", "revoke"]}]
    return {"code": "tariff", "hit": "collect", "inputs": inputs, "outputs": outputs, "rows": list(rows or ROWS)}


TARIFF = ProcessTariff(charging=("approve",), reversing=("revoke",), read=read)


@contextmanager
def known() -> Iterator[None]:
    """The process and its tariff in the product; other consumers stay out of it."""
    before = dict(consumers._consumers)
    consumers._consumers.clear()
    catalogue.register(process)
    charging.register(process, TARIFF)
    try:
        yield
    finally:
        consumers._consumers.clear()
        consumers._consumers.update(before)
        consumers.interested.cache_clear()
        catalogue.unregister(process.code)
        tariffs.forget(process.code)


@dataclass
class Office:
    """A company whose tariff is published, with a customer of whom nothing is missing, and Ada who does everything."""

    company: Company
    customer: Customer
    ada: Actor

    def case(self, analysis: object = 30, customer: Customer | None = None) -> Case:
        """A case in draft."""
        inputs = {"waste_code": "170504", "quantity_per_year": analysis, "quantity_per_delivery": None}
        return open_case("request", self.company, customer or self.customer, self.command(inputs=inputs)).case

    def command(self, **values: Any) -> Command:
        return Command(**{"actor": self.ada, "now": NOW, "command_id": uuid4(), "inputs": {}, **values})

    def move(self, case: Case, *steps: str) -> Case:
        """Take steps; the relay has not heard of them yet."""
        for step in steps:
            case = perform(case, step, self.command()).case
        return case

    def handed(self, case: Case, *steps: str, now: datetime = NOW) -> list[Handover]:
        """Take steps and let the relay tell billing; the hand-overs of the case."""
        self.move(case, *steps)
        tell(now)
        return self.of(case)

    def of(self, case: Case) -> list[Handover]:
        rows = Handover.objects.of(self.company).filter(case=case)
        return list(rows.select_related("case__company", "event", "customer", "work").order_by("seq"))

    def bills_by(self, kind: str, url: str = "", **values: Any) -> BillingSystem:
        """Another system bills, since January."""
        usual = {"valid_from": date(2026, 1, 1), "changed_at": NOW, "changed_by_name": "Ada"}
        return BillingSystem.objects.create(company=self.company, kind=kind, url=url, **{**usual, **values})


def office(tariff: dict[str, Any] | None = None, slug: str = "") -> Office:
    """Call it while the process is known."""
    company = registry.company(slug)
    make.waste_code("170504")
    if tariff is None or tariff:
        policies.factory(tariff or table(), process_code="request", code="tariff")
    by = registry.user()
    ada = Actor(user_id=by.pk, name="Ada", duties=frozenset(DUTIES), company_id=company.pk)
    return Office(company, registry.customer(company, **COMPLETE), ada)


def member_of(office: Office) -> User:
    """Ada as somebody who signs in; made a member once."""
    ada = User.objects.get(pk=office.ada.user_id)
    if not ada.memberships.exists():
        registry.member(office.company, *DUTIES, who=ada)
    return ada


def tell(now: datetime = NOW) -> None:
    """Let the relay carry what waits."""
    while relay.run_once(now, relay.new_holder()).delivered:
        continue


def lines(handover: Handover) -> dict[str, Any]:
    """What a hand-over charges: line -> amount, "terms" for a price."""
    rows = Charge.objects.of(handover.company_id).filter(handover=handover).order_by("position")
    return {each.line: "terms" if each.amount is None else each.amount for each in rows}


class Elsewhere:
    """A billing system in memory: it keeps what it was sent by key, and answers as it is told to."""

    def __init__(self) -> None:
        self.has: dict[str, bytes] = {}
        self.effects: list[str] = []
        self.calls: list[str] = []
        self.answers: list[Any] = []

    def send(self, parcel: Parcel) -> Answer:
        self.calls.append("send")
        if self.answers:
            answer = self.answers.pop(0)
            if answer is not Verdict.TAKEN:
                return answer if isinstance(answer, Answer) else self._lost(parcel, answer)
        return self._keep(parcel)

    def ask(self, parcel: Parcel) -> Answer:
        self.calls.append("ask")
        if self.answers:
            return Answer(self.answers.pop(0), "no_answer", {"error": "TimeoutError"})
        return self._receipt(parcel) if parcel.key in self.has else Answer(Verdict.ABSENT)

    def _lost(self, parcel: Parcel, verdict: Verdict) -> Answer:
        """The effect happened, the answer was lost on the way."""
        self._keep(parcel)
        return Answer(verdict, "no_answer", {"error": "TimeoutError"})

    def _keep(self, parcel: Parcel) -> Answer:
        if parcel.key not in self.has:
            self.has[parcel.key] = parcel.body
            self.effects.append(parcel.key)
        return self._receipt(parcel)

    def _receipt(self, parcel: Parcel) -> Answer:
        return Answer(Verdict.TAKEN, receipt={"reference": parcel.name, "digest": parcel.digest, "total": "180.00"})


def sent(now: datetime = NOW, **limits: Any) -> int:
    """One round of the worker's chore."""
    return sending.send_all(now, sending.Limits(**limits))

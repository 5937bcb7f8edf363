"""One story under way: who does what next, at which hour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import translation

from cases.models import Case, WorkItem
from cases.outbox import relay
from cases.rules.days import ROME
from cases.services import work
from cases.services.errors import Refused
from cases.services.intake import open_case
from cases.services.machine import machine
from cases.services.transitions import Command, perform
from desk.areas.waste_approval import correspondence
from desk.areas.waste_approval.wastes import WASTES, Waste, judgement_of
from desk.reasons import reasons_of
from registry.queries import waste_codes

if TYPE_CHECKING:
    from desk.demo.world import World
    from registry.models import Customer


@dataclass(slots=True)
class Telling:
    """A story under way: the case, its waste, and the instant reached. `index` varies the details."""

    world: World
    index: int
    waste: Waste
    case: Case
    at: datetime

    def later(self, hours: int) -> datetime:
        """Let some hours of office time pass."""
        self.at = self.world.after(self.at, hours)
        return self.at

    def wait(self, days: int) -> None:
        """Let days pass, never beyond the demo's present."""
        self.at = min(self.at + timedelta(days=days), self.world.after(self.world.office_hours(0), 0))

    def move(self, transition: str, who: str, hours: int, **inputs: Any) -> None:
        """One step by one person."""
        self._perform(transition, self.world.actors[who], self.later(hours), inputs, self.case.version)

    def attempt(self, transition: str, who: str, **inputs: Any) -> list[str]:
        """One step that may be refused: the reasons in Italian, none when it was taken."""
        try:
            self.move(transition, who, 1, **inputs)
        except Refused as refused:
            with translation.override("it"):
                return [reason.message for reason in reasons_of(refused.refusals)]
        return []

    def by_itself(self, transition: str, on: date, **inputs: Any) -> None:
        """One step the machine took early on a day."""
        self.at = max(datetime.combine(on, time(0, 5), tzinfo=ROME), self.at + timedelta(minutes=1))
        actor = machine(self.case.process, self.case.company_id)
        self._perform(transition, actor, self.at, inputs, None)

    def _perform(self, transition: str, actor: Any, now: datetime, inputs: dict[str, Any], version: int | None) -> None:
        command = Command(
            actor=actor, now=now, command_id=self.world.command_id(), version=version, inputs=inputs, origin="demo"
        )
        performed = perform(self.case, transition, command)
        self.case = performed.case
        if correspondence.write(self.world, performed.case, performed.event):
            self.refresh()

    def check(self, who: str, *steps: str, outcome: str = "favourable", reason: str = "") -> None:
        """End checks of the review; one not asked for is passed by."""
        for step in steps:
            waiting = WorkItem.objects.of(self.case.company_id).filter(case=self.case, step=step, status="open")
            item = waiting.first()
            if item is not None:
                work.complete(item, outcome, reason, actor=self.world.actors[who], now=self.later(3))
        self.refresh()

    def refresh(self) -> None:
        """See the case as it is: documents and work raise its count of events."""
        dossier = self.case.dossier
        self.case = Case.objects.select_related("company", "customer").get(pk=self.case.pk, company=self.world.company)
        self.case.dossier = dossier

    def relay(self) -> None:
        """Let reactions happen."""
        relay.run_once(self.at, f"demo-{self.index}")


@dataclass(slots=True)
class Opening:
    """Opens stories; no two approvals are asked for the same waste of the same site."""

    world: World
    used: set[tuple[str, int]] = field(default_factory=set)

    def begin(self, index: int, days_ago: int) -> Telling:
        """A case in draft, opened by the back office."""
        at = self.world.office_hours(days_ago)
        waste, customer = self._fresh(index, at)
        command = Command(
            actor=self.world.actors["backoffice"],
            now=at,
            command_id=self.world.command_id(),
            inputs=sheet(self.world, waste, customer, index),
            origin="demo",
        )
        case = open_case("waste_approval", self.world.company, customer, command).case
        return Telling(self.world, index, waste, case, at)

    def _fresh(self, index: int, at: datetime) -> tuple[Waste, Customer]:
        """The next waste whose code is good over the whole story, with a customer who has not asked for it."""
        customers = self.world.customers
        for turn in range(index, index + len(WASTES)):
            waste = WASTES[turn % len(WASTES)]
            found = [customers[(turn * 5 + n) % len(customers)] for n in range(len(customers))]
            new = [customer for customer in found if (waste.code, customer.pk) not in self.used]
            if new and self._is_good(waste, at.date()):
                self.used.add((waste.code, new[0].pk))
                return waste, new[0]
        raise LookupError("the demo asks for more approvals than there are wastes and customers")

    def _is_good(self, waste: Waste, on: date) -> bool:
        until = min(on + timedelta(days=60), self.world.today)
        return all(waste_codes.get(waste.code, on=day) is not None for day in (on, until))


def sheet(world: World, waste: Waste, customer: Customer, index: int) -> dict[str, Any]:
    """What the producer states."""
    stated: dict[str, Any] = {
        "producer": customer,
        "site": world.sites[customer.pk][0],
        "waste_code": waste.code,
        "process_of_origin": waste.origin,
        "appearance": waste.appearance,
        "physical_state": waste.physical_state,
        "hazard_properties": list(waste.hazards),
        "hazard_judgement": judgement_of(waste),
        "packaging": waste.packaging,
        "quantity_per_year": Decimal(waste.per_year),
        "quantity_per_delivery": Decimal(waste.per_delivery),
        "frequency": ("monthly", "on_call", "quarterly", "weekly")[index % 4],
        "plant": world.plants[waste.plant],
        "operation": waste.operation,
        "needs_laboratory": index % 9 == 4,
    }
    stated |= capacity(world, customer, index)
    if waste.adr is not None:
        un_number, adr_class, group, name = waste.adr
        stated |= {"is_adr": True, "un_number": un_number, "adr_class": adr_class, "packing_group": group}
        stated["proper_shipping_name"] = name
    return stated


def capacity(world: World, customer: Customer, index: int) -> dict[str, Any]:
    """In which capacity the company deals with the waste: mostly for its own plant."""
    if index % 17 == 5:
        return {"context": "public_service", "public_contract": f"Comune di Cervia, rep. {3120 + index}/2025"}
    if index % 19 not in (6, 13):
        return {"context": "own_plant"}
    others = [each for each in world.customers if each.pk != customer.pk]
    party = "broker" if index % 19 == 6 else "transporter"
    return {
        "context": "broker" if party == "broker" else "carrier",
        party: others[index % len(others)],
        "plant": None,
        "receiver": "Inerti Conero S.r.l., Osimo (AN)",
        "receiver_authorisation": "Art. 208, det. 214/2022 Provincia di Ancona",
        "receiver_authorised_until": world.today + timedelta(days=1500),
    }

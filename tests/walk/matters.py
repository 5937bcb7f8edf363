"""What is a process's own on a walk: what else may happen around it, and what else must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from random import Random

from cases.definition import Process, catalogue
from cases.models import Case
from contracts.models import Approval
from registry.models import Company
from tests.conformance import life
from tests.factories import cases as make
from tests.paper import below
from tests.paper.dunning.process import process as dunning
from tests.paper.models import Agreement, Debt, Letter
from tests.paper.offer.guards import SIGNERS
from tests.paper.offer.process import process as offer
from tests.walk.laws import Broken

Happening = Callable[[Company, datetime, Random], None]


def _nothing(of: Company, now: datetime, dice: Random) -> None:
    del of, now, dice


def _no_law(of: Company) -> None:
    del of


@dataclass(frozen=True)
class Matter:
    """`outside` happens around the cases; `law` must hold besides what holds for every process; `also` walks along."""

    process: Process
    outside: Happening = _nothing
    law: Callable[[Company], None] = _no_law
    also: tuple[Process, ...] = field(default_factory=tuple)


def _pay(of: Company, now: datetime, dice: Random) -> None:
    """A debt is paid, in part, wholly or twice."""
    debts = list(Debt.objects.of(of).order_by("pk"))
    if debts:
        below.pay(dice.choice(debts), dice.choice([Decimal("100.00"), Decimal("1200.00")]), now)


def _letters(of: Company) -> None:
    """A case has a letter for each of its levels, in order and with their distance; nobody who paid is asked again."""
    letters: dict[int, list[Letter]] = {}
    for letter in Letter.objects.of(of).order_by("level"):
        letters.setdefault(letter.dunning_id, []).append(letter)
    for dossier in dunning.dossier.objects.of(of).select_related("case", "debt"):
        own = letters.get(dossier.pk, [])
        if [letter.level for letter in own] != list(range(1, dossier.level + 1)):
            raise Broken(f"{dossier.case}: at level {dossier.level} it has {len(own)} letters")
        if dossier.case.state == "paid" and dossier.debt.paid < dossier.debt.amount:
            raise Broken(f"{dossier.case}: closed as paid, and {dossier.debt.paid} came in")
        if any(one.on > other.on for one, other in pairwise(own)):
            raise Broken(f"{dossier.case}: letters out of order")


def _agreements(of: Company) -> None:
    """Each accepted offer left one agreement with its amount; every approved one was signed by whom its band asks."""
    cases = {case.number: case for case in Case.objects.of(of).filter(process_code=offer.code)}
    rows = {row.source: row for row in Agreement.objects.of(of)}
    accepted = {number for number, case in cases.items() if case.state == "accepted"}
    if accepted != set(rows):
        raise Broken(f"accepted are {sorted(accepted)}, agreements there are of {sorted(rows)}")
    dossiers = offer.dossier.objects.of(of).in_bulk([case.pk for case in cases.values()])
    for number, row in rows.items():
        if row.amount != dossiers[cases[number].pk].amount or row.times_told > 1:
            raise Broken(f"{number}: the agreement says {row.amount} and was told {row.times_told} times")
    _signed([case for case in cases.values() if case.state == "approved"], dossiers)


def _signed(cases: list[Case], dossiers: dict[int, object]) -> None:
    for case in cases:
        case.dossier = dossiers[case.pk]
        facts = offer.facts([case], case.state_since.date())[case.pk]
        if any(facts.signed.get(step) != "favourable" for step in SIGNERS[str(facts.band)]):
            raise Broken(f"{case.number}: approved without every signature")


def _receive(of: Company, now: datetime, dice: Random) -> None:
    """A customer hands in what a step of his approval waits for."""
    del now
    waste = catalogue.get("waste_approval")
    cases = list(Case.objects.of(of).filter(process_code=waste.code, closed_at=None).order_by("pk"))
    if cases:
        case = dice.choice(cases)
        case.dossier = waste.dossier.objects.of(of).get(pk=case.pk)
        life.papers(case, dice.choice(waste.papers.steps))


def _register(of: Company) -> None:
    """What stands in the register is of a case that is approved, once; one being replaced may be gone from it."""
    approved = set(Case.objects.of(of).filter(state="approved").values_list("pk", flat=True))
    in_force = list(Approval.objects.of(of).filter(state="in_force").values_list("case_id", flat=True))
    if len(set(in_force)) < len(in_force) or not set(in_force) <= approved:
        raise Broken(f"approved are {sorted(approved)}, in the register stand {in_force}")


def prepare(of: Company) -> None:
    """What every walk needs in its company."""
    make.waste_code("170504")
    life.customer(of)


OFFER = Matter(offer, law=_agreements, also=(dunning,))
DUNNING = Matter(dunning, outside=_pay, law=_letters)
MATTERS = {"paper_offer": OFFER, "paper_dunning": DUNNING}


def matter_of(process: Process) -> Matter:
    """What is its own; a process that says nothing here walks all the same."""
    if process.code == "waste_approval":
        return Matter(process, outside=_receive, law=_register)
    return MATTERS.get(process.code, Matter(process))

"""Living through a process: each step by another person, along its path, stages and all."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from uuid import uuid4

from cases.definition import MACHINE, Process, Transition
from cases.models import Case, WorkItem
from cases.rules.policies.required import NOTHING_ASKED
from cases.services import work
from cases.services.intake import open_case
from cases.services.transitions import Command, Performed, perform
from documents import store
from documents.models import StoredFile
from documents.queries.checklists import checklists
from registry.actors import SYSTEM, Actor
from registry.models import Company, Customer, User
from tests.conformance.subjects import samples
from tests.factories import cases as make

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def person(company: Company, step: str, *duties: str) -> Actor:
    """Whoever takes this step: another person for each."""
    user, _ = User.objects.get_or_create(email=f"{step}@{company.slug}.example", defaults={"full_name": step.title()})
    return Actor(user_id=user.pk, name=user.full_name, duties=frozenset(duties), company_id=company.pk)


def taker(process: Process, transition: Transition, company: Company) -> Actor:
    """Somebody with just the duty of a transition."""
    duty = process.duty(transition.duty)
    return SYSTEM(company.pk, [duty]) if transition.duty == MACHINE else person(company, transition.code, duty)


def customer(company: Company) -> Customer:
    return Customer.objects.of(company).first() or Customer.objects.create(
        company=company, code="C000001", name="Rossi S.r.l."
    )


def command(by: Actor, **values: object) -> Command:
    return Command(**{"actor": by, "now": NOW, "command_id": uuid4(), "inputs": {}, **values})


def opened(process: Process, company: Company, **values: object) -> Performed:
    """A new case of the process, through the service that opens every case."""
    typed = samples(process).inputs(process.opening.code, company, None)
    by = values.pop("by", None) or taker(process, process.opening, company)
    return open_case(process.code, company, customer(company), command(by, inputs=typed, **values))


def moved(process: Process, case: Case, transition: Transition, by: Actor | None = None) -> Case:
    """The case after a transition, with the inputs of the samples."""
    typed = samples(process).inputs(transition.code, case.company, case)
    by = by or taker(process, transition, case.company)
    papers(case, transition.code)
    return perform(case, transition.code, command(by, version=None, inputs=typed)).case


def papers(case: Case, step: str) -> None:
    """Verified documents of every kind that the step still waits for."""
    asked = checklists([case], NOW.date())[case.pk].get(step, NOTHING_ASKED).asked
    for each in asked or ():
        if each.is_wanted:
            keep(make.document(case, each.requirement.document).file)


def keep(file: StoredFile) -> None:
    """Give a stored file its bytes: its own id, so that no two are alike."""
    content = str(file.uuid).encode()
    file.sha256 = sha256(content).hexdigest()
    file.save()
    path = store.path_of(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def steps(process: Process) -> list[Transition]:
    """The transitions of its path; where several lead on, the main one."""
    chosen = []
    for state, target in pairwise(process.path):
        moves = [move for move in process.leaving(state) if move.target == target]
        chosen.append(next((move for move in moves if move.tone == "main"), moves[0]))
    return chosen


def checked(process: Process, case: Case) -> None:
    """End every check of the stage the case is in, in favour, each by another person."""
    while item := WorkItem.objects.of(case.company_id).filter(case=case, status="open").exclude(step="").first():
        work.complete(item, "favourable", actor=person(case.company, f"item-{item.pk}", item.duty), now=NOW)


def lived(process: Process, company: Company) -> list[Case]:
    """The case after its opening and after each step of its path."""
    passed = [opened(process, company).case]
    for transition in steps(process):
        checked(process, passed[-1])
        passed.append(moved(process, passed[-1], transition))
    return passed

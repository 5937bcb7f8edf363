"""The smallest process with everything a move touches: three guards, a clock, one person's work."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import connection, models
from django.db.models import TextChoices
from simple_history.models import HistoricalRecords

from cases.definition import Clock, Process, Stage, Transition, catalogue
from cases.models import Dossier
from cases.outbox import consumers
from cases.rules.facts import Facts
from cases.rules.refusals import Refusal
from cases.services.machine import machine
from cases.services.transitions import Command
from cases.stages import Begin, Check, End, Flow, Join, Split, this
from registry.actors import Actor
from registry.models import Company, Customer, Membership, User

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cases.models import Case

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


class PaperDossier(Dossier):
    """A dossier that exists only while a bench runs."""

    amount = models.IntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        app_label = "cases"
        managed = False
        db_table = "bench_paper_dossier"


class Checks(Flow):
    """Three checks at once."""

    start = Begin().Next(this.at_once)
    at_once = Split().Always(this.one).Always(this.two).Always(this.three)
    one = Check("One", duty="machine").Next(this.together)
    two = Check("Two", duty="machine").Next(this.together)
    three = Check("Three", duty="machine").Next(this.together)
    together = Join().Next(this.end)
    end = End()


class PaperState(TextChoices):
    FIRST = "first", "First"
    SECOND = "second", "Second"
    CHECKED = "checked", "Checked"
    DONE = "done", "Done"


@dataclass(frozen=True)
class PaperFacts(Facts):
    """One plain value."""

    amount: int | None


def load(cases: Sequence[Case], on: date) -> Mapping[int, PaperFacts]:
    """Facts that cost no statement: the dossier came with the lock."""
    del on
    return {case.pk: PaperFacts(case.dossier.amount) for case in cases}


WRONG = Refusal("amount_wrong", "The amount is missing or out of range.")


def amount_is_known(facts: PaperFacts) -> Refusal | None:
    """The amount is known."""
    return None if facts.amount is not None else WRONG


def amount_is_not_negative(facts: PaperFacts) -> Refusal | None:
    """The amount is not negative."""
    return None if (facts.amount or 0) >= 0 else WRONG


def amount_is_small(facts: PaperFacts) -> Refusal | None:
    """The amount is small."""
    return None if (facts.amount or 0) < 1_000_000 else WRONG


GUARDS = (amount_is_known, amount_is_not_negative, amount_is_small)
S = PaperState
process = Process(
    code="bench_paper",
    number_series="BP",
    label="Paper",
    dossier=PaperDossier,
    facts=load,
    states=S,
    initial=S.FIRST,
    final=frozenset({S.DONE}),
    describe=lambda case, on: [],
    opening=Transition("open", S.FIRST, S.FIRST, duty="machine"),
    transitions=(
        Transition("forward", S.FIRST, S.SECOND, duty="machine", guards=GUARDS),
        Transition("ask", S.FIRST, S.CHECKED, duty="machine"),
        Transition("conclude", S.CHECKED, S.DONE, duty="machine"),
        Transition("back", S.SECOND, S.FIRST, duty="machine", guards=GUARDS),
    ),
    stages={
        S.FIRST: Stage(label="Do", duty="machine"),
        S.SECOND: Stage(label="Do", duty="machine"),
        S.CHECKED: Stage(flow=Checks),
    },
    clocks=(Clock("first", S.FIRST, working_days=5), Clock("second", S.SECOND, working_days=5)),
)


@contextmanager
def installed() -> Iterator[tuple[Company, Actor]]:
    """The process in the catalogue, its tables, one consumer for its moves, a company and the machine as actor."""
    with connection.schema_editor() as editor:
        editor.create_model(PaperDossier)
        editor.create_model(PaperDossier.history.model)
    catalogue.register(process)
    consumers.subscribe(consumers.Consumer("bench", ("bench_paper.forward", "bench_paper.back"), lambda *_: None))
    company = Company.objects.create(slug="bench", name="Bench")
    try:
        yield company, machine(process, company.pk)
    finally:
        consumers.unsubscribe("bench")
        catalogue.unregister(process.code)


def person(company: Company) -> Actor:
    """Somebody who may do everything in the paper process."""
    user, _ = User.objects.get_or_create(email="bench@example.org", defaults={"full_name": "Bench"})
    duties = [process.duty("machine")]
    Membership.objects.get_or_create(
        company=company, user=user, defaults={"since": NOW.date().replace(year=2020), "duties": duties}
    )
    return Actor(user_id=user.pk, name="Bench", duties=frozenset(duties), company_id=company.pk)


def customer(company: Company) -> Customer:
    """One customer for all cases."""
    return Customer.objects.create(company=company, code="C000001", name="Bench")


def command(actor: Actor) -> Command:
    """A fresh command of the machine."""
    return Command(actor=actor, now=NOW, command_id=uuid4(), inputs={}, origin="bulk")

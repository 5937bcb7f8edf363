"""A process on paper in which everything is right: a loan asked, checked by a second person, granted by a third."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.definition import MACHINE, Clock, Process, Separation, Stage, Transition, TransitionForm
from cases.definition.checks import Office
from cases.models import Dossier
from cases.rules.facts import Facts
from tests.broken_processes import right_guards


class Loan(Dossier):
    class Meta:
        abstract = True


class S(TextChoices):
    ASKED = "asked", _("Loan asked")
    UNDER_CHECK = "under_check", _("Loan under check")
    GRANTED = "granted", _("Loan granted")
    LAPSED = "lapsed", _("Loan lapsed")


@dataclass(frozen=True)
class Item:
    due_on: date


@dataclass(frozen=True)
class LoanFacts(Facts):
    amount: Decimal | None
    on: date
    items: tuple[Item, ...]


def load(cases, on) -> dict[int, LoanFacts]:
    return {case.pk: LoanFacts(Decimal(1), on, ()) for case in cases}


class Grant(TransitionForm):
    amount = forms.DecimalField(label=_("Amount of the loan"))


def describe(case, on):
    return []


open_ = Transition("open", S.ASKED, S.ASKED, duty="ask", label=_("Ask for a loan"), done=_("Loan was asked"))
submit = Transition(
    "submit",
    S.ASKED,
    S.UNDER_CHECK,
    duty="ask",
    label=_("Submit the loan"),
    done=_("Loan was submitted"),
    guards=(right_guards.amount_is_stated,),
)
grant = Transition(
    "grant",
    S.UNDER_CHECK,
    S.GRANTED,
    duty="grant",
    label=_("Grant the loan"),
    done=_("Loan was granted"),
    guards=(right_guards.amount_is_stated, right_guards.items_are_due),
    form=Grant,
)
lapse = Transition(
    "lapse", (S.ASKED, S.UNDER_CHECK), S.LAPSED, duty=MACHINE, label=_("Let it lapse"), done=_("Loan has lapsed")
)
wait = Clock("wait", (S.ASKED, S.UNDER_CHECK), label=_("Time to decide"), calendar_days=30, then="lapse")

RIGHT = Process(
    code="loan",
    number_series="LO",
    label=_("Loans"),
    dossier=Loan,
    facts=load,
    states=S,
    initial=S.ASKED,
    final=frozenset({S.GRANTED, S.LAPSED}),
    path=(S.ASKED, S.UNDER_CHECK, S.GRANTED),
    opening=open_,
    transitions=(submit, grant, lapse),
    describe=describe,
    stages={
        S.ASKED: Stage(label=_("Complete the loan"), duty="ask"),
        S.UNDER_CHECK: Stage(label=_("Decide on the loan"), duty="grant"),
    },
    clocks=(wait,),
    separations=(Separation("grant", not_who=("open", "submit")),),
)
ASK, GRANT = frozenset({"loan.ask"}), frozenset({"loan.grant"})
OFFICE = Office(
    company="eco",
    roles={"clerk": ASK, "head": GRANT},
    people={"ada": ASK, "bo": GRANT},
)

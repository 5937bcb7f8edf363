"""The table of a dunning. Its levels are counted from the day the debt was due.

Catch-up: a level counts from the day the debt was due, but never ends less than its `rests` after the letter before
left. After silent days, or for a debt found late, letters follow each other in order with that distance, and no day
that was missed is made up for.
"""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition import MACHINE, Clock, Line, Process, Stage, Transition, TransitionForm
from tests.paper.dunning import effects, facts, guards
from tests.paper.dunning.states import DunningState as S
from tests.paper.models import Dunning

LETTER = (guards.something_is_owed, guards.no_hold_is_placed, guards.a_letter_is_wanted)
UNPAID = (S.OVERDUE, S.REMINDED, S.URGED, S.SUMMONED)


def due_on(dossier):
    """The day from which every level is counted."""
    return dossier.due_on


def describe(case, on):
    """Level and day as the page shows them."""
    del on
    return [Line(_("Level"), case.dossier.level), Line(_("Due since"), case.dossier.due_on)]


class Matter(TransitionForm):
    debt = forms.IntegerField(label=_("Debt"))
    due_on = forms.DateField(label=_("Due since"))


def letter(code, source, target, label, done):
    """A level: a letter leaves, by hand or by its clock, for one case or for thousands."""
    return Transition(
        code, source, target, "dun", label, done, guards=LETTER,
        effect=effects.write, bulk_effect=effects.write_many, tone="main",
    )  # fmt: skip


process = Process(
    code="paper_dunning",
    number_series="PD",
    label=_("Dunning on paper"),
    policy=Path(__file__).parent / "policy",
    dossier=Dunning,
    facts=facts.load,
    states=S,
    initial=S.OVERDUE,
    final=frozenset({S.HANDED_OVER, S.PAID}),
    path=(S.OVERDUE, S.REMINDED, S.URGED, S.SUMMONED, S.HANDED_OVER),
    describe=describe,
    machine_duties=("dun",),
    opening=Transition(
        "open", S.OVERDUE, S.OVERDUE, "dun", _("Begin the dunning"), _("Dunning begun"),
        form=Matter, effect=effects.begin,
    ),
    transitions=(
        letter("remind", S.OVERDUE, S.REMINDED, _("Remind the debtor"), _("Debtor was reminded")),
        letter("urge", S.REMINDED, S.URGED, _("Urge the debtor"), _("Debtor was urged")),
        letter("summon", S.URGED, S.SUMMONED, _("Summon the debtor"), _("Debtor was summoned")),
        Transition(
            "hand_over", S.SUMMONED, S.HANDED_OVER, "dun", _("Hand the debt over"), _("Debt was handed over"),
            guards=(guards.something_is_owed, guards.no_hold_is_placed), tone="main",
        ),
        Transition(
            "settle", UNPAID, S.PAID, MACHINE, _("Close the paid debt"), _("Debt was paid"),
            guards=(guards.nothing_is_owed,),
        ),
    ),
    stages={state: Stage(_("Follow the debt up"), "dun") for state in UNPAID},
    clocks=(
        Clock("first", S.OVERDUE, _("First letter"), calendar_days=7, starts=due_on, then="remind"),
        Clock("second", S.REMINDED, _("Second letter"), calendar_days=20, starts=due_on, rests=7, then="urge"),
        Clock("third", S.URGED, _("Third letter"), calendar_days=45, starts=due_on, rests=10, then="summon"),
        Clock("lawyer", S.SUMMONED, _("To the lawyer"), calendar_days=75, starts=due_on, rests=15, then="hand_over"),
    ),
)  # fmt: skip

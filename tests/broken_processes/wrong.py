"""Wrong processes: each is the right one with one mistake, under the code of the finding it must yield."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.definition import Clock, Separation, Stage, Transition, TransitionForm
from tests.broken_processes import wrong_guards
from tests.broken_processes.right import ASK, GRANT, OFFICE, RIGHT, S, grant, lapse, submit, wait


class More(TextChoices):
    ASKED = "asked", _("Loan asked")
    UNDER_CHECK = "under_check", _("Loan under check")
    GRANTED = "granted", _("Loan granted")
    LAPSED = "lapsed", _("Loan lapsed")
    FORGOTTEN = "forgotten", _("Loan forgotten")


class Broken(TransitionForm):
    amount = forms.DecimalField(label=_("Amount of the loan"))

    def prepare(self):
        self.fields["sum"].required = False


class Why(TransitionForm):
    reason = forms.CharField(label=_("Amount of the loan"))


def with_transitions(*transitions, **changes):
    return replace(RIGHT, transitions=transitions, **changes)


def guarded(guard):
    return with_transitions(submit, replace(grant, guards=(guard,)), lapse)


forget = Transition(
    "forget", S.UNDER_CHECK, More.FORGOTTEN, duty="grant", label=_("Grant the loan"), done=_("Loan was granted")
)
remember = replace(forget, code="remember", sources=More.FORGOTTEN, target=S.UNDER_CHECK)
circle = replace(forget, code="circle", sources=More.FORGOTTEN)
reopened = replace(grant, code="take_back", sources=S.GRANTED, target=S.UNDER_CHECK, form=None)

WRONG = {
    "unreachable_state": with_transitions(submit, grant, lapse, states=More, final=RIGHT.final | {More.FORGOTTEN}),
    "dead_end": with_transitions(submit, grant, lapse, forget, circle, states=More),
    "nobody_may_act": with_transitions(submit, grant, replace(lapse, sources=S.ASKED), clocks=()),
    "separation_unsatisfiable": replace(
        RIGHT, separations=(Separation("submit", not_who=("open",)), Separation("grant", not_who=("open", "submit")))
    ),
    "separation_of_unknown_step": replace(RIGHT, separations=(Separation("grant", not_who=("sign",)),)),
    "clock_without_move": replace(RIGHT, clocks=(replace(wait, then="grant"),)),
    "clock_without_term": replace(RIGHT, clocks=(replace(wait, working_days=3),)),
    "clock_rests_in_several_states": replace(RIGHT, clocks=(replace(wait, rests=3),)),
    "clock_in_final_state": replace(RIGHT, clocks=(wait, Clock("late", S.GRANTED, label=wait.label, months=1))),
    "guard_undocumented": guarded(wrong_guards.amount_is_small),
    "guard_asks_the_database": guarded(wrong_guards.no_other_case_is_open),
    "guard_answers_differently": guarded(wrong_guards.luck_is_with_us),
    "label_missing": with_transitions(submit, replace(grant, label=_("Hand over the money")), lapse),
    "form_broken": with_transitions(submit, replace(grant, form=Broken), lapse),
    "unknown_state": with_transitions(submit, grant, lapse, replace(forget, code="lose", target="lost")),
    "final_state_left": with_transitions(submit, grant, lapse, reopened),
    "reopens_nothing": with_transitions(submit, replace(grant, form=Why, reopens=True), lapse),
    "reopened_without_reason": with_transitions(submit, grant, lapse, replace(reopened, reopens=True)),
    "correction_of_no_column": replace(RIGHT, correctable=Why),
    "stage_missing": with_transitions(
        submit, grant, replace(lapse, sources=S.ASKED), clocks=(), stages={S.ASKED: RIGHT.stages[S.ASKED]}
    ),
    "stage_without_move": replace(RIGHT, stages={**RIGHT.stages, S.UNDER_CHECK: Stage(label=grant.label, duty="ask")}),
    "duty_misspelt": with_transitions(submit, replace(grant, duty="loan.grant"), lapse),
    "letter_missing": with_transitions(submit, replace(grant, letter="congratulation"), lapse),
}
OFFICES = {
    "nobody_may_act": replace(OFFICE, roles={"clerk": ASK}, people={"ada": ASK, "bo": ASK}),
    "separation_unsatisfiable": replace(OFFICE, people={"ada": ASK | GRANT, "bo": ASK | GRANT}),
}
ALONG = {
    "dead_end": {"nobody_may_act"},
    "guard_undocumented": {"guards_import_django"},
    "guard_asks_the_database": {"guards_import_django"},
    "guard_answers_differently": {"guards_import_django", "label_missing"},
    "duty_misspelt": {"stage_without_move"},
}
"""What else a mistake brings with it."""

"""What the judge said of each step, as buttons, reasons and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from django.utils.translation import gettext as _

from cases.definition import MACHINE, Transition
from cases.models import Case
from cases.queries.path import PathStep
from cases.services.judgement import Verdict
from desk.presenting.addresses import Addresses
from desk.reasons import Linker, reasons_of
from desk.shown import Action, Page, State, Step, WhoCan

TONES = {"main": "main", "danger": "reject"}
IN_HEAD = 3


def edits(transition: Transition) -> bool:
    """Whether a transition only edits the dossier."""
    return transition.form is not None and transition.from_states == (transition.target,)


def linker(case: Case, verdicts: Iterable[Verdict], to: Addresses, pages: Iterable[Page] = ()) -> Linker:
    """Where each target of a refusal leads on this case's page, or to one of its `pages`."""
    editing = next((v.transition for v in verdicts if v.allowed and edits(v.transition)), None)
    links = {
        "documents": ("#documents", _("Go to the documents")),
        "work": ("#work", _("Go to the work")),
        "messages": ("#messages", _("Go to the messages")),
        "dossier": ("#dossier", _("See the dossier")),
        **{page.target: (page.href, page.label) for page in pages if page.target},
    }
    for verdict in verdicts:
        if verdict.allowed:
            transition = verdict.transition
            links[transition.code] = (to.step(case.number, transition.code), str(transition.label))
    if editing is not None:
        links["dossier"] = (to.step(case.number, editing.code), str(editing.label))
    return lambda target: links.get(target, ("", ""))


def action(verdict: Verdict, case: Case, link: Linker, to: Addresses) -> Action:
    """One step as a button with its reasons."""
    transition = verdict.transition
    return Action(
        code=transition.code,
        label=str(transition.label),
        href=to.step(case.number, transition.code),
        tone=TONES.get(transition.tone, ""),
        needs_form=transition.form is not None,
        reasons=reasons_of((r for r in verdict.refusals if r.code != "no_duty"), link),
        met=list(dict.fromkeys(_(check.label) for check in verdict.checks if check.holds)),
        command_id=uuid4(),
        offered=verdict.offered,
    )


def in_head(actions: Sequence[Action]) -> tuple[list[Action], list[Action]]:
    """At most three buttons, the main one last; what does not fit goes into the menu."""
    ranked = sorted(actions, key=lambda each: ("main", "reject", "").index(each.tone))
    shown = sorted(ranked[:IN_HEAD], key=lambda each: ("", "reject", "main").index(each.tone))
    return shown, [replace(each, tone=each.tone) for each in ranked[IN_HEAD:]]


def who_can(case: Case, verdicts: Sequence[Verdict], people: Mapping[str, Sequence[str]]) -> list[WhoCan]:
    """The steps of the present state and who has the duty of each; what only the machine does asks nobody."""
    process = case.process
    return [
        WhoCan(str(v.transition.label), people.get(process.duty(v.transition.duty), ()), mine=v.offered)
        for v in verdicts
        if v.transition.duty != MACHINE
    ]


def path(case: Case, steps: Sequence[PathStep]) -> list[Step]:
    """The stepper; a closed case ends in the colour of its end."""
    last = len(steps) - 1
    shown = []
    for place, step in enumerate(steps):
        ended = not case.is_open and place == last
        tone = case.process.tones.get(case.state, "") if ended else ""
        standing = "now" if ended else step.position
        shown.append(Step(step.label, standing, step.at, step.who, tone=tone if tone in ("good", "bad") else ""))
    return shown


def states_of(case: Case) -> dict[str, State]:
    """Every state of a case's process as a badge."""
    process = case.process
    return {
        state: State(process.state_label(state), process.tones.get(state, "") or "calm")
        for state in process.states.values
    }

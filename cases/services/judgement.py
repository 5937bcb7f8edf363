"""The one judge: page, perform, bulk and import ask it. It runs no query and knows no clock."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cases.queries.rulebook import rulebook
from cases.rules.facts import FactAbsent
from cases.rules.refusals import N_, Refusal
from cases.services import paperwork

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from cases.definition import Process, Separation, Transition
    from cases.definition.transitions import Guard
    from cases.models import Case
    from cases.rules.facts import Facts
    from registry.actors import Actor


@dataclass(frozen=True, slots=True)
class Check:
    """One guard's answer. `label` is the fact that must hold, an English text for translation."""

    code: str
    label: str
    refusal: Refusal | None

    @property
    def holds(self) -> bool:
        """Whether the fact holds."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of one transition for one actor.

    offered   the actor has the duty, in his company: the page shows a button
    refusals  every reason against, in order: state, duty, separation, guards; empty: it may happen
    checks    every guard and separation with its answer, for the page and the journal
    decisions what policy tables said to the guards, for the journal
    """

    transition: Transition
    offered: bool
    refusals: tuple[Refusal, ...]
    checks: tuple[Check, ...]
    decisions: tuple[Mapping[str, object], ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing stands against it."""
        return not self.refusals


def judge(
    process: Process,
    transition: Transition,
    case: Case,
    facts: Facts | None,
    actor: Actor,
    rules: Sequence[Separation] | None = None,
) -> Verdict:
    """Judge one transition of a case as it stands, over facts already loaded; an opening has none yet.

    `rules` are the separations, the company's own included (`Rulebook.separations`); None: the declared ones.
    """
    duty = process.duty(transition.duty)
    offered = actor.company_id == case.company_id and actor.has(duty)
    standing = [refusal for refusal in (_order(process, transition, case), _duty(duty, offered=offered)) if refusal]
    apart = separations(case, transition.code, (actor.user_id, actor.acting_for_id), rules)
    papers, asked = paperwork.judged(process, transition, case, facts)
    guarded = [_check(guard, facts) for guard in transition.guards]
    checks = (*apart, *guarded, *(Check(*paper) for paper in papers))
    said = paperwork.said_by_guards(process, {check.code for check in guarded if check.refusal})
    refusals = (*standing, *(check.refusal for check in checks if check.refusal and check.code not in said))
    decisions = (*(facts.decisions if facts is not None and transition.guards else ()), *asked)
    return Verdict(transition=transition, offered=offered, refusals=refusals, checks=checks, decisions=decisions)


def _order(process: Process, transition: Transition, case: Case) -> Refusal | None:
    if transition.leaves(case.state):
        return None
    return Refusal(
        "wrong_state",
        N_("The case is now in “{state}”, where this step does not exist."),
        hint=N_("Reload the page to see the steps of the present state."),
        params={"state": process.state_label(case.state)},
    )


def _duty(duty: str, *, offered: bool) -> Refusal | None:
    if offered:
        return None
    return Refusal(
        "no_duty",
        N_("You do not have the duty for this step."),
        hint=N_("Ask one of the colleagues listed under “Who can”."),
        params={"duty": duty},
    )


def separations(
    case: Case, code: str, behind: Iterable[int | None], rules: Sequence[Separation] | None = None
) -> Iterator[Check]:
    """The separations of a step (a transition, or a check inside a state) for the persons behind an act."""
    persons = {person for person in behind if person is not None}
    applying = [rule for rule in (case.process.separations if rules is None else rules) if rule.step == code]
    for step in dict.fromkeys(step for rule in applying for step in rule.not_who):
        took = {person for pair in case.doers.get(step, ()) for person in pair if person is not None}
        yield Check(f"separation.{step}", _separation_label(step), _separated(case.process, step, persons & took))


def _separation_label(step: str) -> str:
    del step
    return N_("Whoever took an earlier step that counts does not take this one.")


def _separated(process: Process, step: str, persons: set[int]) -> Refusal | None:
    if not persons:
        return None
    return Refusal(
        "separation",
        N_("You, or the person you act for, took the step “{step}” of this case."),
        hint=N_("Another colleague with this duty must decide: separation of duties."),
        params={"step": process.step_label(step)},
    )


def _check(guard: Guard, facts: Facts | None) -> Check:
    try:
        refusal = guard(facts)
    except FactAbsent as absent:
        refusal = paperwork.unknown(absent.name)
    return Check(guard.__name__, _fact(guard), refusal)


@cache
def _fact(guard: Guard) -> str:
    return inspect.getdoc(guard) or guard.__name__


def verdicts(case: Case, actor: Actor, on: date) -> list[Verdict]:
    """Judge every transition that leaves the present state, in the order declared: what the case page shows."""
    process = case.process
    facts = process.facts([case], on)[case.pk]
    rules = rulebook(case.company_id, process.code, on).separations(process)
    return [judge(process, transition, case, facts, actor, rules) for transition in process.leaving(case.state)]

"""Who tries which step of which case: by dice, mostly what is allowed, so that a walk gets somewhere."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from cases.definition import MACHINE, Process, Transition
from cases.models import Case
from cases.services.judgement import verdicts
from registry.actors import Actor
from registry.models import Company
from tests.conformance.subjects import samples

LIKELY = 0.85


class Picking:
    """Dice over the cases and the people of a company at work on one process."""

    process: Process
    company: Company
    people: list[Actor]
    stranger: Actor
    now: datetime

    def some_case(self, dice: Random) -> Case:
        cases = Case.objects.of(self.company).filter(process_code=self.process.code).order_by("pk")
        case = dice.choice(list(cases.select_related("company", "customer")))
        case.dossier = self.process.dossier.objects.of(self.company).get(pk=case.pk)
        return case

    def somebody(self, dice: Random) -> Actor:
        return dice.choice([*self.people, *self.people, self.stranger])

    def attempt_of(self, dice: Random) -> tuple[Case, Actor, str, dict[str, Any]]:
        """A case, a step and who tries it: mostly one that is allowed, so that a walk gets somewhere."""
        case = self.some_case(dice)
        actor, move = self.somebody(dice), dice.choice(list(self.process.transitions))
        if dice.random() < LIKELY:
            may = self.allowed(case)
            actor, move = dice.choice(may) if may else (actor, move)
        if move.duty == MACHINE:
            return case, actor, move.code, {}
        return case, actor, move.code, samples(self.process).inputs(move.code, self.company, case)

    def allowed(self, case: Case) -> list[tuple[Actor, Transition]]:
        """What somebody may do; one person for each duty is asked, then anybody who holds it."""
        leaving = {move.duty for move in self.process.leaving(case.state)}
        found = []
        for duty in sorted(leaving):
            able = [who for who in self.people if who.has(self.process.duty(duty))]
            for who in able[:3]:
                told = verdicts(case, who, self.now.date())
                found += [(who, each.transition) for each in told if each.allowed and each.transition.duty == duty]
        return found

    def says(self, case: Case, actor: Actor, code: str) -> bool:
        return any(v.allowed for v in verdicts(case, actor, self.now.date()) if v.transition.code == code)

    def leads_on(self, case: Case, move: Transition) -> bool:
        path = list(self.process.path)
        return {case.state, move.target} <= set(path) and path.index(move.target) > path.index(case.state)

"""Who did what, and who may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q

from cases.definition import catalogue
from cases.models import Case, CaseEvent
from cases.services.diagnosis.invariants.base import Examined, Violation, Visit
from registry.models import Membership
from registry.services.roles import memberships_with_stale_duties

WHY = "the doctor looks at who acted in the companies it was given"
COMPLETED = "work.completed"


class Act(NamedTuple):
    """Somebody took a step: a transition, or a check inside a stage."""

    case_id: int
    number: str
    process_code: str
    seq: int
    step: str
    version: int
    persons: tuple[int | None, int | None]


def _acts(visit: Visit) -> Iterator[Act]:
    """Every step taken, as the journal tells it, case by case in order."""
    events = CaseEvent.objects.across_companies(WHY).filter(~Q(transition="") | Q(kind=COMPLETED))
    rows = events.filter(case__company__in=visit.companies).order_by("case_id", "seq")
    columns = ("case_id", "case__number", "case__process_code", "seq", "transition", "process_version")
    chosen = rows.values_list(*columns, "actor_id", "acting_for_id", "body").iterator(chunk_size=5_000)
    for case_id, number, code, seq, transition, version, user, absent, body in chosen:
        step = transition or str(json.loads(body)["matter"].get("step", ""))
        yield Act(case_id, number, code, seq, step, version, (user, absent))


def separated(visit: Visit) -> Examined:
    """I9: under the separations of the process as it is installed, for events of that version."""
    examined, found = 0, []
    for _, acts in groupby(_acts(visit), key=lambda act: act.case_id):
        earlier: list[Act] = []
        for act in acts:
            for before in earlier:
                if {*before.persons} & {*act.persons} - {None} and before.step in _apart(act):
                    message = f"{act.step} was taken by who took {before.step} (event {before.seq})"
                    found.append(Violation(f"{act.number} event {act.seq}", message))
            examined += bool(_apart(act))
            earlier.append(act)
    return Examined(examined, found)


def _apart(act: Act) -> set[str]:
    """The steps kept apart from this one."""
    known = {process.code: process for process in catalogue.processes()}
    process = known.get(act.process_code)
    if process is None or process.version != act.version:
        return set()
    return {step for rule in process.separations if rule.step == act.step for step in rule.not_who}


def remembered(visit: Visit) -> Examined:
    """`Case.doers` is what judges read; the journal is what happened."""
    cases = Case.objects.across_companies(WHY).filter(company__in=visit.companies).order_by("pk")
    told: dict[int, dict[str, set[tuple[int | None, int | None]]]] = {}
    for act in _acts(visit):
        told.setdefault(act.case_id, {}).setdefault(act.step, set()).add(act.persons)
    examined, found = 0, []
    for pk, number, doers in cases.values_list("pk", "number", "doers").iterator(chunk_size=5_000):
        examined += 1
        kept = {step: {(user, absent) for user, absent in pairs} for step, pairs in doers.items()}
        differing = sorted(step for step in {*kept, *told.get(pk, {})} if kept.get(step) != told.get(pk, {}).get(step))
        if differing:
            found.append(Violation(number, f"the case and its journal differ on who took {', '.join(differing)}"))
    return Examined(examined, found)


def cached(visit: Visit) -> Examined:
    """Memberships whose duties were changed behind the back of their roles."""
    chosen = {company.pk for company in visit.companies}
    stale = [each for each in memberships_with_stale_duties() if each.company_id in chosen]
    found = [Violation(f"membership {each.pk}", f"{each}: its duties are not those of its roles") for each in stale]
    return Examined(Membership.objects.filter(company__in=visit.companies).count(), found)

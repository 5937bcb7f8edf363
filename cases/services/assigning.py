"""New work given to a person by the company's rule: the least loaded of those who may, can and are here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Count

from cases.models import WorkItem
from cases.queries.absences import absences_on
from cases.queries.people import members
from cases.rules.days import day_of
from cases.rules.policies.assignment import Candidate, Rule, choose
from cases.services import journal, rows
from cases.services.machine import machine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cases.models import Case
    from cases.queries.rulebook import Rulebook
    from cases.rules.policies.assignment import Assignment
    from registry.actors import Actor


@dataclass(frozen=True, slots=True)
class Given:
    """An item and its case, to whom it went, and by which rule."""

    item: WorkItem
    case: Case
    to: Actor
    rule: Assignment


def assign(items: Sequence[WorkItem], rules: Rulebook, cases: Mapping[int, Case]) -> list[Given]:
    """Give unsaved items out in order, each to the least loaded then; returns what was given, for `record`.

    Nobody gets work he could not conclude: who took a step of the case that a separation keeps apart from those that
    end this work is passed over. Items without a rule, or without anybody for it, stay in their queue. Costs three
    statements where there is a rule, none where there is not. The items are of one company, `cases` theirs by id.
    """
    ruled = [(item, rule) for item in items if (rule := rules.assignment(item.state)) and rule.rule is not Rule.QUEUE]
    if not ruled:
        return []
    people = {each.user_id: each for each in members(items[0].company_id, day_of(items[0].opened_at)) if each.user_id}
    desks = _desks(people, items[0].company_id, day_of(items[0].opened_at))
    given = []
    for item, rule in ruled:
        case = cases[item.case_id]
        barred = _barred(case, item, rules)
        able = [each for each in desks.values() if item.duty in each.skills and each.person not in barred]
        person = choose(rule, able, area=case.customer.province if case.customer else "")
        if person is not None:
            item.status, item.queue, item.assignee_id, item.taken_at = WorkItem.TAKEN, "", person, item.opened_at
            desks[person] = replace(desks[person], load=desks[person].load + 1)
            given.append(Given(item, case, people[person], rule))
    return given


def _desks(people: Mapping[int, Actor], company_id: int, on: date) -> dict[int, Candidate]:
    """Everybody at work, with what he has taken and not ended."""
    taken = WorkItem.objects.of(company_id).filter(status=WorkItem.TAKEN).values_list("assignee_id")
    loads = dict(taken.annotate(Count("pk")).order_by())
    away = set(absences_on(company_id, on).values_list("person_id", flat=True))
    return {
        user_id: Candidate(user_id, loads.get(user_id, 0), each.area, each.duties, user_id in away)
        for user_id, each in people.items()
    }


def _barred(case: Case, item: WorkItem, rules: Rulebook) -> set[int]:
    """Whom a separation keeps from a step that ends this work: who took an earlier one, or for whom it was taken."""
    process = case.process
    ending = {each.code for each in process.leaving(item.state) if process.duty(each.duty) == item.duty}
    apart = {step for rule in rules.separations(process) if rule.step in ending for step in rule.not_who}
    return {person for step in apart for pair in case.doers.get(step, ()) for person in pair if person is not None}


def record(given: Sequence[Given], rules: Rulebook) -> None:
    """Leave an event in the journal of each case: who got the work, and by which rule. The items are saved already."""
    if not given:
        return
    events = [journal.compose(each.case, _entry(each, rules), {}) for each in given]
    rows.insert(events)
    rows.update([each.case for each in given], ("seq", "head_hash"))


def _entry(given: Given, rules: Rulebook) -> journal.Entry:
    item, rule = given.item, given.rule
    matter = {
        "step": item.step,
        "duty": item.duty,
        "to": given.to.name,
        "to_id": given.to.user_id,
        "rule": {"name": rule.rule.value, "skill": rule.skill, "by_area": rule.by_area},
        "policy": rules.source_of_assignment(item.state),
    }
    actor = machine(given.case.process, given.case.company_id)
    return journal.Entry(kind="work.assigned", actor=actor, now=item.opened_at, matter=matter)

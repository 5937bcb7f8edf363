"""New work given to a person by the company's rule: the least loaded of those who may, can and are here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Count

from cases.models import WorkItem
from cases.queries.absences import absences_on
from cases.queries.people import members
from cases.rules.days import day_of
from cases.rules.policies.assignment import Candidate, Rule, choose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cases.queries.rulebook import Rulebook


def assign(items: Sequence[WorkItem], rules: Rulebook) -> None:
    """Give unsaved items out in order, each to the least loaded then; items without a rule stay in their queue.

    Costs three statements where there is a rule, none where there is not. The items are of one company.
    """
    ruled = [(item, rule) for item in items if (rule := rules.assignment(item.state)) and rule.rule is not Rule.QUEUE]
    if not ruled:
        return
    people = _candidates(items[0].company_id, day_of(items[0].opened_at))
    for item, rule in ruled:
        able = [each for each in people.values() if item.duty in each.skills]
        person = choose(rule, able, area=getattr(item.case.customer, "area", "") or "")
        if person is not None:
            item.status, item.queue, item.assignee_id, item.taken_at = WorkItem.TAKEN, "", person, item.opened_at
            people[person] = replace(people[person], load=people[person].load + 1)


def _candidates(company_id: int, on: date) -> dict[int, Candidate]:
    """Everybody at work, with what he has taken and not ended."""
    taken = WorkItem.objects.of(company_id).filter(status=WorkItem.TAKEN).values_list("assignee_id")
    loads = dict(taken.annotate(Count("pk")).order_by())
    away = set(absences_on(company_id, on).values_list("person_id", flat=True))
    return {
        each.user_id: Candidate(each.user_id, loads.get(each.user_id, 0), each.area, each.duties, each.user_id in away)
        for each in members(company_id, on)
        if each.user_id is not None
    }

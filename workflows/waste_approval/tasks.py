"""What must go on being true of an approval in force, looked at while nobody does.

A condition that falls away becomes work for whoever supervises; a waste code that is no longer in the list suspends
the approval at once, because nothing may be accepted under it. Told once: the same reason opens no second work.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.utils.translation import gettext

from cases.models import Case, WorkItem
from cases.queries.policies import decide
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services import chores, locking, notices
from cases.services.machine import machine
from cases.services.transitions import Command, perform
from registry.queries import waste_codes
from workflows.waste_approval.errands import ANALYSIS_LOST, OUT_OF_LIMITS, PLANT_FULL, PLANT_LOST, RECLASSIFY
from workflows.waste_approval.facts import load
from workflows.waste_approval.guards import analysis, decision, waste
from workflows.waste_approval.models import WasteApproval
from workflows.waste_approval.states import WasteApprovalState as S

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from registry.queries.waste_codes import ChangeNotice

CODE: Final = "waste_approval"
EVERY: Final = 3600.0
CHUNK: Final = 500
AHEAD: Final = timedelta(days=90)
WHY: Final = "the watch looks at the approvals of every company"
CONDITIONS: Final = {
    PLANT_LOST: decision.plant_is_authorised,
    PLANT_FULL: decision.plant_has_room,
    ANALYSIS_LOST: waste.analysis_is_current,
    OUT_OF_LIMITS: analysis.analysis_is_within_limits,
}
TRIGGERS: Final = {ANALYSIS_LOST: "analysis_expired", OUT_OF_LIMITS: "analysis_out_of_limits"}
"""What the table "reapproval" calls what has fallen away; of the rest work is always opened."""


def watch(now: datetime) -> int:
    """Look at every approval in force, company by company; how many works were opened or approvals suspended."""
    return sum(_look_at(cases, now) for cases in _in_force())


def _in_force() -> Iterator[list[Case]]:
    """The approved cases with their dossiers, of one company at a time, in chunks."""
    rows = WasteApproval.objects.across_companies(WHY).filter(case__state=S.APPROVED)
    ordered = rows.select_related("case__company", "plant").order_by("company_id", "pk").iterator(chunk_size=CHUNK)
    for _, dossiers in groupby(enumerate(ordered), key=lambda pair: (pair[1].company_id, pair[0] // CHUNK)):
        yield [_with_dossier(dossier) for _, dossier in dossiers]


def _with_dossier(dossier: WasteApproval) -> Case:
    dossier.case.dossier = dossier
    return dossier.case


def _look_at(cases: Sequence[Case], now: datetime) -> int:
    on = day_of(now)
    known = load(cases, on)
    actions = _actions(cases[0].company_id, on)
    coming = waste_codes.changes_by_codes({case.dossier.waste_code for case in cases}, on)
    done = 0
    for case in cases:
        facts = known[case.pk]
        if waste.eer_is_valid(facts):
            reason = gettext("The waste code {code} is no longer in the European list.")
            done += _halt(case, reason.format(code=case.dossier.waste_code), now)
            continue
        fallen = [(step, refusal) for step, guard in CONDITIONS.items() if (refusal := guard(facts))]
        fallen += [(RECLASSIFY, refusal) for refusal in _changes(case, coming, on)]
        done += _act(case, fallen, actions, now)
    return done


def _actions(company_id: int, on: date) -> Mapping[str, str]:
    """What the company's table asks to be done at once where a condition falls away; work, where it does not say."""
    inputs = {step: {"trigger": trigger} for step, trigger in TRIGGERS.items()}
    decided = decide(company_id, CODE, "reapproval", inputs, on)
    return {step: str(each.value("action")) if each.decision else "work" for step, each in decided.items()}


def _act(case: Case, fallen: Sequence[tuple[str, Refusal]], actions: Mapping[str, str], now: datetime) -> int:
    """Suspend the approval, once, or open work for each condition; how much of that was new."""
    wanted = [(step, refusal, actions.get(step, "work")) for step, refusal in fallen]
    for _step, refusal, action in wanted:
        if action == "suspend":
            return _halt(case, gettext(refusal.message).format(**refusal.params), now)
    return sum(_tell(case, step, refusal, now) for step, refusal, action in wanted if action != "nothing")


def _changes(case: Case, coming: Mapping[str, tuple[ChangeNotice, ...]], on: date) -> list[Refusal]:
    """The first change of the waste list that comes while the approval is good."""
    until = min(on + AHEAD, case.dossier.valid_to or on)
    ahead = [notice for notice in coming.get(case.dossier.waste_code, ()) if on < notice.applies_from <= until]
    return [
        Refusal(
            "code_changes",
            N_("The waste list changes on {on} for {code}: the waste is to be classified anew."),
            params={"on": f"{notice.applies_from:%d/%m/%Y}", "code": notice.code},
        )
        for notice in ahead[:1]
    ]


@transaction.atomic
def _tell(case: Case, step: str, refusal: Refusal, now: datetime) -> bool:
    since = WorkItem.objects.of(case.company_id).filter(case=case, step=step, opened_at__gte=case.state_since)
    if since.exists():
        return False
    locked = locking.lock(case)
    item = notices.open_work(locked, step=step, refusals=[refusal], now=now)
    item.reason = gettext(refusal.message).format(**refusal.params)
    item.save(update_fields=["reason"])
    return True


def _halt(case: Case, reason: str, now: datetime) -> bool:
    """Suspend an approval, with the reason."""
    command = Command(
        actor=machine(case.process, case.company_id),
        now=now,
        command_id=uuid5(NAMESPACE_OID, f"watch:{case.pk}:{case.version}"),
        inputs={"reason": reason},
        origin="timer",
    )
    perform(case, "halt", command)
    return True


def register() -> None:
    """Let the worker watch."""
    chores.add(CHORE)


CHORE: Final = chores.Chore("waste_approval.watch", EVERY, watch)

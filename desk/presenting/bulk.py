"""One step, or one letter, for many cases: what they share, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.definition import Process, Transition, catalogue
from cases.models import BulkJob, BulkResult, Case
from cases.outbox import consumers
from cases.queries.followed_up import Opened, opened_by
from cases.queries.rulebook import rulebook
from cases.rules.refusals import Refusal
from cases.services import bulk_jobs
from cases.services.judgement import judge
from desk.forms.bulk import fits
from desk.presenting.addresses import Addresses
from desk.presenting.mass_letters import letters_written
from desk.presenting.rows import AtWork, case_row
from desk.reasons import Reason, reasons_of
from desk.shown import Row, State
from documents.letters.catalogue import kind_of
from documents.services.letters.mass import KIND
from registry.actors import Actor

STATES: Mapping[str, tuple[Any, str]] = {
    bulk_jobs.WAITING: (gettext_lazy("Waiting"), "wait"),
    bulk_jobs.MOVED: (gettext_lazy("Done"), "good"),
    bulk_jobs.REFUSED: (gettext_lazy("Refused"), "bad"),
    bulk_jobs.STALE_CASE: (gettext_lazy("Changed meanwhile"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """What came of it: a case that the step opened, its renewal say, or the letter that was written."""

    number: str
    href: str


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one case."""

    row: Row
    state: State
    reasons: Sequence[Reason]
    opened: Sequence[Link]
    is_opening: bool
    letter: Link | None = None


def shared(process: Process, cases: Sequence[Case], actor: Actor, on: date) -> list[tuple[Transition, str]]:
    """The steps all these cases have in common and this actor has the duty for, each with how many can take it now."""
    offered = [
        transition
        for transition in process.transitions
        if fits(transition)
        and all(transition.leaves(case.state) for case in cases)
        and actor.has(process.duty(transition.duty))
    ]
    if not offered:
        return []
    facts = process.facts(list(cases), on)
    apart = rulebook(actor.company_id, process.code, on).separations(process)
    counted = [
        (each, sum(judge(process, each, case, facts[case.pk], actor, apart).allowed for case in cases))
        for each in offered
    ]
    return [(transition, _label(transition, able, len(cases))) for transition, able in counted]


def offered_for_all(process: Process, by_state: Mapping[str, int], actor: Actor) -> list[tuple[Transition, str]]:
    """The steps some of very many cases can take from where they stand, each with how many stand there.

    Who can take it is judged case by case when it is done, not before: the cases are too many to load.
    """
    total = sum(by_state.values())
    found = []
    for each in process.transitions:
        standing = sum(count for state, count in by_state.items() if each.leaves(state))
        if standing and fits(each) and actor.has(process.duty(each.duty)):
            words = {"step": each.label, "standing": standing, "of": total}
            found.append((each, _("%(step)s (%(standing)s of %(of)s stand where it can be taken)") % words))
    return found


def _label(transition: Transition, able: int, of: int) -> str:
    words = {"step": transition.label, "able": able, "of": of}
    return _("%(step)s (%(able)s of %(of)s can take it now)") % words


def label_of(job: BulkJob) -> str:
    """What the job does: the step, or the letter."""
    if job.kind == KIND:
        return str(kind_of(job.process_code, job.transition).label)
    return str(catalogue.get(job.process_code).transition(job.transition).label)


def became(job: BulkJob, results: Sequence[BulkResult], to: Addresses) -> list[Became]:
    """Each case with its result and what it opened or was written; what did not go through first."""
    if job.kind == KIND:
        written = letters_written(job, results, to)
        letters = {pk: Link(title, href) for pk, (title, href) in written.items()}
        shown = [_one(result, Opened(), to, letters.get(result.case_id)) for result in results]
    else:
        opened = opened_by(job, [result.case_id for result in results], consumers.awaited())
        shown = [_one(result, opened.get(result.case_id, Opened()), to) for result in results]
    return sorted(shown, key=lambda each: each.state.tone == "good")


def _one(result: BulkResult, opened: Opened, to: Addresses, letter: Link | None = None) -> Became:
    label, tone = STATES.get(result.status, (result.status, "calm"))
    refusals = [Refusal(**reason) for reason in result.reasons]
    return Became(
        case_row(result.case, AtWork(), to),
        State(str(label), tone),
        reasons_of(refusals),
        [Link(number, to.case(number)) for number in opened.numbers],
        opened.is_waiting,
        letter,
    )

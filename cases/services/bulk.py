"""Machine steps over thousands of cases that share a transition: the same judge, the same rows, fewer statements.

Chunks in the order of ids, one transaction each. Law of test: for the same cases `perform` and
`perform_many` leave the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from django.db import transaction

from cases.definition import Outcome, catalogue
from cases.models import Case, CaseEvent, Deadline, Dispatch, WorkItem
from cases.outbox import nudge
from cases.queries.rulebook import rulebook
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services import lanes, locking
from cases.services.bulk_rows import Step, Unknown, save
from cases.services.intake import new_case
from cases.services.judgement import judge
from cases.services.rows import OneOf, analyse, reserve_ids, uncollected
from cases.services.transitions import Command, missing_inputs, move_of, step
from registry.services.counters import next_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from cases.definition import Process, Separation, Transition
    from cases.queries.rulebook import Rulebook
    from cases.rules.facts import Facts
    from cases.rules.policies.series import Series
    from registry.actors import Actor
    from registry.models import Company, Customer

CHUNK = 5_000
STALE = Refusal(
    "stale",
    N_("The case was changed after the list was shown."),
    hint=N_("Look at the case and choose it again."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One bulk step: who, when, and the key from which each case's command_id is derived, so that a repeat is harmless.

    inputs    the same for every case; inputs_by_case adds to them
    versions  the version each case was seen in, where a person chose from a list; a case changed since is refused
    """

    key: UUID
    actor: Actor
    now: datetime
    inputs: Mapping[str, Any] = field(default_factory=dict)
    inputs_by_case: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    versions: Mapping[int, int] = field(default_factory=dict)
    origin: str = "bulk"

    def command(self, key: str, inputs: Mapping[str, Any] | None = None) -> Command:
        """The command of one case of the job, named by its id or by the key it is to be opened under."""
        return Command(
            actor=self.actor,
            now=self.now,
            command_id=uuid5(self.key, key),
            inputs={**self.inputs, **inputs} if inputs else self.inputs,
            origin=self.origin,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One case to be opened: a key unique within the job, the customer, and the opening's inputs."""

    key: str
    customer: Customer | None
    inputs: Mapping[str, Any]


@dataclass(slots=True)
class Report:
    """What became of the cases: moved, done by this job before, or refused and why (by case id)."""

    moved: int = 0
    repeated: int = 0
    refused: dict[int, tuple[Refusal, ...]] = field(default_factory=dict)
    not_opened: dict[str, tuple[Refusal, ...]] = field(default_factory=dict)

    def add(self, more: Report) -> None:
        """Count another chunk in."""
        self.moved += more.moved
        self.repeated += more.repeated
        self.refused |= more.refused
        self.not_opened |= more.not_opened


def perform_many(
    company: Company, process_code: str, transition_code: str, case_ids: Sequence[int], job: Job, chunk: int = CHUNK
) -> Report:
    """Take one transition on many cases. Raises UnknownProcess, UnknownTransition.

    A case that is refused stays as it is and does not hold up the others. A chunk is done whole or not at all;
    calling again with the same key goes on where it stopped. Outside a transaction two chunks are in work at once,
    unless the effect goes from case to case: it may lock rows below in the order of the cases.
    """
    process = catalogue.get(process_code)
    transition = process.transition(transition_code)
    report = Report()
    at_once = transition.effect is None or transition.bulk_effect is not None

    def whole(ids: Sequence[int]) -> Report:
        return _whole_chunk(process, transition, company, ids, job)

    with uncollected():
        for done in lanes.each(whole, chunks(sorted(case_ids), chunk), at_once=at_once):
            report.add(done)
    return report


def _whole_chunk(process: Process, transition: Transition, company: Company, ids: Sequence[int], job: Job) -> Report:
    """A chunk in a transaction, without the cases of which it cannot be told who works next."""
    left_out: dict[int, tuple[Refusal, ...]] = {}
    while True:
        try:
            with transaction.atomic():
                done = _perform_chunk(process, transition, company, [pk for pk in ids if pk not in left_out], job)
            break
        except Unknown as unknown:
            left_out |= {case.pk: (refusal,) for case, refusal in unknown.cases}
    done.refused |= left_out
    return done


def chunks(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The ids in slices of at most `size`."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _perform_chunk(process: Process, transition: Transition, company: Company, ids: Sequence[int], job: Job) -> Report:
    report = Report()
    cases = locking.lock_many(process, company, ids)
    commands = {case.pk: job.command(str(case.pk), job.inputs_by_case.get(case.pk)) for case in cases}
    done = _done(company, commands)
    report.repeated = len(done)
    waiting = [case for case in cases if case.pk not in done]
    if not waiting:
        return report
    facts = process.facts(waiting, day_of(job.now))
    rules = rulebook(company.pk, process.code, day_of(job.now))
    apart = rules.separations(process)
    steps = []
    for case in waiting:
        judged = _judge(process, transition, case, facts[case.pk], commands[case.pk], job, apart)
        if isinstance(judged, Step):
            steps.append(judged)
        else:
            report.refused[case.pk] = judged
    if carry_out(process, transition, steps, rules):
        transaction.on_commit(nudge.relay)
    report.moved = len(steps)
    for case in cases:
        del case.dossier  # which points back to the case: the collector, which is off, would have to find them
    return report


def _done(company: Company, commands: Mapping[int, Command]) -> set[int]:
    events = CaseEvent.objects.of(company).filter(OneOf("case_id", commands))
    ids = [command.command_id for command in commands.values()]
    return set(events.filter(OneOf("command_id", ids)).values_list("case_id", flat=True))


def _judge(
    process: Process,
    transition: Transition,
    case: Case,
    facts: Facts,
    command: Command,
    job: Job,
    apart: Sequence[Separation],
) -> Step | tuple[Refusal, ...]:
    verdict = judge(process, transition, case, facts, command.actor, apart)
    refusals = (*verdict.refusals, *missing_inputs(transition, command), *_stale(case, job))
    return refusals or Step(case, command, facts, verdict, left=case.state)


def _stale(case: Case, job: Job) -> list[Refusal]:
    seen = job.versions.get(case.pk, case.version)
    return [STALE] if seen != case.version else []


def carry_out(process: Process, transition: Transition, steps: Sequence[Step], rules: Rulebook) -> bool:
    """Steps 4 to 8 for cases locked and judged; returns whether anything was announced."""
    if not steps:
        return False
    for each in steps:
        step(each.case, transition, each.command)
    return save(process, transition, list(zip(steps, _outcomes(transition, steps), strict=True)), rules)


def _outcomes(transition: Transition, steps: Sequence[Step]) -> Sequence[Outcome]:
    if transition.effect is None and transition.bulk_effect is None:
        return [Outcome()] * len(steps)
    moves = [move_of(each.case, each.command, each.facts) for each in steps]
    if transition.bulk_effect is not None:
        return transition.bulk_effect(moves)
    return [transition.effect(move) for move in moves] if transition.effect else []


def open_many(company: Company, process_code: str, matters: Sequence[Matter], job: Job, chunk: int = CHUNK) -> Report:
    """Open many cases of one process: numbers as one range per chunk, everything else as `open_case` would.

    Each matter's key makes it open once, however often the job runs. Raises UnknownProcess.
    """
    process = catalogue.get(process_code)
    report = Report()
    for start in range(0, len(matters), chunk):
        keys = {job.command(matter.key).command_id: matter.key for matter in matters[start : start + chunk]}
        left_out: dict[str, tuple[Refusal, ...]] = {}
        while True:
            opening = [matter for matter in matters[start : start + chunk] if matter.key not in left_out]
            try:
                with uncollected(), transaction.atomic():
                    done = _open_chunk(process, company, opening, job)
                break
            except Unknown as unknown:
                left_out |= {keys[case.opened_command]: (refusal,) for case, refusal in unknown.cases}
        report.add(done)
        report.not_opened |= left_out
    if report.moved >= CHUNK:
        analyse(Case, CaseEvent, Deadline, Dispatch, WorkItem, process.dossier)
    return report


def _open_chunk(process: Process, company: Company, matters: Sequence[Matter], job: Job) -> Report:
    report = Report()
    commands = {matter.key: job.command(matter.key, matter.inputs) for matter in matters}
    ids = [command.command_id for command in commands.values()]
    found = Case.objects.of(company).filter(OneOf("opened_command", ids))
    done = set(found.values_list("opened_command", flat=True))
    report.repeated = len(done)
    steps: list[Step] = []
    for matter in matters:
        command = commands[matter.key]
        if command.command_id in done:
            continue
        prepared = _prepare(process, company, matter, command)
        if isinstance(prepared, Step):
            steps.append(prepared)
        else:
            report.not_opened[matter.key] = prepared
    rules = rulebook(company.pk, process.code, day_of(job.now))
    _number(rules.series(process), company, steps)
    if carry_out(process, process.opening, steps, rules):
        transaction.on_commit(nudge.relay)
    report.moved = len(steps)
    return report


def _prepare(process: Process, company: Company, matter: Matter, command: Command) -> Step | tuple[Refusal, ...]:
    case = new_case(process, company, matter.customer, command)
    verdict = judge(process, process.opening, case, None, command.actor)
    refusals = (*verdict.refusals, *missing_inputs(process.opening, command))
    return refusals or Step(case, command, None, verdict, left="")


def _number(series: Series, company: Company, steps: Sequence[Step]) -> None:
    if not steps:
        return
    year = day_of(steps[0].command.at).year
    numbers = next_numbers(company.pk, series.name(year), len(steps))
    ids = reserve_ids(Case, len(steps))
    for each, number, case_id in zip(steps, numbers, ids, strict=True):
        each.case.number = series.number(year, number)
        each.case.pk = case_id

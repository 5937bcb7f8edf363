"""The rows a chunk of moves leaves: cases, dossiers, events, dispatches, clocks and work, each in a few statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from cases import stages
from cases.definition import Outcome
from cases.models import Case, CaseEvent, Deadline, PersonalValue, WorkItem
from cases.models.copies import like
from cases.outbox import announcing
from cases.rules.facts import FactAbsent
from cases.services import assigning, clocks, journal, people, rows
from cases.services.transitions import COLUMNS, entry_of, take_over
from cases.stages.engine import waiting_for
from registry.history import signed

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from datetime import datetime

    from cases.definition import Clock, Process, Stage, Transition
    from cases.models import Dossier
    from cases.queries.rulebook import Rulebook
    from cases.rules.facts import Facts
    from cases.rules.refusals import Refusal
    from cases.services.judgement import Verdict
    from cases.services.transitions import Command


class Unknown(Exception):
    """For some cases of the chunk it cannot be told who works next; `cases` says which and why."""

    def __init__(self, cases: Sequence[tuple[Case, Refusal]]) -> None:
        super().__init__(len(cases))
        self.cases = cases


@dataclass(frozen=True, slots=True)
class Step:
    """One case of the chunk: locked, judged, about to move from the state `left` ("" when it is being opened)."""

    case: Case
    command: Command
    facts: Facts | None
    verdict: Verdict
    left: str


Done = tuple[Step, Outcome]
WORDS = ("subject", "search")


def save(process: Process, transition: Transition, done: Sequence[Done], rules: Rulebook) -> bool:
    """Write everything of a chunk whose effects have run; returns whether anything was announced.

    Raises Unknown when whom to ask next depends on facts that are not known: the chunk is taken back with it.
    """
    opening = transition is process.opening
    for each, outcome in done:
        take_over(each.case, outcome)
    events, personal = _events(transition, done)
    _cases(done, opening=opening)
    _dossiers(process, transition, done, opening=opening)
    rows.insert(events)
    rows.insert(personal)
    dispatches = [
        dispatch
        for (each, outcome), event in zip(done, events, strict=True)
        for dispatch in announcing.dispatches_of(each.case, event, outcome.announcements)
    ]
    rows.insert(dispatches)
    moved = [each for each, _ in done if each.case.state != each.left]
    due = _clocks(process, moved, rules)
    _people(process, transition, moved, due, rules)
    return bool(dispatches)


def _events(transition: Transition, done: Sequence[Done]) -> tuple[list[CaseEvent], list[PersonalValue]]:
    """The events of a chunk, and the personal values in them; what cases share is composed once."""
    events: list[CaseEvent] = []
    personal: list[PersonalValue] = []
    presses: dict[tuple[Hashable, ...], journal.Press] = {}
    for (each, outcome), event_id in zip(done, rows.reserve_ids(CaseEvent, len(done)), strict=True):
        shared = _shared(transition, each, outcome)
        press = presses.get(shared)
        if press is None:
            entry = entry_of(each.case, transition, each.command, each.left, each.verdict, outcome)
            press = journal.Press(each.case, entry) if shared else None
            presses |= {shared: press} if press else {}
        if press is None:
            salts = journal.salts_for(entry)
            event = journal.compose(each.case, entry, salts)
            event.pk = event_id
            personal += journal.personal_values(event, entry, salts)
        else:
            event = press.compose(each.case, each.command.command_id)
            event.pk = event_id
        events.append(event)
    return events, personal


def _shared(transition: Transition, each: Step, outcome: Outcome) -> tuple[Hashable, ...]:
    """What the entry of a case says beside its command, where others may say the same; () where it is its own."""
    verdict, case, command = each.verdict, each.case, each.command
    own = verdict.decisions or outcome.decisions or outcome.produced or (transition.form and transition.form.personal)
    if own:
        return ()
    codes = tuple([check.code for check in verdict.checks])
    return each.left, case.state, case.process_version, case.company_id, id(command.inputs), codes


def _cases(done: Sequence[Done], *, opening: bool) -> None:
    """Write the cases; words are only written where an effect gave new ones."""
    cases = [each.case for each, _ in done]
    if opening:
        rows.insert(cases)
        return
    reworded = any(outcome.dossier_changed or outcome.subject is not None for _, outcome in done)
    rows.update(cases, [column for column in COLUMNS if reworded or column not in WORDS])


def _dossiers(process: Process, transition: Transition, done: Sequence[Done], *, opening: bool) -> None:
    changed = [each for each, outcome in done if outcome.dossier_changed or opening]
    if not changed:
        return
    actor = changed[0].command.actor
    dossiers = [signed(each.case.dossier, by=actor, reason=transition.code) for each in changed]
    if opening:
        for each in changed:
            each.case.dossier.case_id = each.case.pk
        rows.insert(dossiers)
    else:
        fields = [field.name for field in process.dossier._meta.concrete_fields if not field.primary_key]
        rows.update(dossiers, fields)
    if hasattr(process.dossier, "history"):
        _history(dossiers, process.dossier.history.model, opening=opening)


def _history(dossiers: Sequence[Dossier], model: type[Any], *, opening: bool) -> None:
    """The rows simple-history would have written, had each dossier been saved by itself."""
    signature = vars(dossiers[0])
    author = signature["_history_user"]
    template = model(
        history_type="+" if opening else "~",
        history_date=timezone.now(),
        history_user_id=author.pk if author else None,
        history_change_reason=signature["_change_reason"],
    )
    names = [field.attname for field in model.tracked_fields]
    values = itemgetter(*names)
    rows.insert([like(template, **dict(zip(names, values(vars(row)), strict=True))) for row in dossiers])


def _by_left(moved: Sequence[Step]) -> dict[str, list[Step]]:
    groups: dict[str, list[Step]] = defaultdict(list)
    for each in moved:
        groups[each.left].append(each)
    return groups


def _clocks(process: Process, moved: Sequence[Step], rules: Rulebook) -> dict[int, Deadline]:
    """Stop and start clocks; the first deadline of each case, by its id."""
    first: dict[int, Deadline] = {}
    started = []
    derived: dict[tuple[Hashable, ...], Deadline] = {}
    for left, group in _by_left(moved).items():
        stopping, starting = clocks.change(process, left, group[0].case.state)
        if stopping:
            clocks.stop([each.case for each in group], stopping, group[0].command.at)
        for each, clock in product(group, starting):
            if not clocks.begins(each.case, clock):
                continue
            deadline = _deadline(each, clock, rules, derived)
            started.append(deadline)
            known = first.get(each.case.pk)
            first[each.case.pk] = min(known, deadline, key=lambda row: row.due_at) if known else deadline
    rows.insert(started)
    return first


def _deadline(each: Step, clock: Clock, rules: Rulebook, derived: dict[tuple[Hashable, ...], Deadline]) -> Deadline:
    """The deadline of a case, derived once for all cases of the chunk that share its days."""
    dossier = each.case.dossier
    days = [read(dossier) if read else None for read in (clock.starts, clock.ends)]
    key = (clock.code, each.case.state, *days)
    known = derived.get(key)
    if known is None:
        derived[key] = known = clocks.deadline_for(each.case, clock, each.command.at, rules)
    return like(known, case_id=each.case.pk)


def _people(
    process: Process, transition: Transition, moved: Sequence[Step], due: dict[int, Deadline], rules: Rulebook
) -> None:
    for left, group in _by_left(moved).items():
        people.end_many([each.case for each in group], left, transition.code, group[0].command.at)
    items: list[WorkItem] = []
    unknown: list[tuple[Case, Refusal]] = []
    templates: dict[str, WorkItem] = {}
    for each in moved:
        case, at, deadline = each.case, each.command.at, due.get(each.case.pk)
        due_at = deadline.due_at if deadline else None
        stage = process.stages.get(case.state)
        if stage is not None and stage.flow is None:
            template = templates.get(case.state)
            if template is None:
                templates[case.state] = template = waiting_for(case, stage, at, due_at=due_at)
            items.append(like(template, case_id=case.pk, due_at=due_at))
        elif stage is not None:
            unknown += _start(case, stage, at, due_at)
    if unknown:
        raise Unknown(unknown)
    given = assigning.assign(items, rules, {each.case.pk: each.case for each in moved})
    rows.insert(items)
    assigning.record(given, rules)


def _start(case: Case, stage: Stage, at: datetime, due_at: datetime | None) -> list[tuple[Case, Refusal]]:
    try:
        stages.start(case, stage, at, due_at=due_at)
    except FactAbsent as absent:
        return [(case, people.unknown(absent))]
    return []

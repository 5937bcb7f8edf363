"""The one door: every change of a case goes through `perform()`, in one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases.definition import Move, Outcome
from cases.models import CaseEvent
from cases.models.writing import change
from cases.outbox import announcing, nudge
from cases.queries.rulebook import rulebook
from cases.rules import chain
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services import clocks, journal, locking, people, voiding
from cases.services.errors import NotPermitted, Refused, StaleCase
from cases.services.judgement import Verdict, judge
from registry.history import signed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from cases.definition import Transition
    from cases.models import Case
    from cases.queries.rulebook import Rulebook
    from cases.rules.facts import Facts
    from registry.actors import Actor


@dataclass(frozen=True, slots=True)
class Performed:
    """What came of a call: the case as it is now, its event, and whether it had been done before."""

    case: Case
    event: CaseEvent
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A call of the door: who asks, when, with which inputs, having seen which version.

    command_id  one per click: the same id twice is done once
    version     the version the caller saw; None where nobody looked (timers, reactions)
    inputs      cleaned values of the transition's form
    """

    actor: Actor
    now: datetime
    command_id: UUID
    version: int | None = None
    inputs: Mapping[str, Any]
    origin: str = "desk"
    occurred_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """When it happened: clocks and states count from here, also for history entered later."""
        return self.occurred_at or self.now


def perform(case: Case, transition_code: str, command: Command) -> Performed:
    """Move a case, or edit its dossier, through one declared transition.

    Returns the first result when the command was performed before.
    Raises UnknownTransition, StaleCase (seen version is old), NotPermitted (no duty), Refused (with every reason).
    """
    transition = case.process.transition(transition_code)
    with transaction.atomic():
        locked = locking.lock(case)
        earlier = _earlier(locked, transition, command)
        if earlier is not None:
            return Performed(case=locked, event=earlier, repeated=True)
        facts = locked.process.facts([locked], day_of(command.at))[locked.pk]
        rules = rulebook(locked.company_id, locked.process_code, day_of(command.at))
        apart = rules.separations(locked.process)
        verdict = judge(locked.process, transition, locked, facts, command.actor, apart)
        refuse(verdict, command)
        event = execute(locked, transition, command, facts, verdict, rules)
    return Performed(case=locked, event=event)


def _earlier(case: Case, transition: Transition, command: Command) -> CaseEvent | None:
    """The event of this very command, if it was performed before; asks the database only when that can be.

    A page kept by the browser sends its click again with other words: that is no repetition but a stale page.
    """
    if command.version == case.version:
        return None
    events = CaseEvent.objects.of(case.company_id)
    done = events.filter(case=case, command_id=command.command_id).first()
    if command.version is not None and (done is None or not _says_the_same(done, transition, command)):
        raise StaleCase(case, command.version)
    return done


def _says_the_same(done: CaseEvent, transition: Transition, command: Command) -> bool:
    """Whether an event records this step with these inputs; personal ones, of which it keeps a digest, do not count."""
    recorded = json.loads(done.body)["matter"].get("inputs", {})
    inputs = chain.plain(inputs_told(transition, command))
    return done.transition == transition.code and chain.canonical(recorded) == chain.canonical(inputs)


def inputs_told(transition: Transition, command: Command) -> dict[str, Any]:
    """The inputs that the journal tells in clear."""
    personal = transition.form.personal if transition.form else frozenset()
    return {name: value for name, value in command.inputs.items() if name not in personal}


def refuse(verdict: Verdict, command: Command) -> None:
    """Raise NotPermitted or Refused unless nothing stands against it and every required input is there."""
    if not verdict.offered:
        raise NotPermitted(verdict.transition.duty)
    refusals = (*verdict.refusals, *missing_inputs(verdict.transition, command))
    if refusals:
        raise Refused(refusals)


def missing_inputs(transition: Transition, command: Command) -> list[Refusal]:
    """Doors without a form (import, bulk, API) owe the same inputs as the page."""
    declared = transition.form.base_fields if transition.form else {}
    return [
        Refusal("input_missing", N_("“{field}” is missing."), params={"field": field.label or name})
        for name, field in declared.items()
        if field.required and command.inputs.get(name) in (None, "")
    ]


def execute(
    case: Case, transition: Transition, command: Command, facts: Facts | None, verdict: Verdict, rules: Rulebook
) -> CaseEvent:
    """Steps 4 to 8 on a locked and judged case."""
    left = "" if case.seq == 0 else case.state
    before = voiding.judged(case)
    step(case, transition, command)
    outcome = transition.effect(move_of(case, command, facts)) if transition.effect else Outcome()
    take_over(case, outcome)
    event = journal.append(case, entry_of(case, transition, command, left, verdict, outcome))
    _save(case, command.actor, transition, outcome)
    dispatches = announcing.announce(case, event, outcome.announcements)
    if case.state != left:
        deadline = clocks.moved(case, left, command.at, rules)
        people.moved(case, left, transition.code, command.at, deadline, rules)
    if left and outcome.dossier_changed:
        voiding.void(case, before, actor=command.actor, now=command.now, origin=command.origin)
    if dispatches:
        transaction.on_commit(nudge.relay)
    return event


def step(case: Case, transition: Transition, command: Command) -> None:
    """Step 4 in memory: state, version, and who took the step."""
    case.version += 1
    if transition.target != case.state:
        case.move_to(transition.target)
        case.state_since = command.at
        case.closed_at = command.at if transition.target in case.process.final else None
    pair = [command.actor.user_id, command.actor.acting_for_id]
    took = case.doers.setdefault(transition.code, [])
    if pair not in took:
        took.append(pair)


def move_of(case: Case, command: Command, facts: Facts | None) -> Move:
    """The move as its effect sees it."""
    return Move(
        case=case,
        dossier=case.dossier,
        facts=facts,
        inputs=command.inputs,
        actor=command.actor,
        now=command.now,
        on=day_of(command.at),
    )


def entry_of(
    case: Case, transition: Transition, command: Command, left: str, verdict: Verdict, outcome: Outcome
) -> journal.Entry:
    """What the journal says of a move."""
    personal = transition.form.personal if transition.form else frozenset()
    matter = {
        "inputs": inputs_told(transition, command),
        "guards": [check.code for check in verdict.checks],
        "decisions": [*verdict.decisions, *outcome.decisions],
        "produced": [[product.kind, product.reference, product.label] for product in outcome.produced],
    }
    return journal.Entry(
        kind=f"{case.process_code}.{transition.code}",
        actor=command.actor,
        now=command.now,
        origin=command.origin,
        occurred_at=command.occurred_at,
        transition=transition.code,
        from_state=left,
        command_id=command.command_id,
        matter=matter,
        personal={name: str(command.inputs[name]) for name in personal if command.inputs.get(name)},
    )


def take_over(case: Case, outcome: Outcome) -> None:
    """What the effect says of the case itself: its subject, and the words that find it."""
    if outcome.subject is not None:
        case.subject = outcome.subject
    if outcome.dossier_changed:
        case.search = search_text(case)


COLUMNS = ("state", "state_since", "closed_at", "version", "seq", "head_hash", "doers", "subject", "search")


def _save(case: Case, actor: Actor, transition: Transition, outcome: Outcome) -> None:
    if outcome.dossier_changed or case.dossier._state.adding:
        signed(case.dossier, by=actor, reason=transition.code)
        case.dossier.save()
    change(case, COLUMNS)


def search_text(case: Case) -> str:
    """The words by which the search finds a case, folded to lower case."""
    words = case.process.words(case) if case.process.words else ()
    return " ".join((case.number, case.subject, *words)).casefold()

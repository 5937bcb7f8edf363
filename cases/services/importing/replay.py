"""One case of the log, step by step, before the same judge as everybody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cases.models import Case
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services.importing.people import Who
from cases.services.judgement import judge
from registry.actors import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cases.definition import Process, Transition
    from cases.rules.facts import Facts
    from cases.services.importing.books import Books
    from cases.services.importing.telling import Telling
    from cases.services.importing.traces import Step, Trace
    from cases.services.judgement import Verdict

ORDER: Final = "order"
DUTIES: Final = "duties"
SEPARATION: Final = "separation"
GUARDS: Final = "guards"
ASPECTS: Final = (ORDER, DUTIES, SEPARATION, GUARDS)

NOT_OPENED: Final = Refusal(
    "not_opened",
    N_("The case begins with “{activity}”, which is not its opening."),
    hint=N_("Map the opening, or set [case] opens_with_first in the mapping."),
)
OPENED_TWICE: Final = Refusal("opened_twice", N_("The case is opened a second time."))


@dataclass(frozen=True, slots=True)
class Objection:
    """What stood against a step: the aspect, the guard, duty or separation by name, and the words."""

    aspect: str
    name: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Move:
    """A step taken: what was evaluated and held, and what the file could not tell."""

    step: Step
    transition: Transition
    left: str
    held: tuple[str, ...]
    untold: tuple[str, ...]


@dataclass(slots=True)
class Replay:
    """What became of a case: the moves taken, and the step at which it was refused, with every objection."""

    trace: Trace
    case: Case
    moves: list[Move] = field(default_factory=list)
    refused_at: Step | None = None
    objections: tuple[Objection, ...] = ()
    dossier: dict[str, object] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Whether every step was taken, and there was one."""
        return bool(self.moves) and self.refused_at is None and not self.trace.problems

    @property
    def opened_at(self) -> datetime:
        """When its first step was taken."""
        return self.moves[0].step.at


class Judging:
    """Replays cases under one process; only the aspects named can refuse."""

    def __init__(
        self, process: Process, telling: Telling, books: Books, aspects: frozenset[str], *, opens_with_first: bool
    ) -> None:
        self.process, self.telling, self.books, self.aspects = process, telling, books, aspects
        self.opens_with_first = opens_with_first

    def replay(self, trace: Trace, company_id: int) -> Replay:
        """Take the steps of a case in file order, until one is refused."""
        case = Case(
            company_id=company_id, number=trace.case, process_code=self.process.code, state=self.process.initial
        )
        replay = Replay(trace, case)
        told: dict[str, object] = {}
        unknown: set[str] = set()
        for place, event in enumerate(trace.steps):
            replay.dossier |= event.dossier
            told |= event.facts
            for transition, step in self._steps(replay, event):
                facts = self._facts(replay, transition, place, told)
                rules = self.books.on(day_of(step.at)).separations(self.process)
                verdict = judge(self.process, transition, case, facts, step.who.actor, rules)
                objections = [*self._order(replay, transition), *_objections(verdict, step)]
                standing = tuple(each for each in objections if each.aspect in self.aspects and not _unknown(each))
                if standing:
                    replay.refused_at, replay.objections = step, standing
                    return replay
                _take(replay, transition, step, verdict, unknown)
                if not step.who.told:
                    unknown.add(transition.code)
        return replay

    def _steps(self, replay: Replay, event: Step) -> Iterator[tuple[Transition, Step]]:
        """The opening first where the log does not record it; of alternatives, the one that leaves the state."""
        opening = self.process.opening
        if not replay.moves and self.opens_with_first and opening.code not in event.transitions:
            nobody = Actor(user_id=None, name="", duties=frozenset(), company_id=replay.case.company_id)
            yield opening, replace(event, who=Who(nobody, told=False, rights=False))
        known = [self.process.transition(code) for code in event.transitions]
        here = [each for each in known if each.leaves(replay.case.state) and (each is not opening or not replay.moves)]
        yield (here or known)[0], event

    def _facts(self, replay: Replay, transition: Transition, place: int, told: dict[str, object]) -> Facts | None:
        """What guards read, where there are any."""
        return self.telling.facts(replay.trace, place, told, replay.dossier) if transition.guards else None

    def _order(self, replay: Replay, transition: Transition) -> Iterator[Objection]:
        is_opening = transition is self.process.opening
        if not replay.moves and not is_opening:
            activity = {"activity": transition.label or transition.code}
            refusal = Refusal(NOT_OPENED.code, NOT_OPENED.message, hint=NOT_OPENED.hint, params=activity)
            yield Objection(ORDER, "not_opened", refusal)
        elif replay.moves and is_opening:
            yield Objection(ORDER, "opened_twice", OPENED_TWICE)


def _objections(verdict: Verdict, step: Step) -> Iterator[Objection]:
    """The judge's refusals by aspect; duties and separations about which the file is silent are none."""
    of_checks = {id(check.refusal) for check in verdict.checks}
    for refusal in verdict.refusals:
        if id(refusal) in of_checks:
            continue
        if refusal.code == "wrong_state":
            yield Objection(ORDER, refusal.code, refusal)
        elif step.who.rights:
            yield Objection(DUTIES, verdict.transition.duty, refusal)
    for check in verdict.checks:
        if check.refusal is not None:
            aspect = SEPARATION if _is_separation(check.code) else GUARDS
            yield Objection(aspect, check.code, check.refusal)


def _is_separation(code: str) -> bool:
    return code.startswith("separation.")


def _unknown(objection: Objection) -> bool:
    return objection.aspect == GUARDS and objection.refusal.code == "unknown"


def _untold(verdict: Verdict, step: Step, unknown: set[str]) -> tuple[str, ...]:
    """What could not be evaluated at a step: the duty, separations, and guards with the fact they lacked."""
    untold = [] if step.who.rights else [f"{DUTIES}.{verdict.transition.duty}"]
    for check in verdict.checks:
        if _is_separation(check.code):
            if not step.who.told or check.code.partition(".")[2] in unknown:
                untold.append(check.code)
        elif check.refusal is not None and check.refusal.code == "unknown":
            untold.append(f"{check.code} ({check.refusal.params.get('fact', '')})")
    return tuple(untold)


def _take(replay: Replay, transition: Transition, step: Step, verdict: Verdict, unknown: set[str]) -> None:
    case = replay.case
    untold = _untold(verdict, step, unknown)
    left = case.state if replay.moves else ""
    silent = {name.partition(" ")[0] for name in untold}
    held = tuple(check.code for check in verdict.checks if check.holds and check.code not in silent)
    replay.moves.append(Move(step, transition, left, held, untold))
    if transition.target != case.state:
        case.move_to(transition.target)
    actor = step.who.actor
    if step.who.told and actor.user_id is not None:
        took = case.doers.setdefault(transition.code, [])
        if [actor.user_id, None] not in took:
            took.append([actor.user_id, None])

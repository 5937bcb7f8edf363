"""A process: the table a clerk could read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from django.db.models import TextChoices
    from django.utils.functional import _StrPromise

    from cases.definition.clocks import Clock
    from cases.definition.forms import TransitionForm
    from cases.definition.outcome import Line
    from cases.definition.papers import Papers
    from cases.definition.separation import Separation
    from cases.definition.stages import Stage
    from cases.definition.transitions import Transition
    from cases.models import Case, Dossier
    from cases.rules.facts import Facts


class UnknownTransition(LookupError):
    """The process has no transition of that name."""


@dataclass(frozen=True, kw_only=True)
class Process:
    """States, transitions, stages, clocks and separations of one kind of case.

    facts     load(cases, on) -> {case id: Facts}, in a constant number of statements; every case carries
              its dossier as `case.dossier`
    opening   the transition that brings a case into being: no sources, target = initial
    path      the states a case passes when all goes well, in order, for the stepper
    describe  (case, on) -> the dossier as labelled lines, for the case page
    correctable  a form whose fields are the dossier columns that may be corrected with a reason, in any state
    subject   (case, on) -> the subject of a case whose dossier was corrected; None: corrections leave it as it is
    words     further texts by which the search finds a case
    tones     state -> "run", "wait", "good", "bad", for the colour of its badge
    errands   work of no state that the process's own tasks open: its step -> what there is to do
    events    what its own reactions write into the journal beside steps: kind of event -> what happened
    judged    a column of the dossier -> the steps of stages that judge it: changed, their outcomes count no more
    papers    the steps that wait for documents, and what the policy "required_documents" reads of a case
    machine_duties  what reactions and clocks may do beside `machine`: duties of people the machine stands in for
    policy    the folder of the factory's defaults: roles.toml, tables, required documents, letters
    version   rises when the meaning of states or transitions changes; recorded on every event
    """

    code: str
    number_series: str
    label: str | _StrPromise
    dossier: type[Dossier]
    facts: Callable[[Sequence[Case], date], Mapping[int, Facts]]
    states: type[TextChoices]
    initial: str
    final: frozenset[str]
    opening: Transition
    transitions: Sequence[Transition]
    describe: Callable[[Any, date], Sequence[Line]]
    stages: Mapping[str, Stage] = field(default_factory=dict)
    clocks: Sequence[Clock] = ()
    separations: Sequence[Separation] = ()
    path: Sequence[str] = ()
    tones: Mapping[str, str] = field(default_factory=dict)
    correctable: type[TransitionForm] | None = None
    judged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    subject: Callable[[Any, date], str] | None = None
    words: Callable[[Any], Iterable[str]] | None = None
    icon: str = "folder"
    errands: Mapping[str, str | _StrPromise] = field(default_factory=dict)
    events: Mapping[str, str | _StrPromise] = field(default_factory=dict)
    papers: Papers | None = None
    machine_duties: tuple[str, ...] = ()
    policy: Path | None = None
    version: int = 1

    def transition(self, code: str) -> Transition:
        """The transition called `code`, the opening included. Raises UnknownTransition."""
        for transition in (self.opening, *self.transitions):
            if transition.code == code:
                return transition
        raise UnknownTransition(code)

    def leaving(self, state: str) -> list[Transition]:
        """The transitions a case in `state` can take, in the order declared."""
        return [transition for transition in self.transitions if transition.leaves(state)]

    def duty(self, name: str) -> str:
        """The qualified name of a duty, as roles hold it: "waste_approval.approve"."""
        return f"{self.code}.{name}"

    def step_label(self, code: str) -> str | _StrPromise:
        """The label of a transition, or of a step of one of the stages. Raises UnknownTransition."""
        for stage in self.stages.values():
            if stage.flow is not None and code in stage.flow.step_labels():
                return stage.step_label(code)
        return self.transition(code).label

    def state_label(self, state: str) -> str:
        """The label of a state in the active language; a state this version no longer knows shows its code."""
        try:
            return str(self.states(state).label)
        except ValueError:
            return state

    @property
    def duties(self) -> list[str]:
        """Every qualified duty the process asks for, sorted."""
        names = {t.duty for t in (self.opening, *self.transitions)}.union(*(s.duties for s in self.stages.values()))
        return sorted(self.duty(name) for name in names)

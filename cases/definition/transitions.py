"""A move of a case, declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.utils.functional import _StrPromise

    from cases.definition.forms import TransitionForm
    from cases.definition.outcome import Move, Outcome
    from cases.rules.refusals import Refusal

    Guard = Callable[[Any], Refusal | None]
    Effect = Callable[[Move], Outcome]
    BulkEffect = Callable[[Sequence[Move]], Sequence[Outcome]]

MACHINE: Final = "machine"
"""The duty only the machine has: transitions taken by clocks, reactions and bulk jobs."""


@dataclass(frozen=True, slots=True)
class Transition:
    """From one or several states to one target, for whoever has the duty, if every guard holds.

    label   the imperative on the button; done  the words of the timeline, past tense
    tone    "main" (the next step), "danger" (a refusal), "" (any other)
    A target equal to the source edits the dossier and restarts no clock.
    reopens  it leads out of a final state: the case is open again, clocks and work of the target start, and who took a
             step before still counts for the separations
    """

    code: str
    sources: str | tuple[str, ...]
    target: str
    duty: str
    label: str | _StrPromise = ""
    done: str | _StrPromise = ""
    guards: tuple[Guard, ...] = ()
    form: type[TransitionForm] | None = None
    effect: Effect | None = None
    bulk_effect: BulkEffect | None = None
    letter: str = ""
    tone: str = ""
    reopens: bool = False

    def leaves(self, state: str) -> bool:
        """Whether a case in `state` can take this transition."""
        return state == self.sources if isinstance(self.sources, str) else state in self.sources

    @property
    def from_states(self) -> tuple[str, ...]:
        """The sources, always as a tuple."""
        return (self.sources,) if isinstance(self.sources, str) else self.sources

"""The human work inside a state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.utils.translation import gettext_lazy as _

from cases.rules.quorum import FAVOURABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from cases.models import Case
    from cases.rules.facts import Facts

UNFAVOURABLE: Final = "unfavourable"
NEEDS_INTEGRATION: Final = "needs_integration"
OUTCOMES: Final[Mapping[str, _StrPromise]] = {
    FAVOURABLE: _("Favourable"),
    UNFAVOURABLE: _("Unfavourable"),
    NEEDS_INTEGRATION: _("Needs integration"),
}
"""How a step may end unless its process declares other outcomes; every outcome but the first asks for a reason."""


class Scene(Protocol):
    """What the nodes of a stage read while they run."""

    case: Case
    now: datetime
    due_at: datetime | None
    kept: frozenset[str]

    @property
    def facts(self) -> Facts:
        """The facts of the case, loaded once, when a node first asks."""

    def candidates(self, duty: str) -> str:
        """Who holds a qualified duty now, as a work item writes it."""


class StageFlow(Protocol):
    """What the rest of `cases` asks of a flow class; `cases.stages.Flow` is the one there is."""

    @classmethod
    def step_labels(cls) -> Mapping[str, str | _StrPromise]:
        """What there is to do in each step."""

    @classmethod
    def duties(cls) -> Iterable[str]:
        """The duties its steps ask for."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One person's work (`label` and `duty`), or the work of several people as a viewflow `flow`.

    label            what there is to do, verb and object: "Review the approval"
    duty             who may take it: a duty of this process
    flow             a flow of the process's flows.py, whose checks open the work items; when all have ended, `label`
                     and `duty` open one more item, so that somebody concludes
    keep_favourable  on re-entry, steps that ended favourably are not asked again
    """

    label: str | _StrPromise = ""
    duty: str = ""
    flow: type[Any] | None = None
    keep_favourable: bool = False

    def step_label(self, step: str) -> str | _StrPromise:
        """What there is to do in a step; the stage's own label for its one-person work."""
        if not step or self.flow is None:
            return self.label
        labels: Mapping[str, str | _StrPromise] = self.flow.step_labels()
        return labels.get(step, step)

    @property
    def duties(self) -> set[str]:
        """Every duty the stage asks for."""
        asked = set(self.flow.duties()) if self.flow else set()
        return asked | ({self.duty} if self.duty else set())

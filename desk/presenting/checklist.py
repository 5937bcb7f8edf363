"""The documents that the steps of a case ask for, as its page shows them: one row for each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules.policies.required import Asked, PaperState
from desk.forms.papers import kind_label
from desk.shown import Page, State
from documents.queries.checklists import checklists

if TYPE_CHECKING:
    from cases.definition import Transition
    from cases.models import Case
    from cases.rules.facts import Facts
    from cases.rules.policies.required import Checklist
    from desk.presenting.casefile import Seen

STATES: Final = {
    PaperState.MISSING: (gettext_lazy("missing"), "bad"),
    PaperState.TO_BE_VERIFIED: (gettext_lazy("to be verified"), "wait"),
    PaperState.UNSUITABLE: (gettext_lazy("does not show what it must"), "bad"),
    PaperState.REJECTED: (gettext_lazy("rejected"), "bad"),
    PaperState.EXPIRED: (gettext_lazy("expired"), "bad"),
    PaperState.VERIFIED: (gettext_lazy("in order"), "good"),
}
"""In the order in which they are listed: what is missing first, what is in order last."""
ORDER: Final = tuple(STATES)
REPLACED: Final = (PaperState.REJECTED, PaperState.EXPIRED)
"""What will not do: another takes its place. Beside one whose content lacks something another may stand."""
MOST_NAMES: Final = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One document asked for.

    steps   what it is needed for, in words; `mandatory` where one of them waits for it
    by      who verifies it; `until` the last day on which it counts; `detail` what its content lacks
    href    the document that is there; `add` where another is added, "" where one may not; `replaces` the one it then
            takes the place of, since that will not do
    solve   the page on which what its content lacks is put right, None where only another document helps
    """

    kind: str
    label: str
    state: State
    mandatory: bool
    steps: Sequence[str]
    by: str = ""
    until: date | None = None
    detail: str = ""
    href: str = ""
    add: str = ""
    replaces: str = ""
    solve: Page | None = None
    wanted: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """The list and how many steps wait for; `unknown` where the policy could not tell."""

    items: Sequence[Item] = ()
    unknown: bool = False

    @property
    def wanted(self) -> int:
        """How many documents a step waits for."""
        return sum(item.wanted for item in self.items)

    @property
    def waiting(self) -> int:
        """How many of them are there and only wait to be verified."""
        return sum(item.wanted and item.state.tone == "wait" for item in self.items)

    @property
    def missing(self) -> int:
        """How many of them somebody must still bring, or bring again."""
        return self.wanted - self.waiting


@dataclass(slots=True)
class _Merged:
    """One kind of document over the steps that ask for it."""

    asked: list[Asked] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    duties: set[str] = field(default_factory=set)


def asked_of(seen: Seen, facts: Facts) -> Mapping[str, Checklist]:
    """What each step asks for: the answer the judge was given, else the same question asked for the page."""
    if seen.case.process.papers is None:
        return {}
    return facts.papers or checklists([seen.case], seen.on)[seen.case.pk]


def duties_of(asked: Mapping[str, Checklist], case: Case) -> set[str]:
    """The qualified duties of those who verify what is asked for."""
    return {
        case.process.duty(each.requirement.verified_by)
        for checklist in asked.values()
        for each in checklist.asked or ()
        if each.requirement.verified_by
    }


def shown(
    seen: Seen,
    asked: Mapping[str, Checklist],
    people: Mapping[str, Sequence[str]],
    *,
    may_add: bool,
    pages: Sequence[Page] = (),
) -> Shown:
    """The rows for the steps ahead, or for the last one where all lie behind; what is missing first."""
    steps = [step for step in ahead(seen.case) if step in asked]
    found: dict[str, _Merged] = {}
    for step in steps:
        label = str(seen.case.process.transition(step).label)
        for each in asked[step].asked or ():
            merged = found.setdefault(each.requirement.document, _Merged())
            merged.asked.append(each)
            merged.steps.append(label)
    targets = {page.target: page for page in pages if page.target}
    items = [_item(kind, merged, seen, people, targets, may_add=may_add) for kind, merged in found.items()]
    items.sort(key=lambda item: (not item.wanted, item.rank))
    return Shown(items, unknown=any(asked[step].asked is None for step in steps))


def ahead(case: Case) -> list[str]:
    """The steps waiting for documents that a case has not passed, in their order; else the last of them."""
    process = case.process
    steps = list(process.papers.steps) if process.papers else []
    if case.state not in process.path:
        return steps
    here = list(process.path).index(case.state)
    coming = [step for step in steps if _leaves_at(process.transition(step), process.path) >= here]
    return coming or steps[-1:]


def _leaves_at(transition: Transition, path: Sequence[str]) -> int:
    """The place on the path of the last state from which a step is taken."""
    return max((place for place, state in enumerate(path) if transition.leaves(state)), default=len(path))


def _item(
    kind: str,
    merged: _Merged,
    seen: Seen,
    people: Mapping[str, Sequence[str]],
    targets: Mapping[str, Page],
    *,
    may_add: bool,
) -> Item:
    worst = min(merged.asked, key=lambda each: ORDER.index(each.state))
    process = seen.case.process
    names = {
        name
        for each in merged.asked
        if each.requirement.verified_by
        for name in people.get(process.duty(each.requirement.verified_by), ())
    }
    check = process.papers.checks.get(worst.requirement.check) if process.papers else None
    unsuitable = worst.state is PaperState.UNSUITABLE and check is not None
    replaces = worst.document if worst.state in REPLACED else ""
    query = urlencode({"kind": kind, **({"replaces": replaces} if replaces else {})})
    label, tone = STATES[worst.state]
    mandatory = any(each.requirement.mandatory for each in merged.asked)
    return Item(
        kind=kind,
        label=kind_label(kind),
        state=State(str(label), tone if mandatory or tone == "good" else "calm"),
        rank=ORDER.index(worst.state),
        mandatory=mandatory,
        steps=merged.steps,
        by=_named(sorted(names)),
        until=worst.until,
        detail=" ".join(filter(None, [str(check.label), worst.detail])) if unsuitable and check else "",
        href=seen.to.paper(UUID(worst.document)) if worst.document else "",
        add=f"?{query}#add-document" if may_add else "",
        replaces=replaces,
        solve=targets.get(check.link) if unsuitable and check else None,
        wanted=any(each.is_wanted for each in merged.asked),
    )


def _named(names: Sequence[str]) -> str:
    """The first names, and how many more."""
    said = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return _("%(names)s and %(more)d more") % {"names": said, "more": more} if more > 0 else said

"""A renewal beside the version it renews: field by field, prescriptions row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import formats
from desk.presenting.values import say
from workflows.waste_approval import effects, forms

if TYPE_CHECKING:
    from datetime import datetime

    from workflows.waste_approval.models import WasteApproval

SAME, CHANGED, ADDED, REMOVED, OPEN = "same", "changed", "added", "removed", "open"
GROUPS: Final = (
    (gettext_lazy("Parties and site"), effects.PARTIES),
    (gettext_lazy("The waste"), effects.WASTE),
    (gettext_lazy("Transport"), effects.TRANSPORT),
    (gettext_lazy("Quantities"), effects.DELIVERY),
    (gettext_lazy("Destination"), effects.DESTINATION),
    (gettext_lazy("Decision"), ("technical_judgement", *effects.PRICE)),
)
DECIDED: Final = frozenset({"technical_judgement", *effects.PRICE})
"""What a renewal does not say before it is decided: empty there is not taken away."""
FIELDS: Final = {
    **forms.Sheet.base_fields,
    **forms.Approval.base_fields,
    "technical_judgement": forms.Judgement.base_fields["judgement"],
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the comparison: what it was, what it is, and how they stand to each other."""

    label: str
    before: Any
    after: Any
    mark: str


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a heading."""

    label: str
    pairs: Sequence[Pair]

    @property
    def differing(self) -> int:
        """How many of them are not the same."""
        return sum(pair.mark not in (SAME, OPEN) for pair in self.pairs)


def parts(old: WasteApproval, new: WasteApproval, now: datetime, *, all_lines: bool) -> list[Part]:
    """Every field under its heading, then the prescriptions; only those that differ unless all are asked for."""
    undecided = not new.technical_judgement
    found = [Part(str(label), [_pair(old, new, name, now) for name in names]) for label, names in GROUPS]
    rows = prescriptions(_texts(old), _texts(new), undecided=undecided)
    found.append(Part(_("Prescriptions"), rows))
    shown = (Part(part.label, [pair for pair in part.pairs if _is_shown(pair, all_lines=all_lines)]) for part in found)
    return [part for part in shown if part.pairs]


def prescriptions(before: Sequence[str], after: Sequence[str], *, undecided: bool = False) -> list[Pair]:
    """Rows added, removed, changed, in the order of the new version. `undecided`: nobody has written the new ones."""
    if undecided and not after:
        return [Pair(str(number), text, "", OPEN) for number, text in enumerate(before, start=1)]
    pairs: list[tuple[str, str]] = []
    for _kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        pairs += zip_longest(before[first:last], after[start:end], fillvalue="")
    return [Pair(str(number), *pair, _mark(*pair)) for number, pair in enumerate(pairs, start=1)]


def _is_shown(pair: Pair, *, all_lines: bool) -> bool:
    return (all_lines and bool(pair.before or pair.after)) or pair.mark not in (SAME, OPEN)


def _texts(dossier: WasteApproval) -> list[str]:
    return [row.text for row in dossier.prescriptions.all()]


def _pair(old: WasteApproval, new: WasteApproval, name: str, now: datetime) -> Pair:
    before, after = _said(old, name, now), _said(new, name, now)
    mark = OPEN if name in DECIDED and before and not after and new.case.is_open else _mark(before, after)
    return Pair(str(FIELDS[name].label), before, after, mark)


def _said(dossier: WasteApproval, name: str, now: datetime) -> str:
    """A column in words."""
    value = getattr(dossier, name)
    if value is None or value == "":
        return ""
    if name == "waste_code":
        return formats.say_waste_code(value)
    if isinstance(value, Decimal | bool):
        return str(say(value, now))
    if isinstance(value, list):
        return ", ".join(value)
    shown = getattr(dossier, f"get_{name}_display", None)
    return str(shown() if shown else value)


def _mark(before: object, after: object) -> str:
    if before == after:
        return SAME
    if not before:
        return ADDED
    return CHANGED if after else REMOVED


def differing(found: Iterable[Part]) -> int:
    """How many lines are not the same."""
    return sum(part.differing for part in found)

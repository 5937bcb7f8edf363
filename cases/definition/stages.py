"""The human work inside a state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Stage:
    """One person's work (`label` and `duty`), or the work of several people as a viewflow `flow`.

    label            what there is to do, verb and object: "Review the approval"
    duty             who may take it: a duty of this process
    flow             a viewflow Flow class of the process's flows.py; its View nodes open the work items
    keep_favourable  on re-entry, branches that ended favourably are not asked again
    """

    label: str | _StrPromise = ""
    duty: str = ""
    flow: type[Any] | None = None
    keep_favourable: bool = False

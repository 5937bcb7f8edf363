"""Which steps of a process wait for documents; the policy "required_documents" says for which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from django.utils.functional import _StrPromise

    from cases.models import Case
    from cases.rules.tables.compiled import Inputs


@dataclass(frozen=True, slots=True)
class Papers:
    """The steps that may be taken only once every mandatory document is verified, and what the policy reads.

    steps   the transitions concerned; the policy's table names them in its input "step"
    inputs  (cases, on) -> what the table reads of each case besides the step, in a constant number of statements
    label   what a kind of document is called
    """

    steps: tuple[str, ...]
    inputs: Callable[[Sequence[Case], date], Mapping[int, Inputs]]
    label: Callable[[str], str | _StrPromise]

"""Letters of the demo: of every kind that a step writes the first few, issued as the relay would have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, uuid5

from documents.letters.catalogue import letters_of
from documents.models import Letter, LetterTemplate
from documents.services.letters.consuming import order_of
from documents.services.letters.issuing import issue
from registry.actors import SYSTEM

if TYPE_CHECKING:
    from cases.models import Case, CaseEvent

MOST: Final = 3
"""How many letters of a kind: enough to look at, and no demo waits for more."""


def write(case: Case, event: CaseEvent) -> bool:
    """The letter of a step just taken, if there are not enough of its kind and its template is loaded; whether it is
    written."""
    step = case.process.transition(event.transition)
    letters = letters_of(case.process_code)
    if not step.letter or letters is None:
        return False
    order = order_of(letters, event, case, key=uuid5(NAMESPACE_OID, f"{case.number}/{event.seq}"))
    if not _is_wanted(case, order.kind):
        return False
    issue(case, order, actor=SYSTEM(case.company_id, []), now=event.occurred_at)
    return True


def _is_wanted(case: Case, kind: str) -> bool:
    known = LetterTemplate.objects.filter(process_code=case.process_code, kind=kind, status=LetterTemplate.PUBLISHED)
    return Letter.objects.of(case.company_id).filter(kind=kind).count() < MOST and known.exists()

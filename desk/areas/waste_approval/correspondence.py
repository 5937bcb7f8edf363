"""Letters of the demo: of every kind that a step writes the latest few, issued as the relay would have, and sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, uuid5

from desk.demo.messages import posting
from documents.letters.catalogue import letters_of
from documents.models import Channel, Letter, LetterTemplate
from documents.services.letters.consuming import order_of
from documents.services.letters.issuing import issue
from registry.actors import SYSTEM

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case, CaseEvent
    from desk.demo.world import World

MOST: Final = 3
"""How many letters of a kind: enough to look at, and no demo waits for more."""
LATELY: Final = timedelta(days=120)
WAYS: Final = {
    "request_for_documents": (Channel.EMAIL, Channel.PEC, Channel.EMAIL),
    "rejection": (Channel.REGISTERED, Channel.PEC, Channel.REGISTERED),
    "expiry_notice": (Channel.PEC, Channel.EMAIL, Channel.PEC),
}
"""By which way the first, the second and the third of a kind went; the others as an approval does."""
USUAL: Final = (Channel.PEC, Channel.HAND, Channel.PEC)
IN_VAIN: Final = ("request_for_documents", 1)
"""The one that did not arrive: the certified mailbox was full."""


def write(world: World, case: Case, event: CaseEvent) -> bool:
    """The letter of a step just taken, if there are not enough of its kind and its template is loaded, and its way to
    the customer; whether it is written."""
    step = case.process.transition(event.transition)
    letters = letters_of(case.process_code)
    if not step.letter or letters is None:
        return False
    order = order_of(letters, event, case, key=uuid5(NAMESPACE_OID, f"{case.number}/{event.seq}"))
    written = Letter.objects.of(case.company_id).filter(kind=order.kind).count()
    if written >= MOST or event.occurred_at.date() < world.today - LATELY or not _is_loaded(case, order.kind):
        return False
    letter = issue(case, order, actor=SYSTEM(case.company_id, []), now=event.occurred_at)
    _send(world, case, letter, written, event.occurred_at)
    return True


def _send(world: World, case: Case, letter: Letter, number: int, now: datetime) -> None:
    """By the way whose turn it is, or any other by which the customer can be reached."""
    actor = world.actors["backoffice"]
    for channel in (WAYS.get(letter.kind, USUAL)[number], Channel.PEC, Channel.REGISTERED):
        if message := posting.send(case, letter, channel, actor=actor, now=now):
            if channel in (Channel.EMAIL, Channel.PEC):
                posting.go(message, failing=(letter.kind, number) == IN_VAIN)
            return


def _is_loaded(case: Case, kind: str) -> bool:
    rows = LetterTemplate.objects.filter(process_code=case.process_code, kind=kind, status=LetterTemplate.PUBLISHED)
    return rows.exists()

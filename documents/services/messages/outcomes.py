"""How a message stands, read off the set of its evidence: in whatever order it came, the answer is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from typing import Final

from documents.models.evidence import EvidenceKind as K
from documents.models.message import MessageStatus, RecipientStatus

ARRIVED: Final = frozenset({K.DELIVERY, K.RETURN_CARD, K.HANDED_OVER, K.FAX_REPORT})
LOST: Final = frozenset({K.NON_ACCEPTANCE, K.DELIVERY_FAILURE, K.VIRUS, K.REFUSED, K.BOUNCE, K.RETURNED})
LATE: Final = frozenset({K.DELAY_NOTICE})
LEFT: Final = frozenset({K.ACCEPTANCE, K.TAKEN_IN_CHARGE, K.SUBMITTED, K.POSTING, K.CONFIRMED})

R = RecipientStatus


def of_recipient(kinds: Set[str]) -> RecipientStatus:
    """What the evidence about one recipient comes to.

    Who has it has it, whatever else was said: a PEC has its legal effect with the delivery receipt (DPR 68/2005,
    art. 3). A notice of non-delivery outweighs what says only that it left. An absence note says nothing.
    """
    for status, deciding in ((R.DELIVERED, ARRIVED), (R.FAILED, LOST), (R.DELAYED, LATE), (R.SENT, LEFT)):
        if kinds & deciding:
            return status
    return R.WAITING


def of_message(recipients: Collection[str]) -> MessageStatus | None:
    """What its recipients come to: not delivered as soon as one is not, delivered when all are; None: nobody knows."""
    if R.FAILED in recipients:
        return MessageStatus.FAILED
    if recipients and all(status == R.DELIVERED for status in recipients):
        return MessageStatus.DELIVERED
    return MessageStatus.SENT if any(status != R.WAITING for status in recipients) else None


def concerning(kinds: Iterable[tuple[str, int | None, str]], recipient_id: int) -> Set[str]:
    """Of (kind, recipient, address) what speaks of this recipient: of him by name, or of the message as a whole."""
    return {kind for kind, about, address in kinds if about == recipient_id or (about is None and not address)}

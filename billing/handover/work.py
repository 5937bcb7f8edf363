"""The work a hand-over leaves for a clerk of billing: opened with the reasons, ended when it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from billing.duties import HAND_OVER
from billing.handover.texts import refusals
from cases.models import WorkItem

if TYPE_CHECKING:
    from datetime import datetime

    from billing.models import Handover

STEP: Final = "billing.handover"
OPEN: Final = (WorkItem.OPEN, WorkItem.TAKEN)


def open_for(handover: Handover, now: datetime) -> None:
    """Open the work of a hand-over, or give the one that is open the new reasons. The hand-over is not saved.

    Work belongs to a case: the hand-over of a period waits in the list of hand-overs and on the first page.
    """
    if handover.case is None:
        return
    item = handover.work if handover.work is not None and handover.work.status in OPEN else None
    if item is None:
        item = WorkItem(
            company_id=handover.company_id,
            case=handover.case,
            process_code=handover.case.process_code,
            state="",
            step=STEP,
            duty=HAND_OVER,
            queue=HAND_OVER,
            opened_at=now,
        )
    item.reason = "\n".join(gettext(each.message).format(**each.params) for each in refusals(handover.reasons))
    item.save()
    handover.work = item


def end(handover: Handover, now: datetime) -> None:
    """End its work, whoever has it; none open, nothing happens."""
    item = handover.work
    if item is not None and item.status in OPEN:
        item.status, item.queue, item.outcome, item.ended_at = WorkItem.DONE, "", "settled", now
        item.save(update_fields=("status", "queue", "outcome", "ended_at"))

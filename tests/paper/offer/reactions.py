"""What an offer does when a debt of its customer goes to the lawyer: an event of a case of another process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.models import Case, Dispatch
from cases.outbox.consumers import Consumer
from cases.services import reactions
from tests.paper.offer.states import OfferState as S

FREEZING = {S.DRAFT: "freeze_draft", S.SENT: "freeze_sent"}


def freeze(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    """Freeze every offer of the debtor that could still be accepted."""
    debtor = dispatch.event.case.customer_id
    offers = Case.objects.of(dispatch.company_id).filter(process_code="paper_offer", customer=debtor)
    waiting = offers.filter(state__in=FREEZING).select_related("company").order_by("pk")
    return {"frozen": [reactions.move_case(dispatch, now, case, FREEZING[case.state]) for case in waiting]}


consumers = (Consumer("paper_offer.freezing", ("paper_dunning.hand_over",), freeze),)

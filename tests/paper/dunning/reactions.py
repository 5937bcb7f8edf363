"""What a dunning does when the ledger below announces a payment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.models import Case, Dispatch
from cases.outbox.consumers import Consumer
from cases.services import reactions
from tests.paper.below import PAID
from tests.paper.dunning.process import UNPAID
from tests.paper.models import Dunning


def settle(dispatch: Dispatch, now: datetime) -> Mapping[str, Any] | None:
    """Close the dunning of a debt that is wholly paid; a part payment, or a case closed already, moves nothing."""
    if float(dispatch.payload["left"]) > 0:
        return None
    ours = Dunning.objects.of(dispatch.company_id).filter(debt=dispatch.payload["debt"])
    case = Case.objects.of(dispatch.company_id).filter(pk__in=ours.values("pk"), state__in=UNPAID).first()
    return reactions.move_case(dispatch, now, case, "settle") if case else None


consumers = (Consumer("paper_dunning.settling", (PAID,), settle),)

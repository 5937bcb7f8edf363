"""A consumer for relays in processes of their own: it leaves one event, and can be slow enough to be killed."""

from __future__ import annotations

import os
import time
from datetime import datetime

from cases.models import Dispatch
from cases.outbox.consumers import Consumer
from cases.services import comments
from registry.actors import SYSTEM

KIND = "test.effect"


def leave_one(dispatch: Dispatch, now: datetime) -> None:
    case = dispatch.event.case
    comments.record(case, KIND, actor=SYSTEM(case.company_id, ()), now=now, matter={"dispatch": dispatch.pk})
    if os.environ.get("STAY_INSIDE"):
        print("inside", flush=True)  # noqa: T201  # the parent reads it
        time.sleep(60)
    time.sleep(float(os.environ.get("EFFECT_SECONDS", "0")))


consumer = Consumer("effects", ("waste_approval.open",), leave_one)

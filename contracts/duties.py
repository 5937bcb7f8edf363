"""The duties of the gate and of logistics."""

from __future__ import annotations

from typing import Final

ASK: Final = "contracts.ask"
RESERVE: Final = "contracts.reserve"
WEIGH: Final = "contracts.weigh"
PLAN: Final = "contracts.plan"
EDIT_CARRIER: Final = "contracts.edit_carrier"
STOP: Final = "contracts.stop_deliveries"

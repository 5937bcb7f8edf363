"""The duties of credit control and billing."""

from __future__ import annotations

from typing import Final

READ: Final = "billing.read"
RECORD: Final = "billing.record_payments"
CHARGE: Final = "billing.charge_interest"
IMPORT: Final = "billing.import_receivables"
HOLD: Final = "billing.hold_collection"
LIMIT: Final = "billing.set_credit_terms"
HAND_OVER: Final = "billing.hand_over"

"""What leaves the house: one hand-over as JSON, the same bytes for the same contents."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from billing.models import Charge, Handover
    from registry.models import Customer

KEYS: Final = UUID("0b4f7a9c-6f0e-5a35-9a3c-5d6c8f0f4c11")
"""The name space of the keys of hand-overs."""
FORMAT: Final = "pratica.handover/1"
FISCAL: Final = ("code", "external_code", "name", "vat_number", "fiscal_code", "sdi_code", "pec")
ADDRESS: Final = ("address", "postal_code", "city", "province", "country")
DAYS: Final = ("valid_from", "valid_to", "period_from", "period_to", "due_on")
PAYMENT: Final = ("payment_method", "payment_days", "payment_end_of_month", "iban")


def key_of(handover: Handover, revision: int) -> UUID:
    """The idempotency key: the same for the same event or period and body, another once the body is written anew."""
    return uuid5(KEYS, f"{handover.company_id}/{handover.event_id or _period(handover)}/{revision}")


def _period(handover: Handover) -> str:
    """The name of a period; contract 2026/118 with line fee is another than contract 2026 with line 118/fee."""
    parts = (handover.contract_ref, handover.line, str(handover.period_from))
    told = "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)
    return f"{told}/-" if handover.reverses_id else told


def body_of(handover: Handover, charges: Sequence[Charge]) -> str:
    """The body, canonical: sorted names, no blanks, amounts as text."""
    told = {
        "format": FORMAT,
        "key": str(handover.key),
        "company": handover.company.slug,
        "on": handover.on.isoformat(),
        **_occasion(handover),
        "customer": _customer(handover.customer) if handover.customer else None,
        "charges": [_charge(each) for each in charges],
        "total": str(handover.total),
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _occasion(handover: Handover) -> dict[str, Any]:
    """What it is handed over for: an event of a case, or a period of a contract line."""
    case, event = handover.case, handover.event
    if case is None or event is None:
        line = {"code": handover.contract_ref, "line": handover.line}
        return {"case": None, "event": None, "contract": line}
    return {
        "case": {"number": case.number, "process": case.process_code, "subject": case.subject},
        "event": {"seq": event.seq, "kind": event.kind, "on": handover.on.isoformat()},
        "contract": None,
    }


def digest_of(body: str) -> str:
    """SHA-256 of a body as it is sent."""
    return hashlib.sha256(body.encode()).hexdigest()


def _customer(customer: Customer) -> dict[str, Any]:
    fields = {name: getattr(customer, name) for name in (*FISCAL, *ADDRESS, *PAYMENT)}
    return {**fields, "kind": customer.kind, "is_public_body": customer.is_public_body}


def _charge(charge: Charge) -> dict[str, Any]:
    taken_back = charge.reverses
    return {
        "line": charge.line,
        "kind": charge.kind,
        "description": {"it": charge.description_it, "en": charge.description_en},
        "quantity": _plain(charge.quantity),
        "unit": charge.unit,
        "unit_price": _plain(charge.unit_price),
        "amount": _plain(charge.amount),
        "vat": {"rate": _plain(charge.vat_rate), "nature": charge.vat_nature},
        **{name: _day(getattr(charge, name)) for name in DAYS},
        "reverses": {"key": str(taken_back.handover.key), "line": taken_back.line} if taken_back else None,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")

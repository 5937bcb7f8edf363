"""The chain of the journal: canonical text and keyed hashes (RELIABILITY R10)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID


def plain(value: Any) -> Any:
    """`value` as JSON knows it: exact Decimals and ISO dates as text, sets sorted, anything else as its text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict | Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple | Sequence) or (isinstance(value, Iterable) and not hasattr(value, "pk")):
        return [plain(item) for item in value]
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return str(getattr(value, "pk", value))


_write: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(body: Mapping[str, Any] | str) -> str:
    """The one text of a body, or of a value in it: keys sorted, no blanks, non-Latin letters kept."""
    return _write(body)


def link(key: bytes, previous: str, body: str) -> str:
    """The hash of an event: HMAC-SHA-256 over the previous hash and the stored text, as 64 hex digits."""
    return hmac.digest(key, f"{previous}\n{body}".encode(), "sha256").hex()


def digest(salt: str, value: str) -> str:
    """What the chain holds of a personal value, so that erasing the value keeps the chain."""
    return hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest()

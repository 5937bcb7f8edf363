"""What a billing system is to us: it takes a parcel once, and says by its key whether it has it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol


class Verdict(StrEnum):
    """What is known after sending or asking.

    TAKEN    it has exactly what was sent, and says so with the digest
    REFUSED  it said no for good, and has nothing of it
    NOT_NOW  it surely has nothing of it, and may be asked to take it again
    UNKNOWN  nobody can say: it must be asked, and is never taken for failed
    CONFLICT it has something else under this key: a person compares both sides
    ABSENT   asked by the key, it does not know it
    """

    TAKEN = "taken"
    REFUSED = "refused"
    NOT_NOW = "not_now"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over: the key that makes it happen once, the bytes, and a name a person can read."""

    key: str
    body: bytes
    name: str

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the verdict, why (a code of billing.handover.texts), the receipt, how long not to come again."""

    verdict: Verdict
    why: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    receipt: Mapping[str, Any] = field(default_factory=dict)
    pause: timedelta | None = None


class Adapter(Protocol):
    """A way to a billing system. Neither call raises for what happens on the way: that is an answer."""

    def send(self, parcel: Parcel) -> Answer:
        """Hand the parcel over; sent again under the same key it must have no second effect."""

    def ask(self, parcel: Parcel) -> Answer:
        """Whether the other side has it: TAKEN, ABSENT, or UNKNOWN still."""

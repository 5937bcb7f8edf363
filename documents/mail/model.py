"""What a mail turned out to be. Every text in it is visible, every address in lower case, every id without brackets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from documents.mail.daticert import Receipt
from documents.mail.words import Address

LARGEST: Final = 25 * 1024 * 1024
LONGEST_TEXT: Final = 200_000
MOST_PARTS: Final = 100
DEEPEST: Final = 8


class Kind(StrEnum):
    """What a mail is, by what its headers and parts say.

    MESSAGE     somebody writes; also inside a certified envelope
    BOUNCE      a server could not deliver (RFC 3464, or in words of its own)
    DELAY       a server keeps trying
    ABSENCE     an automatic answer (RFC 3834)
    RECEIPT     a certified e-mail provider says what became of a message
    UNREADABLE  a receipt whose daticert.xml is missing, wrong, or contradicts the headers
    """

    MESSAGE = "message"
    BOUNCE = "bounce"
    DELAY = "delay"
    ABSENCE = "absence"
    RECEIPT = "receipt"
    UNREADABLE = "unreadable"


class Seal(StrEnum):
    """The provider's S/MIME signature, as far as it can be judged here. Source: ETSI EN 319 102-1, 5.3.

    UNKNOWN is an intact signature of an issuer that no loaded authority vouches for: never more than that.
    """

    NONE = "none"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    TRUSTED = "trusted"


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient whom a server did not reach. `status` as in RFC 3463, such as 5.1.1; empty where it says none."""

    address: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is a file. `name` may be empty; the upload checks decide whether it comes in."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail.

    message_id    its own, of the outermost envelope; made from its content where it has none
    original_id   of a certified message the one its writer gave it; else the same
    about         the messages it speaks of or answers, nearest first
    certified     what the provider certified, of a receipt or of the envelope a message came in
    trouble       why a receipt could not be believed
    left_out      how many parts beyond the most that are read
    """

    kind: Kind
    message_id: str
    original_id: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    sent_at: datetime | None
    about: tuple[str, ...]
    text: str
    attachments: tuple[Attachment, ...]
    failures: tuple[Failure, ...] = ()
    certified: Receipt | None = None
    seal: Seal = Seal.NONE
    trouble: str = ""
    left_out: int = 0

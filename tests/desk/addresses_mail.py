"""The addresses of mail that came in, and of appointments."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.addresses import NO, Address, case, row
from tests.desk.world import House
from tests.factories import mails


def key(house: House) -> list[Any]:
    return [house.rows["tray"].key]


def eml(house: House) -> dict[str, Any]:
    del house
    return {"mail-file": SimpleUploadedFile("mail.eml", mails.mail())}


ADDRESSES = [
    Address("mail", typed=eml, idle=(403, 403), own=False),
    Address("mail-message", key, idle=(403, 405)),
    Address("mail-file", key, lambda h: {"number": h.draft.number}, (405, 403), boss=405),
    Address("mail-aside", key, lambda _: {"reason": "Pubblicità"}, (403, 403)),
    Address("mail-evidence", row("receipt"), lambda _: {}, (403, 403)),
    Address("case-mail", case, eml, NO),
]

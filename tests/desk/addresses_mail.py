"""The addresses of mail that came in, and of appointments."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.addresses import NO, Address, case, document, row
from tests.desk.world import House
from tests.factories import mails


def key(house: House) -> list[Any]:
    return [house.rows["tray"].key]


def eml(house: House) -> dict[str, Any]:
    del house
    return {"mail-file": SimpleUploadedFile("mail.eml", mails.mail())}


def meeting(house: House) -> dict[str, Any]:
    del house
    times = {"starts_at": "2026-12-01T10:00", "ends_at": "2026-12-01T11:00"}
    return {"kind": "meeting", "title": "Sopralluogo", "participants": "mario@rossi.example", **times}


ADDRESSES = [
    Address("mail", typed=eml, idle=(403, 403), own=False),
    Address("mail-message", key, idle=(403, 403)),
    Address("mail-file", key, lambda h: {"number": h.draft.number}, (403, 403), boss=405),
    Address("mail-customer", key, lambda h: {"code": h.customer.code}, (403, 403), boss=405),
    Address("mail-aside", key, lambda _: {"reason": "Pubblicità"}, (403, 403)),
    Address("mail-evidence", row("receipt"), lambda _: {}, (403, 403)),
    Address("case-mail", case, eml, NO),
    Address("document-kind", document, lambda _: {"kind": "analysis"}, NO),
    Address("appointments", case, meeting, NO),
    Address("appointment", row("draft", "appointment"), meeting, NO),
    Address("cancel-appointment", row("draft", "appointment"), lambda _: {}, NO),
    Address("appointment-calendar", row("draft", "appointment"), idle=(404, 404)),
    Address("deadline-calendar", row("checked", "deadline"), idle=(404, 404)),
]

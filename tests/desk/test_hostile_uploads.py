"""Hostile files at every door of the desk that takes one: a verdict in words, soon, and not a row more than before."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from tests.desk.addresses import Address, everywhere
from tests.desk.world import finished
from tests.documents.battery import BATTERY
from tests.factories.rows import changed, rows

SESSIONS = ("django_session",)
SECONDS = 5
BY_NAME = ("no extension", "no name")
"""Only their names are wrong: called otherwise, they are good."""
ONE_OF_EACH = list({hostile.code: hostile for hostile in BATTERY}.values())
DOORS = {
    "add-revocation-list": ("file", "x.crl"),
    "add-trust": ("certificate", "x.pem"),
    "book-message": ("file", "x.pdf"),
    "case-mail": ("mail-file", "x.eml"),
    "customer-upload": ("document-file", "x.pdf"),
    "imports": ("file", "x.csv"),
    "letter-template": ("template-file", "x.docx"),
    "letterhead": ("logo", "x.png"),
    "mail": ("mail-file", "x.eml"),
    "mailing-papers": ("file", "x.pdf"),
    "new-ledger-import": ("file", "x.csv"),
    "new-statement": ("file", "x.xml"),
    "policy-draft": ("file", "x.json"),
    "seal": ("file", "x.p12"),
    "transport-xfir": ("file", "x.xfir"),
    "upload": ("document-file", "x.pdf"),
}
"""The field of the file, and a name that the door expects."""
BUTTONS = {"letter-template": {"do": "upload"}, "policy-draft": {"do": "file"}}


def door(route: str) -> Address:
    return next(address for address in everywhere() if address.route == route)


def test_every_address_whose_right_answer_brings_a_file_is_a_door(eco):
    brings = {each.route for each in everywhere() if any(isinstance(v, UploadedFile) for v in each.sent(eco).values())}
    assert brings - DOORS.keys() == set(), "name these in DOORS"


@pytest.mark.parametrize("route", DOORS)
def test_no_door_lets_a_hostile_file_in(eco, route):
    address, (field, expected), client = door(route), DOORS[route], eco.client()
    before, wrong = rows(SESSIONS), []
    for hostile in ONE_OF_EACH:
        content = hostile.build()
        for name in {hostile.name} | ({expected} if hostile.what not in BY_NAME else set()):
            sent: dict[str, Any] = {
                **address.sent(eco),
                **BUTTONS.get(route, {}),
                field: SimpleUploadedFile(name, content),
            }
            started = time.monotonic()
            status = finished(client.post(address.of(eco), sent)).status_code
            if status in (302, 303) or status >= 500 or time.monotonic() - started > SECONDS:
                wrong.append((hostile.what, name, status))
    assert (wrong, changed(before, rows(SESSIONS))) == ([], [])

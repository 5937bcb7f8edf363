"""A form changes what it shows and nothing else, whatever else is sent with it."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from tests.desk.addresses import everywhere
from tests.desk.world import House, finished
from tests.factories import cases as make
from tests.factories.rows import Rows, changed, rows, written

SESSIONS = ("django_session",)
CLICK = "6a6a2f4e-6a6a-4a6a-8a6a-6a6a2f4e6a6a"
HOSTILE = {
    "BooleanField": "1",
    "IntegerField": "987654",
    "DateField": "1999-12-31",
    "DateTimeField": "1999-12-31 23:59:59",
    "DecimalField": "987654.32",
    "JSONField": '["admin.configure"]',
    "UUIDField": "99999999-9999-4999-8999-999999999999",
}


def every_field(house: House, stranger: House) -> dict[str, str]:
    """A hostile value for every column of every table, by field name and by column name."""
    found: dict[str, str] = {"is_staff": "1", "is_superuser": "1", "company": str(stranger.company.pk)}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            value = HOSTILE.get(field.get_internal_type(), "hostile")
            if field.is_relation:
                value = str(stranger.customer.pk if field.name == "customer" else stranger.company.pk)
            found.setdefault(field.name, value)
            found.setdefault(field.attname, value)
    return found | {"company_slug": stranger.company.slug, "acting_for": str(house.users["twin"].pk)}


def posted(house: House, address: Any, extra: dict[str, str], monkeypatch: Any) -> tuple[int, Rows]:
    """What one POST leaves in every table, taken back afterwards; the same at every call."""
    body = {**address.sent(house), **({"command_id": CLICK} if "command_id" in address.sent(house) else {})}
    offered = shown(address, house) if extra else set()
    hostile = {name: value for name, value in extra.items() if name not in offered}
    client = house.client()
    monkeypatch.setattr("uuid.os.urandom", lambda size: b"5a" * (size // 2))
    monkeypatch.setattr("cases.services.journal.secrets.token_hex", lambda size: "5a" * size)
    monkeypatch.setattr("django.conf.settings.DATA_DIR", Path(mkdtemp(dir=settings.DATA_DIR)))
    with time_machine.travel(make.NOW, tick=False), transaction.atomic():
        before = rows(SESSIONS)
        with written() as statements:
            answer = client.post(address.of(house), {**hostile, **body})
        after = rows(SESSIONS) if statements else before
        transaction.set_rollback(True)
    monkeypatch.undo()
    return answer.status_code, {table: after[table] - before[table] for table in changed(before, after)}


def shown(address: Any, house: House) -> set[str]:
    """The fields the form itself shows: those may be typed, so they are no attack."""
    page = finished(house.client().get(address.of(house)))
    named = set() if page.streaming else set(re.findall(r'name="([^"]+)"', page.content.decode()))
    return named | FIELDS.get(address.route, set()) | address.sent(house).keys()


FIELDS = {
    "new-customer": {
        "kind", "name", "first_name", "last_name", "vat_number", "fiscal_code", "address", "postal_code", "city",
        "province", "country", "email", "pec", "phone", "sdi_code", "iban", "is_public_body", "is_prospect", "notes",
    },
    "new-site": {
        "name", "address", "postal_code", "city", "province", "country", "istat_code", "rentri_unit",
    },
}  # fmt: skip
PERIOD = {"from_on", "to_on", "reason", "person", "absent", "substitute", "processes", "process_codes"}
FIELDS |= {
    "absence": PERIOD,
    "grant": PERIOD,
    "holds": {"until_on", "reason", "covers"},
    "hand-over": {"to", "reason"},
    "put-off": {"reason"},
}
FIELDS["edit-customer"] = FIELDS["new-customer"]
FIELDS["tell-apart"] = {"reason"}


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="rows are compared with their ids, which PostgreSQL burns")
def test_what_a_form_does_not_show_is_not_changed_by_sending_it(eco, lumen, monkeypatch):
    extra, wrong, changing = every_field(eco, lumen), {}, 0
    for address in everywhere():
        if address.typed is None:
            continue
        plain, hostile = (posted(eco, address, more, monkeypatch) for more in ({}, extra))
        changing += bool(plain[1])
        if plain != hostile:
            tables = changed(plain[1], hostile[1])
            wrong[address.route] = (hostile[0], [(plain[1].get(name), hostile[1].get(name)) for name in tables])
    assert wrong == {}
    assert changing >= 10, "too few of these posts change anything for this to mean something"
    assert len(extra) > 150


def test_a_step_does_not_take_its_author_state_or_company_from_the_form(eco, lumen):
    """The same said by name, on both databases."""
    address = next(each for each in everywhere() if each.route == "transition")
    hostile = every_field(eco, lumen) | {"actor": str(eco.users["twin"].pk), "to_state": "approved"}
    answer = eco.client().post(address.of(eco), {**hostile, **address.sent(eco)})
    assert answer.status_code == 302
    case = type(eco.draft).objects.of(eco.company).get(pk=eco.draft.pk)
    event = case.events.order_by("seq").last()
    assert (case.state, case.version, case.company_id) == ("draft", eco.draft.version + 1, eco.company.pk)
    assert (event.actor_id, event.acting_for_id, event.to_state) == (eco.users["boss"].pk, None, "draft")
    assert case.customer_id == eco.customer.pk


def test_a_person_does_not_make_himself_more_by_the_forms_about_himself(eco):
    user = eco.users["idle"]
    client = eco.client("idle")
    more = {"is_staff": "1", "is_superuser": "1", "is_active": "1", "email": "boss@example.org", "duties": "x"}
    client.post("/accounts/language/", {"language": "en", **more})
    client.post("/accounts/password/", {"old_password": "x", "new_password1": "y", "new_password2": "y", **more})
    fresh = type(user).objects.get(pk=user.pk)
    assert (fresh.is_superuser, fresh.email, fresh.memberships.get().duties) == (False, user.email, [])
    assert connection.vendor in ("sqlite", "postgresql")

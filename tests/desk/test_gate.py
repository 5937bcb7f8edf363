"""The gate's pages, as the weighbridge and logistics use them."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.utils import timezone

from contracts.duties import ASK, PLAN, RESERVE, WEIGH
from contracts.models import Movement, Reservation
from tests.factories import cases, registry
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db
ALL = (ASK, RESERVE, WEIGH, PLAN)


@pytest.fixture
def eco():
    cases.waste_code("170504")
    return registry.company("ecoverde")


@pytest.fixture
def row(eco):
    day = timezone.localdate()
    period = {"valid_from": date(day.year, 1, 1), "valid_to": date(day.year, 12, 31)}
    plant = make.authorised_plant(eco, code="RA2")
    return make.approval(eco, plant=plant, customer=registry.customer(eco, name="Rossi S.r.l."), **period)


@pytest.fixture
def at_the_gate(client, eco):
    def sign_in(*duties):
        client.force_login(registry.member(eco, *duties).user)
        return client

    return sign_in


def asked(row, quantity, **values):
    usual = {
        "customer": row.customer.code,
        "code": "17 05 04",
        "plant": "RA2",
        "quantity": quantity,
        "on": timezone.localdate().isoformat(),
    }
    return {**usual, **values}


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_gate_says_yes_and_what_is_left(row, at_the_gate):
    page = text(at_the_gate(*ALL).get(f"/ecoverde/gate/?{urlencode(asked(row, '12'))}"))
    assert "Sì, può essere conferito" in page
    assert "100 t" in page
    assert "Prenota la quantità" in page


def test_the_gate_says_no_with_the_reason_and_offers_no_reservation(row, at_the_gate):
    page = text(at_the_gate(*ALL).get(f"/ecoverde/gate/?{urlencode(asked(row, '120,5'))}"))
    assert "No, non può essere conferito" in page
    assert "restano 100 t" in page
    assert "Prenota la quantità" not in page


def test_a_customer_is_found_by_name_and_an_unknown_one_is_said(row, at_the_gate):
    client = at_the_gate(ASK)
    assert "Sì, può" in text(client.get(f"/ecoverde/gate/?{urlencode(asked(row, '1', customer='rossi'))}"))
    unknown = client.get(f"/ecoverde/gate/?{urlencode(asked(row, '1', customer='nessuno'))}")
    assert unknown.status_code == 422


def test_a_load_is_reserved_weighed_and_taken_back(eco, row, at_the_gate):
    client, key = at_the_gate(*ALL), uuid4()
    for _ in range(2):
        load = client.post("/ecoverde/gate/", {**asked(row, "12"), "key": str(key)})
    assert load.status_code == 302
    assert Reservation.objects.of(eco).get().quantity_t == 12
    client.post(load.url, {"step": "weigh", "weight": "11,46"})
    assert Movement.objects.of(eco).get().weight_t == make.T("11.46")
    assert "11,46" in text(client.get(load.url))
    client.post(load.url, {"step": "reverse", "reason": "targa sbagliata"})
    assert Movement.objects.of(eco).get().reversed_at is not None


def test_what_was_weighed_already_is_refused_with_its_reason(row, at_the_gate):
    client = at_the_gate(*ALL)
    load = client.post("/ecoverde/gate/", {**asked(row, "12"), "key": str(uuid4())})
    client.post(load.url, {"step": "weigh", "weight": "11"})
    again = client.post(load.url, {"step": "weigh", "weight": "13"})
    assert again.status_code == 409
    assert "già stato pesato" in text(again)


def test_a_released_load_is_free_again(eco, row, at_the_gate):
    client = at_the_gate(*ALL)
    load = client.post("/ecoverde/gate/", {**asked(row, "12"), "key": str(uuid4())})
    client.post(load.url, {"step": "release"})
    assert Reservation.objects.of(eco).get().state == "released"


def test_who_may_not_ask_or_plan_does_not_enter(row, at_the_gate):
    client = at_the_gate("cases.comment")
    assert client.get("/ecoverde/gate/").status_code == 403
    assert client.get("/ecoverde/positions/").status_code == 403
    assert "/ecoverde/gate/" not in text(client.get("/ecoverde/"))


def test_who_only_asks_sees_no_button_and_cannot_reserve(eco, row, at_the_gate):
    client = at_the_gate(ASK)
    assert "Prenota la quantità" not in text(client.get(f"/ecoverde/gate/?{urlencode(asked(row, '1'))}"))
    assert client.post("/ecoverde/gate/", {**asked(row, "12"), "key": str(uuid4())}).status_code == 403
    assert not Reservation.objects.of(eco).exists()


def test_the_positions_say_what_is_free_and_what_is_blocked(eco, row, at_the_gate):
    make.approval(
        eco,
        customer=registry.customer(eco, name="Verdi S.p.A."),
        plant=registry.plant(eco, code="NO1"),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    page = text(at_the_gate(PLAN, ASK).get("/ecoverde/positions/"))
    assert "libera" in page
    assert "bloccata" in page
    assert "non è autorizzato per 17 05 04" in page


def test_the_positions_are_narrowed_by_customer_code_and_plant(eco, row, at_the_gate):
    make.approval(eco, customer=registry.customer(eco, name="Verdi S.p.A."), valid_to=row.valid_to)
    client = at_the_gate(PLAN)
    for query in ("q=verdi", "q=verdi&code=1705"):
        page = text(client.get(f"/ecoverde/positions/?{query}"))
        assert "Verdi S.p.A." in page
        assert "Rossi S.r.l." not in page
    assert "Verdi S.p.A." not in text(client.get("/ecoverde/positions/?plant=RA2"))
    assert "Nessun risultato" in text(client.get("/ecoverde/positions/?code=99"))

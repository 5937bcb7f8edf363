"""The demo: as much of everything as it promises, made by the services, and the same for the same seed and day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from cases.definition import catalogue
from cases.models import Case, CaseEvent, Hold, Substitution
from cases.services.diagnosis.verification import verify
from contracts.models import Approval, Carrier, Enrolment, LoadRejection, Movement, Reservation
from documents.models import Letter
from registry.models import Company

pytestmark = [pytest.mark.battery, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 11, 22)


def filled() -> Company:
    call_command("flush", "--no-input", verbosity=0)
    call_command("load_codes", verbosity=0)
    call_command("load_policies", verbosity=0)
    call_command("load_templates", verbosity=0)
    call_command("demo_data", "--today", TODAY.isoformat(), verbosity=0)
    return Company.objects.get(slug="ecoverde")


def told(eco):
    """Everything of the waste approvals that a reader of the demo could compare."""
    cases = Case.objects.of(eco).filter(process_code="waste_approval").order_by("number")
    events = CaseEvent.objects.of(eco).order_by("case__number", "seq")
    return (
        list(cases.values_list("number", "state", "subject", "seq", "version", "opened_at", "closed_at")),
        list(events.values_list("case__number", "seq", "kind", "actor_name", "occurred_at", "command_id")),
        list(Approval.objects.of(eco).order_by("number", "version").values_list("number", "state", "valid_to")),
        list(Reservation.objects.of(eco).order_by("key").values_list("key", "state", "quantity_t", "on")),
    )


def differs(renewal):
    """Whether the comparison with the version it renews has something to show besides the price."""
    names = ("process_of_origin", "quantity_per_year", "packaging", "appearance", "raw_materials")
    old = type(renewal).objects.of(renewal.company_id).get(pk=renewal.renews_id)
    return any(getattr(renewal, name) != getattr(old, name) for name in names)


def has_letters_and_renewals_to_compare(eco, dossier):
    written = Counter(Letter.objects.of(eco).values_list("kind", flat=True))
    assert len(written) >= 5
    assert min(written.values()) >= 3
    renewals = dossier.objects.of(eco).filter(renews__isnull=False)
    assert renewals.count() >= 10
    assert sum(differs(each) for each in renewals) >= 8


def test_the_demo_holds_what_it_promises_and_is_the_same_for_the_same_seed_and_day():
    approvals = catalogue.get("waste_approval")
    eco = filled()
    ours = Case.objects.of(eco).filter(process_code="waste_approval")
    states = Counter(ours.values_list("state", flat=True))
    assert {state: states[state] for state in approvals.states.values if states[state] < 5} == {}
    assert Hold.objects.of(eco).count() >= 10
    assert Substitution.objects.of(eco).count() >= 5
    assert CaseEvent.objects.of(eco).filter(kind="case.corrected").count() >= 3
    soon = approvals.dossier.objects.of(eco).filter(
        case__state="approved", valid_to__gte=TODAY, valid_to__lte=TODAY + timedelta(days=60)
    )
    assert soon.count() >= 20
    first = CaseEvent.objects.of(eco).order_by("occurred_at").values_list("occurred_at", flat=True)[0]
    assert (TODAY - first.date()).days >= 14 * 30
    assert CaseEvent.objects.of(eco).filter(kind="comment", body__contains="Tentativo rifiutato").count() >= 5
    assert set(approvals.dossier.objects.of(eco).values_list("context", flat=True)) == {
        "own_plant",
        "broker",
        "carrier",
        "public_service",
    }
    assert Carrier.objects.of(eco).count() >= 5
    assert Enrolment.objects.of(eco).filter(valid_to__lt=TODAY).exists()
    assert Movement.objects.of(eco).count() >= 10
    assert LoadRejection.objects.of(eco).count() >= 2
    has_letters_and_renewals_to_compare(eco, approvals.dossier)
    assert verify(eco).wrong == []
    once = told(eco)
    assert told(filled()) == once

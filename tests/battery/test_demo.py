"""The demo: as much of everything as it promises, made by the services, and the same for the same seed and day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from billing.models import StatementRun
from cases.definition import catalogue
from cases.models import Case, CaseEvent, Dispatch, Hold, Substitution, WorkItem
from cases.services.diagnosis.verification import verify
from contracts.models import Approval, Carrier, Enrolment, LoadRejection, Movement, Reservation
from documents.models import Appointment, Direction, Evidence, Letter, Message, PrintBatch
from documents.services.messages.evidence import FAILED_STEP
from documents.services.messages.writing import TOPIC
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
        list(Message.objects.of(eco).order_by("pk").values_list("channel", "status", "created_at", "subject", "body")),
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


def has_a_register_with_life_in_it(eco):
    """Every way a message goes and ends, mail that came in, statements in lots; and nothing that would leave."""
    out, seen = Message.objects.of(eco).filter(direction=Direction.OUT), Evidence.objects.of(eco)
    ways = set(out.values_list("channel", "status"))
    assert {("email", "sent"), ("pec", "delivered"), ("pec", "failed"), ("registered_post", "delivered")} <= ways
    assert {("hand", "delivered"), ("post", "sent"), ("post", "failed"), ("post", "queued")} <= ways
    assert set(seen.values_list("kind", flat=True)) >= {"accettazione", "return_card", "returned", "handed_over"}
    assert out.filter(presumed_delivered_on__isnull=False).exists()
    assert WorkItem.objects.of(eco).filter(step=FAILED_STEP, ended_at__isnull=True).count() == 1
    came = Message.objects.of(eco).filter(direction=Direction.IN)
    assert came.filter(case__isnull=False, attachments__isnull=False).count() >= 2
    assert (came.filter(status="tray").count(), seen.filter(message__isnull=True).count()) == (1, 1)
    assert PrintBatch.objects.of(eco).get().letters >= 2
    assert sorted(StatementRun.objects.of(eco).values_list("status", flat=True)) == ["ended", "prepared"]
    assert Appointment.objects.of(eco).exists()
    assert out.filter(status="queued").exclude(channel="post").count() == 0
    assert Dispatch.objects.of(eco).filter(topic=TOPIC).count() == 0


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
    has_a_register_with_life_in_it(eco)
    assert verify(eco).wrong == []
    assert told(eco) == told(filled())

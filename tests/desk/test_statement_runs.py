"""The pages of statements sent in lots: a form, a list with reasons, a preview, one button; and what was sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from billing.duties import READ
from billing.models import CustomerStatement, StatementRun
from billing.services.statements.sending import send_released
from documents.duties import SEND
from documents.models import Message
from tests.desk.world import finished
from tests.factories import billing as make
from tests.factories import registry
from tests.factories import statements as sets

pytestmark = pytest.mark.django_db
ASKED = {
    "key": "7b7b2f4e-7b7b-4b7b-8b7b-7b7b2f4e7b7b",
    "on": "2026-11-20",
    "whom": "open",
    "layout": "open_items",
    "way": "email",
    "by_post": "on",
    **dict.fromkeys(("days", "above", "chosen", "from_on"), ""),
}


@pytest.fixture(autouse=True)
def scene(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path
    sets.texts()
    with time_machine.travel(make.NOW + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def eco():
    made = registry.company()
    make.item(make.customer(made, name="Bianchi S.r.l.", email="conti@bianchi.example"), 100)
    make.item(make.customer(made, name="Verdi S.n.c."), 200)
    return made


def desk(eco, *duties):
    client = Client()
    client.force_login(registry.member(eco, *duties, who=registry.user(language="en")).user)
    return client


@pytest.fixture
def office(eco):
    return desk(eco, READ, SEND)


def at(eco, path=""):
    return f"/{eco.slug}/receivables/statements/{path}"


def shown(answer, status=200):
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def prepared(eco, office):
    shown(office.post(at(eco, "new/"), ASKED), 302)
    return StatementRun.objects.of(eco).get()


def test_the_list_says_who_gets_a_statement_by_which_way_and_who_does_not_and_why(eco, office):
    run = prepared(eco, office)
    page = shown(office.get(at(eco, f"{run.pk}/")))
    assert "conti@bianchi.example" in page
    assert "No address: neither mail nor a complete postal address." in page
    assert "Send 1 statement" in page
    out = shown(office.get(at(eco, f"{run.pk}/"), {"show": "out"}))
    assert ("Verdi S.n.c." in out, "Bianchi S.r.l." in out) == (True, False)


def test_a_preview_is_a_pdf_and_sends_nothing(eco, office):
    run = prepared(eco, office)
    row = CustomerStatement.objects.of(eco).filter(status="waiting").get()
    answer = office.get(at(eco, f"{run.pk}/{row.pk}.pdf"))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert not Message.objects.of(eco).exists()
    assert office.get(at(eco, f"{run.pk}/{row.pk + 99}.pdf")).status_code == 404


def test_one_left_out_by_hand_can_be_taken_in_again_then_the_run_is_released_once(eco, office):
    run = prepared(eco, office)
    here, row = at(eco, f"{run.pk}/"), CustomerStatement.objects.of(eco).filter(status="waiting").get()
    shown(office.post(here, {"step": "leave_out", "row": row.pk}), 302)
    assert "Nobody is left to send a statement to." in shown(office.post(here, {"step": "release"}), 409)
    shown(office.post(here, {"step": "take_in", "row": row.pk}), 302)
    shown(office.post(here, {"step": "release"}), 302)
    assert "is not being prepared any more" in shown(office.post(here, {"step": "release"}), 409)


def test_what_was_sent_stands_on_the_credit_page_of_the_customer(eco, office, django_capture_on_commit_callbacks):
    run = prepared(eco, office)
    office.post(at(eco, f"{run.pk}/"), {"step": "release"})
    with django_capture_on_commit_callbacks(execute=True):
        send_released(make.NOW)
    row = CustomerStatement.objects.of(eco).select_related("customer", "document", "message").get(status="written")
    page = shown(office.get(f"/{eco.slug}/customers/{row.customer.code}/credit/"))
    for part in ("conti@bianchi.example", str(row.document.uuid), str(row.message.key)):
        assert part in page
    assert finished(office.get(f"/{eco.slug}/documents/{row.document.uuid}/")).status_code == 200


@pytest.mark.parametrize(
    ("duties", "reads"), [((READ,), True), ((SEND,), True), (("documents.receive", "waste_approval.read"), False)]
)
def test_a_statement_that_was_sent_is_read_by_whom_the_ledger_or_the_mail_concerns(
    eco, office, duties, reads, django_capture_on_commit_callbacks
):
    run = prepared(eco, office)
    office.post(at(eco, f"{run.pk}/"), {"step": "release"})
    with django_capture_on_commit_callbacks(execute=True):
        send_released(make.NOW)
    row = CustomerStatement.objects.of(eco).select_related("customer", "document").get(status="written")
    other, paper = desk(eco, *duties), f"/{eco.slug}/documents/{row.document.uuid}/"
    assert finished(other.get(paper)).status_code == (200 if reads else 404)
    page = shown(other.get(f"/{eco.slug}/customers/{row.customer.code}/"))
    assert (str(row.document.uuid) in page) is reads


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"whom": "overdue"}, "Needed for this choice."),
        ({"whom": "above"}, "Needed for this choice."),
        ({"whom": "chosen"}, "Needed for this choice."),
        ({"whom": "chosen", "chosen": "C000001, C999999"}, "No customer has the code C999999."),
        ({"layout": "movements"}, "Needed for this choice."),
        ({"whom": "everybody"}, "everybody"),
        ({"on": "31/31/2026"}, "id_on"),
    ],
)
def test_what_is_missing_or_unknown_is_said_at_its_field(eco, office, typed, said):
    assert said in shown(office.post(at(eco, "new/"), {**ASKED, **typed}), 422)
    assert not StatementRun.objects.of(eco).exists()


def test_a_day_to_come_is_refused_with_what_was_typed(eco, office):
    assert "has not come yet" in shown(office.post(at(eco, "new/"), {**ASKED, "on": "2026-12-31"}), 409)


def test_who_only_reads_the_ledger_sees_the_runs_and_decides_nothing(eco, office):
    run = prepared(eco, office)
    reader = desk(eco, READ)
    page = shown(reader.get(at(eco, f"{run.pk}/")))
    assert ("Send 1 statement" in page, "Leave out" in page) == (False, False)
    for where in (f"{run.pk}/", "new/"):
        assert reader.post(at(eco, where), {**ASKED, "step": "release"}).status_code == 403
    assert StatementRun.objects.of(eco).get().status == "prepared"


def test_a_step_that_is_none_is_not_there(eco, office):
    run = prepared(eco, office)
    assert office.post(at(eco, f"{run.pk}/"), {"step": "burn"}).status_code == 404

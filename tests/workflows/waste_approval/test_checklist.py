"""The checklist on the page of a case: the judge's own answer, row by row."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from cases.definition import catalogue
from cases.services.policies.factory import load_factory
from desk.presenting import checklist
from desk.presenting.addresses import Addresses
from desk.presenting.casefile import Seen, facts_of
from documents.models import Document
from registry.models import User
from tests.documents import good
from tests.factories import cases as make
from tests.factories import registry as people

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()


@pytest.fixture
def eco():
    load_factory([catalogue.get("waste_approval")], now=make.NOW)
    return people.company("ecoverde")


@pytest.fixture
def ada(eco):
    duties = (*make.ENTER, *make.CHECK, *make.PAPERS)
    actor = make.actor(eco, "ada@example.org", *duties)
    people.member(eco, *duties, who=User.objects.get(pk=actor.user_id))
    return actor


@pytest.fixture
def client(ada):
    client = Client()
    client.force_login(User.objects.get(pk=ada.user_id))
    return client


def items(case, actor, *, may_add=True):
    seen = Seen(case, actor, make.NOW, TODAY, Addresses("ecoverde"))
    asked = checklist.asked_of(seen, facts_of(seen))
    with translation.override("en"):
        shown = checklist.shown(seen, asked, {"waste_approval.check_administratively": ["Ada"]}, may_add=may_add)
        return {item.kind: (str(item.state.label), item.mandatory, item.wanted) for item in shown.items}, shown


def test_what_is_missing_comes_first_and_what_is_only_advised_stops_nothing(eco, ada):
    make.waste_code("170504", entry_type="MN")
    case = make.opened(eco, ada)
    make.document(case, "waste_sheet")
    rows, shown = items(case, ada)
    assert next(iter(rows)) == "analysis"
    assert list(rows)[-1] == "waste_sheet"
    assert rows["analysis"] == ("missing", True, True)
    assert rows["classification"] == ("missing", False, False)
    assert rows["waste_sheet"] == ("in order", True, False)
    assert shown.wanted == sum(wanted for _, _, wanted in rows.values())


@pytest.mark.parametrize(
    ("status", "label"),
    [("received", "to be verified"), ("rejected", "rejected"), ("expired", "expired"), ("verified", "in order")],
)
def test_each_document_says_how_it_stands(eco, ada, status, label):
    case = make.moved(make.opened(eco, ada), "submit", ada).case
    make.document(case, "waste_sheet", status)
    rows, _ = items(case, ada)
    assert rows["waste_sheet"][0] == label


@pytest.mark.parametrize(("status", "waiting"), [("received", 1), ("rejected", 0), ("verified", 0)])
def test_what_came_and_is_not_yet_read_is_not_counted_as_missing(eco, ada, status, waiting):
    make.waste_code("170504", entry_type="MN")
    case = make.opened(eco, ada)
    make.document(case, "waste_sheet", status)
    _, shown = items(case, ada)
    assert shown.waiting == waiting
    assert shown.missing == shown.wanted - waiting


def test_a_row_says_for_which_steps_it_is_needed_and_who_verifies_it(eco, ada):
    case = make.moved(make.opened(eco, ada), "submit", ada).case
    _, shown = items(case, ada)
    (sheet,) = [item for item in shown.items if item.kind == "waste_sheet"]
    assert sheet.steps == ["Pass on to technical review", "Conclude the review", "Approve"]
    assert sheet.by == "Ada"


def test_steps_that_lie_behind_the_case_ask_for_nothing_more(eco, ada):
    case = make.moved(make.opened(eco, ada), "submit", ada).case
    make.document(case, "waste_sheet")
    case = make.moved(case, "pass_on", ada).case
    assert checklist.ahead(case) == ["conclude_review", "approve"]


def test_the_page_offers_a_row_s_own_upload_and_several_files_come_in_at_once(eco, ada, client):
    case = make.moved(make.opened(eco, ada), "submit", ada).case
    address = f"/ecoverde/cases/{case.number}/"
    html = client.get(address).content.decode()
    assert 'href="?kind=waste_sheet#add-document"' in html
    assert '<option value="waste_sheet" selected>' in client.get(f"{address}?kind=waste_sheet").content.decode()
    files = [SimpleUploadedFile("one.pdf", good.pdf()), SimpleUploadedFile("two.txt", b"due righe\n")]
    answer = client.post(f"{address}documents/", {"document-kind": "waste_sheet", "document-file": files})
    assert answer.status_code == 302
    assert Document.objects.of(eco).filter(case=case, kind="waste_sheet", status="received").count() == 2


def test_of_several_files_the_good_ones_stay_and_each_refused_one_is_named(eco, ada, client):
    case = make.opened(eco, ada)
    files = [SimpleUploadedFile("good.txt", b"due righe\n"), SimpleUploadedFile("bad.pdf", b"MZ\x90 no pdf")]
    answer = client.post(
        f"/ecoverde/cases/{case.number}/documents/", {"document-kind": "other", "document-file": files}
    )
    assert answer.status_code == 409
    assert "bad.pdf:" in answer.content.decode()
    assert [each.file_name for each in Document.objects.of(eco)] == ["good.txt"]


def test_a_document_of_a_customer_comes_in_on_the_customer_s_page(eco, ada, client):
    customer = make.customer(eco)
    files = [SimpleUploadedFile("visura.pdf", good.pdf())]
    sent = {"document-kind": "other", "document-file": files, "document-valid_until": "2027-01-31"}
    assert client.post(f"/ecoverde/customers/{customer.code}/documents/", sent).status_code == 302
    kept = Document.objects.of(eco).get()
    assert (kept.case_id, kept.customer_id, str(kept.valid_until)) == (None, customer.pk, "2027-01-31")
    assert "visura.pdf" in client.get(f"/ecoverde/customers/{customer.code}/").content.decode()


def test_the_work_being_done_takes_documents_and_returns_to_itself(eco, ada, client):
    case = make.opened(eco, ada)
    sent = {
        "document-kind": "other",
        "document-file": [SimpleUploadedFile("nota.txt", b"due righe\n")],
        "next": "/ecoverde/work/7/end/",
    }
    answer = client.post(f"/ecoverde/cases/{case.number}/documents/", sent)
    assert answer.headers["Location"] == "/ecoverde/work/7/end/"

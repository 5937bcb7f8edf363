"""Hand-overs to another billing system: sent once, asked about when no answer came, in order, parked for a person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import translation

from billing.adapters.files import Folder
from billing.adapters.port import Answer, Parcel, Verdict
from billing.handover import sending, systems
from billing.handover.repairing import drop, retry
from billing.handover.texts import refusals
from cases.models import WorkItem
from cases.services.errors import Refused
from tests.factories import handover as make

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=2)
PARCEL = Parcel("6a6a2f4e", b'{"total":"180.00"}', "RQ-2026-000001-2")


@pytest.fixture
def elsewhere(monkeypatch):
    """Another system bills; it is in memory."""
    found = make.Elsewhere()
    monkeypatch.setattr(sending, "adapter_of", lambda handover, company: found)
    return found


@pytest.fixture
def office(elsewhere):
    with make.known():
        office = make.office()
        office.bills_by("http", "https://billing.example/handovers")
        yield office


def fresh(handover):
    return type(handover).objects.of(handover.company_id).select_related("case", "work").get(pk=handover.pk)


def test_it_is_sent_after_the_transaction_and_taken_with_a_receipt(office, elsewhere):
    [handover] = office.handed(office.case(), "approve")
    assert (handover.status, elsewhere.calls) == ("ready", [])
    assert [make.sent(), make.sent()] == [1, 0]
    handover = fresh(handover)
    assert (handover.status, handover.receipt["total"]) == ("taken", "180.00")
    body = json.loads(elsewhere.has[str(handover.key)])
    assert (body["total"], body["key"], body["customer"]["vat_number"]) == ("180.00", str(handover.key), "01234567897")
    assert {each["line"]: each["amount"] for each in body["charges"]} == {
        "fee": "150.00", "analysis": "30.00", "price": None,
    }  # fmt: skip


@pytest.mark.parametrize("lost", [Verdict.UNKNOWN])
def test_an_answer_that_went_missing_is_asked_for_and_never_sent_again(office, elsewhere, lost):
    [handover] = office.handed(office.case(), "approve")
    elsewhere.answers = [lost, Verdict.UNKNOWN, Verdict.UNKNOWN]
    for minutes in range(0, 60, 10):
        make.sent(make.NOW + timedelta(minutes=minutes))
    assert fresh(handover).status == "taken"
    assert elsewhere.calls == ["send", "ask", "ask", "ask"]
    assert len(elsewhere.effects) == 1


def test_what_it_does_not_know_when_asked_is_sent_again_under_the_same_key(office, elsewhere):
    [handover] = office.handed(office.case(), "approve")
    elsewhere.answers = [Verdict.UNKNOWN]
    make.sent()
    elsewhere.has.clear()
    elsewhere.effects.clear()
    for minutes in (1, 2):
        make.sent(make.NOW + timedelta(minutes=minutes))
    assert (fresh(handover).status, elsewhere.calls) == ("taken", ["send", "ask", "send"])
    assert elsewhere.effects == [str(handover.key)]


def test_a_worker_that_died_after_the_claim_leaves_an_unknown_one_that_is_asked_about(office, elsewhere):
    [handover] = office.handed(office.case(), "approve")
    sending._claim(handover.pk, make.NOW, sending.USUAL)
    assert fresh(handover).status == "unknown"
    assert make.sent() == 0, "it is in somebody's hands"
    make.sent(make.NOW + LATER)
    make.sent(make.NOW + LATER)
    assert (fresh(handover).status, elsewhere.calls) == ("taken", ["ask", "send"])


def test_an_answer_under_an_older_claim_counts_for_nothing(office):
    [handover] = office.handed(office.case(), "approve")
    slow = sending._claim(handover.pk, make.NOW, sending.USUAL)
    sending._claim(handover.pk, make.NOW + LATER, sending.USUAL)
    assert sending._settle(slow, Answer(Verdict.REFUSED, "no_receipt"), make.NOW, sending.USUAL) is False
    assert fresh(handover).status == "unknown"


def test_what_surely_did_not_leave_too_often_is_parked_for_a_clerk_who_lets_it_go_again(office, elsewhere):
    [handover] = office.handed(office.case(), "approve")
    no = Answer(Verdict.NOT_NOW, "no_connection", {"error": "ConnectionRefusedError"})
    elsewhere.answers = [no] * 8
    for hours in range(8):
        make.sent(make.NOW + timedelta(hours=2 * hours))
    handover = fresh(handover)
    assert (handover.status, handover.reasons[0]["code"], handover.failures) == ("parked", "no_connection", 8)
    assert handover.work.queue == "billing.hand_over"
    with translation.override("it"):
        assert refusals(handover.reasons)[0].params["error"] == "a quell’indirizzo non risponde nessuno"
    retry(handover, actor=office.ada, now=make.NOW + LATER)
    assert fresh(handover).key == handover.key
    make.sent(make.NOW + LATER)
    handover = fresh(handover)
    assert (handover.status, handover.work.status, handover.was_repaired) == ("taken", "done", True)


def test_what_billing_refused_for_good_is_written_anew_under_another_key(office, elsewhere):
    [handover] = office.handed(office.case(), "approve")
    elsewhere.answers = [Answer(Verdict.REFUSED, "http_refused", {"status": 422, "words": "no SDI code"})]
    make.sent()
    refused = fresh(handover)
    assert (refused.status, refused.reasons[0]["params"]["words"]) == ("refused", "no SDI code")
    office.customer.sdi_code = "KRRH6B9"
    office.customer.save()
    retry(refused, actor=office.ada, now=make.NOW)
    make.sent()
    handover = fresh(handover)
    assert handover.status == "taken"
    assert handover.key != refused.key
    assert json.loads(handover.body)["customer"]["sdi_code"] == "KRRH6B9"


def test_what_billing_refused_and_a_person_gave_up_is_not_taken_back_on_revocation(office, elsewhere):
    case = office.case()
    [refused] = office.handed(case, "approve")
    elsewhere.answers = [Answer(Verdict.REFUSED, "http_refused", {"status": 422, "words": "no"})]
    make.sent()
    assert refused.charges.exists()
    drop(fresh(refused), reason="entered by hand", actor=office.ada, now=make.NOW)
    back = office.handed(case, "revoke")[-1]
    assert (back.status, back.total, back.charges.count()) == ("taken", 0, 0)


def test_other_contents_under_our_key_are_parked_and_never_sent_under_another(office, elsewhere):
    [handover] = office.handed(office.case(), "approve")
    elsewhere.answers = [Answer(Verdict.CONFLICT, "other_contents")]
    make.sent()
    parked = fresh(handover)
    assert parked.status == "parked"
    retry(parked, actor=office.ada, now=make.NOW)
    assert fresh(parked).key == parked.key


def test_the_order_of_a_case_is_kept_while_other_cases_go_on(office, elsewhere):
    first, second = office.handed(office.case(), "approve", "revoke")
    other = office.handed(office.case(), "approve")[0]
    elsewhere.answers = [Verdict.UNKNOWN]
    make.sent()
    assert [fresh(each).status for each in (first, second, other)] == ["unknown", "waiting", "taken"]
    with pytest.raises(Refused, match="handover_on_its_way"):
        drop(first, reason="x", actor=office.ada, now=make.NOW)
    for minutes in (1, 2):
        make.sent(make.NOW + timedelta(minutes=minutes))
    first, second = fresh(first), fresh(second)
    assert [first.status, second.status] == ["taken", "taken"]
    told = json.loads(second.body)["charges"][0]
    assert (told["amount"], told["reverses"]) == ("-150.00", {"key": str(first.key), "line": "fee"})


def test_a_worker_at_it_is_left_alone(office, elsewhere):
    [handover] = office.handed(office.case(), "approve")
    sending._claim(handover.pk, make.NOW, sending.USUAL)
    assert sending.step(handover.pk, make.NOW) is False
    assert elsewhere.calls == []


def test_a_file_per_hand_over_is_whole_and_named_by_its_key(tmp_path):
    folder = Folder(tmp_path / "out")
    assert folder.ask(PARCEL).verdict is Verdict.ABSENT
    assert [folder.send(PARCEL).verdict, folder.send(PARCEL).verdict] == [Verdict.TAKEN, Verdict.TAKEN]
    [file] = (tmp_path / "out").iterdir()
    assert (file.name, file.read_bytes()) == ("RQ-2026-000001-2-6a6a2f4e.json", PARCEL.body)
    file.write_bytes(b"something else")
    assert folder.ask(PARCEL).verdict is Verdict.CONFLICT


def test_a_folder_that_cannot_be_written_leaves_nothing_and_is_tried_again(tmp_path):
    (tmp_path / "out").write_text("a file, not a folder")
    answer = Folder(tmp_path / "out").send(PARCEL)
    assert (answer.verdict, answer.why) == (Verdict.NOT_NOW, "folder")


def test_a_disk_that_is_full_leaves_no_half_file(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("billing.adapters.files.os.fsync", full)
    assert Folder(tmp_path).send(PARCEL).verdict is Verdict.NOT_NOW
    assert list(tmp_path.iterdir()) == []


def test_by_files_the_hand_over_lies_in_the_folder_of_its_company(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with make.known():
        office = make.office()
        office.bills_by("file")
        [handover] = office.handed(office.case(), "approve")
        make.sent()
    handover = fresh(handover)
    assert handover.status == "taken"
    assert (systems.folder_of(office.company) / handover.receipt["reference"]).read_text() == handover.body


def test_what_waits_for_a_clerk_leaves_one_piece_of_work(office, elsewhere):
    [handover] = office.handed(office.case(), "approve")
    for _round in range(2):
        elsewhere.answers = [Answer(Verdict.REFUSED, "http_refused", {"status": 422, "words": "no"})]
        make.sent()
        assert WorkItem.objects.of(office.company).filter(case=handover.case, status="open").count() == 1
        retry(fresh(handover), actor=office.ada, now=make.NOW)
    assert WorkItem.objects.of(office.company).filter(case=handover.case, status="open").count() == 0

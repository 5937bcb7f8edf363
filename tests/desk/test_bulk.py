"""The list narrowed, kept, exported, and one step on many of its cases."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import timedelta
from uuid import uuid4

import time_machine

from cases.models import BulkJob, SavedView
from cases.services import bulk_jobs
from cases.services.substitution import Term, grant
from cases.services.transitions import perform
from desk.views import bulk
from tests.factories import cases as make


def picks(*cases):
    return [f"{case.pk}:{case.version}" for case in cases]


def test_the_list_is_narrowed_by_deadline_person_customer_and_day(office):
    case, client = office.at_review(), office.client("teo")
    row = f'data-href="{office.address(case)}"'
    nobody = office.users["ada"].pk
    asked = (
        ({"customer": case.customer.code}, True),
        ({"customer": "C999999"}, False),
        ({"assignee": nobody}, False),
        ({"opened_from": "2026-11-16", "opened_to": "2026-11-16"}, True),
        ({"opened_from": "2026-11-17"}, False),
    )
    for query, found in asked:
        assert (row in client.get("/ecoverde/cases/", query).content.decode()) is found, query


def test_a_view_is_saved_shared_chosen_and_deleted(office):
    client = office.client("teo")
    client.post("/ecoverde/cases/views/?q=rossi&show=all", {"name": "All of Rossi", "shared": "1"})
    view = SavedView.objects.of(office.company).get()
    page = office.client("ada").get("/ecoverde/cases/").content.decode()
    assert f"?q=rossi&amp;show=all&amp;view={view.pk}" in page
    assert office.client("ada").post(f"/ecoverde/cases/views/{view.pk}/delete/").status_code == 403
    client.post(f"/ecoverde/cases/views/{view.pk}/delete/")
    assert not SavedView.objects.of(office.company).exists()


def test_a_view_without_a_name_is_refused(office):
    assert office.client("teo").post("/ecoverde/cases/views/", {"name": " "}).status_code == 409


def test_the_list_is_exported_without_formulas(office):
    case = office.case()
    type(case.customer).objects.of(office.company).filter(pk=case.customer_id).update(name="=1+1")
    client = office.client("ada", language="it")
    answer = client.get("/ecoverde/cases/file.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1][0] == case.number
    assert rows[1][5] == "'=1+1"
    book = b"".join(client.get("/ecoverde/cases/file.xlsx").streaming_content)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert case.number in archive_text(book)
    assert "<f>" not in sheet


def archive_text(book):
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_an_export_holds_only_what_one_may_see(office, outsider):
    office.case()
    assert outsider().get("/ecoverde/cases/file.csv").status_code == 404
    text = b"".join(outsider().get("/lumen/cases/file.csv").streaming_content).decode()
    assert "OM-" not in text


def test_a_shared_step_is_taken_on_all_chosen_cases(office):
    cases, client = [office.case(), office.case()], office.client("ada")
    page = client.get("/ecoverde/cases/selected/", {"case": picks(*cases)}).content.decode()
    assert 'value="submit"' in page
    typed = {"case": picks(*cases), "step": "submit", "key": str(uuid4())}
    result = client.post("/ecoverde/cases/selected/", typed, follow=True).content.decode()
    assert "2 done, 0 not done, 0 waiting, of 2" in result
    for case in cases:
        case.refresh_from_db(fields=["version"])


def test_a_case_that_changed_meanwhile_stays_and_says_so(office):
    cases, client = [office.case(), office.case()], office.client("ada")
    typed = {"case": picks(*cases), "step": "submit", "key": str(uuid4())}
    perform(cases[0], "revise", make.command(office.actor("ada"), version=cases[0].version, inputs=make.sheet()))
    result = client.post("/ecoverde/cases/selected/", typed, follow=True).content.decode()
    assert "1 done, 1 not done" in result
    assert "The case was changed after the list was shown." in result


def test_a_second_press_of_a_bulk_step_changes_nothing(office):
    case, client = office.case(), office.client("ada")
    typed = {"case": picks(case), "step": "submit", "key": str(uuid4())}
    first = client.post("/ecoverde/cases/selected/", typed)
    second = client.post("/ecoverde/cases/selected/", typed)
    assert second.status_code in (302, 422)
    assert "1 done" in client.get(first["Location"]).content.decode()


def test_cases_of_others_are_neither_chosen_nor_their_results_shown(office, outsider):
    case = office.case()
    typed = {"case": picks(case), "step": "submit", "key": str(uuid4())}
    assert outsider().post("/lumen/cases/selected/", typed).status_code == 422
    job = office.client("ada").post("/ecoverde/cases/selected/", typed)
    assert office.client("bo").get(job["Location"]).status_code == 404


def test_who_lacks_the_duty_is_offered_no_step(office):
    page = office.client("bo").get("/ecoverde/cases/selected/", {"case": picks(office.case())}).content.decode()
    assert "These cases share no step" in page


def all_of(office, client, **more):
    """What a press sends for all drafts of the list, having seen how many there are."""
    where = "/ecoverde/cases/matching/?process=waste_approval&state=draft"
    page = client.get(where).content.decode()
    expected = re.search(r'name="expected" value="(\d+)"', page)
    assert expected, page
    return where, {"step": "submit", "key": str(uuid4()), "expected": expected[1], **more}


def test_a_step_is_taken_on_all_that_match_the_list_not_only_on_those_shown(office):
    cases, client = [office.case() for _ in range(30)], office.client("ada")
    bad = office.case(quantity_per_year=None)
    listed = client.get("/ecoverde/cases/?state=draft").content.decode()
    assert "For all 31 that match" in listed
    assert "/ecoverde/cases/matching/?state=draft" in listed
    where, typed = all_of(office, client)
    assert "31 of 31 stand where it can be taken" in client.get(where).content.decode()
    result = client.post(where, typed, follow=True).content.decode()
    assert "30 done, 1 not done, 0 waiting, of 31" in result
    assert f"{bad.number}" in client.get(f"{job_page(office)}?status=refused").content.decode()
    assert {case.state for case in type(cases[0]).objects.of(office.company)} >= {"under_administrative_check"}


def job_page(office):
    return f"/ecoverde/cases/jobs/{BulkJob.objects.of(office.company).latest('pk').key}/"


def test_when_another_number_matches_than_was_shown_it_is_asked_again(office):
    office.case()
    client = office.client("ada")
    where, typed = all_of(office, client)
    office.case()
    answer = client.post(where, typed)
    assert answer.status_code == 409
    assert "The list changed meanwhile" in answer.content.decode()
    assert not BulkJob.objects.of(office.company).exists()


def test_a_long_job_is_begun_at_once_and_the_worker_goes_on(office, monkeypatch):
    for _ in range(5):
        office.case()
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    client = office.client("ada")
    page = client.post(*all_of(office, client), follow=True).content.decode()
    assert "2 done, 0 not done, 3 waiting, of 5" in page
    assert "It goes on by itself" in page
    assert 'hx-trigger="every 3s"' in page
    bulk_jobs.run_waiting(make.NOW)
    page = client.get(job_page(office)).content.decode()
    assert "5 done, 0 not done, 0 waiting" in page
    assert "hx-trigger" not in page.partition('id="became"')[2].partition(">")[0]


def test_the_results_of_a_long_job_are_turned_page_by_page(office, monkeypatch):
    for _ in range(5):
        office.case()
    monkeypatch.setattr(bulk, "LINES", 2)
    client = office.client("ada")
    client.post(*all_of(office, client))
    pages = [client.get(f"{job_page(office)}?page={n}").content.decode() for n in (1, 2, 3)]
    numbers = [re.findall(r'class="number" href="[^"]+">([^<]+)', page) for page in pages]
    assert [len(page) for page in numbers] == [2, 2, 1]
    assert len({number for page in numbers for number in page}) == 5


def test_cases_of_several_processes_or_beyond_one_s_duties_offer_no_step(office):
    office.case()
    page = office.client("bo").get("/ecoverde/cases/matching/?state=draft").content.decode()
    assert "These cases share no step" in page
    assert office.client("bo").get("/ecoverde/cases/matching/?q=nothing-like-it").status_code == 302


def test_who_acts_for_another_takes_the_step_in_his_place_and_both_names_are_kept(office):
    case = office.case()
    term = Term(from_on=make.NOW.date(), to_on=make.NOW.date() + timedelta(days=30), process_codes=())
    grant(office.users["ada"], office.users["bo"], term, actor=office.actor("ada"), now=make.NOW)
    client = office.client("bo")
    with time_machine.travel(make.NOW, tick=False):
        client.force_login(office.users["bo"])
        client.post("/ecoverde/acting/", {"person": str(office.users["ada"].pk)})
        assert "you act for Ada" in client.get("/ecoverde/cases/selected/", {"case": picks(case)}).content.decode()
        typed = {"case": picks(case), "step": "submit", "key": str(uuid4())}
        page = client.post("/ecoverde/cases/selected/", typed, follow=True).content.decode()
        assert "1 done, 0 not done" in page
        assert "for Ada" in page
        assert "on behalf of Ada" in client.get(office.address(case)).content.decode()

"""The list narrowed, kept, exported, and one step on many of its cases."""

from __future__ import annotations

import csv
import io
import zipfile
from uuid import uuid4

from cases.models import SavedView
from cases.services.transitions import perform
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

"""The pages of policies: read on a day, tried, edited in a grid, compared, published."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.definition import catalogue
from cases.models import PolicyVersion
from cases.services.policies import files
from cases.services.policies.contents import canonical
from cases.services.policies.factory import load_factory
from registry.duties import CONFIGURE
from tests.factories import cases as make
from tests.factories import policies as make_policy
from tests.factories import registry as people
from tests.factories.policies import factory, fees, key, with_row

ADDRESS = "/ecoverde/policies/waste_approval/table/fees/"
DRAFT = f"{ADDRESS}draft/"


@pytest.fixture
def dora(office):
    """Dora configures EcoVerde and looks at its waste approvals."""
    duties = (CONFIGURE, "waste_approval.read")
    office.users["dora"] = people.member(office.company, *duties, who=people.user("dora@example.com")).user
    return office.client("dora")


def html(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def fields(client, address=DRAFT):
    """What the form of the grid sends as it stands."""
    page = html(client.get(address))
    form = page[page.index('id="draft"') : page.index("</form>", page.index('id="draft"'))]
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form))
    return {name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in sent.items()}


def test_the_list_shows_what_is_in_force_and_what_is_drafted(office, dora):
    factory()
    make_policy.drafted(key(office.company), office.actor("dora"), fees())
    page = html(dora.get("/ecoverde/policies/"))
    assert ADDRESS in page
    assert "supplied" in page
    assert "draft" in page
    assert "/ecoverde/policies/product/calendar/office/" in page


def test_the_table_says_what_it_would_say_and_why_not(office, dora):
    factory()
    page = html(dora.get(ADDRESS, {"in-amount": "2000", "in-urgent": "yes"}))
    assert re.search(r"it says</span>.*?<strong>40.00</strong>", page, re.DOTALL)
    missed = re.search(r'<th scope="row">large\b.*?</tr>', page, re.DOTALL)
    assert missed
    assert "given: yes" in missed.group()
    assert "does not match" in missed.group()


def test_a_value_that_cannot_be_read_is_named(office, dora):
    factory()
    page = html(dora.get(ADDRESS, {"in-amount": "much", "in-urgent": "yes"}))
    assert "much is not a number" in page


def test_a_day_shows_the_version_in_force_then(office, dora):
    factory()
    later = timezone.localdate() + timedelta(days=30)
    now = timezone.now()
    make_policy.published(key(office.company), office.actor("dora"), with_row("small", then={"fee": "12"}), later, now)
    assert '<td data-label="fee" class="out">10.00' in html(dora.get(ADDRESS))
    assert '<td data-label="fee" class="out">12.00' in html(dora.get(ADDRESS, {"on": later.isoformat()}))


def test_the_grid_saves_a_draft_and_publishes_it(office, dora):
    factory()
    sent = fields(dora)
    assert sent["r0c3"] == "≤ 1,000.00"
    sent |= {"do": "save", "r0c5": "11.00"}
    assert "The draft is saved" in html(dora.post(DRAFT, sent, follow=True))
    page = html(dora.get(DRAFT))
    assert "<del>10.00</del> <ins>11.00</ins>" in page
    seen = fields(dora)["seen"]
    today = timezone.localdate().isoformat()
    answer = dora.post(DRAFT, {"do": "publish", "valid_from": today, "note": "rincaro", "seen": seen}, follow=True)
    assert "The test row one fails" in html(answer, 409)
    assert PolicyVersion.objects.get(company=office.company).status == "draft"


def test_a_draft_is_published_with_a_day_and_signed(office, dora):
    factory(fees(examples=[]))
    dora.post(DRAFT, fields(dora) | {"do": "save", "r0c5": "11.00"})
    today = timezone.localdate().isoformat()
    page = html(dora.post(DRAFT, {"do": "publish", "valid_from": today, "note": "rincaro"}, follow=True))
    assert "Version 1 is published." in page
    version = PolicyVersion.objects.get(company=office.company)
    assert (version.status, version.note, version.published_by) == ("published", "rincaro", office.users["dora"])


def test_a_cell_that_cannot_be_read_keeps_everything_typed(office, dora):
    factory()
    sent = fields(dora) | {"do": "save", "r0c3": "about 1000", "r1c5": "77.00"}
    page = html(dora.post(DRAFT, sent), 422)
    assert "about 1000 is not a number" in page
    assert 'value="77.00"' in page
    assert PolicyVersion.objects.filter(company=office.company).count() == 0


def test_choices_stand_above_a_column_only_where_the_cell_does_not_offer_them(office, dora):
    load_factory([catalogue.get("waste_approval")], now=make.NOW)
    page = html(dora.get("/ecoverde/policies/waste_approval/requirement/required_documents/draft/"))
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert 'class="in listed">Step<span class="hint">' in head
    assert "safety data sheet" not in head
    assert "<option>safety data sheet</option>" in page[page.index("</thead>") :]


def test_rows_are_added_moved_and_taken_out_without_losing_what_is_typed(office, dora):
    factory()
    sent = fields(dora) | {"r0c5": "11.00"}
    added = html(dora.post(DRAFT, sent | {"do": "add"}))
    assert 'value="r4"' in added
    assert 'value="11.00"' in added
    moved = html(dora.post(DRAFT, sent | {"do": "up:1"}))
    assert moved.index('value="large"') < moved.index('value="small"')
    assert 'value="large_urgent"' not in html(dora.post(DRAFT, sent | {"do": "remove:2"}))


def test_a_row_says_what_is_wrong_while_it_is_typed(office, dora):
    factory()
    row = fields(dora) | {"row": "1", "r1c3": "2000..1000"}
    assert "holds no value" in html(dora.post(f"{DRAFT}row/", row))
    assert html(dora.post(f"{DRAFT}row/", row | {"r1c3": "> 1,000.00"})) == ""


def test_gaps_and_overlaps_are_told_while_it_is_typed(office, dora):
    factory()
    sent = fields(dora) | {"r0c3": "< 1,000.00"}
    assert "No row answers for" in html(dora.post(f"{DRAFT}findings/", sent))
    assert "Proved" in html(dora.post(f"{DRAFT}findings/", fields(dora)))


def test_what_another_saved_meanwhile_is_not_overwritten(office, dora):
    factory()
    dora.post(DRAFT, fields(dora) | {"do": "save", "r0c5": "11.00"})
    sent = fields(dora) | {"do": "save", "r0c5": "12.00"}
    dora.post(DRAFT, fields(dora) | {"do": "save", "r0c5": "13.00"})
    assert "was changed by" in html(dora.post(DRAFT, sent), 409)


def test_a_spreadsheet_goes_out_and_comes_back(office, dora):
    factory(canonical("table", fees(examples=[])))
    sheet = dora.get(f"{ADDRESS}file.xlsx").content
    back = SimpleUploadedFile("fees.xlsx", sheet)
    html(dora.post(DRAFT, {"do": "file", "file": back}, follow=True))
    draft = PolicyVersion.objects.get(company=office.company)
    assert draft.digest == PolicyVersion.objects.get(company=None).digest


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("fees.xlsx", b"not a sheet", "cannot be read as an .xlsx sheet: take the one offered here"),
        ("fees.json", b'{"content": 1,\n x}', "cannot be read as JSON: it goes wrong at line 2, sign 2."),
        ("fees.json", b"\x80{}", "cannot be read as JSON: it is no text in UTF-8."),
        ("fees.json", b"[" * 200_000, "cannot be read as JSON"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(office, dora, name, written, said):
    factory()
    wrong = SimpleUploadedFile(name, written)
    assert said in html(dora.post(DRAFT, {"do": "file", "file": wrong}), 422)


def test_terms_and_closing_days_are_edited_in_a_form(office, dora):
    base = "/ecoverde/policies/waste_approval/clock/decide/draft/"
    term = {"do": "save", "amount": "7", "unit": "working_days", "rolls": "none", "remind": "5, 2"}
    assert "Reminders are whole numbers of days" in html(dora.post(base, {**term, "remind": "soon"}), 422)
    html(dora.post(base, term, follow=True))
    days = "/ecoverde/policies/product/calendar/office/draft/"
    assert "is not a date" in html(dora.post(days, {"do": "save", "days": "Natale"}), 422)
    html(dora.post(days, {"do": "save", "days": "2026-12-24 Vigilia"}, follow=True))
    kept = dict(PolicyVersion.objects.values_list("kind", "content"))
    assert (kept["clock"]["amount"], kept["clock"]["remind"]) == (7, [5, 2])
    assert kept["calendar"] == {"closing_days": [{"day": "2026-12-24", "name": "Vigilia"}]}


@pytest.mark.parametrize("kind", ["separation/steps", "series/number", "assignment/draft"])
def test_the_other_kinds_have_their_forms_too(office, dora, kind):
    assert "Save the draft" in html(dora.get(f"/ecoverde/policies/waste_approval/{kind}/draft/"))
    html(dora.get(f"/ecoverde/policies/waste_approval/{kind}/"))


def test_who_does_not_configure_reads_and_never_edits(office, dora):
    factory()
    teo = office.client("teo")
    assert "draft/" not in html(teo.get(ADDRESS))
    for address in (DRAFT, f"{DRAFT}row/", f"{DRAFT}findings/"):
        assert teo.post(address, {"do": "save"}).status_code == 403
    assert teo.get(DRAFT).status_code == 403


def test_another_company_s_policies_are_not_there(office, dora, outsider):
    make_policy.drafted(key(office.company), office.actor("dora"), fees())
    for address in (ADDRESS, ADDRESS.replace("ecoverde", "lumen"), "/lumen/policies/loan/table/fees/"):
        assert outsider().get(address).status_code == 404


def test_in_italian_numbers_and_words_are_italian(office, dora):
    factory()
    page = html(office.client("dora", "it").get(ADDRESS, {"in-amount": "2.000,00", "in-urgent": "sì"}))
    assert "40,00" in page
    assert "risponde" in page


def test_the_sheet_of_a_table_in_words_is_read_back_in_codes(office, dora):
    content = fees(examples=[])
    factory(content)
    answer = dora.get(f"{ADDRESS}file.json")
    assert files.from_json(key(office.company), io.BytesIO(answer.content).read())["code"] == "fees"

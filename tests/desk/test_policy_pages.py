"""The list of rules narrowed, test rows typed in a grid, and the way back to what is supplied."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from cases.models import PolicyVersion
from tests.desk.test_policies import ADDRESS, DRAFT, dora, fields, html
from tests.factories import policies as make_policy
from tests.factories.policies import factory, fees, key, with_row

__all__ = ["dora"]
pytestmark = pytest.mark.django_db


def test_the_list_is_narrowed_by_words_kind_process_and_what_was_changed(office, dora):
    factory()
    make_policy.published(
        key(office.company), office.actor("dora"), fees(examples=[]), timezone.localdate(), timezone.now()
    )
    address = "/ecoverde/policies/"
    everything = html(dora.get(address))
    assert everything.count("row-link") > 10
    assert "1 changed by us" in everything
    for asked in ({"whose": "ours"}, {"q": "FEES"}, {"kind": "table", "process": "waste_approval"}):
        page = html(dora.get(address, asked))
        assert (page.count("row-link"), ADDRESS in page) == (1, True)
    assert "No rule is like that" in html(dora.get(address, {"q": "nothing of the kind"}))
    assert html(dora.get(address, {"kind": "nonsense"})).count("row-link") > 10


def test_a_company_returns_to_the_supplied_version_by_a_dated_signed_one(office, dora):
    factory(fees(examples=[]))
    assert "Back to the supplied version" not in html(dora.get(DRAFT))
    mine = with_row("small", then={"fee": "12"})
    make_policy.published(key(office.company), office.actor("dora"), mine, timezone.localdate(), timezone.now())
    assert "Back to the supplied version" in html(dora.get(DRAFT))
    sent = {"do": "supplied", "valid_from": timezone.localdate().isoformat(), "note": "basta"}
    page = html(dora.post(DRAFT, sent, follow=True))
    assert "The supplied version applies again" in page
    assert "as supplied" in page
    assert '<td data-label="fee" class="out">10.00' in page
    assert "applies already" in html(dora.post(DRAFT, sent), 409)


def test_test_rows_are_typed_in_a_grid_that_says_whether_they_pass(office, dora):
    factory()
    page = html(dora.get(DRAFT))
    assert re.search(r'name="e0c0" value="one".*?passes', page, re.DOTALL)
    sent = fields(dora) | {"tests": "1", "e0c0": "one", "e0c1": "500.00", "e0c2": "yes", "e0c3": "11.00"}
    shown = html(dora.post(DRAFT, sent | {"do": "add_test"}))
    assert "it says: fee: 10.00" in shown
    assert 'name="e1c0" value="t1"' in shown
    assert "The test row one fails" in html(dora.post(f"{DRAFT}findings/", sent))
    assert 'name="e0c0"' not in html(dora.post(DRAFT, sent | {"do": "remove_test:0"}))
    assert "much is not a number" in html(dora.post(DRAFT, sent | {"do": "save", "e0c1": "much"}), 422)
    dora.post(DRAFT, sent | {"do": "save", "e0c3": "10.00"})
    (kept,) = PolicyVersion.objects.get(company=office.company).content["examples"]
    assert kept == {"id": "one", "inputs": {"amount": "500", "urgent": True}, "expected": [{"fee": "10"}]}


def test_a_day_after_a_preposition_is_a_date_and_never_today(office, dora):
    factory(since=timezone.localdate())
    page = html(office.client("dora", "it").get(ADDRESS))
    versions = re.sub(r"<[^>]+>", "", page[page.index('id="history-title"') :])
    day = timezone.localdate()
    assert f"dal {day.day} " in versions
    assert "dal oggi" not in versions

"""What the page of a case shows, to whom."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.services.comments import comment
from tests.factories import cases as make

MOST = 30


def page(office, name, case, **query):
    return office.client(name).get(office.address(case), query).content.decode()


def test_a_refused_step_is_a_disabled_button_described_by_its_reasons(office):
    html = page(office, "teo", office.at_review())
    assert 'aria-disabled="true" aria-describedby="why-conclude_review"' in html
    assert 'id="why-conclude_review"' in html
    assert "Plant and operation are not chosen yet." in html


def test_who_lacks_the_duty_sees_no_button_but_who_can(office):
    html = page(office, "ada", office.at_review())
    assert "conclude_review/" not in html
    assert "Teo" in html


def test_a_clerk_reads_who_did_what_and_why(office):
    html = page(office, "bo", office.case(("ada", "submit"), ("marta", "return_to_draft")))
    assert "Returned to draft" in html
    assert "because" in html
    assert "Marta" in html


def test_the_path_says_where_the_case_stands(office):
    html = page(office, "teo", office.at_review())
    assert 'aria-current="step">Technical review' in html


def test_a_person_of_no_duty_in_the_process_does_not_see_the_case(office):
    case = office.case()
    membership = office.users["ada"].memberships.get()
    membership.duties = ["registry.edit_customer"]
    membership.save()
    assert office.client("ada").get(office.address(case)).status_code == 404


@pytest.mark.parametrize("comments", [0, 30])
def test_the_page_costs_the_same_however_long_the_story(office, comments):
    case = office.at_review()
    for number in range(comments):
        comment(case, f"note {number}", actor=office.actor("teo"), now=make.NOW)
    client = office.client("teo")
    with CaptureQueriesContext(connection) as asked:
        client.get(office.address(case))
    assert len(asked) <= MOST


def test_the_whole_timeline_is_one_link_away(office):
    case = office.case()
    for number in range(12):
        comment(case, f"note-{number}-end", actor=office.actor("ada"), now=make.NOW)
    assert "note-0-end" not in page(office, "ada", case)
    assert "note-0-end" in page(office, "ada", case, timeline="all")


def test_a_colleague_comments_and_finds_it_in_the_timeline(office):
    case, client = office.at_review(), office.client("teo")
    client.post(f"{office.address(case)}comments/", {"text": "The producer calls back on Monday"})
    assert "The producer calls back on Monday" in client.get(office.address(case)).content.decode()


def test_an_empty_comment_is_named_on_its_field(office):
    answer = office.client("teo").post(f"{office.address(office.at_review())}comments/", {"text": " "})
    assert answer.status_code == 422
    assert 'href="#id_text"' in answer.content.decode()


def test_the_head_says_of_what_the_nearest_day_is(office):
    html = page(office, "teo", office.at_review())
    head = html[html.index('class="case-head"') : html.index('class="path-strip"')]
    assert re.search(r"Technical decision <\w+[^>]*>", head)

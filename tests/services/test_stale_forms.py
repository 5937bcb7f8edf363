"""Two tabs, and the back button: the second press is refused with what changed, and nothing typed is lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from lxml import html

from cases.models import Case, CaseEvent
from tests.desk import world
from tests.factories.rows import changed, rows

SESSIONS = ("django_session",)


@pytest.fixture
def eco(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with world.paper_catalogue():
        yield world.house("ecoverde")


def form_of(answer: Any, action: str = "") -> dict[str, Any]:
    """What the form of a page would send if nobody typed anything."""
    page = html.fromstring(answer.content.decode())
    found = [form for form in page.forms if action in (form.action or action) and "command_id" in form.fields]
    assert found, "the page has no form of a step"
    return {name: (value or "").removeprefix("\n") for name, value in found[0].fields.items()}


def tab(client: Any, where: str) -> dict[str, Any]:
    """The form of a page just opened."""
    return form_of(client.get(where))


def test_of_two_tabs_the_second_is_refused_with_what_changed_and_keeps_what_was_typed(eco):
    client, where = eco.client(), eco.address(eco.draft, "amend")
    first, second = tab(client, where), tab(client, where)
    assert client.post(where, {**first, "waste_code": "170504", "applicant": "From the first tab"}).status_code == 302
    before = rows(SESSIONS)
    answer = client.post(where, {**second, "waste_code": "170504", "applicant": "Typed for ten minutes"})
    assert answer.status_code == 409
    assert changed(before, rows(SESSIONS)) == []
    again = form_of(answer)
    assert again["applicant"] == "Typed for ten minutes"
    page = answer.content.decode()
    assert "Boss ecoverde" in page
    dossier = world.clerical.dossier.objects.of(eco.company).get(pk=eco.draft.pk)
    assert dossier.applicant == "From the first tab"


def test_who_has_read_what_changed_presses_once_more_and_it_is_done(eco):
    client, where = eco.client(), eco.address(eco.draft, "amend")
    first, second = tab(client, where), tab(client, where)
    client.post(where, {**first, "waste_code": "170504", "applicant": "First"})
    refused = client.post(where, {**second, "waste_code": "170504", "applicant": "Second"})
    assert client.post(where, form_of(refused)).status_code == 302
    dossier = world.clerical.dossier.objects.of(eco.company).get(pk=eco.draft.pk)
    assert dossier.applicant == "Second"
    assert CaseEvent.objects.of(eco.company).filter(case=eco.draft, transition="amend").count() == 2


def test_a_colleague_who_was_faster_is_named(eco):
    where = eco.address(eco.draft, "amend")
    mine = tab(eco.client(), where)
    twin = eco.client("twin")
    twin.post(where, {**tab(twin, where), "waste_code": "170504", "applicant": "Twin's"})
    answer = eco.client().post(where, {**mine, "waste_code": "170504", "applicant": "Mine"})
    assert answer.status_code == 409
    assert "Twin ecoverde" in answer.content.decode()
    assert form_of(answer)["applicant"] == "Mine"


def test_the_back_button_after_a_step_and_the_same_press_again_do_nothing_more(eco):
    client, where = eco.client(), eco.address(eco.draft, "amend")
    page = tab(client, where)
    pressed = {**page, "waste_code": "170504", "applicant": "Once"}
    assert client.post(where, pressed).status_code == 302
    before = rows(SESSIONS)
    assert client.post(where, pressed).status_code == 302
    assert changed(before, rows(SESSIONS)) == []


def test_the_back_button_after_a_step_and_other_words_do_not_pass_for_the_first_press(eco):
    """The page kept by the browser carries the same click: what is typed then must not vanish unseen."""
    client, where = eco.client(), eco.address(eco.draft, "amend")
    page = tab(client, where)
    client.post(where, {**page, "waste_code": "170504", "applicant": "First words"})
    answer = client.post(where, {**page, "waste_code": "170504", "applicant": "Second words"})
    dossier = world.clerical.dossier.objects.of(eco.company).get(pk=eco.draft.pk)
    assert dossier.applicant == "First words"
    assert answer.status_code == 409
    assert form_of(answer)["applicant"] == "Second words"


def test_a_step_whose_state_is_gone_is_refused_with_its_reason_and_the_words_are_still_there(eco):
    client, where = eco.client(), eco.address(eco.draft, "amend")
    page = tab(client, where)
    submitted = client.post(
        eco.address(eco.draft, "submit"),
        {"command_id": str(uuid4()), "version": eco.draft.version, "seq": eco.draft.seq},
    )
    assert submitted.status_code == 302
    answer = client.post(where, {**page, "waste_code": "170504", "applicant": "Too late"})
    assert answer.status_code == 409
    assert "Too late" in answer.content.decode()
    assert Case.objects.of(eco.company).get(pk=eco.draft.pk).state == "under_check"


def test_an_opening_sent_again_from_the_page_behind_opens_no_second_case(eco):
    before = Case.objects.of(eco.company).count()
    client, where = eco.client(), f"/ecoverde/cases/new/request/?customer={eco.customer.code}"
    pressed = {**tab(client, where), "waste_code": "170504", "applicant": "New"}
    first, again = client.post(where, pressed), client.post(where, pressed)
    assert first.headers["Location"] == again.headers["Location"]
    assert Case.objects.of(eco.company).count() == before + 1

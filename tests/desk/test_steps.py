"""Taking a step of a case: permitted, forbidden, invisible, refused, stale, double."""

from __future__ import annotations

from cases.models import CaseEvent
from cases.services.transitions import perform
from tests.desk.conftest import ticket
from tests.factories import cases as make


def test_a_clerk_submits_and_lands_on_the_case(office):
    case = office.case()
    answer = office.client("ada").post(office.address(case, "submit"), ticket(case), follow=True)
    assert answer.redirect_chain == [(office.address(case), 302)]
    assert "Administrative check" in answer.content.decode()


def test_who_lacks_the_duty_gets_a_403_in_words(office):
    case = office.case()
    answer = office.client("teo").post(office.address(case, "submit"), ticket(case))
    assert answer.status_code == 403
    assert "not among your duties" in answer.content.decode()


def test_who_lacks_the_duty_is_not_shown_the_form_either(office):
    case = office.at_review()
    assert office.client("ada").get(office.address(case, "conclude_review")).status_code == 403


def test_another_company_s_case_is_not_there(office, outsider):
    case = office.case()
    for answer in (
        outsider().get(office.address(case)),
        outsider().post(office.address(case, "submit"), ticket(case)),
        outsider().get(f"/lumen/cases/{case.number}/"),
    ):
        assert answer.status_code == 404


def test_an_unknown_step_is_not_there(office):
    case = office.case()
    assert office.client("ada").post(office.address(case, "fly"), ticket(case)).status_code == 404


def test_a_refused_step_shows_every_reason_and_keeps_what_was_typed(office):
    case = office.at_review(quantity_per_year=10, quantity_per_delivery=5)
    typed = ticket(case, judgement="It fits the plant")
    answer = office.client("teo").post(office.address(case, "conclude_review"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Plant and operation are not chosen yet." in page
    assert "It fits the plant" in page
    case.refresh_from_db(fields=["version"])
    assert case.version == typed["version"]


def test_the_page_of_a_refused_step_shows_reasons_instead_of_a_form(office):
    page = office.client("teo").get(office.address(office.at_review(), "conclude_review")).content.decode()
    assert "Plant and operation are not chosen yet." in page
    assert "<textarea" not in page


def test_a_double_press_is_done_once(office):
    case, client = office.case(), office.client("ada")
    press = ticket(case)
    first = client.post(office.address(case, "submit"), press)
    second = client.post(office.address(case, "submit"), press)
    assert (first.status_code, second.status_code) == (302, 302)
    assert CaseEvent.objects.of(office.company).filter(case=case, transition="submit").count() == 1


def test_a_stale_page_shows_what_changed_and_keeps_what_was_typed(office):
    case = office.at_review()
    press = ticket(case, reason="No capacity this year")
    correction = make.sheet() | {"reason": "typing error"}
    perform(case, "characterise", make.command(office.actor("teo"), version=case.version, inputs=correction))
    answer = office.client("bo").post(office.address(case, "reject"), press)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "changed while this page was open" in page
    assert "Characterisation corrected" in page
    assert "No capacity this year" in page
    assert f'name="version" value="{case.version + 1}"' in page


def test_a_stale_step_that_no_longer_exists_offers_the_way_back(office):
    case = office.case()
    press = ticket(case)
    perform(case, "submit", make.command(office.actor("ada"), version=case.version))
    page = office.client("ada").post(office.address(case, "submit"), press).content.decode()
    assert "this step does not exist any more" in page


def test_an_incomplete_form_names_the_field_and_does_nothing(office):
    case = office.at_review()
    answer = office.client("teo").post(office.address(case, "reject"), ticket(case, reason=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_reason"' in page
    assert 'aria-invalid="true"' in page


def test_a_press_without_its_ticket_is_a_bad_request(office):
    assert office.client("ada").post(office.address(office.case(), "submit"), {}).status_code == 400

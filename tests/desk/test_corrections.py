"""The page on which the data of a case are put right: by whom, with the old value beside, and never over another's."""

from __future__ import annotations

import html
import re

import pytest

from cases.models import Case
from cases.services import corrections
from registry.models import Membership
from tests.factories import cases as make

SHEET = {"process_of_origin": "scavo", "packaging": "big bag", "frequency": "weekly"}


@pytest.fixture
def marta(office):
    """Marta may correct; Ada, who entered the case, may not."""
    membership = Membership.objects.get(user=office.users["marta"])
    membership.duties = [*membership.duties, corrections.DUTY]
    membership.save()
    return office.client("marta")


def seen(page: str) -> dict[str, str]:
    """What the browser would send back untouched."""
    sent = {
        match["name"]: html.unescape(match["value"])
        for tag in re.findall(r"<input[^>]*>", page)
        if (match := re.search(r'name="(?P<name>[^"]+)".*?value="(?P<value>[^"]*)"', tag))
    }
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page):
        sent[name] = html.unescape(text)
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        sent[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    return sent


def opened(office, client):
    case = office.case(**SHEET)
    where = office.address(case, "corrections")
    return case, where, seen(client.get(where).content.decode())


def now_in(case: Case, *columns: str):
    dossier = case.process.dossier.objects.of(case.company_id).get(pk=case.pk)
    return [getattr(dossier, column) for column in columns]


def test_who_has_the_duty_corrects_with_a_reason_and_the_journal_shows_both_values(office, marta):
    case, where, typed = opened(office, marta)
    assert where in marta.get(office.address(case)).content.decode()
    put_right = {"packaging": "fusti", "frequency": "monthly", "why-reason": "Misread"}
    answer = marta.post(where, {**typed, **put_right}, follow=True)
    page = html.unescape(answer.content.decode())
    assert "Corrected: " in page
    assert "Dossier corrected" in page
    assert "Misread" in page
    assert "Packaging: big bag → fusti" in page
    assert "Frequency: every week → every month" in page, "codes are shown in words"
    assert now_in(case, "packaging", "frequency", "process_of_origin") == ["fusti", "monthly", "scavo"]


def test_the_present_value_stands_beside_every_field_and_nothing_else_is_offered(office, marta):
    case = office.case(**SHEET)
    page = marta.get(office.address(case, "corrections")).content.decode()
    offered = set(re.findall(r'data-field="([^"]+)"', page))
    assert offered == {*case.process.correctable.base_fields, "reason"}
    assert page.count("Now:") == len(case.process.correctable.base_fields)
    assert re.search(r"Now:</span>\s*big bag", page)
    assert "waste_code" not in offered, "what a decision hangs on changes by a step"


def test_a_correction_without_a_reason_or_a_change_is_refused_in_words(office, marta):
    case, where, typed = opened(office, marta)
    answer = marta.post(where, {**typed, "packaging": "fusti"})
    assert (answer.status_code, "This field is required" in answer.content.decode()) == (422, True)
    answer = marta.post(where, {**typed, "why-reason": "Misread"})
    assert (answer.status_code, "Nothing was changed" in answer.content.decode()) == (409, True)
    answer = marta.post(where, {**typed, "process_of_origin": "", "why-reason": "Misread"})
    assert answer.status_code == 422, "what is needed is not emptied"
    assert now_in(case, "packaging", "process_of_origin") == ["big bag", "scavo"]


def test_who_saw_an_older_case_is_shown_what_changed_and_does_not_undo_it(office, marta):
    case, where, typed = opened(office, marta)
    boss = make.actor(office.company, "boss@example.org", corrections.DUTY, *make.ENTER)
    corrections.correct(case, {"packaging": "cisterna"}, "Phone call", actor=boss, now=make.NOW)
    answer = marta.post(where, {**typed, "appearance": "grey", "why-reason": "From the sample"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The case changed while this page was open" in page
    assert "Phone call" in page
    again = seen(page)
    assert (again["packaging"], again["appearance"], again["why-reason"]) == ("cisterna", "grey", "From the sample")
    assert marta.post(where, again).status_code == 302
    assert now_in(case, "packaging", "appearance") == ["cisterna", "grey"]


def test_who_lacks_the_duty_neither_sees_the_link_nor_the_page(office, marta):
    case, where, typed = opened(office, marta)
    ada = office.client("ada")
    assert where not in ada.get(office.address(case)).content.decode()
    assert ada.get(where).status_code == 403
    assert ada.post(where, {**typed, "packaging": "x", "why-reason": "y"}).status_code == 403


def test_what_was_empty_may_stay_empty_while_something_else_is_corrected(office, marta):
    case, where, typed = opened(office, marta)
    case.process.dossier.objects.of(case.company_id).filter(pk=case.pk).update(process_of_origin="")
    typed = seen(marta.get(where).content.decode())
    assert marta.post(where, {**typed, "packaging": "fusti", "why-reason": "Misread"}).status_code == 302


def test_the_page_speaks_italian(office, marta):
    case = office.case(**SHEET)
    page = office.client("marta", language="it").get(office.address(case, "corrections")).content.decode()
    assert "Correggi i dati" in page
    assert "Ora:" in page

"""A letter to many cases of the list: looked at first, started once, shown case by case."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cases.models import BulkJob
from cases.services import bulk_jobs
from documents.letters import pdf
from documents.models import Letter
from registry.models import User
from tests.desk.world import House
from tests.factories import cases as make
from tests.factories import letters

CHOSEN = "/ecoverde/cases/selected/letter/"
MATCHING = "/ecoverde/cases/matching/letter/?process=request&show=all"


@pytest.fixture(autouse=True)
def _in_english(eco: House, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.update(language="en")
    letters.template()
    monkeypatch.setattr(pdf, "soffice", lambda: None)


def asked(page: str, **typed: Any) -> dict[str, Any]:
    """The form as the page shows it, with what one types."""
    hidden = dict(re.findall(r'name="(key|seen)" value="([^"]+)"', page))
    known = {"kind": "receipt", "language": "", "dated": "2026-11-16", "note": "", "way": "file", "do": "look"}
    return {**known, **hidden, **typed}


def looked(house: House, where: str, **typed: Any) -> tuple[Any, str, dict[str, Any]]:
    client = house.client()
    first = client.get(where, {key: typed[key] for key in ("case",) if key in typed}).content.decode()
    given = asked(first, **typed)
    return client, client.post(where, given).content.decode(), given


def test_the_list_offers_a_letter_only_to_who_may_write_one(eco):
    button = f'formaction="{CHOSEN}"'
    assert button in eco.client().get("/ecoverde/cases/").content.decode()
    assert button not in eco.client("idle").get("/ecoverde/cases/").content.decode()


def test_one_looks_before_one_writes_and_the_worker_writes_what_was_looked_at(eco):
    picks = [f"{case.pk}:{case.version}" for case in (eco.draft, eco.opened())]
    client, page, _given = looked(eco, CHOSEN, case=picks)
    assert "2 of 2 will be written" in page
    assert "abbiamo ricevuto la richiesta" in page, "one of them can be read"
    before = Letter.objects.of(eco.company).count()
    started = client.post(CHOSEN, {**asked(page, case=picks), "do": "start"})
    assert Letter.objects.of(eco.company).count() == before, "the worker writes, not the page"
    assert "2 waiting" in client.get(started["Location"]).content.decode()
    bulk_jobs.run_waiting(make.NOW)
    assert Letter.objects.of(eco.company).count() == before + 2
    result = client.get(started["Location"]).content.decode()
    assert "2 done, 0 not done, 0 waiting, of 2" in result
    assert f"Receipt {eco.draft.number}" in result


def test_nothing_else_than_what_was_looked_at_is_started(eco):
    pick = f"{eco.draft.pk}:{eco.draft.version}"
    client, page, _given = looked(eco, CHOSEN, case=pick)
    other = client.post(CHOSEN, {**asked(page, case=pick), "note": "Altro", "do": "start"})
    assert (other.status_code, BulkJob.objects.of(eco.company).filter(kind="letter").exists()) == (409, False)
    assert "Something changed meanwhile" in other.content.decode()


def test_a_second_press_starts_nothing_more(eco):
    pick = f"{eco.draft.pk}:{eco.draft.version}"
    client, page, _given = looked(eco, CHOSEN, case=pick)
    typed = {**asked(page, case=pick), "do": "start"}
    assert [client.post(CHOSEN, typed).status_code for _ in range(2)] == [302, 302]
    assert BulkJob.objects.of(eco.company).filter(kind="letter").count() == 1


def test_a_letter_goes_to_all_that_match_and_a_list_that_grew_is_shown_anew(eco):
    client, page, _given = looked(eco, MATCHING)
    typed = {**asked(page), "do": "start"}
    grown = eco.opened()
    assert client.post(MATCHING, typed).status_code == 409
    client, page, _given = looked(eco, MATCHING)
    started = client.post(MATCHING, {**asked(page), "do": "start"})
    job = BulkJob.objects.of(eco.company).get(kind="letter")
    assert job.results.filter(case=grown).exists()
    assert str(job.key) in started["Location"]


def test_cases_of_several_processes_share_no_letter_and_the_page_says_so(eco):
    picks = [f"{case.pk}:{case.version}" for case in (eco.draft, eco.reviewed)]
    page = eco.client().get(CHOSEN, {"case": picks}).content.decode()
    assert "They belong to different processes" in page
    assert 'value="look"' not in page


def test_a_process_without_letters_is_told(eco):
    pick = f"{eco.reviewed.pk}:{eco.reviewed.version}"
    assert "Their process writes no letters." in eco.client().get(CHOSEN, {"case": pick}).content.decode()


def test_without_a_template_on_the_day_nothing_can_be_started(eco):
    pick = f"{eco.draft.pk}:{eco.draft.version}"
    _client, page, _given = looked(eco, CHOSEN, case=pick, language="en")
    assert "There is no template of this letter in this language on that day" in page
    assert 'value="start"' not in page


def test_another_company_s_cases_are_nobody_s_here(eco, lumen):
    pick = f"{lumen.draft.pk}:{lumen.draft.version}"
    answer = eco.client().get(CHOSEN, {"case": pick})
    assert (answer.status_code, answer["Location"]) == (302, "/ecoverde/cases/")
    typed = {**asked("", case=pick), "key": "6a6a2f4e-6a6a-4a6a-8a6a-6a6a2f4e6a6b"}
    assert eco.client().post(CHOSEN, typed).status_code == 422

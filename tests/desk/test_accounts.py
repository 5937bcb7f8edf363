"""Coming in: sign-in, lock-out, language, company."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.models import User
from tests.factories import registry as people


def sign_in(client, password, **headers):
    return client.post("/accounts/login/", {"username": "ada@example.com", "password": password}, **headers)


@pytest.fixture
def ada(office):
    office.users["ada"].set_password("a phrase to remember")
    office.users["ada"].save()
    return office.users["ada"]


def test_a_person_signs_in_and_lands_at_work(ada):
    client = Client()
    answer = sign_in(client, "a phrase to remember")
    assert answer.status_code == 302
    assert client.get("/").headers["Location"] == "/ecoverde/"


def test_a_wrong_password_is_answered_in_words(ada):
    html = sign_in(Client(headers={"accept-language": "it"}), "wrong").content.decode()
    assert "non corrispondono" in html


def test_a_stranger_is_sent_to_the_sign_in(office):
    assert Client().get("/ecoverde/").headers["Location"] == "/accounts/login/?next=/ecoverde/"


def test_too_many_wrong_passwords_pause_the_sign_in(ada, settings):
    settings.AXES_FAILURE_LIMIT = 3
    client = Client(headers={"accept-language": "en"})
    answers = [sign_in(client, "wrong") for _ in range(4)]
    assert answers[-1].status_code == 429
    assert "Wait fifteen minutes" in answers[-1].content.decode()


def test_the_language_is_kept_on_the_person_and_wins_over_the_browser_s(office):
    client = office.client("ada", language="it")
    assert "Il mio lavoro" in client.get("/ecoverde/", headers={"accept-language": "en"}).content.decode()
    answer = client.post("/accounts/language/", {"language": "en", "next": "/ecoverde/"})
    assert answer.headers["Location"] == "/ecoverde/"
    assert "My work" in client.get("/ecoverde/").content.decode()
    assert User.objects.get(pk=office.users["ada"].pk).language == "en"


@pytest.mark.parametrize("language", ["xx", "", "de"])
def test_a_language_we_do_not_speak_changes_nothing(office, language):
    office.client("ada").post("/accounts/language/", {"language": language, "next": "https://evil.example/"})
    assert User.objects.get(pk=office.users["ada"].pk).language == "en"


def test_the_language_form_leads_nowhere_else(office):
    answer = office.client("ada").post("/accounts/language/", {"language": "it", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_with_two_companies_one_chooses(office):
    people.member(people.company("lumen"), who=office.users["ada"])
    html = office.client("ada").get("/").content.decode()
    assert 'href="/ecoverde/"' in html
    assert 'href="/lumen/"' in html


def test_without_a_company_one_is_told_whom_to_ask(db):
    client = Client()
    client.force_login(people.user(language="en"))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "Ask your administrator" in answer.content.decode()


def test_a_password_is_changed_knowing_the_old_one(ada):
    client = Client()
    client.force_login(ada)
    new = "another phrase to remember"
    typed = {"old_password": "a phrase to remember", "new_password1": new, "new_password2": new}
    assert client.post("/accounts/password/", typed).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(new)

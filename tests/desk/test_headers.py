"""What every page tells the browser, and what a page never tells anybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cases.services import transitions
from tests.desk.addresses import everywhere
from tests.desk.world import finished
from tests.factories import registry as people

PLACES = ("/", "/accounts/login/", "/accounts/password/", "/ecoverde/nothing/", "/nowhere/", "/health/live")
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "http://testserver@evil.example/",
    "https://testserver.evil.example/",
    " https://evil.example/",
    "\thttps://evil.example/",
    "/\t/evil.example/",
    "\x00//evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "ftp://evil.example/",
    "http://[::1",
    "https://evil.example:80@testserver:90/",
)
HOSTS = (
    "evil.example",
    "testserver.evil.example",
    "evil.example:80",
    "testserver@evil.example",
    "127.0.0.1.evil.example",
)


def pages(house: Any, client: Client) -> dict[str, Any]:
    """Every page as the boss sees it, and those outside a company."""
    found = {address.route: client.get(address.of(house)) for address in everywhere()}
    found |= {where: client.get(where) for where in PLACES}
    for answer in found.values():
        finished(answer)
    return found


@pytest.mark.everywhere
def test_no_page_may_be_framed_sniffed_or_load_anything_foreign(eco):
    for name, answer in pages(eco, eco.client()).items():
        framed = "SAMEORIGIN" if name == "document" else "DENY"  # our own page shows the paper beside the case
        assert answer.headers["X-Frame-Options"] == framed, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "default-src" in policy or "sandbox" in policy, name


@pytest.mark.everywhere
def test_what_a_signed_in_person_sees_stays_in_no_cache(eco):
    for name, answer in pages(eco, eco.client()).items():
        kept = answer.headers.get("Cache-Control", "")
        assert "no-store" in kept or name == "/health/live", f"{name}: {kept!r}"
        assert "public" not in kept, name


def test_after_signing_out_the_pages_are_gone(eco):
    client = eco.client()
    client.post("/accounts/logout/")
    assert client.get("/ecoverde/").status_code == 302


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_ours_gets_nothing(eco, host):
    answer = eco.client().get("/ecoverde/", HTTP_HOST=host)
    assert answer.status_code == 400
    assert host not in answer.content.decode()


def test_a_forwarded_host_is_not_believed(eco):
    answer = Client().get("/ecoverde/", HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil.example" not in answer.headers["Location"]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_form_leads_to_another_site(eco, address):
    client = eco.client()
    signed_out = Client()
    user = eco.users["twin"]
    user.set_password("a phrase to remember")
    user.save()
    typed = {"username": user.email, "password": "a phrase to remember", "next": address}
    for answer in (
        signed_out.post(f"/accounts/login/?next={address}", typed),
        client.post("/accounts/language/", {"language": "it", "next": address}),
        client.post(f"/ecoverde/work/{eco.queued.pk}/take/", {"next": address}),
    ):
        assert answer.status_code == 302
        assert "evil" not in answer.headers["Location"]
        assert answer.headers["Location"].startswith("/")
        assert not answer.headers["Location"].startswith(("//", "/\\"))


def test_our_own_fault_is_answered_without_a_word_of_the_inside(eco, monkeypatch):
    def break_down(*args: object) -> None:
        raise RuntimeError(f"inside {settings.SECRET_KEY}")

    monkeypatch.setattr(transitions.locking, "lock", break_down)
    case = eco.draft
    typed = {"command_id": "6a6a2f4e-6a6a-4a6a-8a6a-6a6a2f4e6a6a", "version": case.version, "seq": case.seq}
    answer = eco.client().post(eco.address(case, "submit"), typed)
    page = answer.content.decode()
    assert answer.status_code == 500
    for word in (settings.SECRET_KEY, settings.JOURNAL_KEY, "RuntimeError", "Traceback", "inside", ".py", "sqlite"):
        assert word not in page
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("where", ["/ecoverde/nothing/", "/ecoverde/cases/OM-2026-999999/", "/nowhere/", "/.env"])
def test_a_missing_page_tells_no_address_of_the_product(eco, where):
    page = eco.client().get(where)
    assert page.status_code == 404
    assert "urlpatterns" not in page.content.decode()
    assert "URLconf" not in page.content.decode()


@pytest.mark.everywhere
def test_no_page_says_what_it_is_made_of(eco):
    for name, answer in pages(eco, eco.client()).items():
        assert "Server" not in answer.headers, name
        assert "X-Powered-By" not in answer.headers, name
        assert "Access-Control-Allow-Origin" not in answer.headers, name


def test_debugging_is_off():
    assert settings.DEBUG is False


def test_the_session_changes_its_name_at_the_sign_in(db):
    user = people.user("ada@example.com")
    user.set_password("a phrase to remember")
    user.save()
    client = Client()
    client.cookies["sessionid"] = "chosenbyanattackerchosenbyanattac"
    client.post("/accounts/login/", {"username": user.email, "password": "a phrase to remember"})
    assert client.cookies["sessionid"].value != "chosenbyanattackerchosenbyanattac"
    assert client.get("/accounts/password/").status_code == 200


def test_a_new_password_ends_the_other_sessions(db):
    user = people.user("ada@example.com")
    user.set_password("a phrase to remember")
    user.save()
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(user)
    new = "another phrase to remember"
    typed = {"old_password": "a phrase to remember", "new_password1": new, "new_password2": new}
    assert here.post("/accounts/password/", typed).status_code == 302
    assert here.get("/accounts/password/").status_code == 200
    assert there.get("/accounts/password/").status_code == 302

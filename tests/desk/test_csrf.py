"""A page of somebody else cannot act in a clerk's name: every unsafe request needs the token of our own page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.desk.addresses import everywhere
from tests.desk.world import House, finished
from tests.factories.rows import changed, rows

SESSIONS = ("django_session",)
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
WITHOUT_COMPANY = ("/", "/accounts/login/", "/accounts/logout/", "/accounts/password/", "/accounts/language/")


def with_page_open(house: House) -> tuple[Client, str]:
    """The boss with a page of ours open, and the token that stands in it."""
    client = house.client(enforce_csrf_checks=True)
    page = client.get("/accounts/password/")
    return client, str(page.context["csrf_token"])


def answers(house: House, client: Client, sent: dict[str, str], **headers: Any) -> dict[str, int]:
    """The status of every unsafe method at every address, the body right but for its token."""
    found = {}
    for method in UNSAFE:
        for where in WITHOUT_COMPANY:
            found[f"{method} {where}"] = send(client, method, where, sent, headers)
        for address in everywhere():
            body = {**address.sent(house), **sent} if method == "POST" else sent
            found[f"{method} {address.route}"] = send(client, method, address.of(house), body, headers)
    return found


def send(client: Client, method: str, where: str, body: dict[str, Any], headers: Any) -> int:
    if method == "POST":
        return client.post(where, body, **headers).status_code
    return client.generic(method, where, b"x=1", "application/x-www-form-urlencoded", **headers).status_code


def others(found: dict[str, int]) -> dict[str, int]:
    return {request: status for request, status in found.items() if status != 403}


@pytest.mark.everywhere
@pytest.mark.parametrize("kind", ["no token", "a wrong token", "the token of another visitor"])
def test_without_its_token_every_unsafe_request_is_refused_and_changes_nothing(eco, kind):
    client, token = with_page_open(eco)
    wrong = {"no token": {}, "a wrong token": {"csrfmiddlewaretoken": token[:-4] + "AAAA"}}
    strange = {"csrfmiddlewaretoken": with_page_open(eco)[1]}
    before = rows(SESSIONS)
    assert others(answers(eco, client, wrong.get(kind, strange))) == {}
    assert changed(before, rows(SESSIONS)) == []


@pytest.mark.everywhere
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_from_another_origin_even_the_right_token_is_refused(eco, origin):
    client, token = with_page_open(eco)
    before = rows(SESSIONS)
    found = answers(eco, client, {"csrfmiddlewaretoken": token}, HTTP_ORIGIN=origin)
    assert others(found) == {}
    assert changed(before, rows(SESSIONS)) == []


def test_with_its_token_the_same_requests_pass(eco):
    """The control: what is refused above is refused for its token."""
    client, token = with_page_open(eco)
    address = next(each for each in everywhere() if each.route == "comment")
    body = {**address.sent(eco), "csrfmiddlewaretoken": token}
    assert client.post(address.of(eco), body, HTTP_ORIGIN="http://testserver").status_code == 302


@pytest.mark.everywhere
def test_a_method_named_in_a_header_is_not_obeyed(eco):
    client = eco.client()
    before = rows(SESSIONS)
    for address in everywhere():
        finished(client.get(address.of(eco), headers={"x-http-method-override": "POST"}))
        finished(client.get(address.of(eco), {"_method": "POST"}))
    assert changed(before, rows(SESSIONS)) == []


def test_the_token_and_the_session_are_not_for_scripts_nor_for_other_sites(eco):
    client, _token = with_page_open(eco)
    for name in ("csrftoken", "sessionid"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"

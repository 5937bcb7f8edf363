"""Every address, asked by everybody who has no business there: nothing is shown, nothing is changed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from tests.desk.addresses import ADDRESSES, PERSONAL, PUBLIC, Address, everywhere, routes
from tests.desk.world import House, finished
from tests.factories.rows import changed, rows, written

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
UNSAFE = METHODS[1:5]
SESSIONS = ("django_session",)
SIGN_IN = "/accounts/login/"


def asked(client: Client, method: str, address: Address, house: House, slug: str = "") -> Any:
    """The answer to one request; a POST brings what would be right."""
    where = address.of(house, slug)
    if method == "POST":
        return client.post(where, address.sent(house))
    return client.generic(method, where)


def read(client: Client, where: str) -> int:
    """The status of a GET, its file, if any, closed again."""
    return int(finished(client.get(where)).status_code)


def wrong(house: House, client: Client, expected: Any, *, slug: str = "", only: Any = None) -> dict[str, Any]:
    """Every address and method whose status is not the expected one, or which changed a table."""
    found: dict[str, Any] = {}
    before = rows(SESSIONS)
    for address in everywhere():
        if only is not None and not only(address):
            continue
        for method in METHODS:
            with written() as statements:
                answer = asked(client, method, address, house, slug)
            after = rows(SESSIONS) if statements else before
            touched = set(changed(before, after)) - (set(address.keeps) if expected is without_duty else set())
            if touched or not expected(address, method, answer):
                found[f"{method} {address.route}"] = (answer.status_code, touched)
            before = after
    return found


def not_there(address: Address, method: str, answer: Any) -> bool:
    return answer.status_code == 404


def nothing_to_see(address: Address, method: str, answer: Any) -> bool:
    """Not there; or, for a method the page does not have, refused before anything is looked up."""
    looked_up = method == "POST" and address.typed is not None
    return answer.status_code == 404 or (not looked_up and answer.status_code == 405) or method == "OPTIONS"


def to_the_sign_in(address: Address, method: str, answer: Any) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN)


def without_duty(address: Address, method: str, answer: Any) -> bool:
    """GET and POST as the table says; any other method is refused, or answered as the reading it is."""
    if method in ("GET", "HEAD", "POST"):
        return answer.status_code == address.idle[method == "POST"] or (method == "HEAD" and answer.status_code == 405)
    return answer.status_code in ({200, 403, 404} if method == "OPTIONS" else {403, 404, 405})


def test_every_address_is_registered_and_every_registered_one_exists():
    told = {f"desk:{address.route}" for address in everywhere()} | PUBLIC | PERSONAL
    assert set(routes()) - told == set(), "register these in tests/desk/addresses.py"
    assert told - set(routes()) == set(), "these are gone"
    assert [name for name, n in Counter(address.route for address in ADDRESSES).items() if n > 1] == []


def test_the_one_with_every_duty_finds_every_address_and_reading_changes_nothing(eco):
    """The control: a refusal below means something only where the address leads somewhere."""
    client = eco.client()
    before = rows(SESSIONS)
    answers = {address.route: read(client, address.of(eco)) for address in everywhere()}
    assert answers == {address.route: address.boss for address in everywhere()}
    assert changed(before, rows(SESSIONS)) == []


@pytest.mark.everywhere
def test_a_stranger_is_sent_to_the_sign_in(eco):
    assert wrong(eco, Client(), to_the_sign_in) == {}


@pytest.mark.everywhere
def test_somebody_of_another_company_finds_nothing(eco, lumen):
    assert wrong(eco, lumen.client(), not_there) == {}


@pytest.mark.everywhere
def test_somebody_of_another_company_finds_nothing_under_his_own_slug_either(eco, lumen):
    own, client = lumen.company.slug, lumen.client()
    assert wrong(eco, client, nothing_to_see, slug=own, only=lambda address: address.own) == {}


@pytest.mark.everywhere
def test_somebody_who_left_finds_nothing(eco):
    assert wrong(eco, eco.client("leaver"), not_there) == {}


@pytest.mark.everywhere
def test_a_closed_account_is_signed_out_at_once(eco):
    client = eco.client("twin")
    assert client.get("/ecoverde/").status_code == 200
    type(eco.users["twin"]).objects.filter(pk=eco.users["twin"].pk).update(is_active=False)
    assert wrong(eco, client, to_the_sign_in) == {}


@pytest.mark.everywhere
def test_a_colleague_without_any_duty_sees_what_is_for_all_and_changes_nothing(eco):
    assert wrong(eco, eco.client("idle"), without_duty) == {}


@pytest.mark.parametrize("method", UNSAFE)
@pytest.mark.parametrize("route", sorted(PERSONAL))
def test_what_is_personal_sends_a_stranger_to_the_sign_in(route, method, db):
    where = {"desk:companies": "/", "desk:sign-out": "/accounts/logout/", "desk:password": "/accounts/password/"}[route]
    answer = Client().generic(method, where)
    assert (answer.status_code, answer.headers["Location"].startswith(SIGN_IN)) == (302, True)


@pytest.mark.parametrize("where", ["/health/live", "/health/ready"])
@pytest.mark.parametrize("method", UNSAFE)
def test_what_is_public_is_read_only(where, method, db):
    assert Client().generic(method, where).status_code == 405


def test_another_company_s_customer_opens_no_case_here(eco, lumen):
    client = eco.client()
    before = rows(SESSIONS)
    where = f"/ecoverde/cases/new/request/?customer={lumen.customer.code}"
    answers = [client.get(where).status_code, client.post(where, {"command_id": "x"}).status_code]
    address = next(each for each in ADDRESSES if each.route == "open-case")
    answers.append(client.post(where, address.sent(eco)).status_code)
    assert answers in ([404, 404, 404], [404, 400, 404])
    assert changed(before, rows(SESSIONS)) == []

"""Pages for what goes wrong, in words."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django.views.defaults import server_error


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_every_error_page_is_drawn_without_a_request_in_both_languages(template):
    drawn = set()
    for language in ("it", "en"):
        with translation.override(language):
            drawn.add(render_to_string(template))
    assert len(drawn) == 2


def test_the_page_for_our_own_fault_needs_no_database(rf):
    assert server_error(rf.get("/")).status_code == 500


def test_an_unknown_address_is_answered_in_words(office):
    answer = office.client("ada").get("/ecoverde/nothing/")
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


def test_a_form_without_its_token_is_explained(office):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = client.post("/accounts/login/", {})
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()


def test_the_gallery_is_not_served(office):
    assert office.client("ada").get("/accounts/components/home/").status_code == 404


def test_pages_carry_no_inline_style_or_script(office):
    case, client = office.at_review(), office.client("teo")
    for address in ("/ecoverde/", "/ecoverde/cases/", office.address(case), "/ecoverde/processes/waste_approval/"):
        html = client.get(address).content.decode()
        assert " style=" not in html
        assert "<style" not in html
        assert "<script>" not in html
        assert " onclick=" not in html

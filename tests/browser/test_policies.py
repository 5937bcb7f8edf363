"""The pages of rules in Chromium: read, tried, edited in a grid that says what is wrong while one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from registry.duties import CONFIGURE
from registry.models import Company, User
from tests.browser import scene as scenes
from tests.browser.test_pages import SIZES, faults
from tests.factories import policies as make
from tests.factories import registry as people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = "/ecoverde/policies/"
FEES = f"{RULES}waste_approval/table/fees/"


@pytest.fixture
def scene(live_server):
    """An Italian office in which Dora configures, with a table of fees."""
    scene = scenes.build(live_server.url, "it")
    dora = User.objects.create_user("dora@example.com", scenes.PASSWORD, full_name="Dora Verdi", language="it")
    people.member(Company.objects.get(slug="ecoverde"), CONFIGURE, "waste_approval.read", who=dora)
    make.factory()
    return scene


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_the_pages_of_rules(page: Page, scene, size):
    page.set_viewport_size(SIZES[size])
    scene.sign_in(page, "dora")
    addresses = (RULES, f"{RULES}?whose=ours", FEES, f"{FEES}?in-amount=2000&in-urgent=no", f"{FEES}draft/")
    assert [fault for address in addresses for fault in faults(page, f"{scene.url}{address}")] == []


def test_problems_are_told_while_one_types_and_a_test_row_says_whether_it_passes(page: Page, scene):
    page.set_viewport_size(SIZES["desk"])
    scene.sign_in(page, "dora")
    page.goto(f"{scene.url}{FEES}draft/")
    cell = page.locator('[name="r1c3"]')
    cell.fill("2000..1000")
    cell.dispatch_event("input")
    expect(page.locator("#trouble-1")).not_to_be_empty()
    cell.fill("> 2.000")
    cell.blur()
    expect(page.locator("#findings .no").first).to_be_visible()
    expect(page.locator('tbody:has([name="e0c0"]) .state.good')).to_be_visible()
    page.fill('[name="e0c3"]', "11,00")
    page.click('button[value="add_test"]')
    expect(page.locator('tbody:has([name="e0c0"]) .state.bad')).to_be_visible()
    expect(page.locator('[name="e1c0"]')).to_have_value("t1")
    expect(cell).to_have_value("> 2.000")
